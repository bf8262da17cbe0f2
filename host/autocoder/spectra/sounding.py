# SPDX-License-Identifier: MIT
"""Which spectra of a set are its sound: gated as broadcast gates loudness, so that silence does not count.

Method: ITU-R BS.1770-5, a relative gate over K-weighted powers. Its blocks of 400 ms are spectra here: what
the module plays is one spectrum at a time. Its absolute gate is a level in the air, and a set has none: the
relative gate comes down from the loudest spectra instead, and never gets to the noise below the sound.
"""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from autocoder.spec import FLOOR_DB
from autocoder.spectra.mel import band_centres_hz

FloatArray = npt.NDArray[np.floating]
DoubleArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LOUDEST_PERCENTILE = 99.8  # not the maximum: a single knock on the microphone is not the level of a set
RELATIVE_GATE_DB = -10.0  # BS.1770's, below the mean of what is above the gate
EDGE_DB = -3.0  # a window half of which is silent holds so much less
SILENCE_DB = -30.0  # below the mean of the sounding spectra: the pauses between sounds
PIECE_FRAMES = 4096  # spectra in memory at once

# BS.1770's two filters, within 0.1 dB: what is below 38 Hz hardly counts, and treble counts 4 dB more.
HIGH_PASS_HZ, SHELF_HZ, SHELF_DB = 38.1, 1_681.97, 4.0


def k_weight(frequency_hz: npt.ArrayLike) -> DoubleArray:
    """Return the factor by which K-weighting changes the power at frequencies in Hz."""
    low = (np.asarray(frequency_hz, dtype=np.float64) / HIGH_PASS_HZ) ** 2
    high = (np.asarray(frequency_hz, dtype=np.float64) / SHELF_HZ) ** 4
    weights: DoubleArray = (low / (1.0 + low)) ** 2 * (1.0 + _factor(SHELF_DB) * high) / (1.0 + high)
    return weights


def frame_loudness(targets: FloatArray, floor_db: float = FLOOR_DB) -> DoubleArray:
    """Return the K-weighted power [frames] that pink noise has after spectra of targets [frames, bands]."""
    centres = band_centres_hz(targets.shape[1])
    weights = k_weight(centres) * np.gradient(np.log(centres))  # pink: equal power in equal ratios
    weights /= weights.sum()
    powers = [np.empty(0)]
    for start in range(0, len(targets), PIECE_FRAMES):
        piece = np.asarray(targets[start:start + PIECE_FRAMES], dtype=np.float64)
        powers.append(10.0 ** (floor_db * (1.0 - piece) / 10.0) @ weights)
    return np.concatenate(powers)


def sounding(loudness: DoubleArray, overlap: int = 1) -> BoolArray:
    """Return which spectra are a set's sound, bool [frames]; some always are.

    loudness: of `frame_loudness`, in order of time; overlap: how many neighbours share a window's samples.
    A spectrum whose window holds only the edge of a sound is left out.
    """
    everything = np.ones(len(loudness), dtype=bool)
    span = 2 * (overlap // 2) + 1
    by_silence = minimum_filter1d(_gated(loudness, everything), span, mode="nearest") == 0
    louder_nearby = maximum_filter1d(loudness, span, mode="nearest") * _factor(EDGE_DB) > loudness
    return _gated(loudness, ~(by_silence & louder_nearby))


def _gated(loudness: DoubleArray, whole: BoolArray) -> BoolArray:
    """Return which of the whole spectra are above the relative gate, bool [frames].

    From the loudest downwards until the gate stays: what lies farther below than it reaches counts nowhere,
    however long it lasts.
    """
    level = float(min(np.percentile(loudness, LOUDEST_PERCENTILE), loudness[whole].max()))
    while True:
        heard: BoolArray = whole & (loudness >= level * _factor(RELATIVE_GATE_DB))
        mean = float(loudness[heard].mean())
        if mean >= level:
            return heard
        level = mean


def silent(loudness: DoubleArray, heard: BoolArray) -> BoolArray:
    """Return which spectra lie SILENCE_DB below the set's sound, bool [frames].

    loudness: of `frame_loudness`; heard: of `sounding`
    """
    quiet: BoolArray = loudness < loudness[heard].mean() * _factor(SILENCE_DB)
    return quiet


def _factor(decibels: float) -> float:
    return float(10.0 ** (decibels / 10.0))
