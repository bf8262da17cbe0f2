# SPDX-License-Identifier: MIT
"""The texts of a part's symbol: what they say and where they stand."""

from design.netlist import Part
from design.parts import Kind
from schematic.canvas import Placed, Point
from schematic.sexpr import Node, Text, number
from schematic.symbols import GRID_MM, symbol


def place_mm(point: Point) -> list[Node]:
    """Return a point's coordinates as KiCad writes them."""
    return [number(point[0] * GRID_MM), number(point[1] * GRID_MM)]


def font(size_mm: float = 1.27, bold: bool = False) -> list[Node]:
    """Return a text's size as KiCad writes it."""
    node: list[Node] = ["font", ["size", number(size_mm), number(size_mm)]]
    return [*node, ["bold", "yes"]] if bold else node


def field(name: str, value: str, at: Point, turn: int = 0, justify: str = "",
          hide: bool = False) -> list[Node]:
    """Return one field."""
    effects: list[Node] = ["effects", font()]
    if justify:
        effects.append(["justify", justify])
    if hide:
        effects.append(["hide", "yes"])
    return ["property", Text(name), Text(value), ["at", *place_mm(at), number(turn)], effects]


def fields(part: Part, kind: Kind, placed: Placed, value: str) -> list[list[Node]]:
    """Return all fields of a part: the two that are seen, then those for the bill of materials."""
    turn, justify = seen(placed)
    hidden = {"Footprint": kind.footprint, "Datasheet": symbol(kind.symbol).field("Datasheet").strip("~"),
              "Description": kind.description}
    if kind.manufacturer:
        hidden |= {"Manufacturer": kind.manufacturer, "MPN": kind.order(part.value)}
    if kind.substitute:
        hidden["Substitute"] = kind.substitute
    return [
        field("Reference", part.reference, placed.reference_at, turn, justify),
        field("Value", value, placed.value_at, turn, justify),
        *(field(name, text, placed.at, turn, hide=True) for name, text in hidden.items()),
    ]


def seen(placed: Placed) -> tuple[int, str]:
    """Return the turn and setting of fields that shall read from left to right.

    KiCad turns a field with its symbol, and sets it from the other side where that turns it around.
    """
    turn = 90 if placed.turn in (90, 270) else 0
    around = (placed.turn in (90, 180)) != (placed.mirror == "y" and turn == 0)
    sides = {"left": "right", "right": "left"}
    justify = sides[placed.justify] if around and placed.justify in sides else placed.justify
    return turn, "" if justify == "middle" else justify
