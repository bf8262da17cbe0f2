// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_STORE_FIXTURE_H_
#define AUTOCODER_TESTS_FIRMWARE_STORE_FIXTURE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "status.h"
#include "store/store.h"

namespace autocoder {

using Bytes = std::vector<uint8_t>;

inline Bytes RandomBytes(size_t count, uint32_t seed) {
  std::minstd_rand random(seed + 1);
  Bytes bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random() >> 7);
  return bytes;
}

// A model's announcement; the store keeps the hash and never looks at it.
inline Upload Announce(uint8_t slot, const Bytes& model, uint32_t seed) {
  Upload upload = {slot, static_cast<uint32_t>(model.size()), {}};
  const Bytes hash = RandomBytes(kHashBytes, seed + 1000);
  std::copy(hash.begin(), hash.end(), upload.hash);
  return upload;
}

constexpr size_t kPieceBytes = 2048;  // as the link brings them

// From `offset` on, to `end` or the end of all.
template <typename AnyStore>
Status AppendAll(AnyStore* store, const Bytes& model, uint32_t offset, size_t end = SIZE_MAX) {
  end = std::min(end, model.size());
  while (offset < end) {
    const size_t count = std::min(kPieceBytes, end - offset);
    const Status status = store->AppendUpload(offset, model.data() + offset, count);
    if (status != Status::kOk) return status;
    offset += static_cast<uint32_t>(count);
  }
  return Status::kOk;
}

template <typename AnyStore>
Status UploadAll(AnyStore* store, const Upload& upload, const Bytes& model) {
  uint32_t offset;
  Status status = store->BeginUpload(upload, &offset);
  if (status == Status::kOk) status = AppendAll(store, model, offset);
  return status == Status::kOk ? store->CommitUpload() : status;
}

template <typename AnyStore>
Bytes ReadWholeModel(AnyStore* store, uint8_t slot) {
  Bytes model(store->ModelBytes(slot));
  for (size_t done = 0; done < model.size(); done += kPieceBytes) {
    const size_t count = std::min(kPieceBytes, model.size() - done);
    if (store->ReadModel(slot, static_cast<uint32_t>(done), model.data() + done, count) !=
        Status::kOk) {
      return {};
    }
  }
  return model;
}

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_STORE_FIXTURE_H_
