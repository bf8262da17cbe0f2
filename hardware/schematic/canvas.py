# SPDX-License-Identifier: MIT
"""What one drawing holds, and where: places are in steps of the grid, 1.27 mm, x right and y down."""

import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from design import parts
from design.netlist import Part, Sheet
from schematic.symbols import GRID_MM, Pin, Symbol, symbol

Point = tuple[int, int]
Place = Point | str
KINDS = parts.load()
RAILS = {"GND": "power:GND", "+12V": "power:+12V", "-12V": "power:-12V",
         "+6V5": "autocoder:+6V5", "+3V3A": "autocoder:+3V3A"}
DOWN = {"GND": 0, "-12V": 180}  # rails whose symbols hang below what they supply, by how they are turned
RAIL_TEXT = 3  # from a rail's pin to its name
NOTE_MM = 1.5  # height of the notes' letters
LETTER_WIDTH = 0.88  # of KiCad's letters, as a part of their height, as measured in its plots
# Where reference and value stand: steps from the part's middle, and how they are set.
BESIDE = {
    "right": ((2, -1), (2, 1), "left"),
    "left": ((-2, -1), (-2, 1), "right"),
    "above": ((0, -4), (0, -2), "middle"),
    "below": ((0, 2), (0, 4), "middle"),
    "around": ((0, -2), (0, 2), "middle"),
}


class Placed(NamedTuple):
    """One unit of a part, where it is and how it is turned, or a rail's symbol (role is then the rail's)."""

    role: str
    symbol: str
    unit: int
    at: Point
    turn: int
    mirror: str
    reference_at: Point
    value_at: Point
    justify: str


class Written(NamedTuple):
    """A text: label, port or note."""

    kind: str
    text: str
    at: Point
    turn: int = 0
    shape: str = ""
    size_mm: float = 1.27
    bold: bool = False


class Frame(NamedTuple):
    """A section's frame."""

    title: str
    at: Point
    size: Point


