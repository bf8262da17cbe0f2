// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_BUNDLE_WRITER_H_
#define AUTOCODER_TESTS_BUNDLE_WRITER_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "bundle/format.h"

namespace autocoder {

struct TestSection {
  uint32_t type;
  std::vector<uint8_t> bytes;
  uint32_t flags = 0;
};

// What a bundle says; see bundle/format.h.
struct TestBundle {
  std::vector<TestSection> sections;

  TestSection& Of(uint32_t type);
  template <typename T>
  void Put(uint32_t type, size_t at, T value) {
    std::memcpy(Of(type).bytes.data() + at, &value, sizeof(value));
  }
};

// Where the numbers of its information stand.
constexpr size_t kInfoLatentsAt = 0;
constexpr size_t kInfoBandsAt = 2;
constexpr size_t kInfoRateAt = 4;
constexpr size_t kInfoFloorAt = 8;
constexpr size_t kInfoMarginAt = 12;
constexpr size_t kInfoGainAt = 16;
constexpr size_t kInfoNameBytesAt = 20;
constexpr size_t kInfoNameAt = 21;
constexpr size_t kGoldenVectorBytes = 12;

// A good model with a hidden layer of so many values, all different, its golden vectors those that
// our decoder computes, with or without an encoder.
TestBundle MakeBundle(int32_t hidden, bool encoder, const std::string& name = "test");

// Its file, and the same signed by the key pair below.
std::vector<uint8_t> WriteBundle(const TestBundle& bundle);
std::vector<uint8_t> WriteSignedBundle(const TestBundle& bundle);

// Makes the size and all checksums those of the bytes as they are, as far as there are sections.
void RepairBundle(std::vector<uint8_t>* bytes);

// That of RFC 8032's first test: seed, then public key.
extern const uint8_t kTestKeyPair[64];
inline const uint8_t* TestPublicKey() { return kTestKeyPair + 32; }

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_BUNDLE_WRITER_H_
