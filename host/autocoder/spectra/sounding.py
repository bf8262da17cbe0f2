# SPDX-License-Identifier: MIT
"""Which spectra of a set are its sound: gated as broadcast gates loudness, so that silence does not count.

Method: ITU-R BS.1770-5, an absolute and a relative gate over K-weighted powers. Its blocks of 400 ms are
spectra here: what the module plays is one spectrum at a time.
"""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d

from autocoder.spec import FLOOR_DB
from autocoder.spectra.mel import band_centres_hz

FloatArray = npt.NDArray[np.floating]
DoubleArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# BS.1770's absolute gate is a level in the air. A set has none, only its loudest spectra: a noise floor of
# -55 dBFS lies 25 to 50 dB below those of notes.
ABSOLUTE_GATE_DB = -25.0
LOUDEST_PERCENTILE = 99.8  # not the maximum: a single knock on the microphone is not the level of a set
RELATIVE_GATE_DB = -10.0  # BS.1770's, below the mean of what is above the gates
EDGE_DB = -3.0  # a spectrum of so much less than one whose window it shares holds the edge of a sound
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
    nearby = maximum_filter1d(loudness, 2 * (overlap // 2) + 1, mode="nearest")
    kept = loudness >= nearby * _factor(EDGE_DB)
    kept &= loudness >= np.percentile(loudness, LOUDEST_PERCENTILE) * _factor(ABSOLUTE_GATE_DB)
    while True:  # until it stays: the mean then knows nothing of how long the silence was
        passed = kept & (loudness >= loudness[kept].mean() * _factor(RELATIVE_GATE_DB))
        if np.array_equal(passed, kept):
            break
        kept = passed
    sound: BoolArray = kept
    return sound


def silent(loudness: DoubleArray, heard: BoolArray) -> BoolArray:
    """Return which spectra lie SILENCE_DB below the set's sound, bool [frames].

    loudness: of `frame_loudness`; heard: of `sounding`
    """
    quiet: BoolArray = loudness < loudness[heard].mean() * _factor(SILENCE_DB)
    return quiet


def _factor(decibels: float) -> float:
    return float(10.0 ** (decibels / 10.0))
