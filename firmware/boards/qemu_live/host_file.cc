// SPDX-License-Identifier: MIT
#include "boards/qemu_live/host_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>

namespace autocoder {
namespace {

// A call may move less than it is asked for.
size_t ReadAll(int file, void* bytes, size_t count) {
  size_t done = 0;
  while (done < count) {
    const auto got = read(file, static_cast<uint8_t*>(bytes) + done, count - done);
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

}  // namespace

bool HostFile::OpenToChange(const char* path) {
  file_ = open(path, O_RDWR);
  return is_open();
}

bool HostFile::Create(const char* path) {
  file_ = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
  return is_open();
}

void HostFile::Close() {
  if (is_open()) close(file_);
  file_ = -1;
}

size_t HostFile::Read(size_t offset, void* bytes, size_t count) {
  if (lseek(file_, static_cast<off_t>(offset), SEEK_SET) < 0) return 0;
  return ReadAll(file_, bytes, count);
}

bool HostFile::Write(size_t offset, const void* bytes, size_t count) {
  if (lseek(file_, static_cast<off_t>(offset), SEEK_SET) < 0) return false;
  size_t done = 0;
  while (done < count) {
    const auto put = write(file_, static_cast<const uint8_t*>(bytes) + done, count - done);
    if (put <= 0) return false;
    done += static_cast<size_t>(put);
  }
  return true;
}

size_t ReadHostFile(const char* path, void* bytes, size_t most) {
  const int file = open(path, O_RDONLY);
  if (file < 0) return 0;
  const size_t count = ReadAll(file, bytes, most);
  close(file);
  return count;
}

}  // namespace autocoder
