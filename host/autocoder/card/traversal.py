# SPDX-License-Identifier: MIT
"""Latent traversals: one latent moves through its whole range, the others rest at the set's middle."""

import numpy as np
import numpy.typing as npt

from autocoder.synth.instrument import Instrument
from autocoder.synth.overlap import DEFAULT_GRID, Grid
from autocoder.synth.render import Drone

FloatArray = npt.NDArray[np.float32]

EDGE_S = 0.02  # fade at both ends of a file: noise that starts at once starts with a click
PEAK_DB = -1.0  # room for what converters and lossy formats add between samples


def moved(centre: FloatArray, latent: int, positions: npt.NDArray[np.floating]) -> FloatArray:
    """Return latents [positions, latents]: one takes the positions 0..1, the others keep centre [latents]."""
    path = np.tile(np.asarray(centre, dtype=np.float32), (len(positions), 1))
    path[:, latent] = positions
    return path


def there_and_back(samples: int, grid: Grid) -> npt.NDArray[np.float64]:
    """Return positions 0..1..0 over a sound of so many samples, one for the middle of each frame."""
    middles = np.arange(grid.frames_of(samples)) * grid.hop - grid.lead + grid.fft // 2
    return 1.0 - np.abs(2.0 * np.clip(middles / samples, 0.0, 1.0) - 1.0)


def traversal(instrument: Instrument, centre: FloatArray, latent: int, samples: int) -> Drone:
    """Return noise shaped by one latent going 0..1..0 while the others rest at centre [latents].

    Spectra are not smoothed: each moment sounds its own position.
    """
    positions = there_and_back(samples, DEFAULT_GRID)
    return Drone(instrument, moved(centre, latent, positions), samples, DEFAULT_GRID, smoothing=0.0)


def level_gain(sound: FloatArray) -> float:
    """Return the factor that brings the largest |x| of a sound to PEAK_DB; silence stays silence."""
    peak = float(np.abs(sound).max(initial=0.0))
    return float(10.0 ** (PEAK_DB / 20.0)) / peak if peak > 0.0 else 1.0


def edges(samples: int, rate_hz: int) -> FloatArray:
    """Return factors [samples] that fade a sound in and out over EDGE_S, raised cosines."""
    taps = min(round(EDGE_S * rate_hz), samples // 2)
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(taps) + 0.5) / max(taps, 1))
    return np.concatenate([rise, np.ones(samples - 2 * taps), rise[::-1]]).astype(np.float32)
