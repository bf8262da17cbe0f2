# SPDX-License-Identifier: MIT
"""Windowed frames of a sound and their overlap-add, many frames at a time.

Frame j of a sound starts at sample j * hop - (fft - hop), so that each sample lies in fft / hop frames.
Method: weighted overlap-add with Hann windows at both ends, Crochiere 1980.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.errors import InputError
from autocoder.spec import ANALYSIS_FFT

FloatArray = npt.NDArray[np.float32]
ComplexArray = npt.NDArray[np.complex64]

HOP = 512
CHUNK_FRAMES = 32  # what stays in the second-level cache at an FFT of 4096
SMALLEST_FFT, LARGEST_FFT = 64, 131_072
LEAST_OVERLAP = 4  # below it the squared Hann windows do not add up to a constant


@dataclass(frozen=True)
class Grid:
    """Sizes of the frames in samples. Raises InputError for sizes that do not fit each other."""

    fft: int = ANALYSIS_FFT
    hop: int = HOP

    def __post_init__(self) -> None:
        if not SMALLEST_FFT <= self.fft <= LARGEST_FFT or self.fft & (self.fft - 1):
            raise InputError(f"an FFT of {self.fft} samples: choose a power of two from {SMALLEST_FFT} to "
                             f"{LARGEST_FFT}")
        if self.hop < 1 or self.fft % self.hop or self.fft < LEAST_OVERLAP * self.hop:
            raise InputError(f"a hop of {self.hop} samples: choose a power of two up to a quarter of the FFT "
                             f"({self.fft // LEAST_OVERLAP})")

    @property
    def bins(self) -> int:
        """Bins of a spectrum."""
        return self.fft // 2 + 1

    @property
    def lead(self) -> int:
        """Samples by which the first frame starts before the sound."""
        return self.fft - self.hop

    def frames_of(self, samples: int) -> int:
        """Return how many frames cover a sound of so many samples."""
        return -(-(samples + self.lead) // self.hop)

    def places_of(self, samples: int) -> npt.NDArray[np.float64]:
        """Return the middle of each frame of a sound of so many samples, 0..1 of the sound, [frames]."""
        middles = np.arange(self.frames_of(samples)) * self.hop - self.lead + self.fft / 2
        return np.asarray(middles / samples)

    @cached_property
    def window(self) -> FloatArray:
        """Hann, periodic, float32 [fft]."""
        return (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(self.fft) / self.fft)).astype(np.float32)

    @cached_property
    def analysis_scale(self) -> float:
        """Factor that makes a sine of amplitude 1 read 1 at its bin."""
        return float(2.0 / self.window.sum(dtype=np.float64))

    @property
    def same_phase_scale(self) -> float:
        """Factor for `overlap_add` under which the frames of `chunks` give their sound back."""
        return float(self.hop / (self.analysis_scale * self.energy))

    @property
    def random_phase_scale(self) -> float:
        """Factor for `overlap_add` under which noise keeps its power when phases are random.

        Frames of random phase add in power: a white amplitude a leaves a^2 / fft in each sample of a
        frame, and the squared windows add up to energy / hop.
        """
        return float(np.sqrt(self.fft * self.hop) / (self.energy * self.analysis_scale))

    @property
    def foreign_frames_scale(self) -> float:
        """Factor for `add_frames` under which frames that have nothing in common keep their power."""
        return float(np.sqrt(self.hop / self.energy))

    @cached_property
    def energy(self) -> float:
        """Sum of the squared window."""
        return float(np.sum(self.window.astype(np.float64)**2))


DEFAULT_GRID = Grid()


def padded(sound: FloatArray, grid: Grid) -> FloatArray:
    """Return the sound [samples, channels] as [channels, padded], with silence for whole frames around."""
    length = grid.fft + (grid.frames_of(len(sound)) - 1) * grid.hop
    around = np.zeros((sound.shape[1], length), dtype=np.float32)
    around[:, grid.lead:grid.lead + len(sound)] = sound.T
    return around


def chunks(sound: FloatArray, grid: Grid) -> Iterator[ComplexArray]:
    """Yield spectra, complex64 [channels, <= CHUNK_FRAMES, bins], of a sound [samples, channels]."""
    window = grid.window * np.float32(grid.analysis_scale)
    windows = np.lib.stride_tricks.sliding_window_view(padded(sound, grid), grid.fft, axis=1)[:, ::grid.hop]
    for start in range(0, windows.shape[1], CHUNK_FRAMES):
        yield fourier.rfft(windows[:, start:start + CHUNK_FRAMES] * window, axis=2)


def overlap_add(spectra: Iterable[ComplexArray], grid: Grid, scale: float,
                samples: int) -> Iterator[FloatArray]:
    """Yield the sound of spectra [channels, frames, bins] as float32 blocks [any, channels].

    scale: `same_phase_scale` or `random_phase_scale`; samples: length of the sound, which `frames_of` covers.
    """
    frames = (fourier.irfft(chunk, n=grid.fft, axis=2, overwrite_x=True) for chunk in spectra)
    return add_frames(frames, grid, scale, samples)


def add_frames(frames: Iterable[FloatArray], grid: Grid, scale: float, samples: int) -> Iterator[FloatArray]:
    """Yield the windowed sum of frames [channels, frames, fft] as float32 blocks [any, channels]."""
    overlap = grid.fft // grid.hop
    window = (grid.window * np.float32(scale)).reshape(overlap, grid.hop)
    tail: FloatArray | None = None
    place = -grid.lead
    for chunk in frames:
        channels, count = chunk.shape[:2]
        parts = chunk.reshape(channels, count, overlap, grid.hop)
        rows = np.zeros((channels, count + overlap - 1, grid.hop), dtype=np.float32)
        if tail is not None:
            rows[:, :overlap - 1] = tail
        for part in range(overlap):
            rows[:, part:part + count] += parts[:, :, part] * window[part]
        tail = rows[:, count:].copy()
        block = rows[:, :count].reshape(channels, count * grid.hop).T
        first, place = max(0, -place), place + len(block)
        kept = block[first:len(block) - max(0, place - samples)]
        if len(kept):
            yield kept
