// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_LINK_NAIVE_FRAMES_H_
#define AUTOCODER_TESTS_LINK_NAIVE_FRAMES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "link_fixture.h"

namespace autocoder {

// What a stream of bytes holds, by the book: cut at the zeros, each piece as a whole.
struct NaiveFrames {
  std::vector<KeptFrame> frames;
  uint32_t errors = 0;
};

NaiveFrames FindFrames(const Octets& wire);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_LINK_NAIVE_FRAMES_H_
