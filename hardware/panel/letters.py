# SPDX-License-Identifier: MIT
"""Text as strokes."""

import math
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from panel.shapes import Arc, Line, Point, Stroke

Placing = Callable[[Point], Point]

LETTERS = Path(__file__).with_name("letters.toml")
CAP_UNITS = 6.0  # of a capital's height
CORNER_UNITS = 1.35  # the radius of a round corner
GAP_UNITS = 1.75  # between two letters
SPACE_UNITS = 2.2
PEN = 0.14  # a stroke's width as a part of the capital's height


class Corner(NamedTuple):
    """A point that a letter's stroke goes through."""

    at: Point
    sharp: bool


@cache
def glyphs() -> dict[str, tuple[tuple[Corner, ...], ...]]:
    """Return each letter's strokes, in units."""
    entries = tomllib.loads(LETTERS.read_text())
    return {letter: tuple(tuple(map(_corner, stroke.split())) for stroke in text.split("|"))
            for letter, text in entries.items()}


def width_mm(text: str, cap_mm: float) -> float:
    """Return how wide a text is, the pen's width included."""
    units = sum(_advance(letter) for letter in text) - GAP_UNITS
    return (units / CAP_UNITS + PEN) * cap_mm


def strokes(text: str, centre: Point, cap_mm: float, upwards: bool = False) -> list[Stroke]:
    """Return a text's strokes; its capitals' box has its middle at centre. upwards: read from below.

    Raises KeyError for a letter that is not in letters.toml.
    """
    scale, pen = cap_mm / CAP_UNITS, cap_mm * PEN
    left = -(sum(_advance(letter) for letter in text) - GAP_UNITS) / 2

    def place(point: Point) -> Point:
        x, y = (left + point[0]) * scale, (point[1] - CAP_UNITS / 2) * scale
        return (centre[0] + y, centre[1] - x) if upwards else (centre[0] + x, centre[1] + y)

    found: list[Stroke] = []
    for letter in text:
        if letter != " ":
            for corners in glyphs()[letter]:
                found += [_placed(each, place, pen) for each in _round(corners)]
        left += _advance(letter)
    return found


def _placed(stroke: Stroke, place: Placing, pen: float) -> Stroke:
    if isinstance(stroke, Line):
        return Line(place(stroke.start), place(stroke.end), pen)
    return Arc(place(stroke.start), place(stroke.middle), place(stroke.end), pen)


def _corner(text: str) -> Corner:
    x, y = text.rstrip("!").split(",")
    return Corner((float(x), float(y)), text.endswith("!"))


def _advance(letter: str) -> float:
    if letter == " ":
        return SPACE_UNITS
    return max(corner.at[0] for stroke in glyphs()[letter] for corner in stroke) + GAP_UNITS


def _round(corners: tuple[Corner, ...]) -> list[Stroke]:
    """Return lines and arcs through corners; arcs take half of an inner line at most, all of an outer one."""
    found: list[Stroke] = []
    at = corners[0].at
    for index in range(1, len(corners)):
        corner = corners[index]
        if corner.sharp or index == len(corners) - 1:
            found.append(Line(at, corner.at, 0))
            at = corner.at
            continue
        before, after = corners[index - 1].at, corners[index + 1].at
        radius = min(CORNER_UNITS, math.dist(before, corner.at) / (1 if index == 1 else 2),
                     math.dist(corner.at, after) / (1 if index == len(corners) - 2 else 2))
        arc = _bend(before, corner.at, after, radius)
        if math.dist(at, arc.start) > 1e-9:
            found.append(Line(at, arc.start, 0))
        found.append(arc)
        at = arc.end
    return [each for each in found if math.dist(each.start, each.end) > 1e-9]


def _bend(before: Point, at: Point, after: Point, radius: float) -> Arc:
    """Return the quarter of a circle that rounds a right angle."""
    back = tuple((b - a) / math.dist(before, at) for a, b in zip(at, before, strict=True))
    ahead = tuple((b - a) / math.dist(after, at) for a, b in zip(at, after, strict=True))
    near = radius * (1 - math.sqrt(0.5))
    start = (at[0] + back[0] * radius, at[1] + back[1] * radius)
    end = (at[0] + ahead[0] * radius, at[1] + ahead[1] * radius)
    middle = (at[0] + (back[0] + ahead[0]) * near, at[1] + (back[1] + ahead[1]) * near)
    return Arc(start, middle, end, 0)
