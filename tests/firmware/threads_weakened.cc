// SPDX-License-Identifier: MIT
// The hand-off objects and what hammers on them once more, every release of them made relaxed:
// with this each hammer has to fail.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

#define memory_order_release memory_order_relaxed
#define autocoder weakened
#include "engine/frame_exchange.cc"
#include "engine/mode_change.cc"
#include "engine/response_change.cc"
#include "engine/response_exchange.cc"
#include "threads_changes.cc"
#include "threads_exchanges.cc"
