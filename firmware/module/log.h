// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_LOG_H_
#define AUTOCODER_MODULE_LOG_H_

#include <cstddef>
#include <cstdint>

#include "status.h"

namespace autocoder {

// The last lines that the module has written, for whoever asks. The main loop's.
class Log {
 public:
  // One line; the others with what a step came to, and with a number between texts.
  void Say(const char* text, const char* more = "");
  void Say(const char* step, Status status);
  void Say(const char* before, uint32_t number, const char* after, const char* reason = "");

  // Of the bytes written since the start at most `most` from `*position` on, or from the oldest that
  // is still there: `*position` becomes that of the first. Returns how many.
  size_t Read(uint32_t* position, char* text, size_t most) const;

 private:
  void Put(const char* text);
  void PutNumber(uint32_t number);
  void PutByte(char byte) { bytes_[written_++ % kBytes] = byte; }

  static constexpr size_t kBytes = 2048;
  char bytes_[kBytes] = {};
  uint32_t written_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_LOG_H_
