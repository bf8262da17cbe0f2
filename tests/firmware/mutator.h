// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_MUTATOR_H_
#define AUTOCODER_TESTS_MUTATOR_H_

#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace autocoder {

// Damages copies of files, in one to three places each.
class Mutator {
 public:
  using Bytes = std::vector<uint8_t>;

  Mutator(const std::vector<Bytes>& models, uint64_t seed)
      : models_(models), random_(seed) {}

  Bytes Next() {
    Bytes bytes = Pick(models_);
    const size_t steps = 1 + Below(3);
    for (size_t i = 0; i < steps && !bytes.empty(); ++i) Mutate(&bytes);
    return bytes;
  }

  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random_);
  }

 private:
  static constexpr size_t kWordBytes = 4;

  template <typename T>
  const T& Pick(const std::vector<T>& choices) {
    return choices[Below(choices.size())];
  }

  void Mutate(Bytes* bytes) {
    switch (Below(16)) {
      case 0:
        bytes->resize(Below(bytes->size() + 1));
        return;
      case 1:
        Splice(bytes);
        return;
      case 2:
        Shift(bytes);
        return;
      default:
        if (Below(2) == 0) {
          (*bytes)[Below(bytes->size())] ^= 1u << Below(8);
        } else {
          OverwriteWord(bytes);
        }
    }
  }

  // Offsets, counts, floats and enumerations that break naive checks.
  uint32_t Interesting(size_t size, size_t at, uint32_t old) {
    const uint32_t to_end = static_cast<uint32_t>(size - at);
    const std::vector<uint32_t> values = {
        0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x400, 0x401, 0xFFFF,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFF0, 0x40000000,
        0x7F800000,  // infinity
        0x7FC00000,  // not a number
        0x00000001,  // the smallest denormal
        0x7F7FFFFF,  // the largest float
        0x3F800000,  // 1.0f
        static_cast<uint32_t>(size), static_cast<uint32_t>(size - 1),
        to_end, to_end - static_cast<uint32_t>(Below(64)),  // as an offset
        old + 1, old - 1, old * 2, ~old, static_cast<uint32_t>(random_())};
    return Pick(values);
  }

  void OverwriteWord(Bytes* bytes) {
    if (bytes->size() < kWordBytes) return;
    const size_t last = bytes->size() - kWordBytes;
    const size_t at = Below(last / kWordBytes + 1) * kWordBytes;
    uint32_t word;
    std::memcpy(&word, bytes->data() + at, sizeof(word));
    word = Interesting(bytes->size(), at, word);
    std::memcpy(bytes->data() + at, &word, 1 + Below(sizeof(word)));
  }

  void Splice(Bytes* bytes) {
    const Bytes& other = Pick(models_);
    const size_t count = 1 + Below(64);
    if (other.size() < count || bytes->size() < count) return;
    std::memcpy(bytes->data() + Below(bytes->size() - count + 1),
                other.data() + Below(other.size() - count + 1), count);
  }

  // Removes or inserts a few bytes, so that everything behind them moves.
  void Shift(Bytes* bytes) {
    const auto at = bytes->begin() + static_cast<long>(Below(bytes->size()));
    const size_t count = 1 + Below(8);
    if (Below(2) == 0) {
      bytes->insert(at, count, static_cast<uint8_t>(random_()));
    } else if (static_cast<size_t>(bytes->end() - at) >= count) {
      bytes->erase(at, at + static_cast<long>(count));
    }
  }

  const std::vector<Bytes>& models_;
  std::mt19937_64 random_;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_MUTATOR_H_
