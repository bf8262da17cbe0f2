# SPDX-License-Identifier: MIT
"""What is cut out of the panel."""

from collections.abc import Mapping
from typing import NamedTuple

from design.panel import Panel, screws_mm
from design.parts import Kind
from panel.shapes import Arc, Box, Line, Point, Stroke, rounded

RACK_SLOT_MM = (5.0, 3.2)  # for M3: 0.9 mm to either side for what a rack's nuts are off by
WINDOW_RADIUS_MM = 1.0  # of a mill of 2 mm


class Hole(NamedTuple):
    """A hole. size_mm: across and along; radius_mm: of its corners, half its height where it is round."""

    name: str
    part: str
    at_mm: Point
    size_mm: tuple[float, float]
    radius_mm: float

    @property
    def round(self) -> bool:
        """Whether a drill makes it."""
        return self.size_mm[0] == self.size_mm[1] == 2 * self.radius_mm

    @property
    def box(self) -> Box:
        """The box around it."""
        (x, y), (width, height) = self.at_mm, self.size_mm
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def holes(panel: Panel, kinds: Mapping[str, Kind]) -> tuple[Hole, ...]:
    """Return all holes: of the controls, of the screws that hold the board, of those that hold the panel.

    Raises ValueError for a control whose part has no hole.
    """
    found = [_control(each.name, each.part, each.at_mm, kinds[each.part]) for each in panel.controls]
    screw = kinds["mounting_hole"].hole_mm
    if screw is None:
        raise ValueError("mounting_hole: no hole")
    found += [Hole(f"M3 {number}", "M3", at, (screw, screw), screw / 2)
              for number, at in enumerate(panel.holes_mm, 1)]
    found += [Hole(f"rack {number}", "rack", at, RACK_SLOT_MM, RACK_SLOT_MM[1] / 2)
              for number, at in enumerate(screws_mm(panel), 1)]
    return tuple(found)


def outline(hole: Hole, pen_mm: float) -> list[Stroke]:
    """Return a hole's edge."""
    (x, y), (width, height), radius = hole.at_mm, hole.size_mm, hole.radius_mm
    if hole.round:
        return [Arc((x - radius, y), (x, y - radius), (x + radius, y), pen_mm),
                Arc((x + radius, y), (x, y + radius), (x - radius, y), pen_mm)]
    box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return [each for each in rounded(box, radius, pen_mm)
            if not isinstance(each, Line) or each.start != each.end]


def _control(name: str, part: str, at: Point, kind: Kind) -> Hole:
    if kind.slot_mm is not None:
        return Hole(name, part, at, kind.slot_mm, WINDOW_RADIUS_MM)
    if kind.hole_mm is None:
        raise ValueError(f"{name}: {part} has no hole")
    return Hole(name, part, at, (kind.hole_mm, kind.hole_mm), kind.hole_mm / 2)
