# SPDX-License-Identifier: MIT
"""The module's cross-synthesis in float64: the input's phases under the decoder's spectra.

|Y_k| = c (k / (fft/2))^(2 brightness) |X_k|^whiten S_k as in `synth.convolve`, with frames as short as a live
sound allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.reference.random_numbers import RandomNumbers
from autocoder.reference.stft import DoubleArray, overlap_add, tilt, window

ComplexArray = npt.NDArray[np.complex128]

OVERLAP = spec.CROSS_WINDOW // spec.FRAME_HOP
WINDOW_SUM = OVERLAP / 2.0  # of the squared windows that lie over a sample
SILENCE = 1e-15  # amplitude of a doubled bin
# Random phases spread a frame's power over the whole transform, and add in power instead of in amplitude.
FROZEN_GAIN = np.sqrt(spec.SPECTRUM_FFT * WINDOW_SUM / (spec.CROSS_WINDOW / 2.0))
PHASE_STREAM = 1


@dataclass(frozen=True)
class CrossFrame:
    """What one frame is crossed with: amplitudes S [SPECTRUM_BINS] and the settings of its moment."""

    spectrum: DoubleArray
    whiten: float = 1.0
    brightness: float = 0.0
    freeze: bool = False


def cross(inputs: npt.NDArray[np.floating], frames: Sequence[CrossFrame], seed: int) -> DoubleArray:
    """Return the output [samples, 2] for inputs [samples, 2]; frame j ends with the hop j.

    The output lags by CROSS_DELAY samples, beside what the converters add.
    """
    sound = np.concatenate([np.zeros((spec.CROSS_WINDOW - spec.FRAME_HOP, 2)), inputs])
    shape = window(spec.CROSS_WINDOW)[:, np.newaxis]
    phases = RandomNumbers(seed, PHASE_STREAM)
    held: ComplexArray | None = None
    windowed: list[DoubleArray] = []
    count = min(len(frames), len(inputs) // spec.FRAME_HOP)
    for index, frame in enumerate(frames[:count]):
        start = index * spec.FRAME_HOP
        if frame.freeze and held is not None:
            spectra, gain = turned(held, phases), FROZEN_GAIN
        else:
            spectra = np.fft.rfft(shape * sound[start:start + spec.CROSS_WINDOW], spec.SPECTRUM_FFT, axis=0)
            held, gain = spectra if frame.freeze else None, 1.0
        factor = frame.spectrum * tilt(frame.brightness)
        crossed = whitened(spectra, frame.whiten) * factor[:, np.newaxis]
        samples = np.fft.irfft(crossed, axis=0)[:spec.CROSS_WINDOW]
        windowed.append(gain / WINDOW_SUM * shape * samples)
    first = spec.FRAME_HOP + spec.CROSS_DELAY - spec.CROSS_WINDOW
    starts = [first + index * spec.FRAME_HOP for index in range(count)]
    return overlap_add(windowed, starts, len(inputs))


def turned(held: ComplexArray, phases: RandomNumbers) -> ComplexArray:
    """Return spectra [SPECTRUM_BINS, 2] turned by random phases, both channels alike; no constant part."""
    spectra = np.zeros_like(held)
    spectra[1:-1] = held[1:-1] * phases.directions(spec.SPECTRUM_BINS - 2)[:, np.newaxis]
    return spectra


def whitened(spectra: ComplexArray, exponent: float) -> ComplexArray:
    """Return c |X|^exponent with the phases of X [SPECTRUM_BINS, 2], c keeping each channel's power."""
    amplitude = np.abs(spectra)
    peak = np.maximum(amplitude.max(axis=0), SILENCE / 2.0)
    flat = spectra * (np.maximum(amplitude, spec.WHITEN_FLOOR * peak) / peak) ** (exponent - 1.0)
    power, flat_power = (np.sum(np.abs(each) ** 2, axis=0) for each in (spectra, flat))
    return np.asarray(flat * np.sqrt(power / np.maximum(flat_power, SILENCE**2 / 4.0)))
