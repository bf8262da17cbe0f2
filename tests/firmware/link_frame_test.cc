// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <random>

#include "crc32.h"
#include "link_fixture.h"

namespace autocoder {
namespace {

// Bytes of which every `zero_every`th is zero on average; 0 for none.
Octets RandomBytes(size_t count, unsigned zero_every, std::mt19937* random) {
  Octets bytes(count);
  for (uint8_t& byte : bytes) {
    const bool zero = zero_every != 0 && (*random)() % zero_every == 0;
    byte = zero ? 0 : static_cast<uint8_t>(1 + (*random)() % 255);
  }
  return bytes;
}

TEST_CASE("the checksum is the one of zlib, in one piece or in two") {
  const char* digits = "123456789";
  CHECK(Crc32(digits, 9) == 0xCBF43926u);
  CHECK(Crc32(digits + 4, 5, Crc32(digits, 4)) == 0xCBF43926u);
  CHECK(Crc32(digits, 0) == 0);
}

TEST_CASE("frames of every length come back, with any share of zeros") {
  std::mt19937 random(1);
  FrameDecoder decoder;
  uint32_t sent = 0;
  for (unsigned zero_every : {0u, 1u, 2u, 16u, 254u, 1000u}) {
    for (size_t count = 0; count <= kPayloadBytes; count += count < 600 ? 1 : 61) {
      const Octets payload = RandomBytes(count, zero_every, &random);
      const uint8_t sequence = static_cast<uint8_t>(random());
      const Octets encoded = Encoded(7, sequence, payload);
      REQUIRE(encoded.size() <= kEncodedFrameBytes);
      REQUIRE(std::count(encoded.begin(), encoded.end(), 0) == 1);
      const auto frames = Decoded(encoded, &decoder);
      REQUIRE(frames.size() == 1);
      CHECK(frames[0].type == 7);
      CHECK(frames[0].sequence == sequence);
      CHECK(frames[0].payload == payload);
      ++sent;
    }
  }
  CHECK(decoder.frames() == sent);
  CHECK(decoder.errors() == 0);
}

TEST_CASE("the longest frame takes all of its room on the wire, and no byte more fits") {
  const Octets full(kPayloadBytes, 0x55);
  FrameDecoder decoder;
  CHECK(Decoded(Encoded(1, 1, full), &decoder).size() == 1);
  // The same frame with a byte more, and with two: a zero by itself, and before another.
  for (const Octets& more : {Octets{1}, Octets{2, 0x55}}) {
    Octets longer = Encoded(1, 1, full);
    longer.insert(longer.end() - 1, more.begin(), more.end());
    const uint32_t errors = decoder.errors();
    CHECK(Decoded(longer, &decoder).empty());
    CHECK(decoder.errors() == errors + 1);
  }
  CHECK(Decoded(Encoded(1, 2, full), &decoder).size() == 1);
}

TEST_CASE("every single flipped bit is seen, and the next frame comes whole") {
  const Octets payload = {1, 0, 2, 0, 0, 3, 255, 0};
  const Octets good = Encoded(3, 9, payload);
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    FrameDecoder decoder;
    Octets bad = good;
    bad[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
    CHECK(Decoded(bad, &decoder).empty());
    CHECK(Decoded({0}, &decoder).empty());  // where the end itself was hit
    CHECK(decoder.errors() > 0);
    CHECK(Decoded(good, &decoder).size() == 1);
  }
}

TEST_CASE("every shorter frame is seen") {
  const Octets good = Encoded(3, 9, {1, 2, 0, 4, 5});
  for (size_t kept = 1; kept + 1 < good.size(); ++kept) {
    FrameDecoder decoder;
    Octets cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(kept));
    cut.push_back(0);
    CHECK(Decoded(cut, &decoder).empty());
    CHECK(decoder.errors() == 1);
  }
}

TEST_CASE("an empty frame is nothing") {
  FrameDecoder decoder;
  CHECK(Decoded({0, 0, 0, 0}, &decoder).empty());
  CHECK(decoder.errors() == 0);
  Octets bytes = Encoded(1, 1, {});
  bytes.insert(bytes.begin(), 0);
  CHECK(Decoded(bytes, &decoder).size() == 1);
}

TEST_CASE("noise without an end costs no more than the frame that follows it") {
  std::mt19937 random(2);
  FrameDecoder decoder;
  CHECK(Decoded(RandomBytes(1 << 20, 0, &random), &decoder).empty());
  CHECK(Decoded(Encoded(1, 1, {}), &decoder).empty());
  CHECK(decoder.errors() == 1);
  CHECK(Decoded(Encoded(1, 2, {}), &decoder).size() == 1);
}

}  // namespace
}  // namespace autocoder
