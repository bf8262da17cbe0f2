// SPDX-License-Identifier: MIT
// Loads damaged copies of models, built under sanitizers that end the program
// at the first bad access:
//   fuzz_decoder MODEL.tflite... [--count N] [--seed S] [--encoders]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "decoder/dense_decoder.h"
#include "decoder/dense_encoder.h"
#include "decoder/dense_network.h"
#include "mutator.h"
#include "status.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kArenaBytes = 256 * 1024;

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
