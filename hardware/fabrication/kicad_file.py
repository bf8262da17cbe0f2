# SPDX-License-Identifier: MIT
"""What a .kicad_pcb holds, read without KiCad: outline, layers, footprints, holes, tracks."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Node = list["Node | str"]
Point = tuple[float, float]
NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")
TOKEN = re.compile(r'\(|\)|"(?:[^"\\]|\\.)*"|[^\s()]+')


class Pad(NamedTuple):
    """One pad, in mm of the page. drill_mm: across and along, (0, 0) where there is none."""

    number: str
    at_mm: Point
    drill_mm: tuple[float, float]
    plated: bool
    net: str


class Footprint(NamedTuple):
    """One footprint. side: front or back; turn_deg: counter-clockwise as seen."""

    reference: str
    value: str
    name: str
    side: str
    attributes: tuple[str, ...]
    at_mm: Point
    turn_deg: float
    pads: tuple[Pad, ...]

    def place(self, point: Point) -> Point:
        """Return where a point of the footprint, seen from the front and unturned, lies on the page."""
        return turned(self.at_mm, self.turn_deg, point)


class Board(NamedTuple):
    """What a board holds. outline_mm: left, top, right, bottom of the middle of its edge's line."""

    outline_mm: tuple[float, float, float, float]
    copper: tuple[str, ...]
    footprints: tuple[Footprint, ...]
    via_drills_mm: tuple[float, ...]
    track_widths_mm: tuple[float, ...]

    def footprint(self, reference: str) -> Footprint:
        """Return the footprint of a part. Raises KeyError."""
        for each in self.footprints:
            if each.reference == reference:
                return each
        raise KeyError(f"no footprint {reference}")

    def drills(self) -> list[tuple[float, float, bool]]:
        """Return each hole's sides, the longer first, and whether it is plated."""
        pads = [(max(pad.drill_mm), min(pad.drill_mm), pad.plated)
                for each in self.footprints for pad in each.pads if max(pad.drill_mm) > 0]
        return pads + [(drill, drill, True) for drill in self.via_drills_mm]


def read(path: Path) -> Board:
    """Return what a board's file holds. Raises OSError, and ValueError where it has no outline."""
    root = parse(path.read_text(encoding="utf-8"))
    layers = [entry for entry in _child(root, "layers")[1:] if isinstance(entry, list)]
    return Board(
        outline_mm=_outline(root),
        copper=tuple(text for entry in layers if (text := _text(entry[1])).endswith(".Cu")),
        footprints=tuple(_footprint(node) for node in _children(root, "footprint")),
        via_drills_mm=tuple(_number(_child(node, "drill")[1]) for node in _children(root, "via")),
        track_widths_mm=tuple(_number(_child(node, "width")[1]) for kind in ("segment", "arc")
                              for node in _children(root, kind)),
    )


def parse(text: str) -> Node:
    """Return an s-expression's nested lists; quotes are gone. Raises ValueError for unpaired brackets."""
    stack: list[Node] = [[]]
    for match in TOKEN.finditer(text):
        token = match[0]
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            if not stack:
                raise ValueError("a bracket too many")
            stack[-1].append(done)
        else:
            stack[-1].append(token[1:-1].replace('\\"', '"') if token[0] == '"' else token)
    if len(stack) != 1 or len(stack[0]) != 1 or not isinstance(stack[0][0], list):
        raise ValueError("not one s-expression")
    return stack[0][0]


def turned(at: Point, turn_deg: float, point: Point) -> Point:
    """Return a point turned counter-clockwise, as seen with y down, and moved."""
    angle = math.radians(turn_deg)
    (x, y), across, along = point, math.cos(angle), math.sin(angle)
    return at[0] + x * across + y * along, at[1] - x * along + y * across


def _children(node: Node, name: str) -> Iterator[Node]:
    return (each for each in node if isinstance(each, list) and each and each[0] == name)


def _child(node: Node, name: str) -> Node:
    return next(_children(node, name), [name])


def _text(value: "Node | str") -> str:
    return value if isinstance(value, str) else ""


def _number(value: "Node | str") -> float:
    return float(_text(value))


def _numbers(node: Node) -> list[float]:
    return [float(value) for value in node[1:] if isinstance(value, str) and NUMBER.fullmatch(value)]


def _outline(root: Node) -> tuple[float, float, float, float]:
    xs, ys = [], []
    for kind in ("gr_line", "gr_arc", "gr_rect"):
        for node in _children(root, kind):
            if _text(_child(node, "layer")[-1]) == "Edge.Cuts":
                for end in ("start", "mid", "end"):
                    if point := _numbers(_child(node, end)):
                        xs.append(point[0])
                        ys.append(point[1])
    if not xs:
        raise ValueError("no outline")
    return min(xs), min(ys), max(xs), max(ys)


def _footprint(node: Node) -> Footprint:
    x, y, *turn = _numbers(_child(node, "at"))
    at, turn_deg = (x, y), turn[0] if turn else 0.0
    fields = {_text(field[1]): _text(field[2]) for field in _children(node, "property")}
    return Footprint(
        reference=fields["Reference"],
        value=fields["Value"],
        name=_text(node[1]),
        side="back" if _child(node, "layer")[1] == "B.Cu" else "front",
        attributes=tuple(map(_text, _child(node, "attr")[1:])),
        at_mm=at,
        turn_deg=turn_deg,
        pads=tuple(_pad(pad, at, turn_deg) for pad in _children(node, "pad")),
    )


def _pad(node: Node, at: Point, turn_deg: float) -> Pad:
    x, y = _numbers(_child(node, "at"))[:2]
    drill = _numbers(_child(node, "drill"))
    across = drill[0] if drill else 0.0
    return Pad(
        number=_text(node[1]),
        at_mm=turned(at, turn_deg, (x, y)),
        drill_mm=(across, drill[1] if len(drill) > 1 else across),
        plated=node[2] != "np_thru_hole",
        net=_text(_child(node, "net")[-1]) if any(_children(node, "net")) else "",
    )
