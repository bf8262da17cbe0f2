// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_STORE_POWERCUT_IMAGE_H_
#define AUTOCODER_TESTS_STORE_POWERCUT_IMAGE_H_

#include <cstddef>

namespace autocoder {

// What the store holds in a file, for others to read: two records, a model, and half an upload.
// Returns the program's status.
int WriteImage(const char* path);

// Prints what a store finds in a file that others wrote.
int ReadImage(const char* path);

// Prints what it costs to upload a model of so many bytes to a store of so many blocks, and again.
int PrintWear(size_t blocks, size_t bytes);

// Does to a flash what nobody may: set-bits, half-page, half-block or beyond. Comes back only where
// it was not noticed.
int Misuse(const char* how);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_STORE_POWERCUT_IMAGE_H_
