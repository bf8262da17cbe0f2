// SPDX-License-Identifier: MIT
#include "allocation_counter.h"

#include <atomic>
#include <cstddef>

// Of the address sanitizer's runtime; GCC ships no header for it.
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*on_allocation)(const volatile void*, size_t), void (*on_release)(const volatile void*));

namespace autocoder {
namespace {

std::atomic<bool> counting{false};
std::atomic<int> allocation_count{0};
std::atomic<int> release_count{0};

void OnAllocation(const volatile void*, size_t) {
  if (counting) ++allocation_count;
}

void OnRelease(const volatile void*) {
  if (counting) ++release_count;
}

}  // namespace

AllocationCounter::AllocationCounter() {
  static const int hooks = __sanitizer_install_malloc_and_free_hooks(OnAllocation, OnRelease);
  static_cast<void>(hooks);
  allocation_count = 0;
  release_count = 0;
  counting = true;
}

AllocationCounter::~AllocationCounter() { counting = false; }

int AllocationCounter::allocations() const { return allocation_count; }

int AllocationCounter::releases() const { return release_count; }

}  // namespace autocoder
