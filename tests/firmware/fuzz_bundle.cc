// SPDX-License-Identifier: MIT
// Offers damaged copies of bundles to all that a model passes before it plays, built under
// sanitizers that end the program at the first bad access:
//   fuzz_bundle [--count N] [--seed S] [--repair]
// --repair makes sizes and checksums right again, so that what is behind them is reached.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "bundle/bundle.h"
#include "bundle/signature.h"
#include "bundle_writer.h"
#include "crc32.h"
#include "engine/engine.h"
#include "module/model_slots.h"
#include "mutator.h"
#include "status.h"
#include "whole_bundle.h"

namespace autocoder {
namespace {

using Bytes = std::vector<uint8_t>;

// One of so many is looked at more closely, where that takes long.
constexpr size_t kSignatureChecks = 8;
constexpr size_t kRefusalChecks = 8;

struct Options {
  uint64_t count = 100000;
  uint64_t seed = 1;
  bool repair = false;
};

class Module {
 public:
  Module() : slots_(&engine_) {}

  bool Init() {
    return slots_.Init(memory_.get()) == Status::kOk &&
           engine_.Init({tight_.get(), modes_.get(), large_.get()}, slots_.models(), slots_.encoder(), 1) ==
               Status::kOk;
  }

  Status Offer(size_t slot, const Bundle& bundle) {
    const Status status = slots_.Begin(slot, bundle);
    if (status != Status::kOk) return status;
    while (slots_.Step()) {
    }
    return slots_.status() == Status::kOk ? slots_.Play() : slots_.status();
  }

  // Whether what plays in a slot is what its golden vectors say.
  bool Works(size_t slot) const {
    for (size_t i = 0; i < kGoldenCount; ++i) {
      if (!slots_.DecodesGolden(slot, i)) return false;
    }
    return true;
  }

  // Some sound with it.
  void Play(size_t slot, Mutator* mutator) {
    Parameters parameters;
    parameters.model_a = static_cast<uint8_t>(slot);
    parameters.mode = Mode::kCross;
    parameters.follow = 1.0f;
    for (auto& scanned : parameters.latents) {
      for (uint16_t& latent : scanned) latent = static_cast<uint16_t>(mutator->Below(65536));
    }
    StereoFrame in[kBlockSamples] = {};
    StereoFrame out[kBlockSamples];
    for (size_t block = 0; block < 8; ++block) {
      engine_.Process(parameters, in, out);
      while (engine_.Prepare()) {
      }
    }
  }

  const DenseDecoder* decoder(size_t slot) const { return slots_.slot(slot).decoder; }

 private:
  std::unique_ptr<ModelSlotsMemory> memory_ = std::make_unique<ModelSlotsMemory>();
  std::unique_ptr<EngineTightMemory> tight_ = std::make_unique<EngineTightMemory>();
  std::unique_ptr<EngineModeMemory> modes_ = std::make_unique<EngineModeMemory>();
  std::unique_ptr<EngineLargeMemory> large_ = std::make_unique<EngineLargeMemory>();
  Engine engine_;
  ModelSlots slots_;
};

// Small ones, so that most mutations hit the structure and not the weights.
std::vector<Bytes> Seeds() {
  return {WriteBundle(MakeBundle(2, false)), WriteBundle(MakeBundle(2, true)),
          WriteSignedBundle(MakeBundle(3, false)), WriteSignedBundle(MakeBundle(1, true))};
}

bool IsOneOf(const Bytes& bytes, const std::vector<Bytes>& seeds) {
  for (const Bytes& seed : seeds) {
    if (bytes == seed) return true;
  }
  return false;
}

// What is signed of a bundle: a seed's beginning, or a forgery.
bool BeginsOneOf(const Bundle& bundle, const std::vector<Bytes>& seeds) {
  for (const Bytes& seed : seeds) {
    if (seed.size() > bundle.signed_size &&
        std::memcmp(seed.data(), bundle.signed_bytes, bundle.signed_size) == 0) {
      return true;
    }
  }
  return false;
}

int Fail(const char* what) {
  std::fprintf(stderr, "fuzz_bundle: %s\n", what);
  return 1;
}

class Fuzzer {
 public:
  explicit Fuzzer(const Options& options)
      : options_(options), seeds_(Seeds()), mutator_(seeds_, options.seed) {}

