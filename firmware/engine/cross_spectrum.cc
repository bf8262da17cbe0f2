// SPDX-License-Identifier: MIT
#include "engine/cross_spectrum.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "engine/analysis_frames.h"
#include "engine/fast_powers.h"

namespace autocoder {
namespace {

constexpr uint64_t kPhaseStream = 1;
constexpr size_t kMiddle = kSpectrumFft / 2;
constexpr size_t kRun = 32;
constexpr float kSmallestPower = 1e-30f;  // silence; keeps logarithms finite

// The squared window, and its sum over frames that overlap, both with a mean of a half.
constexpr float kWindowSum = kCrossOverlap / 2.0f;
// Half for the doubled bins, the transform's length, the overlap.
constexpr float kScale = 0.5f / kSpectrumFft / kWindowSum;
// Frames of random phase spread their power over the whole transform and add in power, where live
// ones add in amplitude: the square root of both is made good.
constexpr float kFrozenScale = kScale * 2.0f;
static_assert(4 * (kCrossWindow / 2) == kSpectrumFft * kCrossOverlap / 2);

float Power(const ComplexBin& bin) { return bin.re * bin.re + bin.im * bin.im; }

ComplexBin Product(const ComplexBin& a, const ComplexBin& b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// The gains of one channel's bins under |X|^whiten, and the scale that makes up for them.
class Whitener {
 public:
  Whitener(float whiten, float peak)
      : exponent_(0.5f * (whiten - 1)),
        floor_(std::max(peak * (kWhitenFloor * kWhitenFloor), kSmallestPower)),
        offset_(-exponent_ * Log2(std::max(peak, kSmallestPower))) {}

  float Gain(float power) {
    const float gain = Exp2(exponent_ * Log2(std::fmax(power, floor_)) + offset_);
    run_before_ += power;
    run_after_ += power * gain * gain;
    return gain;
  }

  // After each kRun bins or less. Equal terms err in one direction when they add up; in two steps
  // that is a few units of the last place and as good as double precision at a third of the cost.
  void EndRun() {
    before_ += run_before_;
    after_ += run_after_;
    run_before_ = 0;
    run_after_ = 0;
  }

  float Scale() const { return std::sqrt(before_ / std::max(after_, kSmallestPower)); }

 private:
  float exponent_;
  float floor_;
  float offset_;
  float run_before_ = 0;
  float run_after_ = 0;
  float before_ = 0;
  float after_ = 0;
};

}  // namespace

Status CrossSpectrum::Init(CrossSpectrumMemory* memory, uint64_t seed) {
  memory_ = memory;
  frozen_ = false;
  tilt_.Init(memory_->tilt);
  phases_.Init(memory_->directions, seed, kPhaseStream);
  return fft_.Init(kSpectrumFft);
}

void CrossSpectrum::Apply(const FrameSettings& settings, const float* spectrum, StftFrame* frame) {
  const bool held = settings.freeze && frozen_;
  if (held) {
    TakeHeld(frame->bins);
  } else {
    Analyse(frame->bins);
    if (settings.freeze) std::copy_n(frame->bins, kSpectrumFft, memory_->held);
  }
  frozen_ = settings.freeze;
  const float* tilt = tilt_.Of(settings.brightness);
  const StereoFrame gain = Shape(settings.whiten, spectrum, tilt, frame->bins);
  const float scale = held ? kFrozenScale : kScale;
  frame->gain = {scale * gain.left, scale * gain.right};
  fft_.Forward(&frame->bins[0].re);
}

// Leaves the doubled spectra of the channels apart: the left one's bin k at k, the right one's at
// size - k. The first and the middle bin are real in both: left re, right im.
void CrossSpectrum::Analyse(ComplexBin* bins) {
  std::fill(bins + kCrossWindow, bins + kSpectrumFft, ComplexBin{0, 0});
  fft_.Forward(&bins[0].re);
  StereoFrame peak = {0, 0};
  for (ComplexBin* bin : {bins, bins + kMiddle}) {
    *bin = {2 * bin->re, 2 * bin->im};
    peak.left = std::fmax(peak.left, bin->re * bin->re);
    peak.right = std::fmax(peak.right, bin->im * bin->im);
  }
  ComplexBin* upper = bins + kSpectrumFft - 1;
  for (ComplexBin* lower = bins + 1; lower < upper; ++lower, --upper) {
    const ComplexBin a = *lower;
    const ComplexBin b = *upper;
    const ComplexBin left = {a.re + b.re, a.im - b.im};
    const ComplexBin right = {a.im + b.im, b.re - a.re};
    peak.left = std::fmax(peak.left, Power(left));
    peak.right = std::fmax(peak.right, Power(right));
    *lower = left;
    *upper = right;
  }
  peak_ = peak;
}

// A frozen sound has no constant part: it would only wander.
void CrossSpectrum::TakeHeld(ComplexBin* bins) {
  const ComplexBin* held = memory_->held;
  bins[0] = {0, 0};
  bins[kMiddle] = {0, 0};
  for (size_t bin = 1; bin < kMiddle; ++bin) {
    const ComplexBin& direction = phases_.Next();
    bins[bin] = Product(held[bin], direction);
    bins[kSpectrumFft - bin] = Product(held[kSpectrumFft - bin], direction);
  }
}

// From both channels' spectra to the conjugate of their sum, left + j right. What is still to be
// multiplied to each channel is known only at the end, and returned.
StereoFrame CrossSpectrum::Shape(float whiten, const float* spectrum, const float* tilt,
                                 ComplexBin* bins) const {
  Whitener left(whiten, peak_.left);
  Whitener right(whiten, peak_.right);
  for (size_t bin : {size_t{0}, kMiddle}) {
    ComplexBin& pair = bins[bin];
    const float factor = spectrum[bin] * tilt[bin];
    pair.re *= factor * left.Gain(pair.re * pair.re);
    pair.im *= -factor * right.Gain(pair.im * pair.im);
  }
  ComplexBin* lower = bins + 1;
  ComplexBin* upper = bins + kSpectrumFft - 1;
  for (size_t bin = 1; bin < kMiddle; ++bin, ++lower, --upper) {
    if (bin % kRun == 0) {
      left.EndRun();
      right.EndRun();
    }
    const float factor = spectrum[bin] * tilt[bin];
    const float left_gain = factor * left.Gain(Power(*lower));
    const float right_gain = factor * right.Gain(Power(*upper));
    const ComplexBin l = {left_gain * lower->re, left_gain * lower->im};
    const ComplexBin r = {right_gain * upper->re, right_gain * upper->im};
    *lower = {l.re - r.im, -(l.im + r.re)};
    *upper = {l.re + r.im, l.im - r.re};
  }
  left.EndRun();
  right.EndRun();
  return {left.Scale(), right.Scale()};
}

}  // namespace autocoder
