# SPDX-License-Identifier: MIT
"""A resonating body: the module's minimum-phase filter, moving along a path through the latents."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.errors import InputError
from autocoder.spec import ANALYSIS_FFT, FADE_SAMPLES, IMPULSE_TAPS, SAMPLE_RATE_HZ, SPECTRUM_FFT
from autocoder.synth.instrument import Instrument
from autocoder.synth.minimum_phase import minimum_phase
from autocoder.synth.overlap import Grid

FloatArray = npt.NDArray[np.float32]

FOLLOWING = Grid(ANALYSIS_FFT, 128)  # its hop divides a period
PERIODS = 16  # of FADE_SAMPLES, computed together
PAST = IMPULSE_TAPS - 1  # samples before a stretch that still sound in it
TRANSFORM = fourier.next_fast_len(PAST + 2 * FADE_SAMPLES, real=True)
SHARE = (np.arange(FADE_SAMPLES) / FADE_SAMPLES).astype(np.float32)


def periods_of(samples: int) -> int:
    """Return how many responses, one in FADE_SAMPLES, a body needs for a sound of so many samples."""
    return 1 + -(-(samples + IMPULSE_TAPS - 1) // FADE_SAMPLES)


def places_of(samples: int) -> npt.NDArray[np.float64]:
    """Return where each of those responses is fully there, 0..1 of a sound of so many samples, [periods]."""
    return np.asarray(np.arange(periods_of(samples)) * (FADE_SAMPLES / samples))


def encode_periods(instrument: Instrument, sound: FloatArray) -> FloatArray:
    """Return latents 0..1 [periods, latents] of a sound [samples, channels] at the start of each period."""
    centred = (FOLLOWING.fft // 2 - FOLLOWING.hop) // FOLLOWING.hop  # the frame about the first sample
    return instrument.encode_sound(sound, FOLLOWING)[centred::FADE_SAMPLES // FOLLOWING.hop]


@dataclass(frozen=True)
class Body:
    """A source: a sound [samples, channels] through responses that fade into each other.

    latents: 0..1 [periods_of(samples), latents]; the first response sounds at once, each next one has
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
        """Return minimum-phase responses, float32 [rows, IMPULSE_TAPS], of latents [rows, latents]."""
        return minimum_phase(self.instrument.filter(self.instrument.mel(latents), SPECTRUM_FFT))

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels].

        Each response sounds for two periods, into the one and out of the other: one transform gives both.
        """
        periods = periods_of(len(self.sound)) - 1
        around = np.zeros((self.channels, PAST + (periods + 2) * FADE_SAMPLES), dtype=np.float32)
        first = PAST + FADE_SAMPLES
        around[:, first:first + len(self.sound)] = self.sound.T
        stretches = np.lib.stride_tricks.sliding_window_view(around, PAST + 2 * FADE_SAMPLES, axis=1)
        stretches = stretches[:, ::FADE_SAMPLES]
        leaving, done = np.empty((self.channels, 0, FADE_SAMPLES), dtype=np.float32), 0
        for start in range(0, periods + 1, PERIODS):
            rows = slice(start, min(start + PERIODS, periods + 1))
            heard = filtered(stretches[:, rows], self.responses(self.latents[rows]))
            leaving = np.concatenate([leaving, heard[:, :, 1]], axis=1)
            arriving = heard[:, :, 0] if start else heard[:, 1:, 0]
            wet = (leaving[:, :-1] + SHARE * (arriving - leaving[:, :-1])).reshape(self.channels, -1).T
            leaving = leaving[:, -1:]
            yield self._mixed(wet, done)
            done += len(wet)

    def _mixed(self, wet: FloatArray, start: int) -> FloatArray:
        block = np.float32(self.mix) * wet[:self.samples - start]
        dry = self.sound[start:start + len(block)]
        block[:len(dry)] += np.float32(1.0 - self.mix) * dry
        return block


def filtered(stretches: FloatArray, responses: FloatArray) -> FloatArray:
    """Return [channels, rows, 2, FADE_SAMPLES]: stretches through a response each, where it lies inside.

    stretches: [channels, rows, PAST + 2 * FADE_SAMPLES]; responses: [rows, IMPULSE_TAPS]. The transform is
    shorter than the convolution; what wraps around falls on the past, which is dropped.
    """
    transfers = fourier.rfft(responses, n=TRANSFORM, axis=1)
    spectra = fourier.rfft(stretches, n=TRANSFORM, axis=2)
    spectra *= transfers
    heard = fourier.irfft(spectra, n=TRANSFORM, axis=2, overwrite_x=True)[:, :, PAST:PAST + 2 * FADE_SAMPLES]
    return np.asarray(heard.reshape(*heard.shape[:2], 2, FADE_SAMPLES), dtype=np.float32)
