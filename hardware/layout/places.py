# SPDX-License-Identifier: MIT
"""Where each part sits: controls as module.toml says, all others as places.toml does."""

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from design.circuit import circuit
from design.netlist import Part, Sheet
from design.panel import Panel
from design.parts import Kind
from design.parts import load as load_kinds

PLACES = Path(__file__).with_name("places.toml")
OFFSET_MM = (100.0, 40.0)  # from the panel's top left corner to that of KiCad's page: the middle of an A4


class Place(NamedTuple):
    """A footprint's anchor on the panel. turn_deg: counter-clockwise, seen from its side."""

    part: Part
    sheet: Sheet
    kind: Kind
    at_mm: tuple[float, float]
    turn_deg: float

    @property
    def back(self) -> bool:
        """Whether it sits on the back."""
        return self.kind.side == "back"


def places(panel: Panel) -> tuple[Place, ...]:
    """Return the place of each part of the circuit. Raises KeyError for one that has none."""
    table = tomllib.loads(PLACES.read_text())
    kinds = load_kinds()
    found = []
    for sheet in circuit(panel).sheets:
        for part in sheet.parts:
            kind = kinds[part.kind]
            x, y, turn = _place(table, panel, sheet, part, kind)
            found.append(Place(part, sheet, kind, (round(x, 4), round(y, 4)), turn))
    return tuple(found)


def on_page_mm(at_mm: tuple[float, float]) -> tuple[float, float]:
    """Return where a point of the panel is on KiCad's page."""
    return at_mm[0] + OFFSET_MM[0], at_mm[1] + OFFSET_MM[1]


def _place(table: Mapping[str, Any], panel: Panel, sheet: Sheet, part: Part, kind: Kind) -> tuple[float, ...]:
    if kind.name == "mounting_hole":
        return *panel.holes_mm[int(part.role.removeprefix("hole")) - 1], 0.0
    if kind.hole_at_mm is not None:
        turn = table["controls"][kind.name]
        control = panel.named(_control(sheet, part))
        right, down = _turned(kind.hole_at_mm, turn)
        return control.at_mm[0] - right, control.at_mm[1] - down, turn
    beside = _beside(sheet, part)
    if beside is None:
        return tuple(table[sheet.name][part.role])
    name, group, role = beside
    right, down, turn = table["at"][group][role]
    control = panel.named(name)
    return control.at_mm[0] + right, control.at_mm[1] + down, turn


def _control(sheet: Sheet, part: Part) -> str:
    """Return the name in module.toml of a part that is a control."""
    if sheet.drawing == "cv_channel":
        return sheet.name
    direction = sheet.name.removeprefix("audio_") + "_" if sheet.name.startswith("audio_") else ""
    return direction + part.role.removesuffix("_jack")


def _beside(sheet: Sheet, part: Part) -> tuple[str, str, str] | None:
    """Return the control that a part stands beside, and its group of places.toml and its name there."""
    if sheet.drawing == "cv_channel":
        return sheet.name, "cv_channel", part.role
    if part.role.startswith("gate_"):
        return "gate", "gate", part.role
    if sheet.name == "knobs" and part.role.endswith("_hold") and part.role != "common_hold":
        return part.role.removesuffix("_hold"), "pot", "hold"
    if sheet.name == "panel" and part.role.endswith("_series"):
        return part.role.removesuffix("_series"), "light", "series"
    return None


def _turned(vector: tuple[float, float], turn_deg: float) -> tuple[float, float]:
    """Return a vector turned counter-clockwise; down is positive."""
    turn = math.radians(turn_deg)
    x, y = vector
    return x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
