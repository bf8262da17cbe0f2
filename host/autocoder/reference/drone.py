# SPDX-License-Identifier: MIT
"""The module's drone in float64: spectra sounded by random phases, and the walk of the latents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.reference.random_numbers import RandomNumbers
from autocoder.reference.stft import DoubleArray, overlap_add, tilt, window

PHASE_STREAM, WALK_STREAM = 2, 3
OVERLAP = spec.DRONE_WINDOW // spec.FRAME_HOP

FRACTION_BITS = 16
TWENTIETH = 3_277  # of 2^16
HOME_SHIFT = 5


@dataclass(frozen=True)
class DroneFrame:
    """What one frame is made of: amplitudes S [SPECTRUM_BINS] and the settings of its moment."""

    spectrum: DoubleArray
    brightness: float = 0.0
    freeze: bool = False


def drone(frames: Sequence[DroneFrame], seed: int) -> DoubleArray:
    """Return the output [frames * FRAME_HOP, 2]. Frame j is asked for at hop j and sounds from hop j + 1."""
    shape = window(spec.DRONE_WINDOW)[:, np.newaxis]
    phases = RandomNumbers(seed, PHASE_STREAM)
    held: DoubleArray | None = None
    windowed = []
    for frame in frames:
        if held is None or not frame.freeze:
            held = levelled(frame.spectrum * tilt(frame.brightness))
        bins = np.zeros(spec.SPECTRUM_FFT, dtype=np.complex128)
        mirrored = np.concatenate([held, held[-2:0:-1]])
        bins[1:] = mirrored[1:] * phases.directions(spec.SPECTRUM_FFT - 1)
        samples = np.fft.ifft(bins)
        windowed.append(shape * np.stack([samples.real, samples.imag], axis=1))
        held = held if frame.freeze else None
    starts = [(index + 1) * spec.FRAME_HOP for index in range(len(frames))]
    return overlap_add(windowed, starts, len(frames) * spec.FRAME_HOP)


def levelled(spectrum: DoubleArray) -> DoubleArray:
    """Return amplitudes [SPECTRUM_BINS] that sound as loud as pink noise through this filter.

    Pink noise of the reference level has power 1/k in bin k. A bin of left + j right has half of its power in
    each channel; squared windows overlap to OVERLAP / 2.
    """
    bins = np.arange(1, spec.SPECTRUM_BINS)
    power = spectrum[1:] ** 2
    wanted = spec.REFERENCE_LEVEL**2 * np.sum(power / bins) / np.sum(1.0 / bins)
    given = (np.sum(power) - 0.5 * power[-1]) / spec.SPECTRUM_FFT**2 * OVERLAP / 2.0
    return np.asarray(spectrum * np.sqrt(wanted / given)) if given > 0.0 else np.zeros_like(spectrum)


class RandomWalk:
    """Latents that wander from where the controls put them, a step per hop: exact integers.

    u <- clip(u + walk (r - 1/2) / 10), r uniform 0..1. Without walk what was walked dies away.
    """

    def __init__(self, seed: int, stream: int = WALK_STREAM) -> None:
        self._numbers = RandomNumbers(seed, stream)
        self._offsets = np.zeros(spec.LATENTS, dtype=np.int64)

    def step(self, controls: npt.NDArray[np.uint16], walk: int,
             freeze: bool = False) -> npt.NDArray[np.uint16]:
        """Return latents 0..POSITION_ONE [LATENTS] for controls of the same kind."""
        offsets = self._offsets
        if not freeze:
            words = self._numbers.next(spec.LATENTS).astype(np.int64)
            offsets = offsets + (((2 * (words >> 16) - 65_535) * walk * TWENTIETH) >> FRACTION_BITS)
            if walk == 0:
                offsets = offsets - (offsets >> HOME_SHIFT)
        knobs = controls.astype(np.int64) << FRACTION_BITS
        places = np.clip(knobs + offsets, 0, spec.POSITION_ONE << FRACTION_BITS)
        if not freeze:
            self._offsets = places - knobs
        return np.asarray((places >> FRACTION_BITS).astype(np.uint16))
