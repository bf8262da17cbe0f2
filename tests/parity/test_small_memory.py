# SPDX-License-Identifier: MIT
"""The emulated module with the memory of a board that has no external one, against the float64 reference."""

import numpy as np

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import run_module
from autocoder.device.settings import parse_setting
from autocoder.reference.modes import play_mode
from session_model import SessionModel

# Spectra are kept as numbers of 11 significant bits, which leaves 73 dB on each side of the product.
LEAST_SNR_DB = 69.0
FADE = 4096
# There is room for the draft of one channel. Each needs up to two fades' time to begin, and one for itself.
SETTLED = 8 * FADE
MOST_WORST_OVER_MEAN = 1.5  # of issue 4


def test_reverberates_for_half_a_second(default_model: SessionModel) -> None:
    """Both channels, in turn: one that never gets its response would leave 3 dB."""
    sound = sounds.white_noise(SETTLED + 2 * FADE)
    controls = np.full((blocks_of(len(sound)), 2 * spec.LATENTS), 32_768, dtype=np.uint16)
    settings = [parse_setting(each) for each in ("mode=reverb", "decay_s=0.5")]
    run = run_module("qemu", default_model.program("qemu_small"), sound, controls, counts=True,
                     settings=settings)
    wanted = play_mode(default_model.reference, sound, controls, settings)[SETTLED:]
    error = run.output[SETTLED:] - wanted
    for channel in range(2):
        snr_db = 10.0 * np.log10(np.sum(wanted[:, channel] ** 2) / np.sum(error[:, channel] ** 2))
        assert snr_db >= LEAST_SNR_DB
    assert run.counts is not None
    interrupt = run.counts[:, 0]
    at_rest = interrupt[SETTLED // spec.BLOCK_SAMPLES:].mean()
    assert 1.1 * at_rest < interrupt.max() <= MOST_WORST_OVER_MEAN * at_rest
