// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_FIRMWARE_THREADS_H_
#define AUTOCODER_TESTS_FIRMWARE_THREADS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>

namespace autocoder {

// What was found when the audio interrupt was one thread and the main loop another.
struct Outcome {
  uint64_t blocks;     // of the interrupt
  uint64_t exchanged;  // things handed over
  uint64_t torn;       // of which a part was another's, or older than it should be
};

// Keeps the interrupt's thread from running away where the system leaves the other one out. What
// passes here orders nothing, so that it cannot hide that a hand-off does not.
class Pace {
 public:
  // Main loop: something is done.
  void Done() { done_.fetch_add(1, std::memory_order_relaxed); }
  // Interrupt: of so many blocks in a row, in one at least something is done.
  void Block(uint32_t most) {
    if (++blocks_ < most) return;
    blocks_ = 0;
    while (done_.load(std::memory_order_relaxed) == seen_) std::this_thread::yield();
    seen_ = done_.load(std::memory_order_relaxed);
  }
  uint64_t done() const { return done_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> done_{0};
  uint64_t seen_ = 0;
  uint32_t blocks_ = 0;
};

// Runs `loop` again and again on a thread of its own until it goes out of scope.
template <typename Loop>
class MainLoop {
 public:
  explicit MainLoop(Loop loop) : thread_([this, loop] {
    while (!over_.load(std::memory_order_relaxed)) {
      if (!loop()) std::this_thread::yield();
    }
  }) {}
  ~MainLoop() {
    over_.store(true, std::memory_order_relaxed);
    thread_.join();
  }

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

// A number all over a request, of whatever it is made, and read back; false where it is not whole.
// What lies between its parts is not copied with them.
template <typename Request>
void Fill(uint16_t number, Request* request) {
  uint8_t bytes[sizeof(Request)];
  for (size_t i = 0; i < sizeof(bytes); ++i) bytes[i] = static_cast<uint8_t>(number >> 8 * (i % 2));
  std::memcpy(static_cast<void*>(request), bytes, sizeof(bytes));
  __builtin_clear_padding(request);
}

template <typename Request>
bool Holds(const Request& request, uint16_t* number) {
  Request held = request;
  Request expected;
  __builtin_clear_padding(&held);
  std::memcpy(number, static_cast<const void*>(&held), sizeof(*number));
  Fill(*number, &expected);
  return std::memcmp(&held, &expected, sizeof(held)) == 0;
}

// The same for spectra, which are floats throughout: some of each stretch of them.
constexpr size_t kStride = 29;

template <typename Spectrum>
void Stamp(float number, Spectrum* spectrum) {
  auto* values = reinterpret_cast<float*>(spectrum);
  for (size_t i = 0; i < sizeof(Spectrum) / sizeof(float); i += kStride) values[i] = number;
}

template <typename Spectrum>
bool Stamped(const Spectrum& spectrum, float number, size_t from, size_t step) {
  const auto* values = reinterpret_cast<const float*>(&spectrum);
  for (size_t i = from * kStride; i < sizeof(Spectrum) / sizeof(float); i += step * kStride) {
    if (values[i] != number) return false;
  }
  return true;
}

template <typename Spectrum>
float StampOf(const Spectrum& spectrum) {
  return *reinterpret_cast<const float*>(&spectrum);
}

// `early`: the main loop says that it is done before it is, which has to be found.
Outcome HammerResponses(uint64_t blocks, bool early);
Outcome HammerFrames(uint64_t blocks, bool early);
Outcome HammerChanges(uint64_t blocks, bool early);
Outcome HammerModes(uint64_t blocks, bool early);

// These compute as well.
Outcome HammerParameters(uint64_t blocks);
Outcome HammerBackground(uint64_t blocks);
Outcome HammerEngine(uint64_t blocks);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_FIRMWARE_THREADS_H_
