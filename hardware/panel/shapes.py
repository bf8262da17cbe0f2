# SPDX-License-Identifier: MIT
"""Lines, arcs and boxes on the panel, in mm right and down of its top left corner."""

import math
from collections.abc import Iterable
from typing import NamedTuple

Point = tuple[float, float]


class Line(NamedTuple):
    """A straight stroke with round ends."""

    start: Point
    end: Point
    width_mm: float


class Arc(NamedTuple):
    """A stroke along a circle: from start through middle to end."""

    start: Point
    middle: Point
    end: Point
    width_mm: float


Stroke = Line | Arc


class Box(NamedTuple):
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by_mm: float) -> "Box":
        """Return the box with so much more on each side."""
        return Box(self.left - by_mm, self.top - by_mm, self.right + by_mm, self.bottom + by_mm)

    def apart(self, other: "Box") -> bool:
        """Return whether the boxes share no point."""
        return (self.right < other.left or other.right < self.left
                or self.bottom < other.top or other.bottom < self.top)

    def distance(self, point: Point) -> float:
        """Return how far a point is from the box, 0 inside of it."""
        across = max(self.left - point[0], 0.0, point[0] - self.right)
        along = max(self.top - point[1], 0.0, point[1] - self.bottom)
        return math.hypot(across, along)


def circle(arc: Arc) -> tuple[Point, float, float, float]:
    """Return an arc's middle, its radius, and the angles of its start and of how far it goes, in radians.

    Angles grow clockwise as seen on the panel, for y goes down. Raises ZeroDivisionError for a straight one.
    """
    (ax, ay), (bx, by), (cx, cy) = arc.start, arc.middle, arc.end
    twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    a, b, c = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / twice
    y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / twice
    first, mid, last = (math.atan2(py - y, px - x) for px, py in (arc.start, arc.middle, arc.end))
    turn = (last - first) % math.tau
    if (mid - first) % math.tau > turn:
        turn -= math.tau
    return (x, y), math.hypot(ax - x, ay - y), first, turn


def points(stroke: Stroke, steps: int = 8) -> list[Point]:
    """Return points along a stroke, its ends among them."""
    if isinstance(stroke, Line):
        return [stroke.start, stroke.end]
    (x, y), radius, first, turn = circle(stroke)
    angles = [first + turn * step / steps for step in range(steps + 1)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def extent(strokes: Iterable[Stroke]) -> Box:
    """Return the box around strokes, their widths included. Raises ValueError for none."""
    boxes = []
    for stroke in strokes:
        xs, ys = zip(*points(stroke), strict=True)
        boxes.append(Box(min(xs), min(ys), max(xs), max(ys)).grown(stroke.width_mm / 2))
    return Box(min(box.left for box in boxes), min(box.top for box in boxes),
               max(box.right for box in boxes), max(box.bottom for box in boxes))


def rounded(box: Box, radius_mm: float, width_mm: float) -> list[Stroke]:
    """Return the outline of a box with rounded corners, clockwise from its top left."""
    left, top, right, bottom = box
    r, bend = radius_mm, radius_mm * (1 - math.sqrt(0.5))
    return [
        Line((left + r, top), (right - r, top), width_mm),
        Arc((right - r, top), (right - bend, top + bend), (right, top + r), width_mm),
        Line((right, top + r), (right, bottom - r), width_mm),
        Arc((right, bottom - r), (right - bend, bottom - bend), (right - r, bottom), width_mm),
        Line((right - r, bottom), (left + r, bottom), width_mm),
        Arc((left + r, bottom), (left + bend, bottom - bend), (left, bottom - r), width_mm),
        Line((left, bottom - r), (left, top + r), width_mm),
        Arc((left, top + r), (left + bend, top + bend), (left + r, top), width_mm),
    ]
