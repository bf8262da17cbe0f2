// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_ENGINE_DECODED_SPECTRUM_H_
#define AUTOCODER_ENGINE_DECODED_SPECTRUM_H_

#include <cstddef>
#include <cstdint>

#include <generated/sizes.h>

#include "engine/models.h"
#include "engine/place.h"
#include "status.h"

namespace autocoder {

struct DecodedSpectrumMemory {
  float spectrum[kSpectrumBins];
  float bands[kMelBands];
  float other_bands[kMelBands];
  int8_t mel[2][kMelBands];
};

// The spectrum at a place, decoded only where it is another one than the last. The main loop's.
class DecodedSpectrum {
 public:
  // The models' decoders must be loaded. kBadShape without a model, and where one has not kMelBands
  // outputs.
  Status Init(DecodedSpectrumMemory* memory, const Models& models);

  // Another model for a slot, or none; the one before is not used from here on. kUnknownSlot,
  // kBadShape as above: then nothing changes.
  Status SetModel(size_t slot, const Model& model);

  // kSpectrumBins linear amplitudes; valid until the next call of either.
  const float* Of(const Place& place);
  // The kMelBands that they lie between.
  const float* BandsOf(const Place& place);

  // Another number for each other spectrum, from 1 on.
  uint32_t version() const { return version_; }
  // Another number with other models.
  uint32_t models_version() const { return models_version_; }

 private:
  // What one of the two decoded frames is made from.
  struct Source {
    size_t model = kModelSlots;  // none
    int8_t input[kLatents] = {};
  };

  size_t Loaded(size_t slot) const;
  bool Decode(size_t which, size_t model, const int8_t* input);
  const Model& ModelOf(size_t which) const { return models_.slots[sources_[which].model]; }
  void SetBands(uint16_t morph);

  DecodedSpectrumMemory* memory_ = nullptr;
  Models models_;
  Source sources_[2];
  uint16_t morph_ = 0;
  uint32_t version_ = 0;
  uint32_t spectrum_version_ = 0;
  uint32_t models_version_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_ENGINE_DECODED_SPECTRUM_H_
