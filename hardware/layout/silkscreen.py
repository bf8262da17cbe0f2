# SPDX-License-Identifier: MIT
"""What is printed on the board: references, names of controls and test points, what a builder must know."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pcbnew  # type: ignore[import-not-found, unused-ignore]

from design.panel import Panel
from layout.board import point
from layout.lettering import Box, Lettering, Room, Spot, grown
from layout.places import OFFSET_MM, Place
from layout.rules import TEXT_MM

TEXTS = Path(__file__).with_name("texts.toml")
STROKE = 0.15  # of a text's height
LAYERS = {"front": pcbnew.F_SilkS, "back": pcbnew.B_SilkS}
PAD_GAP_MM = 0.15
BODY_SHRINK_MM = -0.2  # courtyards are 0.25 mm larger than bodies
UNNAMED = ("mounting_hole", "fiducial")
REFERENCE_SIDES = ("left", "right", "above", "below")
NAME_SIDES = ("below", "above", "right", "left")


def letter(board: pcbnew.BOARD, panel: Panel, places: Sequence[Place]) -> None:
    """Print all texts. Raises ValueError where one finds no room."""
    rooms = {side: Room(_edges(panel), _taken(board, side, places), _bodies(board, side, places))
             for side in LAYERS}
    for entry in tomllib.loads(TEXTS.read_text())["text"]:
        text = _text(board, entry["text"], entry["side"], entry["size_mm"])
        _move(text, Spot(tuple(entry["at_mm"]), entry["turn"]))
        rooms[entry["side"]].take(_box(text.GetBoundingBox()))
    for place in sorted(places, key=lambda each: _turn_of(board, each)):
        footprint = _footprint(board, place)
        room, beside = rooms[place.kind.side], _body(footprint)
        reference, name = footprint.Reference(), _name(place)
        if name:
            text = _text(board, name, place.kind.side, TEXT_MM)
            _move(text, room.place(_lettering(text, beside, NAME_SIDES)))
        reference.SetVisible(not name and place.kind.name not in UNNAMED)
        if reference.IsVisible():
            _size(reference, TEXT_MM)
            _move(reference, room.place(_lettering(reference, beside, REFERENCE_SIDES)))


def _name(place: Place) -> str:
    """Return what is printed beside a control or a test point: its reference and what a musician calls it."""
    named = place.kind.name == "test_point" or place.kind.side == "front"
    return f"{place.part.reference} {place.part.value}" if named and place.kind.name not in UNNAMED else ""


def _footprint(board: pcbnew.BOARD, place: Place) -> pcbnew.FOOTPRINT:
    return board.FindFootprintByReference(place.part.reference)


def _turn_of(board: pcbnew.BOARD, place: Place) -> tuple[bool, float]:
    """Return when a part's text is placed: the largest parts first, the long names of test points last."""
    left, top, right, bottom = _body(_footprint(board, place))
    return place.kind.name == "test_point", (left - right) * (bottom - top)


def _text(board: pcbnew.BOARD, string: str, side: str, height_mm: float) -> pcbnew.PCB_TEXT:
    text = pcbnew.PCB_TEXT(board)
    text.SetText(string)
    text.SetLayer(LAYERS[side])
    text.SetMirrored(side == "back")
    _size(text, height_mm)
    board.Add(text)
    return text


def _size(text: pcbnew.PCB_TEXT, height_mm: float) -> None:
    text.SetTextSize(pcbnew.VECTOR2I(pcbnew.FromMM(height_mm), pcbnew.FromMM(height_mm)))
    text.SetTextThickness(pcbnew.FromMM(round(STROKE * height_mm, 3)))
    text.SetHorizJustify(pcbnew.GR_TEXT_H_ALIGN_CENTER)
    text.SetVertJustify(pcbnew.GR_TEXT_V_ALIGN_CENTER)
    text.SetKeepUpright(False)
    text.SetTextAngleDegrees(0)


def _lettering(text: pcbnew.PCB_TEXT, beside: Box, sides: tuple[str, ...]) -> Lettering:
    box = _box(text.GetBoundingBox())
    return Lettering(text.GetShownText(False), beside, (box[2] - box[0], box[3] - box[1]), sides)


def _move(text: pcbnew.PCB_TEXT, spot: Spot) -> None:
    """Put the middle of a text's box at a spot."""
    text.SetTextAngleDegrees(spot.turn_deg)
    text.SetPosition(point(spot.at_mm))
    text.SetPosition(text.GetPosition() + (point(spot.at_mm) - text.GetBoundingBox().Centre()))


def _taken(board: pcbnew.BOARD, side: str, places: Sequence[Place]) -> Iterator[Box]:
    """Yield where no text may be on one side: on pads, on lines that are printed already, below bodies."""
    copper = pcbnew.F_Cu if side == "front" else pcbnew.B_Cu
    for place in places:
        footprint = _footprint(board, place)
        for pad in footprint.Pads():
            if pad.IsOnLayer(copper) or pad.HasHole():
                yield grown(_box(pad.GetBoundingBox()), PAD_GAP_MM)
        for item in footprint.GraphicalItems():
            if item.GetLayer() == LAYERS[side] and item.GetClass() != "PCB_TEXT":
                yield grown(_box(item.GetBoundingBox()), PAD_GAP_MM)
    yield from (grown(body, BODY_SHRINK_MM) for body in _bodies(board, side, places))


def _bodies(board: pcbnew.BOARD, side: str, places: Sequence[Place]) -> Iterator[Box]:
    """Yield where the parts of one side are, but the Seed: it comes off to read what is below."""
    for place in places:
        if place.kind.side == side and place.kind.name != "daisy_seed":
            yield _body(_footprint(board, place))


def _body(footprint: pcbnew.FOOTPRINT) -> Box:
    layer = pcbnew.B_CrtYd if footprint.IsFlipped() else pcbnew.F_CrtYd
    return _box(footprint.GetCourtyard(layer).BBox())


def _edges(panel: Panel) -> Box:
    (left, top), (width, height) = panel.board_at_mm, panel.board_size_mm
    return left, top, left + width, top + height


def _box(box: pcbnew.BOX2I) -> Box:
    left, top, right, bottom = (pcbnew.ToMM(each) for each in
                                (box.GetLeft(), box.GetTop(), box.GetRight(), box.GetBottom()))
    return left - OFFSET_MM[0], top - OFFSET_MM[1], right - OFFSET_MM[0], bottom - OFFSET_MM[1]
