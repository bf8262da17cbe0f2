// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BUNDLE_SIGNATURE_H_
#define AUTOCODER_BUNDLE_SIGNATURE_H_

#include <cstddef>
#include <cstdint>

#include "bundle/bundle.h"
#include "bundle/hash.h"
#include "status.h"

namespace autocoder {

// Whether a bundle was signed by whoever has the key's other half: kNotSigned without a signature,
// kBadSignature with another's. In pieces that leave time for the engine; the last one, which is
// the signature itself, is the longest.
class SignatureCheck {
 public:
  // `key` has kKeyBytes; both it and the bundle's bytes must stay.
  void Begin(const Bundle& bundle, const uint8_t* key);

  // Does a piece. False where nothing is left to do: then status() is valid.
  bool Step();
  Status status() const { return status_; }

 private:
  const uint8_t* key_ = nullptr;
  const uint8_t* signature_ = nullptr;
  const uint8_t* bytes_ = nullptr;
  size_t left_ = 0;
  Hash hash_;
  bool working_ = false;
  Status status_ = Status::kNotSigned;
};

}  // namespace autocoder

#endif  // AUTOCODER_BUNDLE_SIGNATURE_H_
