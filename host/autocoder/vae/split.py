# SPDX-License-Identifier: MIT
"""Which frames train and which are held out: contiguous stretches of time, no shared samples."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.spectra.frames import Analysis

STRETCH_S = 0.93
EVERY = 5

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Split:
    """Masks over the frames of a set, bool [frames]; frames that reach into both parts are in neither."""

    train: BoolArray
    heldout: BoolArray


def split_by_time(file_index: npt.NDArray[np.uint32], analysis: Analysis) -> Split:
    """Hold out every fifth stretch of 0.93 s of the set, its files laid end to end.

    Neighbouring frames share samples, so a random split would measure memory. A frame whose window
    reaches from a training stretch into a held-out one, or back, is left out of both.
    """
    stretch_samples = round(STRETCH_S * analysis.rate_hz)
    start = np.arange(len(file_index)) * analysis.hop + file_index.astype(np.int64) * analysis.fft
    first, last = start // stretch_samples, (start + analysis.fft - 1) // stretch_samples
    if last[-1] < EVERY:  # a set of under five stretches still holds out its last fifth
        return _split_short(start, analysis.fft)
    held_first, held_last = first % EVERY == EVERY - 1, last % EVERY == EVERY - 1
    return Split(train=~held_first & ~held_last, heldout=held_first & held_last)


def _split_short(start: npt.NDArray[np.int64], window: int) -> Split:
    border = start[-1] - start[-1] // EVERY
    heldout = start >= border
    return Split(train=start + window <= border, heldout=heldout)
