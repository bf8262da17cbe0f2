// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "fft/split_fft.h"
#include "reference.h"

namespace autocoder {
namespace {

using reference::Complex;

template <size_t kHalf>
struct Fixture {
  Fixture() { REQUIRE(fft.Init(memory.get()) == Status::kOk); }

  std::vector<float> Forward(const StereoFrame* first, const StereoFrame* second) const {
    std::vector<float> bins(4 * kHalf);
    fft.Split(&first->left, second == nullptr ? nullptr : &second->left, bins.data());
    fft.Transform(bins.data());
    fft.Transform(bins.data() + 2 * kHalf);
    return bins;
  }

  std::unique_ptr<SplitFftMemory<kHalf>> memory = std::make_unique<SplitFftMemory<kHalf>>();
  SplitFft fft;
};

// The largest difference to the definition, as a share of the largest bin. The definition costs
// size^2, so that only every `stride`th bin is compared.
double WorstBin(const reference::Signal& in, const std::vector<float>& bins, size_t stride) {
  const size_t size = in.size();
  double largest = 0;
  double worst = 0;
  for (size_t k = 0; k < size; k += stride) {
    Complex sum = 0;
    for (size_t n = 0; n < size; ++n) {
      const double angle = -2 * std::acos(-1.0) * static_cast<double>(n * k % size) /
                           static_cast<double>(size);
      sum += Complex(in[n].left, in[n].right) * std::polar(1.0, angle);
    }
    const size_t at = k / 2 + k % 2 * size / 2;
    largest = std::max(largest, std::abs(sum));
    worst = std::max(worst, std::abs(Complex(bins[2 * at], bins[2 * at + 1]) - sum));
  }
  return worst / largest;
}

template <size_t kHalf>
void CheckSize(size_t stride) {
  constexpr double kTolerance = 8e-7;  // of the largest bin; at most 4e-7 was measured
  const Fixture<kHalf> fixture;
  reference::Signal in = reference::Noise(2 * kHalf, 3);
  std::vector<float> bins = fixture.Forward(&in[0], &in[kHalf]);
  CHECK(WorstBin(in, bins, stride) < kTolerance);

  fixture.fft.Transform(bins.data());
  fixture.fft.Transform(bins.data() + 2 * kHalf);
  reference::Signal second(kHalf);
  fixture.fft.Merge(bins.data(), &second[0].left);
  for (size_t n = 0; n < kHalf; ++n) {
    const StereoFrame& expected = in[kHalf + n];
    REQUIRE(std::abs(second[n].left / (2 * kHalf) - expected.left) < 2e-6);
    REQUIRE(std::abs(second[n].right / (2 * kHalf) - expected.right) < 2e-6);
  }

  std::fill(in.begin() + kHalf, in.end(), StereoFrame{});
  CHECK(fixture.Forward(&in[0], nullptr) == fixture.Forward(&in[0], &in[kHalf]));
}

TEST_CASE("a split transform is the definition's, and its inverse gives the second stretch back") {
  CheckSize<16>(1);
  CheckSize<32>(1);
  CheckSize<64>(1);
  CheckSize<128>(1);
  CheckSize<512>(7);
  CheckSize<4096>(257);
}

template <size_t kHalf>
void CheckReal() {
  const Fixture<kHalf> fixture;
  reference::Signal in = reference::Noise(2 * kHalf, 4);
  for (StereoFrame& frame : in) frame.right = 0;
  const std::vector<float> halves = fixture.Forward(&in[0], &in[kHalf]);
  std::vector<float> bins(2 * kHalf);
  for (size_t k = 0; k < kHalf; ++k) {
    const size_t at = k / 2 + k % 2 * kHalf;
    bins[2 * k] = halves[2 * at];
    bins[2 * k + 1] = halves[2 * at + 1];
  }
  bins[1] = halves[kHalf];  // bin kHalf
  fixture.fft.FoldReal(bins.data());
  fixture.fft.Transform(bins.data());
  std::vector<float> second(kHalf);
  fixture.fft.UnfoldReal(bins.data(), second.data());
  for (size_t n = 0; n < kHalf; ++n) {
    REQUIRE(std::abs(second[n] / (2 * kHalf) - in[kHalf + n].left) < 2e-6);
  }
}

TEST_CASE("one transform of half the size gives a real signal's second stretch back") {
  CheckReal<64>();
  CheckReal<512>();
  CheckReal<4096>();
}

TEST_CASE("split transforms of other sizes are refused") {
  auto memory = std::make_unique<SplitFftMemory<256>>();
  SplitFft fft;
  CHECK(fft.Init(memory.get()) == Status::kBadTransformSize);
}

}  // namespace
}  // namespace autocoder
