// SPDX-License-Identifier: MIT
#include "bundle/info.h"

#include <cstddef>
#include <cstring>

namespace autocoder {
namespace {

// As it stands in the file, without gaps.
struct Info {
  uint16_t latents;
  uint16_t bands;
  uint32_t rate_hz;
  float floor_db;
  float margin_db;
  float gain;
  uint8_t name_bytes;
  uint8_t name[kBundleNameBytes];
};
static_assert(sizeof(Info) == 20 + 1 + kBundleNameBytes);

// How many bytes follow the first of a character, or -1 for what begins none.
int Followers(uint8_t first) {
  if (first < 0x80) return first < 0x20 || first == 0x7F ? -1 : 0;  // those are control characters
  if (first >= 0xC2 && first < 0xE0) return 1;
  if (first >= 0xE0 && first < 0xF0) return 2;
  return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

// Too long a form, half of a pair, or beyond the last character: told by the second byte.
bool IsOutside(uint8_t first, uint8_t second) {
  return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
         (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
}

// Whether a name can be shown to people: UTF-8 without control characters.
bool IsText(const uint8_t* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    const uint8_t first = bytes[i];
    const int followers = Followers(first);
    if (followers < 0 || size - i <= static_cast<size_t>(followers)) return false;
    if (followers > 0 && IsOutside(first, bytes[i + 1])) return false;
    for (int left = followers; left > 0; --left) {
      if ((bytes[++i] & 0xC0) != 0x80) return false;
    }
  }
  return true;
}

}  // namespace

Status ReadInfo(const BundleSection& section, Bundle* bundle) {
  Info info;
  if (section.size != sizeof(info)) return Status::kBadShape;
  std::memcpy(&info, section.bytes, sizeof(info));
  if (info.latents != kLatents || info.bands != kMelBands || info.rate_hz != kAnalysisRateHz ||
      info.floor_db != kFloorDb || info.margin_db != kSigmoidMarginDb) {
    return Status::kBadShape;
  }
  if (!(info.gain >= kLowestGain && info.gain <= kHighestGain)) return Status::kBadParameter;
  if (info.name_bytes == 0 || info.name_bytes > kBundleNameBytes ||
      !IsText(info.name, info.name_bytes)) {
    return Status::kBadParameter;
  }
  bundle->name = reinterpret_cast<const char*>(section.bytes) + offsetof(Info, name);
  bundle->name_bytes = info.name_bytes;
  bundle->gain = info.gain;
  return Status::kOk;
}

}  // namespace autocoder