class Drawing:
    """One drawing, filled call by call."""

    def __init__(self, sheet: Sheet, paper: str = "A4") -> None:
        """sheet: the first of those that share the drawing."""
        self.sheet, self.name, self.title, self.paper = sheet, sheet.drawing, sheet.title, paper
        self.placed: list[Placed] = []
        self.rails: list[Placed] = []
        self.segments: list[tuple[Point, Point]] = []
        self.written: list[Written] = []
        self.frames: list[Frame] = []
        self.open_pins: list[Point] = []

    def place(self, role: str, x: int, y: int, turn: int = 0, *, mirror: str = "", unit: int = 1,
              texts: str | tuple[Point, Point, str] = "right") -> None:
        """Place a part's unit. texts: one of BESIDE, or where reference and value stand and how."""
        reference, value, justify = BESIDE[texts] if isinstance(texts, str) else texts
        reference_at, value_at = (x + reference[0], y + reference[1]), (x + value[0], y + value[1])
        self.placed.append(Placed(role, self.symbol(role).name, unit, (x, y), turn, mirror,
                                  reference_at, value_at, justify))
        for number in self.part(role).unconnected:
            self.open_pins.append(self.pin(f"{role}.{number}"))

    def rail(self, name: str, at: Place) -> None:
        """Put a rail's symbol at a place."""
        x, y = self.point(at)
        text = (x, y + RAIL_TEXT if name in DOWN else y - RAIL_TEXT)
        self.rails.append(Placed(name, RAILS[name], 1, (x, y), DOWN.get(name, 0), "", text, text, "middle"))

    def flag(self, at: Place) -> None:
        """Tell the checks that a net is supplied though no pin of it says so."""
        x, y = self.point(at)
        text = (x, y - RAIL_TEXT)
        self.rails.append(Placed("PWR_FLAG", "power:PWR_FLAG", 1, (x, y), 0, "", text, text, "middle"))

    def wire(self, *places: Place) -> None:
        """Draw a wire from place to place; where two are not in line it goes along x first."""
        points = [self.point(each) for each in places]
        for (x, y), (to_x, to_y) in pairwise(points):
            if x != to_x:
                self.segments.append(((x, y), (to_x, y)))
            if y != to_y:
                self.segments.append(((to_x, y), (to_x, to_y)))

    def label(self, net: str, at: Place, turn: int = 0) -> None:
        """Name a net within its sheet."""
        self.written.append(Written("label", net, self.point(at), turn))

    def port(self, net: str, at: Place, shape: str, turn: int = 0) -> None:
        """Lead a net out of the sheet. shape: input, output, bidirectional or passive."""
        self.written.append(Written("port", net, self.point(at), turn, shape))

    def note(self, text: str, x: int, y: int, width: int, size_mm: float = NOTE_MM,
             bold: bool = False) -> None:
        """Write a text, wrapped at a width; its top left corner is at x and y."""
        columns = int(width * GRID_MM / (size_mm * LETTER_WIDTH))
        paragraphs = [textwrap.fill(" ".join(each.split()), columns) for each in text.split("\n\n")]
        self.written.append(Written("note", "\n\n".join(paragraphs), (x, y), 0, "", size_mm, bold))

    def frame(self, title: str, x: int, y: int, width: int, height: int) -> None:
        """Frame a section."""
        self.frames.append(Frame(title, (x, y), (width, height)))

    def part(self, role: str) -> Part:
        """Return the first sheet's part. Raises KeyError."""
        return self.sheet.part(role)

    def symbol(self, role: str) -> Symbol:
        """Return a part's symbol. Raises KeyError."""
        return symbol(KINDS[self.part(role).kind].symbol)

    def point(self, place: Place) -> Point:
        """Return where a place is: itself, or the end of a pin, role.number."""
        return self.pin(place) if isinstance(place, str) else place

    def pin(self, name: str) -> Point:
        """Return where a placed part's pin ends. Raises KeyError."""
        role, _, number = name.rpartition(".")
        for placed in self.placed:
            for pin in symbol(placed.symbol).pins if placed.role == role else ():
                if pin.number == number and pin.unit in (0, placed.unit):
                    x, y = turned((pin.x, pin.y), placed)
                    return placed.at[0] + x, placed.at[1] + y
        raise KeyError(f"{self.name}: no pin {name} is placed")

    def pins(self) -> Iterator[tuple[Placed, Pin, Point]]:
        """Return all pins that are placed and where they end."""
        for placed in (*self.placed, *self.rails):
            for pin in symbol(placed.symbol).pins:
                if pin.unit in (0, placed.unit):
                    x, y = turned((pin.x, pin.y), placed)
                    yield placed, pin, (placed.at[0] + x, placed.at[1] + y)

    def junctions(self) -> list[Point]:
        """Return where more than two ends meet."""
        ends = Counter(point for segment in self.segments for point in segment)
        ends.update(Counter(point for _, _, point in self.pins()))
        meets = [point for point, count in ends.items()
                 if count + 2 * sum(within(point, segment) for segment in self.segments) > 2]
        return sorted(point for point in meets if any(on(point, segment) for segment in self.segments))

    def wires(self) -> list[tuple[Point, Point]]:
        """Return the wires, none going through a junction."""
        cut: set[tuple[Point, Point]] = set()
        junctions = self.junctions()
        for segment in self.segments:
            stops = sorted({*segment, *(point for point in junctions if within(point, segment))})
            cut.update(pairwise(stops))
        return sorted(cut)


def turned(point: Point, placed: Placed) -> Point:
    """Return a symbol's point, from its middle, as the symbol is turned, then mirrored."""
    x, y = point
    for _ in range(placed.turn // 90):
        x, y = y, -x
    return -x if placed.mirror == "y" else x, -y if placed.mirror == "x" else y


def within(point: Point, segment: tuple[Point, Point]) -> bool:
    """Return whether a point is on a segment, not at its ends."""
    return on(point, segment) and point not in segment


def on(point: Point, segment: tuple[Point, Point]) -> bool:
    """Return whether a point is on a segment along x or y."""
    (x0, y0), (x1, y1) = segment
    return (min(x0, x1) <= point[0] <= max(x0, x1)) and (min(y0, y1) <= point[1] <= max(y0, y1))
