# SPDX-License-Identifier: MIT
"""Autocoding: one sound spoken with the spectra of a model of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from autocoder.synth.instrument import Instrument
from autocoder.synth.mapping import UNCHANGED, Mapping
from autocoder.synth.overlap import DEFAULT_GRID, Grid, chunks, overlap_add
from autocoder.synth.shaping import Smoother, tilt

FloatArray = npt.NDArray[np.float32]
ComplexArray = npt.NDArray[np.complex64]

SMALLEST = np.float32(1e-12)  # keeps the direction of a silent bin finite


@dataclass(frozen=True)
class Autocode:
    """A source that encodes a sound, maps its latents, decodes them and keeps the sound's phases.

    sound: float32 [samples, channels] at the model's rate; their powers are what is encoded
    smoothing: of the spectra over frames; brightness: exponent of the tilt
    follow: give each frame the power that it had in the sound, instead of the model's; a model of
    normalized frames always follows, as it knows no levels of its own
    Raises InputError for a mapping of another number of latents than the model's, and for silence when the
    latents are first needed.
    """

    instrument: Instrument
    sound: FloatArray
    mapping: Mapping = UNCHANGED
    grid: Grid = DEFAULT_GRID
    smoothing: float = 0.0
    brightness: float = 0.0
    follow: bool = False

    def __post_init__(self) -> None:
        self.mapping.check(self.instrument.latents)

    @property
    def rate_hz(self) -> int:
        """The model's rate."""
        return self.instrument.rate_hz

    @property
    def channels(self) -> int:
        """Those of the sound."""
        return int(self.sound.shape[1])

    @property
    def samples(self) -> int:
        """Those of the sound."""
        return len(self.sound)

    @cached_property
    def latents(self) -> FloatArray:
        """The mapped latents 0..1 [frames, latents]."""
        return self.mapping.apply(self.instrument.encode_sound(self.sound, self.grid))

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels]."""
        return overlap_add(self._spectra(), self.grid, self.grid.same_phase_scale, self.samples)

    def _spectra(self) -> Iterator[ComplexArray]:
        smooth, done = Smoother(self.smoothing), 0
        for carrier in chunks(self.sound, self.grid):
            latents = self.latents[done:done + carrier.shape[1]]
            done += len(latents)
            wanted = self.instrument.spectrum(smooth(self.instrument.mel(latents)), self.grid.fft)
            wanted = wanted * tilt(self.grid.fft, self.brightness)
            if self.follow or self.instrument.normalized:
                wanted = wanted * _rms_ratio(carrier, wanted)
            yield without_added_constant(carrier, with_phase_of(carrier, wanted))


def with_phase_of(carrier: ComplexArray, amplitude: FloatArray) -> ComplexArray:
    """Return spectra of the given amplitudes and of the carrier's phases, cosine and sine."""
    return carrier * (amplitude / np.maximum(np.abs(carrier), SMALLEST))


def without_added_constant(carrier: ComplexArray, spectra: ComplexArray) -> ComplexArray:
    """Return spectra whose bin 0 is no stronger than the carrier's: a constant is no sound of the model's."""
    made, given = np.abs(spectra[..., 0]), np.abs(carrier[..., 0])
    spectra[..., 0] *= np.minimum(1.0, given / np.maximum(made, SMALLEST))
    return spectra


def _rms_ratio(carrier: ComplexArray, amplitude: FloatArray) -> FloatArray:
    """Return [frames, 1]: how much stronger the carrier's channels together are than the amplitudes."""
    power = np.mean(np.abs(carrier)**2, axis=(0, 2))
    return np.asarray(np.sqrt(power / np.maximum(np.mean(amplitude**2, axis=1), SMALLEST**2))[:, np.newaxis],
                      dtype=np.float32)