  int Run() {
    if (!module_.Init()) return Fail("the built-in models do not work");
    if (!OfferSeeds()) return Fail("an undamaged bundle is refused");
    for (uint64_t i = 0; i < options_.count; ++i) {
      Bytes bytes = mutator_.Next();
      if (options_.repair) RepairBundle(&bytes);
      if (IsOneOf(bytes, seeds_)) {
        ++unchanged_;
      } else if (const int failed = Try(bytes, i)) {
        return failed;
      }
    }
    if (!options_.repair && accepted_ > 0) return Fail("a damaged bundle was accepted");
    Print();
    return 0;
  }

 private:
  // To each slot each of them.
  bool OfferSeeds() {
    for (const Bytes& seed : seeds_) {
      for (size_t slot = 0; slot < kModelSlots; ++slot) {
        Bundle bundle;
        if (ParseBundle(seed.data(), seed.size(), &bundle) != Status::kOk) return false;
        if (module_.Offer(slot, bundle) != Status::kOk) return false;
      }
    }
    return true;
  }

  // The copy ends where its memory ends, so that reading one byte too far is seen; every other copy
  // starts at an odd address.
  int Try(const Bytes& bytes, uint64_t turn) {
    const size_t lead = turn % 2;
    const std::unique_ptr<uint8_t[]> memory(new uint8_t[bytes.size() + lead]);
    uint8_t* copy = memory.get() + lead;
    if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
    Bundle bundle;
    Status status = ParseBundle(copy, bytes.size(), &bundle);
    if (status == Status::kOk) {
      ++parsed_;
      if (turn % kSignatureChecks == 0 && Forged(bundle)) return Fail("a forged signature");
      status = Play(bundle, turn);
      if (failed_) return 1;
    }
    ++histogram_[static_cast<size_t>(status)];
    if (status == Status::kOk) ++accepted_;
    return 0;
  }

  bool Forged(const Bundle& bundle) {
    if (CheckSignature(bundle, TestPublicKey()) != Status::kOk) return false;
    ++signed_;
    return !BeginsOneOf(bundle, seeds_);
  }

  Status Play(const Bundle& bundle, uint64_t turn) {
    const size_t slot = mutator_.Below(kModelSlots);
    const DenseDecoder* before = module_.decoder(slot);
    const Status status = module_.Offer(slot, bundle);
    if (status == Status::kOk) {
      module_.Play(slot, &mutator_);
    } else if (module_.decoder(slot) != before) {
      failed_ = true;
    }
    const bool looks = status == Status::kOk || turn % kRefusalChecks == 0;
    if (looks && !module_.Works(slot)) failed_ = true;
    if (failed_) Fail("a slot does not play what passed its self-test");
    return status;
  }

  void Print() const {
    std::printf("%llu mutations, %llu unchanged, %llu well formed, %llu accepted, %llu signed\n",
                static_cast<unsigned long long>(options_.count),
                static_cast<unsigned long long>(unchanged_),
                static_cast<unsigned long long>(parsed_),
                static_cast<unsigned long long>(accepted_),
                static_cast<unsigned long long>(signed_));
    for (int i = 0; i < kStatusCount; ++i) {
      if (histogram_[i] == 0) continue;
      std::printf("%9zu %s\n", histogram_[i], StatusName(static_cast<Status>(i)));
    }
  }

  const Options options_;
  const std::vector<Bytes> seeds_;
  Mutator mutator_;
  Module module_;
  size_t histogram_[kStatusCount] = {};
  uint64_t unchanged_ = 0;
  uint64_t parsed_ = 0;
  uint64_t accepted_ = 0;
  uint64_t signed_ = 0;
  bool failed_ = false;
};

int Main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const bool has_value = i + 1 < argc;
    if (has_value && std::strcmp(argv[i], "--count") == 0) {
      options.count = std::strtoull(argv[++i], nullptr, 10);
    } else if (has_value && std::strcmp(argv[i], "--seed") == 0) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--repair") == 0) {
      options.repair = true;
    } else {
      std::fprintf(stderr, "usage: [--count N] [--seed S] [--repair]\n");
      return 2;
    }
  }
  return std::make_unique<Fuzzer>(options)->Run();
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Main(argc, argv); }
