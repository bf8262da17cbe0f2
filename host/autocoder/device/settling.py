# SPDX-License-Identifier: MIT
"""An offline module hears silence until its first reverberation is there: a click at the start rings, too."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from autocoder.device.controls import CountArray
from autocoder.device.moves import Move
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import Setting

REVERB = {each.name: each for each in PARAMETERS}["mode"].choices.index("reverb")
# The first response has faded in after 16 384 samples. Hops, frames and tail partitions meet every 12 288.
SETTLING_BLOCKS = 384

Change = TypeVar("Change", Setting, Move)


def settling_blocks(settings: Iterable[Setting]) -> int:
    """Return how many blocks the module plays before its input: some where it begins with a reverb."""
    begins = any(each.name == "mode" and each.block == 0 and each.value == REVERB for each in settings)
    return SETTLING_BLOCKS if begins else 0


def later(changes: Sequence[Change], blocks: int) -> list[Change]:
    """Return changes that come so many blocks later; those of the first block stay there."""
    return [replace(each, block=each.block + blocks) if each.block else each for each in changes]


def rested(table: CountArray, blocks: int) -> CountArray:
    """Return counts [blocks, 16] whose first row holds for so many blocks more."""
    return np.concatenate([np.repeat(table[:1], blocks, axis=0), table])
