// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_STORE_PATH_H_
#define AUTOCODER_STORE_PATH_H_

#include <cstddef>
#include <cstring>

namespace autocoder {

// A folder and a name in it. What is too long is no path: littlefs finds nothing under "".
class Path {
 public:
  Path(const char* folder, const char* name) {
    const size_t folder_bytes = std::strlen(folder);
    const size_t name_bytes = std::strlen(name);
    if (folder_bytes + 1 + name_bytes >= sizeof(text_)) return;
    std::memcpy(text_, folder, folder_bytes);
    text_[folder_bytes] = '/';
    std::memcpy(text_ + folder_bytes + 1, name, name_bytes + 1);
  }

  operator const char*() const { return text_; }

 private:
  char text_[64] = "";
};

}  // namespace autocoder

#endif  // AUTOCODER_STORE_PATH_H_
