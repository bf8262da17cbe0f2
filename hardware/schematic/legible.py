# SPDX-License-Identifier: MIT
"""Whether a drawing can be read: no text on another, on a wire or on a part, everything on the paper."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from schematic.canvas import LETTER_WIDTH, Drawing, Placed, Written, turned
from schematic.sexpr import Node, child, children, text
from schematic.symbols import GRID_MM, symbol

PAPERS_MM = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}
BORDER_MM = 12.0  # what KiCad's frame takes of each edge
TITLE_BLOCK_MM = (120.0, 45.0)  # what its title block takes of the lower right corner, the border with it
LINE_PITCH = 1.62  # from line to line, as a part of the letters' height
HAIR_MM = 0.05
LABEL_ABOVE_MM = 0.4  # of a label's text above its wire
PORT_POINT_MM = 2.0  # of the arrow before a port's text


class Box(NamedTuple):
    """What something covers, in millimetres."""

    name: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two have some area in common."""
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)


def faults(drawing: Drawing) -> Iterator[str]:
    """Return in words what cannot be read."""
    texts, bodies = list(_texts(drawing)), list(_bodies(drawing))
    wires = [_wire(*segment) for segment in drawing.segments]
    for one, other in combinations(texts, 2):
        if one.meets(other):
            yield f"{drawing.name}: {one.name} on {other.name}"
    for one in texts:
        yield from (f"{drawing.name}: {one.name} on {each.name}"
                    for each in (*bodies, *wires) if one.meets(each))
    for wire in wires:
        yield from (f"{drawing.name}: {wire.name} through {each.name}" for each in bodies if wire.meets(each))
    for one, other in combinations(bodies, 2):
        if one.name != other.name and one.meets(other):
            yield f"{drawing.name}: {one.name} on {other.name}"
    yield from (f"{drawing.name}: {each.name} off the paper" for each in _off(drawing, [*texts, *bodies]))


def _off(drawing: Drawing, boxes: list[Box]) -> list[Box]:
    width, height = PAPERS_MM[drawing.paper]
    for frame in drawing.frames:
        (x, y), (wide, high) = frame.at, frame.size
        boxes.append(Box(f"frame {frame.title}", x * GRID_MM, y * GRID_MM,
                         (x + wide) * GRID_MM, (y + high) * GRID_MM))
    block = Box("", width - TITLE_BLOCK_MM[0], height - TITLE_BLOCK_MM[1], width, height)
    return [each for each in boxes if each.left < BORDER_MM or each.top < BORDER_MM or each.meets(block)
            or each.right > width - BORDER_MM or each.bottom > height - BORDER_MM]


def _wire(start: tuple[int, int], end: tuple[int, int]) -> Box:
    (x0, y0), (x1, y1) = sorted((start, end))
    thin = 0.01
    return Box(f"wire {start} {end}", x0 * GRID_MM - thin, min(y0, y1) * GRID_MM - thin,
               x1 * GRID_MM + thin, max(y0, y1) * GRID_MM + thin)


def _texts(drawing: Drawing) -> Iterator[Box]:
    for each in drawing.written:
        yield _written(each)
    for frame in drawing.frames:
        yield _set(frame.title, (frame.at[0] + 2, frame.at[1] + 2), "note", 1.8)
    for placed in drawing.placed:
        part = drawing.part(placed.role)
        unit = "A" if len({pin.unit for pin in symbol(placed.symbol).pins} - {0}) > 1 else ""
        yield _set(part.reference + unit, placed.reference_at, placed.justify)
        yield _set(part.value, placed.value_at, placed.justify)
    for placed in drawing.rails:
        if placed.role != "PWR_FLAG":
            yield _set(placed.role, placed.value_at, placed.justify)


def _written(each: Written) -> Box:
    if each.kind == "note":
        return _set(each.text, each.at, "note", each.size_mm)
    box = _set(each.text, each.at, "right" if each.turn == 180 else "left", each.size_mm)
    if each.kind == "port":
        ahead = -PORT_POINT_MM if each.turn == 180 else PORT_POINT_MM
        return box._replace(left=box.left + ahead, right=box.right + ahead)
    rise = (box.bottom - box.top) / 2 + LABEL_ABOVE_MM
    if each.turn != 90:
        return box._replace(top=box.top - rise, bottom=box.bottom - rise)
    x, y, length = each.at[0] * GRID_MM - rise, each.at[1] * GRID_MM, box.right - box.left
    return Box(box.name, x - each.size_mm / 2, y - length, x + each.size_mm / 2, y)


def _set(words: str, at: tuple[int, int], justify: str, size_mm: float = 1.27) -> Box:
    lines = words.split("\n")
    width = max(map(len, lines)) * LETTER_WIDTH * size_mm
    height = size_mm * (1 + (len(lines) - 1) * LINE_PITCH)
    x, y = at[0] * GRID_MM, at[1] * GRID_MM
    left = {"left": x, "note": x, "middle": x - width / 2, "right": x - width}[justify]
    top = y if justify == "note" else y - height / 2
    return Box(f"text {lines[0]!r}", left, top, left + width, top + height)


def _bodies(drawing: Drawing) -> Iterator[Box]:
    """Return a box for each shape of each symbol, a hair smaller than it: wires end at its edge."""
    for placed in (*drawing.placed, *drawing.rails):
        x, y = placed.at[0] * GRID_MM, placed.at[1] * GRID_MM
        for unit in children(symbol(placed.symbol).node, "symbol"):
            if int(text(unit).rsplit("_", 2)[1]) not in (0, placed.unit):
                continue
            for corners in _shapes(unit):
                xs, ys = zip(*(_drawn(point, placed) for point in corners), strict=True)
                yield Box(f"part {placed.role} {placed.at}", x + min(xs) + HAIR_MM, y + min(ys) + HAIR_MM,
                          x + max(xs) - HAIR_MM, y + max(ys) - HAIR_MM)


def _drawn(point: tuple[float, float], placed: Placed) -> tuple[float, float]:
    """Return a point of a symbol's outline, in millimetres and y up, as it is drawn."""
    x, y = turned((round(point[0] * 1000), round(-point[1] * 1000)), placed)
    return x / 1000, y / 1000


def _shapes(unit: list[Node]) -> Iterator[list[tuple[float, float]]]:
    """Return of a unit's lines, arcs, circles and boxes the points that they lie between."""
    for shape in unit:
        if not isinstance(shape, list):
            continue
        if shape[0] == "polyline":
            yield [_xy(each) for each in children(child(shape, "pts"), "xy")]
        elif shape[0] in ("rectangle", "arc"):
            yield [_xy(child(shape, name)) for name in ("start", "end")]
        elif shape[0] == "circle":
            (x, y), radius = _xy(child(shape, "center")), float(text(child(shape, "radius")))
            yield [(x - radius, y - radius), (x + radius, y + radius)]


def _xy(node: list[Node]) -> tuple[float, float]:
    return float(text(node)), float(text(node, 2))
