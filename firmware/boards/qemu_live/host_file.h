// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_LIVE_HOST_FILE_H_
#define AUTOCODER_BOARDS_QEMU_LIVE_HOST_FILE_H_

#include <cstddef>

namespace autocoder {

// A file of the host that runs the emulator. What is written is there at once, whatever becomes of
// the emulator. Calls take no emulated time; they are the main loop's.
class HostFile {
 public:
  bool OpenToChange(const char* path);  // one that there is
  bool Create(const char* path);        // empty
  void Close();
  bool is_open() const { return file_ >= 0; }

  // Of a place in the file; less than `count` at its end.
  size_t Read(size_t offset, void* bytes, size_t count);
  bool Write(size_t offset, const void* bytes, size_t count);

 private:
  int file_ = -1;
};

// What a file holds, `most` bytes of it; 0 of one that is missing.
size_t ReadHostFile(const char* path, void* bytes, size_t most);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_LIVE_HOST_FILE_H_
