// SPDX-License-Identifier: MIT
// Written by `make generated` from firmware/link/messages.toml; do not edit.

#include "link/parameter_texts.h"

namespace autocoder {

const ParameterText kParameterText[kParameterTexts] = {
    {"mix", "", "",
     "0 is the input alone, 1 the treated sound alone", false},
    {"level", "", "",
     "factor of the output", false},
    {"mode", "", "filter,reverb,cross,drone",
     "what becomes of the spectrum", false},
    {"decay_s", "s", "",
     "reverb: time in which the lowest band falls by 60 dB, the highest in a quarter of it", false},
    {"whiten", "", "",
     "cross: 1 keeps the input's own spectrum, 0 flattens it", false},
    {"brightness", "", "",
     "cross and drone: tilts spectra by the square of this power of frequency", false},
    {"walk", "", "",
     "drone and reverb: how far the latents walk by themselves", false},
    {"slew_ms", "ms", "",
     "time in which the latents have come 63 % of the way to their knobs", false},
    {"freeze", "", "",
     "the latents stay, in all modes but filter the sound too; reverb needs external memory for it", true},
    {"model_a", "", "",
     "slot of the model that is played; beyond the last that is loaded, that one", false},
    {"model_b", "", "",
     "slot of the model that morph leads to", false},
    {"morph", "", "",
     "0 is the spectrum of model a alone, 1 that of model b, between them evenly in decibels", false},
    {"follow", "", "",
     "how far the latents follow the input, oppositely below 0; only where an encoder is baked in", false},
    {"presets", "", "",
     "presets a and b play in place of knobs and parameters; CVs still move the latents", true},
    {"blend", "", "",
     "0 is preset a, 1 preset b, numbers between them; choices and switches change in the middle", false},
    {"takeover", "", "jump,pickup,fade",
     "how a function knob takes over: at once, from where it meets, or bit by bit", false},
};

}  // namespace autocoder
