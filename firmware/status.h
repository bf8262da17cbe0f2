// SPDX-License-Identifier: MIT
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
};

constexpr int kStatusCount = static_cast<int>(Status::kBadParameter) + 1;

// A short name for people and logs, such as "bad shape".
const char* StatusName(Status status);

}  // namespace autocoder

#endif  // AUTOCODER_STATUS_H_
