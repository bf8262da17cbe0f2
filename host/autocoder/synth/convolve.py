# SPDX-License-Identifier: MIT
"""Cross-synthesis: the spectra of models laid over another sound, frame by frame, its phases kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError
from autocoder.synth.instrument import Instrument
from autocoder.synth.overlap import DEFAULT_GRID, Grid, chunks, overlap_add
from autocoder.synth.shaping import Smoother, tilt

FloatArray = npt.NDArray[np.float32]
ComplexArray = npt.NDArray[np.complex64]

SMALLEST = np.float32(1e-12)  # keeps powers of silent bins finite


@dataclass(frozen=True)
class Link:
    """A model in a chain and its path 0..1 [frames, latents], a row for each frame of the grid."""

    instrument: Instrument
    latents: FloatArray


@dataclass(frozen=True)
class Convolve:
    """A source with |Y_k| = c (k / (fft/2))^(2 brightness) |X_k|^whitening S_k and the phases of X.

    S is the product over the links of their models' filters; sound is X, float32 [samples, channels] at
    the models' rate. A whitening of 1 leaves the sound's own spectrum, 0 flattens it. c, the same for all
    bins of a frame, keeps the frame's power through whitening, and the power of the whole sound's spectra
    through the models: chains of filters would else come out far below their input.
    Raises InputError for models of different rates, no model, or a whitening out of -1..2.
    """

    links: tuple[Link, ...]
    sound: FloatArray
    grid: Grid = DEFAULT_GRID
    whitening: float = 1.0
    brightness: float = 0.0
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        rates = sorted({link.instrument.rate_hz for link in self.links})
        if len(rates) != 1:
            written = ", ".join(f"{each} Hz" for each in rates) or "none"
            raise InputError(f"models of different rates ({written}); choose models of one rate")
        if not -1.0 <= self.whitening <= 2.0:
            raise InputError(f"a whitening of {self.whitening}: choose one from -1 to 2")

    @property
    def rate_hz(self) -> int:
        """The models' rate."""
        return self.links[0].instrument.rate_hz

    @property
    def channels(self) -> int:
        """Those of the sound."""
        return int(self.sound.shape[1])

    @property
    def samples(self) -> int:
        """Those of the sound."""
        return len(self.sound)

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels]. Raises InputError for a smoothing out of range."""
        scale = self.grid.same_phase_scale * self._level
        return overlap_add(self._spectra(), self.grid, scale, self.samples)

    @cached_property
    def _level(self) -> float:
        """Factor under which the crossed spectra have the power of the sound's."""
        before, after = (sum(float(np.sum(np.abs(each)**2, dtype=np.float64)) for each in spectra)
                         for spectra in (chunks(self.sound, self.grid), self._spectra()))
        return float(np.sqrt(before / after)) if after > 0.0 else 1.0

    def _spectra(self) -> Iterator[ComplexArray]:
        smoothers, done = [Smoother(self.smoothing) for _ in self.links], 0
        bright = tilt(self.grid.fft, 2.0 * self.brightness)
        for spectra in chunks(self.sound, self.grid):
            crossed = whitened(spectra, self.whitening) * bright
            count = spectra.shape[1]
            for link, smooth in zip(self.links, smoothers, strict=True):
                mel = smooth(link.instrument.mel(link.latents[done:done + count]))
                crossed = crossed * link.instrument.filter(mel, self.grid.fft)
            done += count
            yield crossed


def whitened(spectra: ComplexArray, exponent: float) -> ComplexArray:
    """Return c |X|^exponent with the phases of X, c keeping the power of each frame [..., bins]."""
    if exponent == 1.0:
        return spectra
    amplitude = np.maximum(np.abs(spectra), SMALLEST)
    # Relative to the frame's strongest bin, so that no power of a quiet frame overflows.
    peak = amplitude.max(axis=-1, keepdims=True)
    flat = spectra * (amplitude / peak) ** np.float32(exponent - 1.0)
    power, flat_power = (np.sum(np.abs(each)**2, axis=-1, keepdims=True) for each in (spectra, flat))
    return np.asarray(flat * np.sqrt(power / np.maximum(flat_power, SMALLEST**2)))
