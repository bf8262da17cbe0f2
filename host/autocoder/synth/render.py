# SPDX-License-Identifier: MIT
"""Drones: a path through the latents, sounded with random phases."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.synth.instrument import Instrument
from autocoder.synth.overlap import CHUNK_FRAMES, DEFAULT_GRID, Grid, overlap_add
from autocoder.synth.shaping import RandomPhases, Smoother, tilt

FloatArray = npt.NDArray[np.float32]
ComplexArray = npt.NDArray[np.complex64]

SMOOTHING = 0.9  # the ancestor's
BRIGHTNESS = 0.0


@dataclass(frozen=True)
class Drone:
    """A source of noise whose spectrum follows latents.

    latents: 0..1 [frames, latents], one row a frame; the grid's `frames_of(samples)` of them
    smoothing: of the spectra over frames, 0..1; brightness: exponent of the tilt
    channels: each gets phases of its own, which makes it wide; seed: of the phases
    Frames are full complex spectra: real parts alone would sound every frame together with its mirror
    image in time.
    """

    instrument: Instrument
    latents: FloatArray
    samples: int
    grid: Grid = DEFAULT_GRID
    smoothing: float = SMOOTHING
    brightness: float = BRIGHTNESS
    channels: int = 1
    seed: int = 1

    @property
    def rate_hz(self) -> int:
        """The model's rate."""
        return self.instrument.rate_hz

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels]. Raises InputError for a smoothing out of range."""
        return overlap_add(self._spectra(), self.grid, self.grid.random_phase_scale, self.samples)

    def _spectra(self) -> Iterator[ComplexArray]:
        phases, smooth = RandomPhases(self.seed), Smoother(self.smoothing)
        weights = tilt(self.grid.fft, self.brightness).copy()
        weights[0] = 0.0  # a constant is no sound
        for start in range(0, len(self.latents), CHUNK_FRAMES):
            mel = smooth(self.instrument.mel(self.latents[start:start + CHUNK_FRAMES]))
            # Smoothing the bands is smoothing the bins: the interpolation between them is linear.
            spectrum = self.instrument.spectrum(mel, self.grid.fft) * weights
            yield spectrum * phases(self.channels, *spectrum.shape)
