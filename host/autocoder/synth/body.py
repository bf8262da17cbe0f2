# SPDX-License-Identifier: MIT
"""A resonating body: the module's minimum-phase filter, moving along a path through the latents."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.errors import InputError
from autocoder.reference import impulse_from_spectrum
from autocoder.spec import ANALYSIS_FFT, FADE_SAMPLES, IMPULSE_FFT, IMPULSE_TAPS, SAMPLE_RATE_HZ, SPECTRUM_FFT
from autocoder.synth.instrument import Instrument
from autocoder.synth.overlap import Grid

FloatArray = npt.NDArray[np.float32]

FOLLOWING = Grid(ANALYSIS_FFT, 128)  # its hop divides a period
PERIODS = 16  # of FADE_SAMPLES, computed together


def periods_of(samples: int) -> int:
    """Return how many responses, one in FADE_SAMPLES, a body needs for a sound of so many samples."""
    return 1 + -(-(samples + IMPULSE_TAPS - 1) // FADE_SAMPLES)


def encode_periods(instrument: Instrument, sound: FloatArray) -> FloatArray:
    """Return latents 0..1 [periods, LATENTS] of a sound [samples, channels] at the start of each period."""
    centred = (FOLLOWING.fft // 2 - FOLLOWING.hop) // FOLLOWING.hop  # the frame about the first sample
    return instrument.encode_sound(sound, FOLLOWING)[centred::FADE_SAMPLES // FOLLOWING.hop]


@dataclass(frozen=True)
class Body:
    """A source: a sound [samples, channels] through responses that fade into each other.

    latents: 0..1 [periods_of(samples), LATENTS]; the first response sounds at once, each next one has
    faded in, linearly, FADE_SAMPLES later; between them out = (1 - g) x*h_before + g x*h_next, as on the
    module, but with the float decoder. mix: share of the filtered sound.
    Raises InputError for a mix out of 0..1 and for a model of another rate than the module's.
    """

    instrument: Instrument
    latents: FloatArray
    sound: FloatArray
    mix: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.mix <= 1.0:
            raise InputError(f"a mix of {self.mix}: choose one from 0 to 1")
        if self.instrument.rate_hz != SAMPLE_RATE_HZ:
            raise InputError(f"a model of {self.instrument.rate_hz} Hz: bodies need {SAMPLE_RATE_HZ} Hz")

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
        """Sound and last response."""
        return len(self.sound) + IMPULSE_TAPS - 1

    def responses(self, latents: FloatArray) -> FloatArray:
        """Return minimum-phase responses, float32 [rows, IMPULSE_TAPS], of latents [rows, LATENTS]."""
        spectra = self.instrument.filter(self.instrument.mel(latents), SPECTRUM_FFT).astype(np.float64)
        return np.stack([impulse_from_spectrum(each) for each in spectra]).astype(np.float32)

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels]."""
        past = IMPULSE_TAPS - 1
        periods = periods_of(len(self.sound)) - 1
        around = np.zeros((self.channels, past + periods * FADE_SAMPLES), dtype=np.float32)
        around[:, past:past + len(self.sound)] = self.sound.T
        # The stretch that a period's output depends on is shorter than the transform, and what wraps
        # around falls on its past, which is dropped.
        stretches = np.lib.stride_tricks.sliding_window_view(around, past + FADE_SAMPLES, axis=1)
        stretches = stretches[:, ::FADE_SAMPLES]
        before = fourier.rfft(self.responses(self.latents[:1]), n=IMPULSE_FFT, axis=1)
        for start in range(0, periods, PERIODS):
            stretch = stretches[:, start:start + PERIODS]
            following = fourier.rfft(self.responses(self.latents[1 + start:1 + start + stretch.shape[1]]),
                                     n=IMPULSE_FFT, axis=1)
            transfers = np.concatenate([before, following])
            before = following[-1:]
            wet = faded(stretch, transfers).reshape(self.channels, -1).T
            yield self._mixed(wet, start * FADE_SAMPLES)

    def _mixed(self, wet: FloatArray, start: int) -> FloatArray:
        block = np.float32(self.mix) * wet[:self.samples - start]
        dry = self.sound[start:start + len(block)]
        block[:len(dry)] += np.float32(1.0 - self.mix) * dry
        return block


def faded(stretches: FloatArray, transfers: npt.NDArray[np.complex64]) -> FloatArray:
    """Return [channels, periods, FADE_SAMPLES]: each period from one response into the next.

    stretches: [channels, periods, taps - 1 + FADE_SAMPLES]; transfers: [periods + 1, bins].
    """
    spectra = fourier.rfft(stretches, n=IMPULSE_FFT, axis=2)
    valid = slice(IMPULSE_TAPS - 1, IMPULSE_TAPS - 1 + FADE_SAMPLES)
    leaving, arriving = (fourier.irfft(spectra * each, axis=2)[:, :, valid]
                         for each in (transfers[:-1], transfers[1:]))
    share = (np.arange(FADE_SAMPLES) / FADE_SAMPLES).astype(np.float32)
    return np.asarray(leaving + share * (arriving - leaving), dtype=np.float32)
