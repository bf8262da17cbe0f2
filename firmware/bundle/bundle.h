// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BUNDLE_BUNDLE_H_
#define AUTOCODER_BUNDLE_BUNDLE_H_

#include <cstddef>
#include <cstdint>

#include <generated/model.h>
#include <generated/sizes.h>

#include "status.h"

namespace autocoder {

constexpr size_t kBundleNameBytes = 31;
constexpr size_t kKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;
constexpr float kLowestGain = 1e-3f;
constexpr float kHighestGain = 1e3f;

// What one file NAME.acb holds: a model in its upload form. See format.h for its bytes, to which
// all pointers lead.
struct Bundle {
  const char* name = nullptr;  // UTF-8 without an end mark
  uint8_t name_bytes = 0;
  float gain = 1;
  const uint8_t* decoder = nullptr;
  size_t decoder_bytes = 0;
  uint32_t decoder_crc32 = 0;
  GoldenVector golden[kGoldenCount] = {};
  const uint8_t* encoder = nullptr;  // null without one
  size_t encoder_bytes = 0;
  int8_t encoded[kGoldenCount][kLatents] = {};  // golden latents there and back
  const uint8_t* signed_bytes = nullptr;        // that a signature is about; null without one
  size_t signed_size = 0;
  const uint8_t* key = nullptr;
  const uint8_t* signature = nullptr;
};

// A section's bytes in the file, and the checksum that they should have.
struct BundleSection {
  uint32_t type;
  const uint8_t* bytes;
  size_t size;
  uint32_t crc32;
};

// Checks a bundle in pieces that leave time for the engine: magic, version, lengths, the checksum
// of each section and of the whole, and what the module would play of it against its own sizes.
// The networks themselves are checked when they are loaded.
class BundleReader {
 public:
  // The bytes must stay as long as the bundle is used.
  void Begin(const uint8_t* bytes, size_t size);

  // Does a piece. False where nothing is left to do: then the others are valid.
  bool Step();
  Status status() const { return status_; }
  const Bundle& bundle() const { return bundle_; }

 private:
  static constexpr size_t kMostSections = 16;

  Status ReadSections();
  Status AddSection(size_t at);
  const BundleSection* Find(uint32_t type) const;
  bool SumUp(const uint8_t* bytes, size_t size, uint32_t wanted);
  Status ReadContents();
  Status ReadModel();
  Status ReadEncoder();
  Status ReadSignature();

  const uint8_t* bytes_ = nullptr;
  size_t size_ = 0;
  BundleSection sections_[kMostSections] = {};
  size_t count_ = 0;
  size_t checked_ = 0;   // sections; one more stands for the whole file
  size_t summed_ = 0;    // bytes of the one that is being checked
  uint32_t crc32_ = 0;   // of them
  bool working_ = false;
  Status status_ = Status::kTruncated;
  Bundle bundle_;
};

}  // namespace autocoder

#endif  // AUTOCODER_BUNDLE_BUNDLE_H_
