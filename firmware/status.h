// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.
#ifndef AUTOCODER_STATUS_H_
#define AUTOCODER_STATUS_H_

#include <cstdint>

namespace autocoder {

enum class Status : uint8_t {
  kOk,
  kTruncated,
  kBadIdentifier,
  kBadOffset,
  kUnsupportedVersion,
  kUnsupportedOperator,
  kBadShape,
  kBadType,
  kBadQuantization,
  kTooLarge,
  kBadTransformSize,
  kSelfTestFailed,
  kBadParameter,
  kUnknownMessage,
  kBadMessage,
  kUnknownSlot,
  kNotFound,
  kBusy,
  kStoreFull,
  kStoreFailed,
  kNoStore,
  kBadHash,
  kNoUpload,
  kWrongOffset,
  kBadChecksum,
  kBadSignature,
  kNotSigned,
  kBadCalibration,
  kNotSupported,
};

constexpr int kStatusCount = 29;

// A short name for people and logs, such as "bad shape".
const char* StatusName(Status status);

}  // namespace autocoder

#endif  // AUTOCODER_STATUS_H_
