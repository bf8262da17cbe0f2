# SPDX-License-Identifier: MIT
"""What cross and drone share: tilted spectra, and frames that overlap."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from autocoder import spec

DoubleArray = npt.NDArray[np.float64]


def tilt(brightness: float) -> DoubleArray:
    """Return (k / (fft / 2))^(2 brightness) [SPECTRUM_BINS], scaled so that pink noise keeps its power.

    Bin 0 stands beside bin 1.
    """
    place = np.maximum(np.arange(spec.SPECTRUM_BINS), 1) / (spec.SPECTRUM_BINS - 1)
    weights = place ** (2.0 * brightness)
    pink = 1.0 / place[1:]
    return np.asarray(weights * np.sqrt(pink.sum() / np.sum(pink * weights[1:] ** 2)))


def window(samples: int) -> DoubleArray:
    """Return the square root of Hann's window, periodic, [samples]."""
    return np.asarray(np.sin(np.pi * np.arange(samples) / samples))


def overlap_add(frames: Iterable[DoubleArray], starts: Iterable[int], samples: int) -> DoubleArray:
    """Return the sum [samples, 2] of frames [any, 2] that start at these samples; what sticks out is cut."""
    sound = np.zeros((samples, 2))
    for frame, start in zip(frames, starts, strict=True):
        inside = sound[start:start + len(frame)]
        inside += frame[:len(inside)]
    return sound
