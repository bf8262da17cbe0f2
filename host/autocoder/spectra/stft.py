# SPDX-License-Identifier: MIT
"""Short-time Fourier magnitudes, many frames at a time."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.errors import InputError
from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP

CHUNK_FRAMES = 64  # what stays in the second-level cache at an FFT of 4096


def frame_count(samples: int, fft: int = ANALYSIS_FFT, hop: int = ANALYSIS_HOP) -> int:
    """Return how many whole windows fit into a sound of so many samples."""
    return 0 if samples < fft else 1 + (samples - fft) // hop


def magnitude_chunks(samples: npt.NDArray[np.floating], fft: int = ANALYSIS_FFT, hop: int = ANALYSIS_HOP,
                     workers: int = 1) -> Iterator[npt.NDArray[np.floating]]:
    """Yield Hann-windowed magnitudes [<= CHUNK_FRAMES, fft//2 + 1] of samples [n], in order.

    A sine of amplitude 1 at a bin's frequency reads 1.0 there. The precision is that of the samples.
    Raises InputError when the sound is shorter than one frame.
    """
    if frame_count(len(samples), fft, hop) == 0:
        raise InputError(f"shorter than one frame ({len(samples)} of {fft} samples); use a longer sound")
    window = _scaled_hann(fft).astype(samples.dtype, copy=False)
    windows = np.lib.stride_tricks.sliding_window_view(samples, fft)[::hop]
    for start in range(0, len(windows), CHUNK_FRAMES):
        framed = windows[start:start + CHUNK_FRAMES] * window
        bins = fourier.rfft(framed, axis=1, overwrite_x=True, workers=workers)
        yield np.abs(bins)


@lru_cache(maxsize=8)
def _scaled_hann(fft: int) -> npt.NDArray[np.float64]:
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(fft) / fft)
    scaled: npt.NDArray[np.float64] = hann * (2.0 / hann.sum())
    return scaled
