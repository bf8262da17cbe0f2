// SPDX-License-Identifier: MIT
#include "status.h"

namespace autocoder {

const char* StatusName(Status status) {
  switch (status) {
    case Status::kOk:
      return "ok";
    case Status::kTruncated:
      return "truncated";
    case Status::kBadIdentifier:
      return "bad identifier";
    case Status::kBadOffset:
      return "bad offset";
    case Status::kUnsupportedVersion:
      return "unsupported version";
    case Status::kUnsupportedOperator:
      return "unsupported operator";
    case Status::kBadShape:
      return "bad shape";
    case Status::kBadType:
      return "bad type";
    case Status::kBadQuantization:
      return "bad quantization";
    case Status::kTooLarge:
      return "too large";
    case Status::kBadTransformSize:
      return "bad transform size";
    case Status::kSelfTestFailed:
      return "self-test failed";
    case Status::kBadParameter:
      return "bad parameter";
  }
  return "unknown";
}

}  // namespace autocoder
