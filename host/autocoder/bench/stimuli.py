# SPDX-License-Identifier: MIT
"""What is patched into the module while it is measured: sounds [samples, 2] and resting controls."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.signal import chirp

from autocoder.demo.sounds import live_input
from autocoder.device.controls import CountArray
from autocoder.spec import CV_ZERO_VOLT_COUNTS, LATENTS, SAMPLE_RATE_HZ

FloatArray = npt.NDArray[np.float32]

RESTING_COUNTS = 24_000  # anywhere but where the smoothing starts from


def noise(samples: int) -> FloatArray:
    """Return white noise, different on both sides."""
    return np.random.default_rng(3).normal(0.0, 0.2, (samples, 2)).astype(np.float32)


def sweep(samples: int) -> FloatArray:
    """Return a sine through the audible range, rising left and falling right."""
    time_s = np.arange(samples) / SAMPLE_RATE_HZ
    rising = 0.7 * chirp(time_s, 20.0, samples / SAMPLE_RATE_HZ, 20_000.0, method="logarithmic")
    return np.stack([rising, rising[::-1]], axis=1).astype(np.float32)


def impulse(samples: int) -> FloatArray:
    """Return one full-scale sample on each side, in the middle of blocks."""
    sound = np.zeros((samples, 2), dtype=np.float32)
    sound[samples // 3 + 17, 0], sound[samples // 2 + 5, 1] = 1.0, -1.0
    return sound


def music(samples: int) -> FloatArray:
    """Return the demo's live input."""
    return live_input()[0][:samples]


SOUNDS: dict[str, Callable[[int], FloatArray]] = {
    "noise": noise, "sweep": sweep, "impulse": impulse, "music": music,
}


def resting_controls(blocks: int) -> CountArray:
    """Return ADC counts [blocks, 16] of knobs that nobody touches, without converter noise, CVs at 0 V."""
    counts = np.full((blocks, 2 * LATENTS), RESTING_COUNTS, dtype=np.uint16)
    counts[:, LATENTS:] = CV_ZERO_VOLT_COUNTS
    return counts
