// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <sodium/crypto_sign_ed25519.h>

#include "bundle/hash.h"
#include "bundle/signature.h"
#include "bundle_writer.h"
#include "whole_bundle.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes FromHex(const std::string& text) {
  Bytes bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes HashOf(const Bytes& bytes, size_t hash_bytes, size_t piece) {
  Hash hash(hash_bytes);
  for (size_t at = 0; at < bytes.size(); at += piece) {
    hash.Add(bytes.data() + at, std::min(piece, bytes.size() - at));
  }
  Bytes result(hash_bytes);
  hash.End(result.data());
  return result;
}

TEST_CASE("hashes are those of RFC 7693, in whatever pieces the bytes come") {
  CHECK(HashOf({'a', 'b', 'c'}, 64, 1) ==
        FromHex("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"));
  CHECK(HashOf({}, 32, 1) ==
        FromHex("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"));
  Bytes bytes(1000);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 7);
  for (size_t piece : {1, 127, 128, 129, 500}) {
    CHECK(HashOf(bytes, 32, piece) == HashOf(bytes, 32, 1000));
  }
}

struct Vector {
  const char* key;
  const char* message;
  const char* signature;
};

// The first three of RFC 8032, section 7.1.
const Vector kVectors[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

TEST_CASE("signatures are those of RFC 8032, and no others") {
  for (const Vector& vector : kVectors) {
    const Bytes key = FromHex(vector.key);
    const Bytes message = FromHex(vector.message);
    Bytes signature = FromHex(vector.signature);
    const auto verify = [&] {
      return crypto_sign_ed25519_verify_detached(signature.data(), message.data(), message.size(),
                                                 key.data()) == 0;
    };
    CHECK(verify());
    for (size_t i = 0; i < signature.size(); i += 9) {
      signature[i] ^= 0x10;
      CHECK_FALSE(verify());
      signature[i] ^= 0x10;
    }
  }
}

Status Check(const Bytes& bytes, const uint8_t* key) {
  Bundle bundle;
  REQUIRE(ParseBundle(bytes.data(), bytes.size(), &bundle) == Status::kOk);
  return CheckSignature(bundle, key);
}

TEST_CASE("a signed bundle is its signer's") {
  CHECK(Check(WriteSignedBundle(MakeBundle(6, true)), TestPublicKey()) == Status::kOk);
  CHECK(Check(WriteBundle(MakeBundle(6, true)), TestPublicKey()) == Status::kNotSigned);
  CHECK(Check(WriteSignedBundle(MakeBundle(6, true)), kTestKeyPair) == Status::kBadSignature);
}

TEST_CASE("a signed bundle in which anything was changed and repaired is not") {
  const Bytes good = WriteSignedBundle(MakeBundle(2, false));
  const size_t signature_at = good.size() - kBundleEndBytes - kSignatureBytes;
  for (const size_t at : {size_t{6}, size_t{50}, size_t{100}, good.size() / 2, signature_at,
                          signature_at + 32, signature_at + 63, signature_at - 1}) {
    Bytes bytes = good;
    bytes[at] ^= 1;
    RepairBundle(&bytes);
    Bundle bundle;
    if (ParseBundle(bytes.data(), bytes.size(), &bundle) != Status::kOk) continue;
    CHECK(CheckSignature(bundle, TestPublicKey()) == Status::kBadSignature);
  }
}

TEST_CASE("nothing follows a signature") {
  Bytes bytes = WriteSignedBundle(MakeBundle(2, false));
  const Bytes section = {'L', 'A', 'T', 'E', kSectionOptional, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  bytes.insert(bytes.end() - kBundleEndBytes, section.begin(), section.end());
  RepairBundle(&bytes);
  Bundle bundle;
  CHECK(ParseBundle(bytes.data(), bytes.size(), &bundle) == Status::kBadOffset);
}

}  // namespace
}  // namespace autocoder
