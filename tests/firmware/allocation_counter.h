// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_ALLOCATION_COUNTER_H_
#define AUTOCODER_TESTS_FIRMWARE_ALLOCATION_COUNTER_H_

namespace autocoder {

// Counts every allocation and release of the whole program while one lives: C's, C++'s and those
// inside libraries. One at a time.
class AllocationCounter {
 public:
  AllocationCounter();
  ~AllocationCounter();

  int allocations() const;
  int releases() const;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_ALLOCATION_COUNTER_H_
