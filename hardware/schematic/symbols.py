# SPDX-License-Identifier: MIT
"""Symbols of KiCad's libraries: whole ones, as a schematic embeds them, and where their pins end."""

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schematic.sexpr import Node, Text, child, children, parse, text

LIBRARIES = Path(os.environ.get("KICAD9_SYMBOL_DIR", "/usr/share/kicad/symbols"))
OWN_NAME = "autocoder"  # of the library with what KiCad's do not have: rails of this module
OWN_RAILS = {"+6V5": "+6V", "+3V3A": "+3V3"}  # by the rail of KiCad's whose symbol they copy
GRID_MM = 1.27


class Pin(NamedTuple):
    """Where a pin ends, in steps of the grid, y down. unit 0: of all units."""

    number: str
    unit: int
    x: int
    y: int


class Symbol(NamedTuple):
    """A symbol: its name with its library's, what a schematic embeds, its pins."""

    name: str
    node: list[Node]
    pins: tuple[Pin, ...]

    def field(self, name: str) -> str:
        """Return a field's text, empty where there is none."""
        for entry in children(self.node, "property"):
            if text(entry) == name:
                return text(entry, 2)
        return ""


@cache
def symbol(name: str) -> Symbol:
    """Return a symbol by library and name, Device:R. Raises KeyError, FileNotFoundError."""
    library, _, short = name.partition(":")
    node = _own_rail(short) if library == OWN_NAME else _whole(library, short)
    node[1] = Text(name)
    return Symbol(name, node, tuple(_pins(node)))


def own_library() -> list[Node]:
    """Return the library of the rails that KiCad's lacks."""
    head: list[Node] = ["kicad_symbol_lib", ["version", "20241209"], ["generator", Text("autocoder")],
                        ["generator_version", Text("9.0")]]
    return [*head, *(_own_rail(rail) for rail in OWN_RAILS)]


@cache
def _library(name: str) -> str:
    return (LIBRARIES / f"{name}.kicad_sym").read_text(encoding="utf-8")


def _listed(library: str, short: str) -> list[Node]:
    """Return a symbol as its library has it. Only its own lines are parsed: libraries are long."""
    source = _library(library)
    start = source.find(f'\n\t(symbol "{short}"\n')
    if start < 0:
        raise KeyError(f"no symbol {library}:{short}")
    return parse(source[start:source.index("\n\t)\n", start) + len("\n\t)")])


def _whole(library: str, short: str) -> list[Node]:
    """Return a symbol with what it takes of the one that it extends, as KiCad embeds it."""
    node = _listed(library, short)
    if not children(node, "extends"):
        return node
    parent = _whole(library, text(child(node, "extends")))
    fields = {text(each): each for each in children(node, "property")}
    whole: list[Node] = []
    for each in parent:
        if isinstance(each, list) and each[0] == "property":
            whole.append(fields.pop(text(each), each))
        elif isinstance(each, list) and each[0] == "symbol":
            whole.extend(fields.values())
            fields = {}
            whole.append(_renamed(each, text(parent), short))
        else:
            whole.append(each)
    whole[1] = Text(short)
    return whole


def _renamed(unit: list[Node], old: str, new: str) -> list[Node]:
    return [unit[0], Text(new + text(unit).removeprefix(old)), *unit[2:]]


def _own_rail(rail: str) -> list[Node]:
    """Return a rail's symbol, made of the one of a rail that KiCad has."""
    model = OWN_RAILS[rail]
    node = _listed("power", model)
    whole: list[Node] = [node[0], Text(rail)]
    for each in node[2:]:
        if isinstance(each, list) and each[0] == "symbol":
            each = _renamed(each, model, rail)
        elif isinstance(each, list) and each[0] == "property":
            each[2] = Text(text(each, 2).replace(model, rail))
        whole.append(each)
    return whole


def _pins(node: list[Node]) -> list[Pin]:
    pins = []
    for unit in children(node, "symbol"):
        number = int(text(unit).rsplit("_", 2)[1])
        for pin in children(unit, "pin"):
            x, y = (round(float(text(child(pin, "at"), place)) / GRID_MM) for place in (1, 2))
            pins.append(Pin(text(child(pin, "number")), number, x, -y))
    return pins
