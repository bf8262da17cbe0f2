// SPDX-License-Identifier: MIT
#include "boards/qemu/semihosting.h"

#include <cstdint>

namespace autocoder {
namespace {

constexpr uint32_t kSysWrite0 = 0x04;
constexpr uint32_t kSysGetCommandLine = 0x15;
constexpr uint32_t kSysExitExtended = 0x20;
constexpr uint32_t kApplicationExit = 0x20026;

uint32_t Call(uint32_t operation, const void* block) {
  register uint32_t r0 asm("r0") = operation;
  register const void* r1 asm("r1") = block;
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

}  // namespace

void HostWrite(const char* text) { Call(kSysWrite0, text); }

void HostExit(int status) {
  const uint32_t block[2] = {kApplicationExit, static_cast<uint32_t>(status)};
  for (;;) Call(kSysExitExtended, block);
}

int HostArguments(char* line, size_t line_bytes, char** arguments, int max_arguments) {
  struct {
    char* text;
    uint32_t bytes;
  } block = {line, static_cast<uint32_t>(line_bytes)};
  if (Call(kSysGetCommandLine, &block) != 0) return 0;
  int count = 0;
  bool inside = false;
  for (char* c = line; *c != '\0'; ++c) {
    if (*c == ' ') {
      *c = '\0';
      inside = false;
    } else if (!inside && count < max_arguments) {
      arguments[count++] = c;
      inside = true;
    }
  }
  return count;
}

}  // namespace autocoder
