# SPDX-License-Identifier: MIT
"""Parts, nets and sheets: what a circuit is made of.

A net whose name is in capitals is one for the whole circuit; any other belongs to its sheet, and its full
name is `sheet/net`. Pins are named by their numbers in the part's symbol.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

POWER = ("+12V", "-12V", "+6V5", "+3V3A", "GND")


class Part(NamedTuple):
    """One part. kind: its entry of parts.toml; role: what it is for in its sheet, there only once."""

    reference: str
    kind: str
    value: str
    role: str
    pins: Mapping[str, str]  # full names of nets
    unconnected: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """One sheet. drawing: sheets drawn once share it; ports: what others have, by the drawing's names."""

    name: str
    drawing: str
    title: str
    parts: tuple[Part, ...]
    ports: Mapping[str, str]

    def part(self, role: str) -> Part:
        """Return the part with a role. Raises KeyError."""
        for part in self.parts:
            if part.role == role:
                return part
        raise KeyError(f"{self.name}: no part for {role}")


class Circuit(NamedTuple):
    """All sheets."""

    sheets: tuple[Sheet, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, sheet by sheet."""
        return tuple(part for sheet in self.sheets for part in sheet.parts)

    def sheet(self, name: str) -> Sheet:
        """Return a sheet. Raises KeyError."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(f"no sheet {name}")

    def nets(self) -> dict[str, set[tuple[str, str]]]:
        """Return each net's pins, as (reference, pin)."""
        nets: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for part in self.parts:
            for pin, net in part.pins.items():
                nets[net].add((part.reference, pin))
        return dict(nets)


class Builder:
    """Collects the parts of one sheet."""

    def __init__(self, name: str, title: str, first: int, drawing: str | None = None) -> None:
        """first: what its parts' numbers count from."""
        self.name, self.title, self.drawing = name, title, drawing or name
        self._first = first
        self._counts: dict[str, int] = defaultdict(int)
        self._parts: list[Part] = []

    def add(self, letters: str, kind: str, value: str, role: str, *nets: str | Mapping[str, str],
            unconnected: tuple[str, ...] = ()) -> Part:
        """Add a part: its nets in the order of its pins from 1 on, or by pins' numbers. Raises ValueError."""
        if any(part.role == role for part in self._parts):
            raise ValueError(f"{self.name}: {role} is there twice")
        named: dict[str, str] = {}
        for number, net in enumerate(nets, 1):
            named |= {str(number): net} if isinstance(net, str) else net
        self._counts[letters] += 1
        part = Part(f"{letters}{self._first + self._counts[letters]}", kind, value, role,
                    {pin: self._full(net) for pin, net in named.items()}, unconnected)
        self._parts.append(part)
        return part

    def sheet(self, **ports: str) -> Sheet:
        """Return the sheet with its ports."""
        return Sheet(self.name, self.drawing, self.title, tuple(self._parts), ports)

    def _full(self, net: str) -> str:
        return net if net == net.upper() else f"{self.name}/{net}"
