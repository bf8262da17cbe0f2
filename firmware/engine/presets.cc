// SPDX-License-Identifier: MIT
#include "engine/presets.h"

#include <algorithm>
#include <cmath>

namespace autocoder {

Presets::Preset::Preset() {
  for (std::atomic<uint16_t>& latent : latents) latent = (kPositionOne + 1) / 2;
}

Status Presets::Set(size_t preset, uint32_t id, float value) {
  if (preset >= kPresets) return Status::kBadParameter;
  if (id < kParameterCount) return presets_[preset].parameters.Set(id, value);
  const size_t latent = id - kParameterCount;
  if (latent >= kLatents || std::isnan(value)) return Status::kBadParameter;
  const float position = std::clamp(value, 0.0f, 1.0f) * kPositionOne;
  presets_[preset].latents[latent].store(static_cast<uint16_t>(std::lround(position)),
                                         std::memory_order_relaxed);
  return Status::kOk;
}

Status Presets::Get(size_t preset, uint32_t id, float* value) const {
  if (preset >= kPresets || id >= kParameterCount + kLatents) return Status::kBadParameter;
  const Preset& chosen = presets_[preset];
  if (id < kParameterCount) {
    *value = chosen.parameters.Get(id);
  } else {
    const uint16_t position = chosen.latents[id - kParameterCount].load(std::memory_order_relaxed);
    *value = static_cast<float>(position) / kPositionOne;
  }
  return Status::kOk;
}

const uint16_t* Presets::Read(const ParameterStore& panel, Parameters* parameters) {
  float values[kParameterCount];
  panel.Read(values);
  AssignParameters(values, parameters);
  if (!parameters->presets) return nullptr;
  for (size_t id = 0; id < kParameterCount; ++id) {
    if (kParameterRanges[id].in_preset) values[id] = Between(id, parameters->blend);
  }
  AssignParameters(values, parameters);
  SetLatents(parameters->blend);
  return latents_;
}

float Presets::Between(size_t id, float blend) const {
  const float a = presets_[0].parameters.Get(id);
  const float b = presets_[1].parameters.Get(id);
  if (kParameterRanges[id].whole) return blend < 0.5f ? a : b;
  return a + blend * (b - a);
}

void Presets::SetLatents(float blend) {
  const int64_t way = std::lround(blend * kPositionOne);
  for (size_t i = 0; i < kLatents; ++i) {
    const int64_t a = presets_[0].latents[i].load(std::memory_order_relaxed);
    const int64_t b = presets_[1].latents[i].load(std::memory_order_relaxed);
    latents_[i] = static_cast<uint16_t>((a * (kPositionOne - way) + b * way) / kPositionOne);
  }
}

}  // namespace autocoder
