# SPDX-License-Identifier: MIT
"""Short-time Fourier magnitudes, many frames at a time."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.errors import InputError
from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP

Array = npt.NDArray[Any]

CHUNK_FRAMES = 64  # what stays in the second-level cache at an FFT of 4096


def frame_count(samples: int, fft: int = ANALYSIS_FFT, hop: int = ANALYSIS_HOP) -> int:
    """Return how many whole windows fit into a sound of so many samples."""
    return 0 if samples < fft else 1 + (samples - fft) // hop


def magnitude_chunks(samples: npt.NDArray[np.floating], fft: int = ANALYSIS_FFT, hop: int = ANALYSIS_HOP,
                     workers: int = 1) -> Iterator[npt.NDArray[np.floating]]:
    """Yield Hann-windowed magnitudes [<= CHUNK_FRAMES, fft//2 + 1] of samples [n] or [n, channels], in order.

    Of several channels they are the root mean square, so that opposite channels do not cancel. A sine of
    amplitude 1 at a bin's frequency reads 1.0 there. The precision is that of the samples.
    Raises InputError when the sound is shorter than one frame.
    """
    if frame_count(len(samples), fft, hop) == 0:
        raise InputError(f"shorter than one frame ({len(samples)} of {fft} samples); use a longer sound")
    window = _scaled_hann(fft).astype(samples.dtype, copy=False)
    samples = _distinct(samples)
    if samples.ndim > 1:
        yield from _joined_chunks(samples, window, hop, workers)
        return
    windows = np.lib.stride_tricks.sliding_window_view(samples, fft)[::hop]
    for start in range(0, len(windows), CHUNK_FRAMES):
        framed = windows[start:start + CHUNK_FRAMES] * window
        bins = fourier.rfft(framed, axis=1, overwrite_x=True, workers=workers)
        yield np.abs(bins)


def _distinct(samples: Array) -> Array:
    """Return samples [n] or [n, channels] as [n] where all channels are the same, else as they are."""
    if samples.ndim > 1 and all(np.array_equal(samples[:, 0], each) for each in samples.T[1:]):
        return np.ascontiguousarray(samples[:, 0])
    return samples


def _joined_chunks(samples: Array, window: Array, hop: int, workers: int) -> Iterator[Array]:
    """Yield the root mean square of the magnitudes of all channels."""
    fft, channels = len(window), samples.shape[1]
    frames, rows = frame_count(len(samples), fft, hop), CHUNK_FRAMES
    room = np.empty((channels, rows, fft), dtype=samples.dtype)
    for start in range(0, frames, rows):
        count = min(rows, frames - start)
        apart = np.ascontiguousarray(samples[start * hop:(start + count - 1) * hop + fft].T)
        framed = np.multiply(np.lib.stride_tricks.sliding_window_view(apart, fft, axis=1)[:, ::hop], window,
                             out=room[:, :count])
        yield _joined(fourier.rfft(framed, axis=2, workers=workers))


def _joined(bins: Array) -> Array:
    """Return the root mean square of the magnitudes of bins [channels, frames, bins], which are overwritten.

    By the squares of their parts, since np.abs would guard against overflow at half as much time again.
    """
    parts = bins.view(bins.real.dtype)
    np.square(parts, out=parts)
    power = parts.sum(axis=0)
    joined: Array = power[:, 0::2] + power[:, 1::2]
    joined /= len(bins)
    return np.sqrt(joined, out=joined)


@lru_cache(maxsize=8)
def _scaled_hann(fft: int) -> npt.NDArray[np.float64]:
    hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(fft) / fft)
    scaled: npt.NDArray[np.float64] = hann * (2.0 / hann.sum())
    return scaled
