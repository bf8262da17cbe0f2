// SPDX-License-Identifier: MIT
#include "bundle/signature.h"

#include <algorithm>
#include <cstring>

#include <sodium/crypto_sign_ed25519.h>

namespace autocoder {
namespace {

constexpr size_t kPieceBytes = 8 << 10;  // that are hashed at once
constexpr size_t kDigestBytes = 64;

}  // namespace

void SignatureCheck::Begin(const Bundle& bundle, const uint8_t* key) {
  key_ = key;
  signature_ = bundle.signature;
  bytes_ = bundle.signed_bytes;
  left_ = bundle.signed_size;
  hash_.Begin(kDigestBytes);
  working_ = signature_ != nullptr;
  status_ = Status::kNotSigned;
  if (!working_ || std::memcmp(bundle.key, key, kKeyBytes) == 0) return;
  working_ = false;
  status_ = Status::kBadSignature;
}

bool SignatureCheck::Step() {
  if (!working_) return false;
  if (left_ > 0) {
    const size_t piece = std::min(left_, kPieceBytes);
    hash_.Add(bytes_, piece);
    bytes_ += piece;
    left_ -= piece;
    return true;
  }
  uint8_t digest[kDigestBytes];
  hash_.End(digest);
  const bool good =
      crypto_sign_ed25519_verify_detached(signature_, digest, sizeof(digest), key_) == 0;
  status_ = good ? Status::kOk : Status::kBadSignature;
  working_ = false;
  return true;
}

}  // namespace autocoder
