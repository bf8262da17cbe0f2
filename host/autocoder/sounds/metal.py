# SPDX-License-Identifier: MIT
"""Struck and scraped metal: bars, bells, plates and gongs as banks of inharmonic resonators."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from autocoder.spec import SAMPLE_RATE_HZ

FloatArray = npt.NDArray[np.float64]

HIGHEST_HZ = 18_000.0
SECONDS = 2.4  # from one strike to the next
STRIKES = 4
PEAK = 0.5

# A church bell's partials over its strike note, hum to the upper ones.
# Source: Fletcher and Rossing, The physics of musical instruments, 1998, table 21.1.
BELL_RATIOS = np.array([0.5, 1.0, 1.2, 1.5, 2.0, 2.5, 2.61, 3.0, 4.0, 5.33, 6.67, 8.0, 9.3, 10.7])


def bar_ratios(count: int) -> FloatArray:
    """Return frequencies of a free bar over its lowest: squares of 1.5056, 2.4998, 3.5, 4.5 and so on."""
    roots = np.arange(1, count + 1) + 0.5
    roots[:2] = 1.50562, 2.49975
    return np.asarray((roots / roots[0]) ** 2)


def plate_ratios(count: int, side: float) -> FloatArray:
    """Return frequencies of a hinged plate of sides 1 and `side` over its lowest: m^2 + (n / side)^2."""
    number = np.arange(1, 2 * count)
    values = np.sort((number[:, None] ** 2 + (number[None] / side) ** 2).ravel())[:count]
    return np.asarray(values / values[0])


@dataclass(frozen=True)
class Piece:
    """A piece of metal: ratios of its modes, lowest and highest pitch in Hz, the time of its lowest mode.

    decay_s: in which the mode at 500 Hz falls by 60 dB; the others by the square root of frequency.
    """

    name: str
    ratios: FloatArray
    lowest_hz: float
    highest_hz: float
    decay_s: float


PIECES = (Piece("bars", bar_ratios(10), 392.0, 1568.0, 4.0), Piece("bells", BELL_RATIOS, 220.0, 660.0, 8.0),
          Piece("plates", plate_ratios(240, 0.71), 70.0, 160.0, 3.0),
          Piece("gongs", plate_ratios(400, 0.93), 45.0, 80.0, 5.0))


def play(strikes: int = STRIKES, seconds: float = SECONDS) -> dict[str, npt.NDArray[np.float32]]:
    """Return each piece by its name, struck and then scraped at other pitches, each float32 [samples]."""
    played = {}
    for index, piece in enumerate(PIECES):
        random = np.random.default_rng(index)
        sounds = []
        for strike in range(strikes):
            pitch_hz = piece.lowest_hz * (piece.highest_hz / piece.lowest_hz) ** random.random()
            samples = round(seconds * SAMPLE_RATE_HZ)
            excitation = scrape(samples, random) if strike % 4 == 3 else hammer(samples, random)
            sounds.append(ring(piece, pitch_hz, excitation, random))
        played[piece.name] = np.concatenate(sounds).astype(np.float32)
    return played


def hammer(samples: int, random: np.random.Generator) -> FloatArray:
    """Return the push of a hammer: half a sine, from 0.06 ms for steel to 1.2 ms for felt."""
    contact = round(SAMPLE_RATE_HZ * 6e-5 * 20.0 ** random.random())
    force = np.zeros(samples)
    force[:contact] = np.sin(np.pi * (np.arange(contact) + 0.5) / contact)
    return force


def scrape(samples: int, random: np.random.Generator) -> FloatArray:
    """Return the force of a scraping rod: noise that swells and stops half way."""
    half = samples // 2
    force = np.zeros(samples)
    force[:half] = random.standard_normal(half) * np.sin(np.pi * np.arange(half) / half) ** 2
    return force


def ring(piece: Piece, pitch_hz: float, force: FloatArray, random: np.random.Generator) -> FloatArray:
    """Return the sound of a piece under a force [samples], its peak at PEAK.

    Method: modal synthesis, one resonator of two poles for each mode; where it is hit sets their gains, and
    what radiates is their velocity.
    """
    modes_hz = pitch_hz * piece.ratios
    modes_hz = modes_hz[modes_hz < HIGHEST_HZ]
    place = random.uniform(0.1, 0.5)
    gains = np.sin(np.pi * place * np.arange(1, len(modes_hz) + 1)) * np.sqrt(modes_hz / modes_hz[0])
    decays_s = piece.decay_s * np.sqrt(500.0 / modes_hz)
    sound = np.zeros(len(force))
    for mode_hz, gain, decay_s in zip(modes_hz, gains, decays_s, strict=True):
        radius = 10.0 ** (-3.0 / (decay_s * SAMPLE_RATE_HZ))
        angle = 2.0 * np.pi * mode_hz / SAMPLE_RATE_HZ
        sound += gain * lfilter([0.0, np.sin(angle)], [1.0, -2.0 * radius * np.cos(angle), radius**2], force)
    return np.asarray(sound * (PEAK / np.abs(sound).max()))
