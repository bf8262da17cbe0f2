# SPDX-License-Identifier: MIT
"""Levels of sounds in dB."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

SILENT_DB = -80.0  # a peak below it is hardly heard, whatever is connected
LOWEST_DB = -200.0  # stands for the level of digital silence
LEAST_ERROR = 1e-300  # energy; equal signals then have a finite ratio

Array = npt.NDArray[Any]


def decibels(amplitude: float) -> float:
    """Return an amplitude of 0 or more in dB, LOWEST_DB at least."""
    return max(LOWEST_DB, 20.0 * math.log10(amplitude)) if amplitude > 0.0 else LOWEST_DB


def peak_db(samples: Array) -> float:
    """Return the level of the largest sample of any number of them, in dB of full scale."""
    return decibels(float(np.abs(samples).max(initial=0.0)))


def signal_to_error_db(signal: Array, estimate: Array) -> float:
    """Return the energy of a signal over that of its estimate's error in dB; both have the same shape."""
    wanted = np.asarray(signal, dtype=np.float64)
    error = float(np.sum((np.asarray(estimate, dtype=np.float64) - wanted) ** 2))
    return float(10.0 * np.log10(np.sum(wanted**2) / max(error, LEAST_ERROR)))
