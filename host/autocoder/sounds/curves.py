# SPDX-License-Identifier: MIT
"""Curves over time that synthesis follows: values held for a while, with smooth ways between them."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from autocoder.spec import SAMPLE_RATE_HZ

FloatArray = npt.NDArray[np.float64]

STEP_SAMPLES = 256
STEPS_PER_SECOND = SAMPLE_RATE_HZ / STEP_SAMPLES


def held(steps: int, seconds: tuple[float, float], draw: Callable[[], FloatArray | float],
         smooth_s: float, random: np.random.Generator) -> FloatArray:
    """Return a curve [steps, ...] of drawn values, each held for a random time, smoothed.

    seconds: least and most time of one value. smooth_s: time in which a new value is 63 % reached.
    """
    values: list[FloatArray] = []
    while len(values) < steps:
        length = round(random.uniform(*seconds) * STEPS_PER_SECOND)
        values += [np.asarray(draw(), dtype=np.float64)] * max(1, length)
    curve = np.stack(values[:steps])
    pole = np.exp(-1.0 / (smooth_s * STEPS_PER_SECOND))
    smooth, _ = lfilter([1.0 - pole], [1.0, -pole], curve, axis=0, zi=pole * curve[:1])
    return np.asarray(smooth)


def per_sample(curve: FloatArray) -> FloatArray:
    """Return a curve [steps] at every sample, [steps * STEP_SAMPLES], by straight lines."""
    steps = np.arange(len(curve)) * STEP_SAMPLES
    return np.interp(np.arange(len(curve) * STEP_SAMPLES), steps, curve)
