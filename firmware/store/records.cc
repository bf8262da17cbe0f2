// SPDX-License-Identifier: MIT
#include "store/records.h"

#include <cstring>

#include "crc32.h"
#include "store/path.h"

namespace autocoder {
namespace {

constexpr size_t kMostNameBytes = 31;

// What a record begins with; all of it but the checksum itself is in the checksum.
struct Head {
  uint32_t crc32;
  uint16_t version;
  uint16_t bytes;
};
static_assert(sizeof(Head) == 8);

uint32_t Checksum(const Head& head, const void* data) {
  const uint8_t* counted = reinterpret_cast<const uint8_t*>(&head) + sizeof(head.crc32);
  return Crc32(data, head.bytes, Crc32(counted, sizeof(head) - sizeof(head.crc32)));
}

bool IsName(const char* name) {
  const size_t bytes = std::strlen(name);
  return bytes > 0 && bytes <= kMostNameBytes && name[0] != '.' &&
         std::strchr(name, '/') == nullptr;
}

}  // namespace

Status Records::Write(const char* name, uint16_t version, const void* data, size_t size) {
  if (!IsName(name)) return Status::kBadParameter;
  if (size > UINT16_MAX) return Status::kTooLarge;
  // The old content stays the file's until it is closed.
  Status status = file_.Open(Path(folder_, name), LFS_O_WRONLY | LFS_O_CREAT | LFS_O_TRUNC);
  if (status != Status::kOk) return status;
  status = WriteOpen(version, data, size);
  const Status closed = file_.Close();
  return status == Status::kOk ? closed : status;
}

Status Records::WriteOpen(uint16_t version, const void* data, size_t size) {
  Head head = {0, version, static_cast<uint16_t>(size)};
  head.crc32 = Checksum(head, data);
  const Status status = file_.Write(&head, sizeof(head));
  return status == Status::kOk ? file_.Write(data, size) : status;
}

Status Records::Read(const char* name, uint16_t* version, void* data, size_t most, size_t* size) {
  if (!IsName(name)) return Status::kBadParameter;
  Status status = file_.Open(Path(folder_, name), LFS_O_RDONLY);
  if (status != Status::kOk) return status;
  status = ReadOpen(version, data, most, size);
  const Status closed = file_.Close();
  return status == Status::kOk ? closed : status;
}

Status Records::ReadOpen(uint16_t* version, void* data, size_t most, size_t* size) {
  // littlefs makes a new file before anything is in it: a cut in between leaves an empty one.
  const uint32_t bytes = file_.bytes();
  if (bytes == 0) return Status::kNotFound;
  Head head;
  if (bytes < sizeof(head)) return Status::kBadChecksum;
  Status status = file_.ReadAt(0, &head, sizeof(head));
  if (status != Status::kOk) return status;
  if (bytes != sizeof(head) + head.bytes) return Status::kBadChecksum;
  if (head.bytes > most) return Status::kTooLarge;
  status = file_.ReadAt(sizeof(head), data, head.bytes);
  if (status != Status::kOk) return status;
  if (Checksum(head, data) != head.crc32) return Status::kBadChecksum;
  *version = head.version;
  *size = head.bytes;
  return Status::kOk;
}

Status Records::Remove(const char* name) {
  return IsName(name) ? files_->Remove(Path(folder_, name)) : Status::kBadParameter;
}

}  // namespace autocoder
