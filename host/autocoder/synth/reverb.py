# SPDX-License-Identifier: MIT
"""Reverberation: a path through the latents, sounded as noise, is the impulse response."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.errors import InputError
from autocoder.synth.instrument import Instrument
from autocoder.synth.paths import ONE_RECORDING
from autocoder.synth.render import Drone

FloatArray = npt.NDArray[np.float32]

LEAST_BLOCK = 8192
DECAY_DB = 60.0
LENGTH_S, LONGEST_OWN_S = 4.0, 10.0  # longer recordings are hardly of impulses


def length_s(path: str, instrument: Instrument) -> float:
    """Return how long a reverberation along a path is by default: as the one recording it follows."""
    one = None if Path(path).is_file() else ONE_RECORDING.fullmatch(path)
    own = instrument.recording_seconds(int(one[1])) if one else None
    return own if own is not None and own <= LONGEST_OWN_S else LENGTH_S


def impulse_response(drone: Drone, decay_s: float | None = None) -> FloatArray:
    """Return a drone as an impulse response, float32 [samples, channels], of energy 1 on average.

    decay_s: seconds in which an exponential takes it down by 60 dB beside its own course; none by default.
    The energy makes white noise leave as loud as it came in. Raises InputError for a decay not above 0.
    """
    if decay_s is not None and decay_s <= 0.0:
        raise InputError(f"a decay of {decay_s} s: choose more than 0")
    response = np.concatenate(list(drone.blocks()))
    if decay_s is not None:
        time_s = np.arange(len(response)) / drone.rate_hz
        response = response * (10.0 ** (-DECAY_DB / 20.0 * time_s / decay_s))[:, np.newaxis]
    energy = np.sum(response.astype(np.float64)**2) / response.shape[1]
    if energy == 0.0:
        raise InputError("the model is silent along this path; choose another path")
    return np.asarray(response / np.sqrt(energy), dtype=np.float32)


@dataclass(frozen=True)
class Reverb:
    """A source: a sound [samples, channels] convolved with a response [taps, channels], to its last tap.

    Where one has a single channel, it meets every channel of the other. mix: share of the reverberation.
    Raises InputError for other channel counts, and for a mix out of 0..1.
    """

    sound: FloatArray
    response: FloatArray
    rate_hz: int
    mix: float = 1.0

    def __post_init__(self) -> None:
        counts = {self.sound.shape[1], self.response.shape[1]} - {1}
        if len(counts) > 1:
            raise InputError(f"a sound of {self.sound.shape[1]} channels and a response of "
                             f"{self.response.shape[1]}; use one or equal numbers")
        if not 0.0 <= self.mix <= 1.0:
            raise InputError(f"a mix of {self.mix}: choose one from 0 to 1")

    @property
    def channels(self) -> int:
        """The larger count of the two."""
        return int(max(self.sound.shape[1], self.response.shape[1]))

    @property
    def samples(self) -> int:
        """Sound and tail."""
        return len(self.sound) + len(self.response) - 1

    @cached_property
    def _block(self) -> int:
        return max(LEAST_BLOCK, 1 << (len(self.response) - 1).bit_length())

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels]. Method: overlap-add of block transforms, Stockham 1966."""
        size = self._block
        transfer = fourier.rfft(self.response, n=2 * size, axis=0)
        tail = np.zeros((size, self.channels), dtype=np.float32)
        for start in range(0, self.samples, size):
            count = min(size, self.samples - start)
            dry = self.sound[start:start + size]
            wet = (fourier.irfft(fourier.rfft(dry, n=2 * size, axis=0) * transfer, axis=0) if len(dry)
                   else np.zeros((2 * size, self.channels), dtype=np.float32))
            block = np.float32(self.mix) * (wet[:count] + tail[:count])
            block[:len(dry)] += np.float32(1.0 - self.mix) * dry[:count]
            tail = wet[size:]
            yield block


def room(drone: Drone, sound: FloatArray, decay_s: float | None = None, mix: float = 1.0) -> Reverb:
    """Return the sound [samples, channels] in a stereo reverberation made of a drone.

    Raises InputError for a decay or a mix out of range.
    """
    return Reverb(sound, impulse_response(replace(drone, channels=2), decay_s), drone.rate_hz, mix)
