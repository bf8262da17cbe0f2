// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "bundle/bundle.h"
#include "bundle_writer.h"
#include "whole_bundle.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint32_t kLater = Letters("LATE");

Status Parse(const Bytes& bytes) {
  Bundle bundle;
  return ParseBundle(bytes.data(), bytes.size(), &bundle);
}

template <typename Change>
Status After(Change change) {
  TestBundle bundle = MakeBundle(6, true);
  change(bundle);
  return Parse(WriteBundle(bundle));
}

template <typename T>
Status With(size_t info_at, T value) {
  return After([&](TestBundle& bundle) { bundle.Put(kInfoSection, info_at, value); });
}

Status Named(const std::string& name) { return Parse(WriteBundle(MakeBundle(6, false, name))); }

TEST_CASE("a bundle says what was written into it") {
  const TestBundle written = MakeBundle(6, true, "Glöckchen");
  Bytes bytes = WriteBundle(written);
  Bundle bundle;
  REQUIRE(ParseBundle(bytes.data(), bytes.size(), &bundle) == Status::kOk);
  CHECK(std::string(bundle.name, bundle.name_bytes) == "Glöckchen");
  CHECK(bundle.gain == 2.5f);
  const auto same = [](const Bytes& wanted, const uint8_t* found, size_t size) {
    return wanted == Bytes(found, found + size);
  };
  TestBundle copy = written;
  CHECK(same(copy.Of(kDecoderSection).bytes, bundle.decoder, bundle.decoder_bytes));
  CHECK((bundle.decoder - bytes.data()) % kBundleAlignment == 0);
  CHECK(same(copy.Of(kEncoderSection).bytes, bundle.encoder, bundle.encoder_bytes));
  for (size_t i = 0; i < kGoldenCount; ++i) {
    const uint8_t* golden = copy.Of(kGoldenSection).bytes.data() + i * kGoldenVectorBytes;
    CHECK(std::memcmp(golden, bundle.golden[i].latents, kLatents) == 0);
    CHECK(std::memcmp(golden + kLatents, &bundle.golden[i].mel_crc32, 4) == 0);
  }
  CHECK(std::memcmp(copy.Of(kEncodedSection).bytes.data(), bundle.encoded,
                    sizeof(bundle.encoded)) == 0);
  CHECK(bundle.signature == nullptr);
}

TEST_CASE("an encoder may be missing") {
  const Bytes bytes = WriteBundle(MakeBundle(6, false));
  Bundle bundle;
  REQUIRE(ParseBundle(bytes.data(), bytes.size(), &bundle) == Status::kOk);
  CHECK(bundle.encoder == nullptr);
}

TEST_CASE("a bundle with any byte changed is refused, whether it is signed or not") {
  for (Bytes bytes : {WriteBundle(MakeBundle(2, false)), WriteSignedBundle(MakeBundle(2, false))}) {
    REQUIRE(Parse(bytes) == Status::kOk);
    size_t accepted = 0;
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] ^= static_cast<uint8_t>(1u << i % 8);
      if (Parse(bytes) == Status::kOk) ++accepted;
      bytes[i] ^= static_cast<uint8_t>(1u << i % 8);
    }
    CHECK(accepted == 0);
  }
}

TEST_CASE("a bundle that ends early, or goes on, is refused") {
  const Bytes bytes = WriteBundle(MakeBundle(2, false));
  for (size_t size = 0; size < bytes.size(); size += 7) {
    const std::unique_ptr<uint8_t[]> part(new uint8_t[size]);  // reading one byte too far is seen
    if (size > 0) std::memcpy(part.get(), bytes.data(), size);
    Bundle bundle;
    CHECK(ParseBundle(part.get(), size, &bundle) == Status::kTruncated);
  }
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK(Parse(longer) == Status::kTruncated);
}

TEST_CASE("only what this version knows is taken") {
  Bytes bytes = WriteBundle(MakeBundle(2, false));
  bytes[4] = 2;
  RepairBundle(&bytes);
  CHECK(Parse(bytes) == Status::kUnsupportedVersion);
  bytes[0] = 'B';
  RepairBundle(&bytes);
  CHECK(Parse(bytes) == Status::kBadIdentifier);
  const auto add = [](uint32_t flags) {
    return After([=](TestBundle& bundle) { bundle.sections.push_back({kLater, Bytes(5), flags}); });
  };
  CHECK(add(kSectionOptional) == Status::kOk);
  CHECK(add(0) == Status::kUnsupportedVersion);
}

