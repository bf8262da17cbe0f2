# SPDX-License-Identifier: MIT
"""Where texts find room in silkscreen: beside their part, and clear of pads, of bodies and of each other.

Boxes are (left, top, right, bottom), in millimetres on the panel.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from layout.copper import Point

Box = tuple[float, float, float, float]

GAP_MM = 0.2
ROUNDING_MM = 1e-6
AWAY_MM = (0.2, 0.5, 0.9, 1.4, 2.0, 2.8, 3.8, 5.0, 6.5)  # from the part to its text, the nearest first
ALONG_MM = (0.0, 0.8, -0.8, 1.6, -1.6, 2.6, -2.6, 4.0, -4.0)  # from the middle of the part's side


class Lettering(NamedTuple):
    """A text to place. size_mm: its width and height while it reads from left to right; sides: best first."""

    text: str
    beside: Box
    size_mm: Point
    sides: tuple[str, ...]


class Spot(NamedTuple):
    """Where a text is: its middle, and 0 or 90 degrees."""

    at_mm: Point
    turn_deg: int


class Room:
    """What of one side is free for texts."""

    def __init__(self, board: Box, taken: Iterable[Box], bodies: Iterable[Box]) -> None:
        """board: its edges; taken: where no text may be; bodies: of all parts that a text could be beside."""
        self._board, self._taken, self._bodies = board, list(taken), list(bodies)

    def place(self, lettering: Lettering) -> Spot:
        """Return the nearest spot that is free and take it. Raises ValueError where there is none.

        A spot from which no other part is nearer comes before all others.
        """
        free: tuple[Spot, Box] | None = None
        for spot, box in _candidates(lettering):
            if self._free(box):
                clear = self._is_nearest(box, lettering.beside)
                free = (spot, box) if clear or free is None else free
                if clear:
                    break
        if free is None:
            raise ValueError(f"no room for {lettering.text} at {lettering.beside}")
        self._taken.append(free[1])
        return free[0]

    def take(self, box: Box) -> None:
        """Keep other texts out of a box."""
        self._taken.append(box)

    def _free(self, box: Box) -> bool:
        left, top, right, bottom = self._board
        inside = box[0] >= left + GAP_MM and box[1] >= top + GAP_MM
        inside = inside and box[2] <= right - GAP_MM and box[3] <= bottom - GAP_MM
        return inside and not any(overlap(box, other) for other in self._taken)

    def _is_nearest(self, box: Box, body: Box) -> bool:
        own = gap(box, body) + ROUNDING_MM
        return all(gap(box, other) > own for other in self._bodies if other != body)


def gap(one: Box, other: Box) -> float:
    """Return how far two boxes are apart."""
    beside = max(0.0, one[0] - other[2], other[0] - one[2])
    return math.hypot(beside, max(0.0, one[1] - other[3], other[1] - one[3]))


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def grown(box: Box, by_mm: float) -> Box:
    """Return a box that is larger, or smaller, on each side."""
    return box[0] - by_mm, box[1] - by_mm, box[2] + by_mm, box[3] + by_mm


def _candidates(lettering: Lettering) -> Iterator[tuple[Spot, Box]]:
    for away in AWAY_MM:
        for turn in (0, 90):
            width, height = lettering.size_mm if turn == 0 else lettering.size_mm[::-1]
            for along in ALONG_MM:
                for side in lettering.sides:
                    x, y = _beside(lettering.beside, side, (width, height), away, along)
                    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                    yield Spot((x, y), turn), box


def _beside(box: Box, side: str, size_mm: Point, away_mm: float, along_mm: float) -> Point:
    """Return the middle of a text at one side of a box."""
    left, top, right, bottom = box
    middle_x, middle_y = (left + right) / 2 + along_mm, (top + bottom) / 2 + along_mm
    half_x, half_y = size_mm[0] / 2 + away_mm, size_mm[1] / 2 + away_mm
    x, y = {"left": (left - half_x, middle_y), "right": (right + half_x, middle_y),
            "above": (middle_x, top - half_y), "below": (middle_x, bottom + half_y)}[side]
    return round(x, 2), round(y, 2)
