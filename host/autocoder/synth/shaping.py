# SPDX-License-Identifier: MIT
"""What is done to spectra between decoding and sounding: smoothing, brightness, phases."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import signal

from autocoder.errors import InputError

FloatArray = npt.NDArray[np.float32]
ComplexArray = npt.NDArray[np.complex64]

PHASES = 4096  # directions that random phases are drawn from: a table lookup instead of two functions
DIRECTIONS = np.exp(2j * np.pi * np.arange(PHASES) / PHASES).astype(np.complex64)

MOST_BRIGHTNESS = 8.0  # 48 dB an octave; twice the largest exponent of cross-synthesis


class Smoother:
    """S <- (1 - amount) S + amount S_before over frames; begins at the first frame, not at silence."""

    def __init__(self, amount: float) -> None:
        """amount: 0 for none, below 1. Raises InputError."""
        if not 0.0 <= amount < 1.0:
            raise InputError(f"a smoothing of {amount}: choose 0 or more and less than 1")
        self._amount = np.float32(amount)
        self._state: FloatArray | None = None

    def __call__(self, frames: FloatArray) -> FloatArray:
        """Return the next frames [frames, any], smoothed along the first axis."""
        if self._amount == 0.0:
            return frames
        if self._state is None:
            self._state = self._amount * frames[:1]
        forward = np.array([1.0 - self._amount], dtype=np.float32)
        backward = np.array([1.0, -self._amount], dtype=np.float32)
        smoothed, self._state = signal.lfilter(forward, backward, frames, axis=0, zi=self._state)
        return np.asarray(smoothed, dtype=np.float32)


@lru_cache(maxsize=32)
def tilt(fft: int, brightness: float) -> FloatArray:
    """Return (k / (fft/2))^brightness for bins k = 0..fft/2, scaled so that pink noise keeps its power.

    Without that scale brightness would mostly be a volume knob. Bin 0 stands beside bin 1, which keeps
    negative brightness finite. Raises InputError for a brightness beyond MOST_BRIGHTNESS.
    """
    if not abs(brightness) <= MOST_BRIGHTNESS:
        raise InputError(f"a brightness of {brightness}: choose one from -{MOST_BRIGHTNESS:g} to "
                         f"{MOST_BRIGHTNESS:g}")
    place = np.maximum(np.arange(fft // 2 + 1), 1) / (fft // 2)
    weights = place**brightness
    pink = 1.0 / place[1:]
    return np.asarray(weights / np.sqrt(np.sum(pink * weights[1:]**2) / np.sum(pink)), dtype=np.float32)


class RandomPhases:
    """Unit complex numbers in random directions, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.SFC64(seed)

    def __call__(self, *shape: int) -> ComplexArray:
        """Return complex64 of that shape, |z| = 1."""
        count = int(np.prod(shape))
        words = self._bits.random_raw(-(-count // 4))
        picked = words.view(np.uint16)[:count] & (PHASES - 1)
        return np.take(DIRECTIONS, picked).reshape(shape)
