// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.

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
    case Status::kUnknownMessage:
      return "unknown message";
    case Status::kBadMessage:
      return "bad message";
    case Status::kUnknownSlot:
      return "unknown slot";
    case Status::kNotFound:
      return "not found";
    case Status::kBusy:
      return "busy";
    case Status::kStoreFull:
      return "store full";
    case Status::kStoreFailed:
      return "store failed";
    case Status::kNoStore:
      return "no store";
    case Status::kBadHash:
      return "bad hash";
    case Status::kNoUpload:
      return "no upload";
    case Status::kWrongOffset:
      return "wrong offset";
    case Status::kBadChecksum:
      return "bad checksum";
    case Status::kBadSignature:
      return "bad signature";
    case Status::kNotSigned:
      return "not signed";
    case Status::kBadCalibration:
      return "bad calibration";
    case Status::kNotSupported:
      return "not supported";
  }
  return "unknown";
}

}  // namespace autocoder
