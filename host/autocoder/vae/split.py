# SPDX-License-Identifier: MIT
"""Which frames train and which are held out: contiguous stretches of time, no shared samples."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.spectra.frames import Analysis
from autocoder.vae.batches import spread

STRETCH_S = 0.93
EVERY = 5
MOST_SILENT = 0.5  # of a set; beyond it silence would be most of what trains and of what is measured

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Split:
    """Masks over the frames of a set, bool [frames]; frames that reach into both parts are in neither."""

    train: BoolArray
    heldout: BoolArray


def split_set(file_index: npt.NDArray[np.uint32], analysis: Analysis, silent: BoolArray) -> Split:
    """Hold out a fifth of a set: of its time, or of its sound where most of it is silent.

    silent: bool [frames]. Sound too short to be shared out trains as a whole, and silence is held out.
    """
    usual = split_by_time(file_index, analysis)
    if silent.mean() <= MOST_SILENT:
        return usual
    shared = split_by_time(file_index, analysis, silent)
    if 2 * (shared.train & ~silent).sum() > (~silent).sum() and (shared.heldout & ~silent).any():
        return shared
    first, last = (each // round(STRETCH_S * analysis.rate_hz) for each in _window_ends(file_index, analysis))
    sound = np.concatenate([first[~silent], last[~silent]])  # stretches that hold some
    pauses = usual.heldout & ~np.isin(first, sound) & ~np.isin(last, sound)
    return Split(train=usual.train | ~silent, heldout=pauses) if pauses.any() else usual


def thinned(rows: npt.NDArray[np.intp], silent: BoolArray) -> npt.NDArray[np.intp]:
    """Return the rows, in order, with silent ones left out evenly until they are no more than the others.

    silent: bool [frames] that rows index; rows without any sound stay as they are
    """
    loud, quiet = rows[~silent[rows]], rows[silent[rows]]
    if len(loud) == 0 or len(quiet) <= len(loud):
        return rows
    return np.sort(np.concatenate([loud, spread(quiet, len(loud))]))


def split_by_time(file_index: npt.NDArray[np.uint32], analysis: Analysis,
                  silent: BoolArray | None = None) -> Split:
    """Hold out every fifth stretch of 0.93 s of the set, its files laid end to end.

    Neighbouring frames share samples, so a random split would measure memory. A frame whose window
    reaches from a training stretch into a held-out one, or back, is left out of both.

    silent: frames that no time passes in, bool [frames], so that both parts get their share of the sound
    where most of a set is silent
    """
    first, last = _window_ends(file_index, analysis, silent)
    stretch_samples = round(STRETCH_S * analysis.rate_hz)
    if last[-1] // stretch_samples < EVERY:  # a set of under five stretches still holds out its last fifth
        return _split_short(first, last)
    held_first, held_last = (each // stretch_samples % EVERY == EVERY - 1 for each in (first, last))
    return Split(train=~held_first & ~held_last, heldout=held_first & held_last)


def _window_ends(file_index: npt.NDArray[np.uint32], analysis: Analysis, silent: BoolArray | None = None
                 ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the time of each frame's first and last sample, in samples of the set [frames]."""
    if silent is None:
        start = np.arange(len(file_index)) * analysis.hop + file_index.astype(np.int64) * analysis.fft
        return start, start + analysis.fft - 1
    passes = np.where(silent, 0, analysis.hop)
    start = np.cumsum(passes) - passes
    # The last sample lies in the hop of a later frame of the file, or behind its last frame.
    file_end = np.searchsorted(file_index, file_index, side="right")
    hops = (analysis.fft - 1) // analysis.hop
    return start, start[np.minimum(np.arange(len(start)) + hops, file_end - 1)]


def _split_short(first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> Split:
    border = first[-1] - first[-1] // EVERY
    return Split(train=last < border, heldout=first >= border)
