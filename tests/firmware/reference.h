// SPDX-License-Identifier: MIT
// Double precision counterparts of the engine, straight from the definitions and slow.
#ifndef AUTOCODER_TESTS_FIRMWARE_REFERENCE_H_
#define AUTOCODER_TESTS_FIRMWARE_REFERENCE_H_

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "audio_types.h"

namespace autocoder::reference {

using Complex = std::complex<double>;
using Signal = std::vector<StereoFrame>;

// sum over n of x[n] * exp(-2 pi j k n / size), all bins.
std::vector<Complex> Transform(const std::vector<Complex>& x);

// Minimum phase taps by the folded cepstrum.
std::vector<double> MinimumPhase(const float* amplitudes);

// x * taps, left then right, as long as x.
std::vector<double> Convolve(const Signal& x, const std::vector<double>& taps);

// Signal to error in dB of two interleaved signals of the same length.
double SignalToErrorDb(const std::vector<double>& expected, const Signal& actual);

Signal Noise(size_t frames, uint32_t seed);

}  // namespace autocoder::reference

#endif  // AUTOCODER_TESTS_FIRMWARE_REFERENCE_H_
