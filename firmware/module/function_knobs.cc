// SPDX-License-Identifier: MIT
#include "module/function_knobs.h"

#include <cmath>

#include <generated/sizes.h>

#include "controls/functions.h"

namespace autocoder {
namespace {

uint32_t IdOf(size_t knob) { return static_cast<uint32_t>(kFunctionParameters[knob]); }

float ValueAt(size_t knob, int32_t position) {
  const ParameterRange& range = kParameterRanges[IdOf(knob)];
  const float share = static_cast<float>(position) / kPositionOne;
  return range.minimum + share * (range.maximum - range.minimum);
}

int32_t PositionOf(size_t knob, float value) {
  const ParameterRange& range = kParameterRanges[IdOf(knob)];
  const float share = (value - range.minimum) / (range.maximum - range.minimum);
  return static_cast<int32_t>(std::lround(share * kPositionOne));
}

}  // namespace

void FunctionKnobs::Follow(const uint16_t (&counts)[kFunctions]) {
  if (!begun_) Begin(counts);
  const auto takeover = static_cast<Takeover>(
      panel_->Get(static_cast<size_t>(ParameterId::kTakeover)));
  for (size_t i = 0; i < kFunctions; ++i) {
    const float value = panel_->Get(IdOf(i));
    if (value != set_[i]) knobs_[i].Put(PositionOf(i, value));
    set_[i] = value;
    if (knobs_[i].Follow(counts[i], takeover)) Set(i);
  }
}

void FunctionKnobs::Begin(const uint16_t (&counts)[kFunctions]) {
  begun_ = true;
  for (size_t i = 0; i < kFunctions; ++i) {
    set_[i] = panel_->Get(IdOf(i));
    knobs_[i].Begin(counts[i], PositionOf(i, set_[i]), adopt_);
    if (adopt_) Set(i);
  }
}

void FunctionKnobs::Set(size_t knob) {
  panel_->Set(IdOf(knob), ValueAt(knob, knobs_[knob].value()));
  set_[knob] = panel_->Get(IdOf(knob));
}

}  // namespace autocoder
