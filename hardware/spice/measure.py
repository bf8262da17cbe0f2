# SPDX-License-Identifier: MIT
"""Numbers out of curves."""

import numpy as np

from spice.rows import Floats
from spice.simulator import Array, Plot


def real(values: Array) -> Floats:
    """Return real values. Raises ValueError where there are others."""
    if np.iscomplexobj(values):
        raise ValueError("complex values")
    return np.asarray(values, np.float64)


def db(values: Array) -> Floats:
    """Return 20 log10 of magnitudes."""
    return np.asarray(20 * np.log10(np.abs(values)), np.float64)


def at(x: Floats, y: Floats, where: float) -> float:
    """Return y at an x, between two points on a line through them; x rises."""
    return float(np.interp(where, x, y))


def at_hz(plot: Plot, values: Array, hz: float) -> float:
    """Return the magnitude of an AC result at a frequency."""
    return at(np.log(real(plot["frequency"])), np.asarray(np.abs(values), np.float64), float(np.log(hz)))


def crossings(x: Floats, y: Floats, level: float) -> Floats:
    """Return every x at which y passes a level."""
    over = y - level
    index = np.flatnonzero(over[:-1] * over[1:] < 0)
    share = over[index] / (over[index] - over[index + 1])
    return np.asarray(x[index] + share * (x[index + 1] - x[index]), np.float64)


def corners_hz(hz: Floats, level_db: Floats, reference_db: float) -> Floats:
    """Return the frequencies 3 dB below a reference."""
    return np.exp(crossings(np.log(hz), level_db, reference_db - 10 * float(np.log10(2))))


def rms(hz: Floats, density: Floats, low_hz: float, high_hz: float) -> float:
    """Return the root of a noise density's integral, V / sqrt(Hz), from one frequency to another."""
    inside = (hz >= low_hz * 0.999) & (hz <= high_hz * 1.001)
    return float(np.sqrt(np.trapezoid(density[inside] ** 2, hz[inside])))


def settled_after(time_s: Floats, values: Floats, final: float, band: float) -> float:
    """Return the last time at which values are further than a band from the final one, 0 where never."""
    outside = np.flatnonzero(np.abs(values - final) > band)
    return float(time_s[outside[-1]]) if outside.size else 0.0
