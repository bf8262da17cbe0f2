# SPDX-License-Identifier: MIT
"""A finished board, read back from its file without KiCad. Places are millimetres on the panel."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from layout.copper import Point
from layout.places import OFFSET_MM
from schematic.sexpr import Node, child, children, parse, text


class FinishedPad(NamedTuple):
    """One pad. drilled: whether it goes through the board."""

    number: str
    net: str
    at_mm: Point
    drilled: bool


class FinishedPart(NamedTuple):
    """One footprint. named: whether its reference is printed."""

    reference: str
    at_mm: Point
    turn_deg: float
    layer: str
    named: bool
    pads: tuple[FinishedPad, ...]

    def pad(self, number: str) -> FinishedPad:
        """Return a pad. Raises KeyError."""
        for pad in self.pads:
            if pad.number == number:
                return pad
        raise KeyError(f"{self.reference}: no pad {number}")


class FinishedTrack(NamedTuple):
    """One piece of track."""

    net: str
    layer: str
    start_mm: Point
    end_mm: Point
    width_mm: float

    @property
    def length_mm(self) -> float:
        """Its length."""
        return math.dist(self.start_mm, self.end_mm)


class FinishedText(NamedTuple):
    """One text that belongs to no footprint. height_mm: of its letters."""

    text: str
    layer: str
    at_mm: Point
    height_mm: float


class Finished(NamedTuple):
    """What a board holds. pours: the areas of the pieces of copper of each layer and net, in square mm."""

    parts: dict[str, FinishedPart]
    tracks: tuple[FinishedTrack, ...]
    vias: tuple[tuple[str, Point], ...]
    texts: tuple[FinishedText, ...]
    pours: dict[tuple[str, str], list[float]]


def read(path: Path) -> Finished:
    """Return what a board's file holds. Raises ValueError, KeyError."""
    root = parse(path.read_text(encoding="utf-8"))
    nets = {text(each): text(each, 2) for each in children(root, "net")}
    parts = [_part(each) for each in children(root, "footprint")]
    pours: dict[tuple[str, str], list[float]] = {}
    for zone in children(root, "zone"):
        for piece in children(zone, "filled_polygon"):
            key = text(child(piece, "layer")), text(child(zone, "net_name"))
            pours.setdefault(key, []).append(_area_mm2(child(piece, "pts")))
    return Finished(
        {part.reference: part for part in parts},
        tuple(_track(each, nets) for each in children(root, "segment")),
        tuple((nets[text(child(each, "net"))], _at(child(each, "at"))) for each in children(root, "via")),
        tuple(_texts(root)), pours)


def _part(node: list[Node]) -> FinishedPart:
    at = child(node, "at")
    fields = {text(each): each for each in children(node, "property")}
    reference = fields["Reference"]
    turn = _turn(at)
    named = not any(text(each) == "yes" for each in children(reference, "hide"))
    pads = tuple(_pad(each, _at(at), turn) for each in children(node, "pad"))
    return FinishedPart(text(reference, 2), _at(at), turn, text(child(node, "layer")), named, pads)


def _pad(node: list[Node], origin_mm: Point, turn_deg: float) -> FinishedPad:
    """Return a pad; KiCad writes its place as the part lies unturned."""
    x, y = (float(text(child(node, "at"), place)) for place in (1, 2))
    turn = math.radians(turn_deg)
    at = (round(origin_mm[0] + x * math.cos(turn) + y * math.sin(turn), 4),
          round(origin_mm[1] + y * math.cos(turn) - x * math.sin(turn), 4))
    nets = children(node, "net")
    return FinishedPad(text(node), text(nets[0], 2) if nets else "", at, bool(children(node, "drill")))


def _track(node: list[Node], nets: dict[str, str]) -> FinishedTrack:
    start, end = (_at(child(node, name)) for name in ("start", "end"))
    width = float(text(child(node, "width")))
    return FinishedTrack(nets[text(child(node, "net"))], text(child(node, "layer")), start, end, width)


def _texts(root: list[Node]) -> Iterator[FinishedText]:
    for node in children(root, "gr_text"):
        size = child(child(child(node, "effects"), "font"), "size")
        yield FinishedText(text(node), text(child(node, "layer")), _at(child(node, "at")), float(text(size)))


def _area_mm2(points: list[Node]) -> float:
    corners = [(float(text(each)), float(text(each, 2))) for each in children(points, "xy")]
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in sides)
    return abs(twice) / 2


def _at(node: list[Node]) -> Point:
    return round(float(text(node)) - OFFSET_MM[0], 4), round(float(text(node, 2)) - OFFSET_MM[1], 4)


def _turn(node: list[Node]) -> float:
    return float(text(node, 3)) if len(node) > 3 else 0.0