TEST_CASE("each section stands there once, those that belong together both") {
  CHECK(After([](TestBundle& bundle) { bundle.sections.push_back(bundle.sections[2]); }) ==
        Status::kBadOffset);
  for (const uint32_t type :
       {kInfoSection, kDecoderSection, kGoldenSection, kEncoderSection, kEncodedSection}) {
    const auto leave_out = [type](TestBundle& bundle) {
      bundle.Of(type) = {kLater, Bytes(5), kSectionOptional};
    };
    CHECK(After(leave_out) == Status::kTruncated);
  }
  const auto add_many = [](TestBundle& bundle) {
    for (uint32_t i = 0; i < 12; ++i) bundle.sections.push_back({kLater + i, {}, kSectionOptional});
  };
  CHECK(After(add_many) == Status::kTooLarge);
}

TEST_CASE("a section does not reach beyond the end") {
  Bytes bytes = WriteBundle(MakeBundle(2, false));
  const auto just_too_many = static_cast<uint32_t>(bytes.size()) - 35;
  for (const uint32_t count : {0xFFFFFFFFu, 0xFFFFFFF0u, just_too_many}) {
    std::memcpy(bytes.data() + kBundleHeadBytes + 8, &count, sizeof(count));
    RepairBundle(&bytes);
    CHECK(Parse(bytes) == Status::kBadOffset);
  }
}

TEST_CASE("a model of other sizes is refused") {
  CHECK(With(kInfoLatentsAt, uint16_t{7}) == Status::kBadShape);
  CHECK(With(kInfoBandsAt, uint16_t{512}) == Status::kBadShape);
  CHECK(With(kInfoRateAt, uint32_t{44100}) == Status::kBadShape);
  CHECK(With(kInfoFloorAt, -80.0f) == Status::kBadShape);
  CHECK(With(kInfoMarginAt, std::nanf("")) == Status::kBadShape);
  for (const uint32_t type : {kInfoSection, kGoldenSection, kEncodedSection}) {
    CHECK(After([type](TestBundle& bundle) { bundle.Of(type).bytes.pop_back(); }) ==
          Status::kBadShape);
    CHECK(After([type](TestBundle& bundle) { bundle.Of(type).bytes.push_back(0); }) ==
          Status::kBadShape);
  }
}

TEST_CASE("a gain is a number that can be played") {
  for (const float gain : {1e-3f, 1.0f, 1e3f}) CHECK(With(kInfoGainAt, gain) == Status::kOk);
  for (const float gain : {0.0f, -1.0f, 9e-4f, 1001.0f, std::numeric_limits<float>::infinity(),
                           std::numeric_limits<float>::quiet_NaN(), 1e-40f}) {
    CHECK(With(kInfoGainAt, gain) == Status::kBadParameter);
  }
}

TEST_CASE("a name can be shown") {
  for (const char* name : {"a", "Glöckchen", "水", "\U0001F514", "~ -\"\\"}) {
    CHECK(Named(name) == Status::kOk);
  }
  CHECK(Named(std::string(kBundleNameBytes, 'x')) == Status::kOk);
  for (const char* name : {"", "a\nb", "\x7F", "\xFF", "\x80", "a\xC3", "\xC0\xAF", "\xE0\x9F\xBF",
                           "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x8F\xBF\xBF", "\xE2\x28\xA1"}) {
    CHECK(Named(name) == Status::kBadParameter);
  }
  CHECK(With(kInfoNameBytesAt, uint8_t{32}) == Status::kBadParameter);
}

TEST_CASE("reading goes in pieces") {
  const Bytes bytes = WriteBundle(MakeBundle(400, false));
  BundleReader reader;
  reader.Begin(bytes.data(), bytes.size());
  size_t steps = 0;
  while (reader.Step()) ++steps;
  CHECK(reader.status() == Status::kOk);
  CHECK(steps >= 2 * bytes.size() / (32 << 10));
  CHECK_FALSE(reader.Step());
}

}  // namespace
}  // namespace autocoder
