# SPDX-License-Identifier: MIT
"""Which frames of each file go into a set, and how a frame is normalised."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError

Kind = Literal["all", "spread", "average", "first"]


@dataclass(frozen=True)
class FrameChoice:
    """The kind of a set.

    kind: all frames of each file, `count` of them evenly spread, their average, or the first one
    count: frames of each file where they are spread, 0 otherwise; a shorter file gives all it has
    normalized: each frame is relative to its own loudest band, for autocoding, and not to the set's
    """

    kind: Kind = "all"
    count: int = 0
    normalized: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for what is no kind."""
        if self.kind not in ("all", "spread", "average", "first"):
            raise ValueError(f"kind {self.kind}")
        if type(self.count) is not int or (self.count > 0) != (self.kind == "spread") or self.count < 0:
            raise ValueError(f"count {self.count} of kind {self.kind}")
        if type(self.normalized) is not bool:
            raise ValueError(f"normalized {self.normalized}")

    def positions(self, frames: int) -> npt.NDArray[np.int64]:
        """Return which of a file's frames, 0..frames-1, are taken; for an average those it is made of.

        Spread frames lie in the middles of `count` equal stretches, so that none is taken twice.
        """
        if self.kind == "first":
            return np.arange(min(frames, 1))
        if self.kind == "spread" and self.count < frames:
            return (2 * np.arange(self.count) + 1) * frames // (2 * self.count)
        return np.arange(frames)


def parse_choice(per_file: str, normalized: bool = False) -> FrameChoice:
    """Return the choice that a user wrote: all, average, first or a number of frames.

    Raises InputError for anything else.
    """
    kinds: dict[str, Kind] = {"all": "all", "average": "average", "first": "first"}
    if per_file in kinds:
        return FrameChoice(kinds[per_file], 0, normalized)
    if per_file.isascii() and per_file.isdigit() and int(per_file) > 0:
        return FrameChoice("spread", int(per_file), normalized)
    raise InputError(f"{per_file}: no choice of frames; use all, average, first or a number from 1")
