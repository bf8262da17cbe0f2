# SPDX-License-Identifier: MIT
"""How rough a sound is from sample to sample, and how rough a fade may make it: see parity/test_clicks.py."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder import spec

FloatArray = npt.NDArray[np.float32]

# The shortest fade that each mode makes of a change: its own responses, its windows, the fade between modes.
FADES = {"filter": spec.FADE_SAMPLES, "reverb": 4096, "cross": 256, "drone": 256}
# Frames of cross and drone are not the steady ones to the last bit of their windows' sums; noise that begins
# at another time has other peaks. A step that is left in exceeds the bound by ten times and more.
MARGIN = 1.5


@dataclass(frozen=True)
class Roughness:
    """The largest first and second difference of a sound; either channel."""

    step: float
    splash: float

    def exceeds(self, other: "Roughness") -> bool:
        """Return whether it is rougher in either way."""
        return self.step > other.step or self.splash > other.splash


def roughness(sound: npt.NDArray[np.floating]) -> Roughness:
    exact = sound.astype(np.float64)
    return Roughness(*(float(np.abs(np.diff(exact, order, axis=0)).max()) for order in (1, 2)))


def allowed(before: FloatArray, after: FloatArray, fade: int, ends: int = 1) -> Roughness:
    """Return what a linear fade of so many samples between two steady sounds may be.

    ends: how many fades begin or end at the same sample
    """
    own = [roughness(each) for each in (before, after)]
    step, splash = (max(getattr(each, name) for each in own) for name in ("step", "splash"))
    gap = float(np.abs(after).max() + np.abs(before).max())
    return Roughness(MARGIN * step + gap / fade,
                     MARGIN * splash + (2.0 * sum(each.step for each in own) + ends * gap) / fade)
