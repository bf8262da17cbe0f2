# SPDX-License-Identifier: MIT
"""Mel bands: from magnitudes to bands for training, and back to a spectrum on the module."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from autocoder.errors import InputError
from autocoder.progress import Progress, silent
from autocoder.spec import (
    ANALYSIS_FFT,
    ANALYSIS_HOP,
    MEL_BANDS,
    MEL_HIGH_HZ,
    MEL_LOW_HZ,
    SAMPLE_RATE_HZ,
    SPECTRUM_FFT,
)
from autocoder.spectra.stft import frame_count, magnitude_chunks

DoubleArray = npt.NDArray[np.float64]


def hz_to_mel(frequency_hz: npt.ArrayLike) -> DoubleArray:
    """Return mel = 2595 log10(1 + f / 700)."""
    mel: DoubleArray = 2595.0 * np.log10(1.0 + np.asarray(frequency_hz, dtype=np.float64) / 700.0)
    return mel


def mel_to_hz(mel: npt.ArrayLike) -> DoubleArray:
    """Return the frequency in Hz; the inverse of `hz_to_mel`."""
    frequency_hz: DoubleArray = 700.0 * (10.0 ** (np.asarray(mel, dtype=np.float64) / 2595.0) - 1.0)
    return frequency_hz


def band_points_mel(bands: int = MEL_BANDS) -> DoubleArray:
    """Return the bands + 2 equally spaced mel points; band m lies on points m, m + 1 (centre), m + 2."""
    lowest, highest = hz_to_mel([MEL_LOW_HZ, MEL_HIGH_HZ])
    points: DoubleArray = np.linspace(lowest, highest, bands + 2)
    return points


def band_centres_hz(bands: int = MEL_BANDS) -> DoubleArray:
    """Return the centre frequency of each band in Hz."""
    return mel_to_hz(band_points_mel(bands)[1:-1])


def bin_frequencies_hz(fft: int, rate_hz: int = SAMPLE_RATE_HZ) -> DoubleArray:
    """Return the frequencies of the fft//2 + 1 bins in Hz."""
    return np.arange(fft // 2 + 1, dtype=np.float64) * np.float64(rate_hz / fft)


def analysis_matrix(fft: int = ANALYSIS_FFT, rate_hz: int = SAMPLE_RATE_HZ,
                    bands: int = MEL_BANDS) -> sparse.csr_array:
    """Return the float64 matrix [bands, fft//2 + 1] that takes magnitudes to mel values; rows sum to 1.

    A band is a triangle, linear in mel; one whose half width is below a bin reads the magnitude at its
    centre instead, interpolated in Hz, so that no band is ever empty. Raises InputError for a rate too low.
    """
    if rate_hz / 2 < MEL_HIGH_HZ:
        raise InputError(f"{rate_hz} Hz cannot hold bands up to {MEL_HIGH_HZ:.0f} Hz; models of control "
                         "envelopes encode no sounds")
    points = band_points_mel(bands)
    edges_hz = mel_to_hz(points)
    narrow = np.diff(edges_hz)[:-1] < rate_hz / fft
    bin_mel = hz_to_mel(bin_frequencies_hz(fft, rate_hz))
    distance = np.abs(bin_mel[np.newaxis, :] - points[1:-1, np.newaxis])
    dense = np.maximum(0.0, 1.0 - distance / (points[1] - points[0]))
    dense[narrow] = 0.0
    rows = np.flatnonzero(narrow)
    position = edges_hz[1:-1][narrow] * (fft / rate_hz)
    below = np.floor(position).astype(np.intp)
    dense[rows, below] = 1.0 - (position - below)
    dense[rows, below + 1] = position - below
    return sparse.csr_array(dense / dense.sum(axis=1, keepdims=True))


@lru_cache(maxsize=8)
def analysis_matrix_single(fft: int, rate_hz: int, bands: int) -> sparse.csr_array:
    """Return `analysis_matrix` in float32, kept for the next sound."""
    return analysis_matrix(fft, rate_hz, bands).astype(np.float32)


def mel_frames(samples: npt.NDArray[np.float32], fft: int = ANALYSIS_FFT, hop: int = ANALYSIS_HOP,
               rate_hz: int = SAMPLE_RATE_HZ, bands: int = MEL_BANDS, workers: int = 1,
               progress: Progress = silent) -> npt.NDArray[np.float32]:
    """Return the mel values [frames, bands] of samples [n] or [n, channels], whose powers are joined.

    They are linear, a full-scale sine being 1.
    Raises InputError when the sound is shorter than one frame.
    """
    matrix = analysis_matrix_single(fft, rate_hz, bands)
    frames = np.empty((frame_count(len(samples), fft, hop), bands), dtype=np.float32)
    done = 0
    for magnitudes in magnitude_chunks(samples, fft, hop, workers):
        # Bins first: the sparse product then runs along contiguous frames.
        frames[done:done + len(magnitudes)] = (matrix @ np.ascontiguousarray(magnitudes.T)).T
        done += len(magnitudes)
        progress(done, len(frames))
    return frames


def mel_to_spectrum(fft: int = SPECTRUM_FFT, rate_hz: int = SAMPLE_RATE_HZ,
                    bands: int = MEL_BANDS) -> DoubleArray:
    """Return the dense matrix [fft//2 + 1, bands] that interpolates bands, linearly in mel, at each bin.

    Beyond the first and the last centre the nearest band holds.
    """
    centres = band_points_mel(bands)[1:-1]
    bin_mel = hz_to_mel(bin_frequencies_hz(fft, rate_hz))
    return np.stack([np.interp(bin_mel, centres, unit) for unit in np.eye(bands)], axis=1)


@dataclass(frozen=True)
class ReducedMatrix:
    """`mel_to_spectrum` as two weights and one index per bin.

    spectrum[k] = low[k] * mel[band[k]] + high[k] * mel[band[k] + 1]
    """

    band: npt.NDArray[np.uint16]
    low: npt.NDArray[np.float32]
    high: npt.NDArray[np.float32]

    def apply(self, mel: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """Return spectra [..., bins] of mel frames [..., bands]."""
        return self.low * mel[..., self.band] + self.high * mel[..., self.band + 1]


def reduced_mel_to_spectrum(fft: int = SPECTRUM_FFT, rate_hz: int = SAMPLE_RATE_HZ,
                            bands: int = MEL_BANDS) -> ReducedMatrix:
    """Return the reduced form of `mel_to_spectrum`, as it is baked for the module."""
    points = band_points_mel(bands)
    place = (hz_to_mel(bin_frequencies_hz(fft, rate_hz)) - points[1]) / (points[1] - points[0])
    place = np.clip(place, 0.0, bands - 1.0)
    band = np.minimum(np.floor(place), bands - 2).astype(np.uint16)
    high = place - band
    return ReducedMatrix(band, (1.0 - high).astype(np.float32), high.astype(np.float32))
