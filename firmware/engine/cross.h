// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_CROSS_H_
#define AUTOCODER_ENGINE_CROSS_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "audio_types.h"
#include "engine/analysis_frames.h"
#include "engine/cross_spectrum.h"
#include "engine/frame_exchange.h"
#include "engine/stft_frame.h"
#include "engine/synthesis_frames.h"
#include "status.h"

namespace autocoder {

// The output lags the input by kCrossDelay, besides what the converters' blocks add. Of that the
// main loop has this time for a frame, from the end of one chunk to the start of another.
constexpr size_t kCrossRenderChunks = (kCrossDelay - kCrossWindow) / kChunkSamples + 1;

struct CrossMemory {
  // Some fill, one is the main loop's, some sound; each takes these roles in turn.
  StftFrame frames[2 * kCrossOverlap + 1];
  CrossSpectrumMemory spectrum;
  float window[kCrossWindow];
};

// Cross-synthesis: the input's phases under the decoder's spectra, in frames that overlap. Process
// runs in the audio interrupt and only moves samples; Render runs in the main loop.
class Cross {
 public:
  // Not while Process or Render may run. `seed` is that of the phases of a frozen sound.
  Status Init(CrossMemory* memory, uint64_t seed);

  // One block of kBlockSamples frames.
  void Process(const FrameSettings& settings, const StereoFrame* in, StereoFrame* out);

  // The place that the next frame wants to be crossed with, or null: nothing to do.
  const Place* requested() const;
  // Crosses that frame with its kSpectrumBins amplitudes. Has to be done
  // kCrossRenderChunks chunks after the request, or the frame is left out.
  void Render(const float* spectrum);

  uint32_t overruns() const { return exchange_.overruns(); }

 private:
  void PlayChunk(const FrameSettings& settings, const StereoFrame* in, StereoFrame* out);
  void BeginDueFrame();
  void RequestFullFrame(const FrameSettings& settings);

  AnalysisFrames analysis_;
  SynthesisFrames synthesis_;
  FrameExchange exchange_;
  CrossSpectrum spectrum_;
  SpareFrames<kCrossOverlap + 1> spares_;
  size_t chunk_ = 0;  // within the hop
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_CROSS_H_
