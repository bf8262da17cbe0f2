// SPDX-License-Identifier: MIT
#include "bundle_writer.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <random>

#include <generated/sizes.h>
#include <sodium/crypto_sign_ed25519.h>

#include "bundle/bundle.h"
#include "bundle/hash.h"
#include "crc32.h"
#include "decoder/dense_decoder.h"
#include "decoder/dense_encoder.h"
#include "tflite_writer.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kArenaBytes = 1 << 20;
constexpr size_t kDigestBytes = 64;

template <typename T>
void Append(T value, Bytes* bytes) {
  const size_t at = bytes->size();
  bytes->resize(at + sizeof(value));
  std::memcpy(bytes->data() + at, &value, sizeof(value));
}

template <typename T>
T ReadAt(const Bytes& bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

void AppendSection(const TestSection& section, Bytes* bytes) {
  Append(section.type, bytes);
  Append(section.flags, bytes);
  Append(static_cast<uint32_t>(section.bytes.size()), bytes);
  Append(Crc32(section.bytes.data(), section.bytes.size()), bytes);
  bytes->insert(bytes->end(), section.bytes.begin(), section.bytes.end());
  while (bytes->size() % kBundleAlignment != 0) bytes->push_back(0);
}

Bytes Begin(size_t size) {
  Bytes bytes;
  Append(kBundleMagic, &bytes);
  Append(uint32_t{kBundleVersion}, &bytes);
  Append(static_cast<uint32_t>(size), &bytes);
  Append(uint32_t{0}, &bytes);
  return bytes;
}

Bytes InfoOf(const std::string& name) {
  Bytes info;
  Append(static_cast<uint16_t>(kLatents), &info);
  Append(static_cast<uint16_t>(kMelBands), &info);
  Append(static_cast<uint32_t>(kAnalysisRateHz), &info);
  Append(kFloorDb, &info);
  Append(kSigmoidMarginDb, &info);
  Append(2.5f, &info);
  Append(static_cast<uint8_t>(name.size()), &info);
  info.insert(info.end(), name.begin(), name.end());
  info.resize(kInfoNameAt + kBundleNameBytes);
  return info;
}

// What stands in the golden sections: found by our own networks, whose arithmetic others check.
void AppendGolden(const Bytes& decoder_bytes, const Bytes& encoder_bytes, Bytes* golden,
                  Bytes* encoded) {
  const auto arena = std::make_unique<uint8_t[]>(2 * kArenaBytes);
  DenseDecoder decoder(arena.get(), kArenaBytes);
  DenseEncoder encoder(arena.get() + kArenaBytes, kArenaBytes);
  if (decoder.Load(decoder_bytes.data(), decoder_bytes.size()) != Status::kOk) std::abort();
  encoder.Load(encoder_bytes.data(), encoder_bytes.size());
  std::mt19937 random(7);
  for (size_t i = 0; i < kGoldenCount; ++i) {
    int8_t latents[kLatents];
    int8_t mel[kMaxMelBands];
    for (int8_t& each : latents) each = static_cast<int8_t>(random());
    decoder.Decode(latents, mel);
    for (int8_t each : latents) Append(each, golden);
    Append(Crc32(mel, decoder.mel_bands()), golden);
    encoder.Begin(mel);
    while (!encoder.Step(latents)) {
    }
    for (int8_t each : latents) Append(each, encoded);
  }
}

}  // namespace

const uint8_t kTestKeyPair[64] = {
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};

TestSection& TestBundle::Of(uint32_t type) {
  for (TestSection& section : sections) {
    if (section.type == type) return section;
  }
  std::abort();
}

TestBundle MakeBundle(int32_t hidden, bool encoder, const std::string& name) {
  const auto bands = static_cast<int32_t>(kMelBands);
  const Bytes decoder_bytes = WriteModel(MakeDecoder({8, hidden, bands}));
  const Bytes encoder_bytes = WriteModel(MakeEncoder({bands, hidden, 8}));
  Bytes golden;
  Bytes encoded;
  AppendGolden(decoder_bytes, encoder_bytes, &golden, &encoded);
  TestBundle bundle;
  bundle.sections = {{kInfoSection, InfoOf(name)}, {kDecoderSection, decoder_bytes},
                     {kGoldenSection, golden}};
  if (encoder) {
    bundle.sections.push_back({kEncoderSection, encoder_bytes});
    bundle.sections.push_back({kEncodedSection, encoded});
  }
  return bundle;
}

std::vector<uint8_t> WriteBundle(const TestBundle& bundle) {
  Bytes bytes = Begin(0);
  for (const TestSection& section : bundle.sections) AppendSection(section, &bytes);
  Append(uint32_t{0}, &bytes);
  RepairBundle(&bytes);
  return bytes;
}

std::vector<uint8_t> WriteSignedBundle(const TestBundle& bundle) {
  Bytes body;
  for (const TestSection& section : bundle.sections) AppendSection(section, &body);
  const size_t signature_bytes = kSectionHeadBytes + kKeyBytes + kSignatureBytes;
  Bytes bytes = Begin(kBundleHeadBytes + body.size() + signature_bytes + kBundleEndBytes);
  bytes.insert(bytes.end(), body.begin(), body.end());
  uint8_t digest[kDigestBytes];
  Hash hash(sizeof(digest));
  hash.Add(bytes.data(), bytes.size());
  hash.End(digest);
  TestSection section = {kSignatureSection, Bytes(TestPublicKey(), TestPublicKey() + kKeyBytes)};
  section.bytes.resize(kKeyBytes + kSignatureBytes);
  crypto_sign_ed25519_detached(section.bytes.data() + kKeyBytes, nullptr, digest, sizeof(digest),
                               kTestKeyPair);
  AppendSection(section, &bytes);
  Append(Crc32(bytes.data(), bytes.size()), &bytes);
  return bytes;
}

void RepairBundle(std::vector<uint8_t>* bytes) {
  const size_t size = bytes->size();
  if (size < kBundleHeadBytes + kBundleEndBytes) return;
  const auto put = [bytes](size_t at, uint32_t value) {
    std::memcpy(bytes->data() + at, &value, sizeof(value));
  };
  put(8, static_cast<uint32_t>(size));
  const size_t end = size - kBundleEndBytes;
  size_t at = kBundleHeadBytes;
  while (at + kSectionHeadBytes <= end) {
    const size_t first = at + kSectionHeadBytes;
    const size_t count = ReadAt<uint32_t>(*bytes, at + 8);
    if (count > end - first) break;
    put(at + 12, Crc32(bytes->data() + first, count));
    at = first + (count + kBundleAlignment - 1) / kBundleAlignment * kBundleAlignment;
  }
  put(end, Crc32(bytes->data(), end));
}

}  // namespace autocoder
