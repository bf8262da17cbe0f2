// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_LINK_DEMAND_H_
#define AUTOCODER_TESTS_LINK_DEMAND_H_

#include <cstdio>
#include <cstdlib>

namespace autocoder {

// Ends a fuzzer's program, which then keeps the input, unless something holds.
inline void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_LINK_DEMAND_H_
