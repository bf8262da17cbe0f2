# SPDX-License-Identifier: MIT
"""The panel of module.toml: what sits where, and on which pin of the Daisy Seed.

That the file is sound, `autocoder.bake.design` says; KiCad's own Python, which loads this, has no autocoder.
"""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

MODULE = Path(__file__).with_name("module.toml")
KINDS = ("knob", "cv", "function", "light", "audio")
SINGLES = ("button", "gate", "usb")

# Doepfer's table of front panel widths, https://doepfer.de/a100_man/a100m_e.htm
WIDTHS_MM = {8: 40.3, 10: 50.5, 12: 60.6, 14: 70.8, 16: 80.9, 18: 91.3, 20: 101.3}
HEIGHT_MM = 128.5
HP_MM = 5.08
SCREW_INSET_MM = (7.5, 3.0)  # of the panel's screws from its left and from its top and bottom edge


class Control(NamedTuple):
    """A part that a musician touches. pin: of the Daisy Seed, D0 to D30, where one reads or drives it."""

    kind: str
    name: str
    label: str
    part: str
    net: str
    at_mm: tuple[float, float]
    pin: int | None


class Panel(NamedTuple):
    """All controls, and what else a front panel has."""

    name: str
    hp: int
    holes_mm: tuple[tuple[float, float], ...]
    board_at_mm: tuple[float, float]
    board_size_mm: tuple[float, float]
    controls: tuple[Control, ...]
    common: int
    select: tuple[int, ...]
    channels: tuple[int, ...]  # of the multiplexer, by latent

    @property
    def width_mm(self) -> float:
        """The panel's width."""
        return WIDTHS_MM[self.hp]

    def of(self, kind: str) -> tuple[Control, ...]:
        """Return the controls of one kind, in the file's order."""
        return tuple(each for each in self.controls if each.kind == kind)

    def named(self, name: str) -> Control:
        """Return a control. Raises KeyError."""
        for control in self.controls:
            if control.name == name:
                return control
        raise KeyError(f"no control {name}")


def load(path: Path = MODULE) -> Panel:
    """Return the panel that a file describes."""
    entries = tomllib.loads(path.read_text())
    controls = [_control(kind, entry) for kind in KINDS for entry in entries[kind]]
    controls += [_control(kind, {"name": kind, **entries[kind]}) for kind in SINGLES]
    multiplexer = entries["multiplexer"]
    knobs = sorted(entries["knob"], key=lambda each: each["latent"])
    return Panel(
        name=entries["panel"]["name"],
        hp=entries["panel"]["hp"],
        holes_mm=tuple((x, y) for x, y in entries["panel"]["holes_mm"]),
        board_at_mm=tuple(entries["board"]["at_mm"]),
        board_size_mm=tuple(entries["board"]["size_mm"]),
        controls=tuple(controls),
        common=multiplexer["common"]["daisy"],
        select=tuple(each["daisy"] for each in multiplexer["select"]),
        channels=tuple(each["channel"] for each in knobs),
    )


def screws_mm(panel: Panel) -> tuple[tuple[float, float], ...]:
    """Return the middles of the four holes for the rack's screws."""
    left, edge = SCREW_INSET_MM
    right = left + (panel.hp - 3) * HP_MM
    return tuple((x, y) for x in (left, right) for y in (edge, HEIGHT_MM - edge))


def _control(kind: str, entry: dict[str, Any]) -> Control:
    x, y = entry["at_mm"]
    pin = entry["pin"]["daisy"] if "pin" in entry else None
    return Control(kind, entry["name"], entry["label"], entry["part"], entry["net"], (x, y), pin)
