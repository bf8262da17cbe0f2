// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_CONVOLVER_H_
#define AUTOCODER_ENGINE_CONVOLVER_H_

#include <cstddef>

#include "audio_types.h"
#include "engine/partitioned_response.h"
#include "fft/complex_fft.h"
#include "kernels/partition_multiply_add.h"
#include "status.h"

namespace autocoder {

struct ConvolverMemory {
  SignalGroup groups[kGroups][kPartitions];
  struct Edges {
    ComplexBin first;
    ComplexBin middle;
  } edges[kPartitions];
  ComplexBin past[kPartitionFft - kBlockSamples];  // the frames before the newest block
  ComplexBin bins[kPartitionFft];
};

// Convolves a stereo signal with a mono response by overlap-save over a ring of block spectra. The
// past input is kept once, whatever the number of responses it is convolved with.
class Convolver {
 public:
  Status Init(ConvolverMemory* memory);

  // Takes in the newest kBlockSamples frames.
  void Push(const StereoFrame* in);

  // The newest kBlockSamples frames of the whole past input convolved with `response`.
  void Pull(const PartitionedResponse& response, StereoFrame* out);

 private:
  void MultiplyEdges(const PartitionedResponse& response);

  ConvolverMemory* memory_ = nullptr;
  ComplexFft fft_;
  size_t oldest_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_CONVOLVER_H_
