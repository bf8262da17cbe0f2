# SPDX-License-Identifier: MIT
"""The inner layers: ground on the first; on the second the analogue 3.3 V, but ground below power and sound.

Numbers are millimetres on the panel. Ground lies also on what tracks leave free of the outer layers.
"""

from collections.abc import Sequence
from typing import NamedTuple

from design.panel import Panel
from layout.copper import Point

GROUND, THREE = "GND", "+3V3A"
REACH_MM = 0.6  # of a via from the end of its plane
INSET_MM = 0.5  # of all copper from the board's edge


class Plane(NamedTuple):
    """A pour of copper. layer: KiCad's name; priority: the higher one is cut out of the lower one."""

    name: str
    net: str
    layer: str
    corners_mm: tuple[Point, ...]
    priority: int


# Where the second inner layer is ground: around the switching regulator, below the stages of sound and the
# USB socket. No part there takes 3.3 V but one knob, which a track leads it to.
POWER_PART_MM = ((60.2, 10.25), (82.2, 10.25), (82.2, 42.9), (60.2, 42.9))
SOUND_PART_MM = ((63.0, 75.8), (100.65, 75.8), (100.65, 118.25), (63.0, 118.25))


def planes(panel: Panel) -> tuple[Plane, ...]:
    """Return all pours."""
    left, top = panel.board_at_mm
    right, bottom = left + panel.board_size_mm[0], top + panel.board_size_mm[1]
    whole = _box(left + INSET_MM, top + INSET_MM, right - INSET_MM, bottom - INSET_MM)
    power = _inside(POWER_PART_MM, whole)
    sound = _inside(SOUND_PART_MM, whole)
    return (
        Plane("front", GROUND, "F.Cu", whole, 0),
        Plane("ground", GROUND, "In1.Cu", whole, 0),
        Plane("three", THREE, "In2.Cu", whole, 0),
        Plane("below power", GROUND, "In2.Cu", power, 1),
        Plane("below sound", GROUND, "In2.Cu", sound, 1),
        Plane("back", GROUND, "B.Cu", whole, 0),
    )


def reached(net: str, at_mm: Point) -> bool:
    """Return whether a via at a point meets a plane of its net, clear of where that ends."""
    if net == GROUND:
        return True
    return net == THREE and not any(
        _within(at_mm, part, REACH_MM) for part in (POWER_PART_MM, SOUND_PART_MM))


def _box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _bounds(corners_mm: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*corners_mm, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _inside(part: Sequence[Point], whole: Sequence[Point]) -> tuple[Point, ...]:
    """Return the part of a box that lies in another one."""
    a, b = _bounds(part), _bounds(whole)
    return _box(max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


def _within(at_mm: Point, part: Sequence[Point], margin_mm: float) -> bool:
    left, top, right, bottom = _bounds(part)
    (x, y), margin = at_mm, margin_mm
    return left - margin <= x <= right + margin and top - margin <= y <= bottom + margin
