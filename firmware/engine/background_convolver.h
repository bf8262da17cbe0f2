// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_BACKGROUND_CONVOLVER_H_
#define AUTOCODER_ENGINE_BACKGROUND_CONVOLVER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/response_change.h"
#include "engine/reverb_layout.h"
#include "engine/uniform_convolver.h"

namespace autocoder {

template <size_t kSize>
struct BackgroundConvolverMemory {
  UniformConvolverMemory<kSize> convolver;
  StereoFrame outputs[2][kSize];
  float arriving[kSize];
};

// One level of a long convolution, computed in the main loop in small steps. When the audio
// interrupt has taken in a partition of input, the loop has the time of one more partition to
// compute what sounds in the one after that. Where it is late the level fades out over the last
// chunk that is left, is silent, and fades in when the loop has caught up.
//
// Two counters that only grow hand over: partitions taken in, and outputs finished. Output n is
// written after partition n has been taken in, when output n - 2 in the same buffer has been
// played. They wrap after 530 days of the middle's partitions, which no rack stays on for. The past
// input stays in the caller's ring; input that is overwritten before the loop comes to it counts as
// silence.
class BackgroundConvolver {
 public:
  struct Context {
    ReverbLevel level;
    const StereoFrame* history;  // kReverbHistory frames, the first of all at index 0
    const ResponseChange* change;
  };

  template <size_t kSize>
  Status Init(BackgroundConvolverMemory<kSize>* memory, const StereoSpectra& ring,
              const Context& context) {
    const Status status = convolver_.Init(&memory->convolver, ring);
    if (status != Status::kOk) return status;
    StereoFrame* const outputs[2] = {memory->outputs[0], memory->outputs[1]};
    Init(outputs, memory->arriving, ring.channels[0].capacity, context);
    return status;
  }

  // Audio interrupt: adds the next chunk of the level, which ends a partition every so often.
  void Play(StereoFrame* out);

  // Main loop, while nobody calls Play: forgets the past.
  void Clear();

  // Main loop: does a little of what is due. False where nothing is.
  bool Step();
  bool idle() const { return stage_ == Stage::kIdle; }
  UniformConvolver& convolver() { return convolver_; }

  // Partitions that were not there in time.
  uint32_t overruns() const { return overruns_.load(std::memory_order_relaxed); }

 private:
  enum class Stage : uint8_t {
    kIdle, kTransformEven, kTransformOdd, kKeep, kMultiply, kInverseEven, kInverseOdd,
    kFinish, kMultiplyArriving, kInverseArriving, kFade
  };

  void Init(StereoFrame* const* outputs, float* arriving, size_t capacity,
            const Context& context);
  bool Begin();
  Stage Keep();
  Stage Multiply();
  Stage Finish();
  Stage MultiplyArriving();
  Stage Fade();
  Stage Done();
  uint32_t chunks_in_partition() const;
  uint32_t partitions_in_fade() const;

  UniformConvolver convolver_;
  Context context_ = {};
  StereoFrame* outputs_[2] = {};
  float* arriving_ = nullptr;  // of one channel
  size_t capacity_ = 0;

  std::atomic<uint32_t> taken_{0};
  std::atomic<uint32_t> finished_{0};
  std::atomic<uint32_t> overruns_{0};

  // Audio interrupt's.
  uint32_t partition_ = 0;
  uint32_t chunk_ = 0;  // within it
  bool playing_ = true;
  bool next_ready_ = true;

  // Main loop's.
  Stage stage_ = Stage::kIdle;
  uint32_t job_ = 0;
  bool late_ = false;
  size_t tile_ = 0;
  ResponseChange::Sounding sounding_ = {};
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_BACKGROUND_CONVOLVER_H_
