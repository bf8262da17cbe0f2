# SPDX-License-Identifier: MIT
"""A player's hands and a patched modulator as raw ADC counts, one row per audio block."""

import numpy as np
import numpy.typing as npt

from autocoder.device.controls import CountArray
from autocoder.spec import (
    BLOCK_SAMPLES,
    CV_FIVE_VOLT_COUNTS,
    CV_ZERO_VOLT_COUNTS,
    FULL_COUNTS,
    LATENTS,
    SAMPLE_RATE_HZ,
)

NOISE_COUNTS = 24.0  # about what a 16 bit oversampled ADC of a microcontroller leaves
SETTLED_S = 0.5  # hands off at the start


def gesture(blocks: int, seed: int = 4) -> CountArray:
    """Return ADC counts [blocks, 16]: each knob turned slowly between stops, CVs from three modulators.

    CV 1 is a 0.5 Hz sine, CV 2 a sampled random voltage four times a second, CV 3 an envelope each
    two seconds; the rest are unpatched. All carry noise.
    """
    random = np.random.default_rng(seed)
    time_s = np.arange(blocks) * BLOCK_SAMPLES / SAMPLE_RATE_HZ
    knobs = np.stack([_knob(time_s, random) for _ in range(LATENTS)], axis=1) * FULL_COUNTS
    volts = np.zeros((blocks, LATENTS))
    volts[:, 0] = 1.0 * np.sin(2.0 * np.pi * 0.5 * time_s)
    volts[:, 1] = random.uniform(-1.0, 1.0, int(time_s[-1] * 4) + 1)[(time_s * 4).astype(int)]
    volts[:, 2] = 2.0 * np.exp(-3.0 * (time_s % 2.0))
    cvs = CV_ZERO_VOLT_COUNTS + volts / 5.0 * (CV_FIVE_VOLT_COUNTS - CV_ZERO_VOLT_COUNTS)
    counts = np.concatenate([knobs, cvs], axis=1) + random.normal(0.0, NOISE_COUNTS, (blocks, 2 * LATENTS))
    return np.clip(np.rint(counts), 0, FULL_COUNTS).astype(np.uint16)


def _knob(time_s: npt.NDArray[np.float64], random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return positions 0..1: turns of a second or so between resting places, as a hand makes them."""
    stops_s = SETTLED_S + np.cumsum(random.uniform(0.4, 2.0, 2 + int(time_s[-1])))
    places = random.uniform(0.1, 0.9, len(stops_s) + 1)
    position = np.full(len(time_s), places[0])
    for start_s, before, after in zip(stops_s, places[:-1], places[1:], strict=True):
        turned = np.clip((time_s - start_s) / 0.4, 0.0, 1.0)
        position += (after - before) * (3.0 * turned**2 - 2.0 * turned**3)
    return position
