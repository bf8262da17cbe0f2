// SPDX-License-Identifier: MIT
// Loads damaged copies of models, built under sanitizers that end the program
// at the first bad access:
//   fuzz_decoder MODEL.tflite... [--count N] [--seed S] [--encoders]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "decoder/dense_decoder.h"
#include "decoder/dense_encoder.h"
#include "decoder/dense_network.h"
#include "status.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kArenaBytes = 256 * 1024;
constexpr size_t kWordBytes = 4;

class Mutator {
 public:
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

// The copy ends where its memory ends, so that reading one byte too far is
// seen; every other copy starts at an odd address.
Status LoadCopy(const Bytes& bytes, bool odd, const NetworkForm& form,
                DenseNetwork* network) {
  const size_t lead = odd ? 1 : 0;
  const std::unique_ptr<uint8_t[]> memory(new uint8_t[bytes.size() + lead]);
  uint8_t* copy = memory.get() + lead;
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  return network->Load(copy, bytes.size(), form);
}

void RunSome(Mutator* mutator, DenseNetwork* network) {
  std::vector<int8_t> input(network->inputs());
  const std::unique_ptr<int8_t[]> output(new int8_t[network->outputs()]);
  for (int fill : {-128, 127, 0}) {
    std::memset(input.data(), fill, input.size());
    network->Run(input.data(), output.get());
  }
  for (int8_t& value : input) {
    value = static_cast<int8_t>(static_cast<int>(mutator->Below(256)) - 128);
  }
  network->Run(input.data(), output.get());
}

int Fuzz(const std::vector<Bytes>& models, size_t count, uint64_t seed,
         const NetworkForm& form) {
  const std::unique_ptr<uint8_t[]> arena(new uint8_t[kArenaBytes]);
  DenseNetwork network(arena.get(), kArenaBytes);
  for (const Bytes& model : models) {
    if (LoadCopy(model, false, form, &network) != Status::kOk) {
      std::fprintf(stderr, "fuzz_decoder: an undamaged model is refused\n");
      return 1;
    }
  }
  Mutator mutator(models, seed);
  size_t histogram[kStatusCount] = {};
  for (size_t i = 0; i < count; ++i) {
    const Status status =
        LoadCopy(mutator.Next(), i % 2 != 0, form, &network);
    ++histogram[static_cast<size_t>(status)];
    if (status == Status::kOk) {
      RunSome(&mutator, &network);
    } else if (network.outputs() != 0) {
      std::fprintf(stderr, "fuzz_decoder: loaded in spite of a refusal\n");
      return 1;
    }
  }
  const size_t accepted = histogram[0];
  std::printf("%zu mutations, %zu accepted, %zu refused\n", count, accepted,
              count - accepted);
  for (int i = 0; i < kStatusCount; ++i) {
    if (histogram[i] == 0) continue;
    std::printf("%9zu %s\n", histogram[i],
                StatusName(static_cast<Status>(i)));
  }
  return 0;
}

bool ReadFile(const char* path, Bytes* bytes) {
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return false;
  uint8_t chunk[4096];
  while (const size_t got = std::fread(chunk, 1, sizeof(chunk), file)) {
    bytes->insert(bytes->end(), chunk, chunk + got);
  }
  std::fclose(file);
  return true;
}

int Main(int argc, char** argv) {
  std::vector<Bytes> models;
  uint64_t count = 100000;
  uint64_t seed = 1;
  bool encoders = false;
  for (int i = 1; i < argc; ++i) {
    const bool has_value = i + 1 < argc;
    if (has_value && std::strcmp(argv[i], "--count") == 0) {
      count = std::strtoull(argv[++i], nullptr, 10);
    } else if (has_value && std::strcmp(argv[i], "--seed") == 0) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--encoders") == 0) {
      encoders = true;
    } else if (!ReadFile(argv[i], &models.emplace_back())) {
      std::fprintf(stderr, "fuzz_decoder: cannot read %s\n", argv[i]);
      return 2;
    }
  }
  if (models.empty()) {
    std::fprintf(stderr, "usage: MODEL.tflite... [--count N] [--seed S] [--encoders]\n");
    return 2;
  }
  return Fuzz(models, count, seed, encoders ? kEncoderForm : kDecoderForm);
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Main(argc, argv); }
