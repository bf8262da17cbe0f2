// SPDX-License-Identifier: MIT
#include "module/log.h"

#include <algorithm>

namespace autocoder {

void Log::Say(const char* text, const char* more) {
  Put(text);
  Put(more);
  PutByte('\n');
}

void Log::Say(const char* step, Status status) {
  Put(step);
  Put(": ");
  Put(StatusName(status));
  PutByte('\n');
}

void Log::Say(const char* before, uint32_t number, const char* after, const char* reason) {
  Put(before);
  PutNumber(number);
  Put(after);
  Put(reason);
  PutByte('\n');
}

void Log::Put(const char* text) {
  for (; *text != '\0'; ++text) PutByte(*text);
}

void Log::PutNumber(uint32_t number) {
  char digits[10];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (count > 0) PutByte(digits[--count]);
}

size_t Log::Read(uint32_t* position, char* text, size_t most) const {
  const uint32_t oldest = written_ > kBytes ? written_ - kBytes : 0;
  *position = std::clamp(*position, oldest, written_);
  const size_t count = std::min<size_t>(most, written_ - *position);
  for (size_t i = 0; i < count; ++i) text[i] = bytes_[(*position + i) % kBytes];
  return count;
}

}  // namespace autocoder
