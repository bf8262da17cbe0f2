// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_QEMU_SEMIHOSTING_H_
#define AUTOCODER_BOARDS_QEMU_SEMIHOSTING_H_

#include <cstddef>

namespace autocoder {

// Calls to the host that runs the emulator.

void HostWrite(const char* text);

[[noreturn]] void HostExit(int status);

// Splits the emulator's arguments, in place, at blanks: an argument cannot contain one.
int HostArguments(char* line, size_t line_bytes, char** arguments, int max_arguments);

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_QEMU_SEMIHOSTING_H_
