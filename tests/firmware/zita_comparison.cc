// SPDX-License-Identifier: MIT
// The reverb beside libzita-convolver on this computer: the same noise through the same response of
// kReverbSamples, in blocks of kBlockSamples, by turns. Prints what each costs, in nanoseconds of
// processor time per stereo sample with all threads, and how far their outputs differ.
#include <zita-convolver.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <vector>

#include <generated/sizes.h>

#include "boards/offline/offline_target.h"
#include "engine/reverb.h"

namespace autocoder {
namespace {

using Signal = std::vector<StereoFrame>;

constexpr size_t kTurns = 12;
constexpr size_t kTurnSamples = 4 * kTailSize;

double ProcessorSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Signal Noise(size_t frames, unsigned seed, double end_gain) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Signal signal(frames);
  for (size_t i = 0; i < frames; ++i) {
    const double gain = 0.05 * std::pow(end_gain, static_cast<double>(i) / frames);
    signal[i].left = static_cast<float>(gain * normal(random));
    signal[i].right = static_cast<float>(gain * normal(random));
  }
  return signal;
}

class Ours {
 public:
  bool Init(const Signal& response) {
    if (reverb_.Init(SpaceOf(fast_.get(), large_.get())) != Status::kOk) return false;
    if (!reverb_.BeginResponse(response.size())) return false;
    for (size_t at = 0; at < response.size();) {
      at += reverb_.AppendResponse(&response[at], response.size() - at);
      while (reverb_.Step()) continue;
    }
    const Signal silence(4 * kFadeFrames);
    Signal out(silence.size());
    Play(silence.data(), silence.size(), out.data());
    return true;
  }

  void Play(const StereoFrame* in, size_t frames, StereoFrame* out) {
    for (size_t n = 0; n < frames; n += kBlockSamples) {
      reverb_.Process(in + n, out + n);
      while (reverb_.Step()) continue;
    }
  }

 private:
  std::unique_ptr<ReverbFastMemory> fast_ = std::make_unique<ReverbFastMemory>();
  std::unique_ptr<ReverbLargeMemory<kReverbSamples>> large_ =
      std::make_unique<ReverbLargeMemory<kReverbSamples>>();
  Reverb reverb_;
};

class Zita {
 public:
  // Of the library's options and largest partitions the fastest here.
  bool Init(const Signal& response) {
    convolver_.set_options(Convproc::OPT_VECTOR_MODE | Convproc::OPT_FFTW_MEASURE);
    const auto samples = static_cast<unsigned>(response.size());
    if (convolver_.configure(2, 2, samples, kBlockSamples, kBlockSamples, 8192, 0) != 0) {
      return false;
    }
    std::vector<float> taps(response.size());
    for (unsigned channel = 0; channel < 2; ++channel) {
      for (size_t i = 0; i < taps.size(); ++i) {
        taps[i] = channel == 0 ? response[i].left : response[i].right;
      }
      convolver_.impdata_create(channel, channel, 1, taps.data(), 0, static_cast<int>(samples));
    }
    if (convolver_.start_process(0, SCHED_OTHER) != 0) return false;
    // Its threads lose what they are given before they run, and nothing tells when they do.
    const timespec begun = {0, 300'000'000};
    nanosleep(&begun, nullptr);
    return true;
  }

  void Play(const StereoFrame* in, size_t frames, StereoFrame* out) {
    for (size_t n = 0; n < frames; n += kBlockSamples) {
      float* left = convolver_.inpdata(0);
      float* right = convolver_.inpdata(1);
      for (size_t i = 0; i < kBlockSamples; ++i) {
        left[i] = in[n + i].left;
        right[i] = in[n + i].right;
      }
      late_ = late_ || convolver_.process(true) != 0;
      for (size_t i = 0; i < kBlockSamples; ++i) {
        out[n + i] = {convolver_.outdata(0)[i], convolver_.outdata(1)[i]};
      }
    }
  }

  void Stop() {
    convolver_.stop_process();
    convolver_.cleanup();
  }

  bool late() const { return late_; }

 private:
  Convproc convolver_;
  bool late_ = false;
};

// The first turn is not counted. The fastest one is what the work costs: a computer that does
// other things besides only ever adds to it.
template <typename Engine>
void PlayTurn(Engine* engine, const Signal& in, size_t turn, Signal* out, double* best) {
  const size_t at = turn * kTurnSamples;
  const double begin = ProcessorSeconds();
  engine->Play(&in[at], kTurnSamples, &(*out)[at]);
  const double seconds = ProcessorSeconds() - begin;
  if (turn > 0) *best = std::min(*best, seconds / kTurnSamples);
}

double DifferenceDb(const Signal& a, const Signal& b) {
  double signal = 0;
  double difference = 0;
  for (size_t n = 0; n < a.size(); ++n) {
    signal += std::pow(b[n].left, 2) + std::pow(b[n].right, 2);
    difference += std::pow(a[n].left - b[n].left, 2) + std::pow(a[n].right - b[n].right, 2);
  }
  return 10 * std::log10(difference / signal);
}

int Run() {
  FlushSubnormals();
  const Signal response = Noise(kReverbSamples, 1, 1e-3);
  const Signal in = Noise(kTurns * kTurnSamples, 2, 1);
  Signal out[2] = {Signal(in.size()), Signal(in.size())};
  double best[2] = {1, 1};
  Ours ours;
  Zita zita;
  if (!ours.Init(response) || !zita.Init(response)) return 1;
  for (size_t turn = 0; turn < kTurns; ++turn) {
    PlayTurn(&ours, in, turn, &out[0], &best[0]);
    PlayTurn(&zita, in, turn, &out[1], &best[1]);
  }
  zita.Stop();
  if (zita.late()) {
    std::fprintf(stderr, "zita-convolver left some of the sound out; run it again\n");
    return 1;
  }
  std::printf("ours_ns_per_sample %.1f\nzita_ns_per_sample %.1f\ncost_over_zita %.3f\n"
              "difference_db %.1f\n",
              best[0] * 1e9, best[1] * 1e9, best[0] / best[1], DifferenceDb(out[0], out[1]));
  return 0;
}

}  // namespace
}  // namespace autocoder

int main() { return autocoder::Run(); }
