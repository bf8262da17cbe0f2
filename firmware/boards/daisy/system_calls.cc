// SPDX-License-Identifier: MIT
// What the C library asks of a system.
#include <cerrno>
#include <cstddef>
#include <cstdint>

extern "C" {

extern char heap_begin[];
extern char heap_end[];

// A small heap for the framework: its USB driver takes one block when a host comes, and text has a
// buffer. The framework's own looks for the stack above the heap, where it is not. Nothing of ours
// allocates.
void* _sbrk(ptrdiff_t bytes) {
  static char* taken = heap_begin;
  if (bytes > heap_end - taken) {
    errno = ENOMEM;
    return reinterpret_cast<void*>(-1);
  }
  char* const begin = taken;
  taken += bytes;
  return begin;
}

// There is no console: the lights and the log say what is wrong.
int _write(int, const void*, int count) { return count; }

}  // extern "C"
