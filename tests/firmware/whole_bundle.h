// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_WHOLE_BUNDLE_H_
#define AUTOCODER_TESTS_FIRMWARE_WHOLE_BUNDLE_H_

#include <cstddef>
#include <cstdint>

#include "bundle/bundle.h"
#include "bundle/signature.h"

namespace autocoder {

// What the module does in pieces, at once. `*bundle` holds only on kOk.
inline Status ParseBundle(const uint8_t* bytes, size_t size, Bundle* bundle) {
  BundleReader reader;
  reader.Begin(bytes, size);
  while (reader.Step()) {
  }
  if (reader.status() == Status::kOk) *bundle = reader.bundle();
  return reader.status();
}

inline Status CheckSignature(const Bundle& bundle, const uint8_t* key) {
  SignatureCheck check;
  check.Begin(bundle, key);
  while (check.Step()) {
  }
  return check.status();
}

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_WHOLE_BUNDLE_H_
