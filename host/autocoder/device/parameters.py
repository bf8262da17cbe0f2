# SPDX-License-Identifier: MIT
"""What can be said to a module. Written by `make generated` from firmware/link/messages.toml; do not edit."""

from autocoder.device.parameter import Parameter

PARAMETERS = (
    Parameter("mix", "", 0.0, 1.0, 1.0,
              (), False,
              "0 is the input alone, 1 the treated sound alone"),
    Parameter("level", "", 0.0, 4.0, 1.0,
              (), False,
              "factor of the output"),
    Parameter("mode", "", 0.0, 3.0, 0.0,
              ("filter", "reverb", "cross", "drone"), False,
              "what becomes of the spectrum"),
    Parameter("decay_s", "s", 0.1, 4.0, 1.5,
              (), False,
              "reverb: time in which the lowest band falls by 60 dB, the highest in a quarter of it"),
    Parameter("whiten", "", 0.0, 1.0, 1.0,
              (), False,
              "cross: 1 keeps the input's own spectrum, 0 flattens it"),
    Parameter("brightness", "", -1.0, 1.0, 0.0,
              (), False,
              "cross and drone: tilts spectra by the square of this power of frequency"),
    Parameter("walk", "", 0.0, 1.0, 0.0,
              (), False,
              "drone and reverb: how far the latents walk by themselves"),
    Parameter("slew_ms", "ms", 0.0, 10000.0, 0.0,
              (), False,
              "time in which the latents have come 63 % of the way to their knobs"),
    Parameter("freeze", "", 0.0, 1.0, 0.0,
              (), True,
              "the latents stay where they are, in cross and drone the sound too"),
)
