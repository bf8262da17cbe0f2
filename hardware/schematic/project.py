# SPDX-License-Identifier: MIT
"""What KiCad wants beside the drawings: the project's file, its own symbols, where the others are."""

import json
from typing import Any

from design import identity
from design.netlist import Circuit
from schematic.canvas import KINDS
from schematic.pages import PROJECT
from schematic.sexpr import Node, Text, dump
from schematic.symbols import OWN_NAME, own_library


def symbols() -> str:
    """Return the library of this module's own symbols."""
    return dump(own_library()) + "\n"


def symbol_table() -> str:
    """Return the table of the libraries that the schematic takes its symbols of."""
    names = sorted({kind.symbol.partition(":")[0] for kind in KINDS.values()} | {"power"})
    places = {name: f"${{KICAD9_SYMBOL_DIR}}/{name}.kicad_sym" for name in names}
    return _table("sym_lib_table", places | {OWN_NAME: f"${{KIPRJMOD}}/{OWN_NAME}.kicad_sym"})


def footprint_table() -> str:
    """Return the table of the libraries that the board takes its footprints of."""
    names = sorted({kind.footprint.partition(":")[0] for kind in KINDS.values()})
    return _table("fp_lib_table", {name: f"${{KICAD9_FOOTPRINT_DIR}}/{name}.pretty" for name in names})


def settings(circuit: Circuit, present: dict[str, Any]) -> str:
    """Return the project's file: the schematic's part of it new, what is present of others kept."""
    sheets = [[identity.identity(identity.ROOT), "Root"]]
    sheets += [[identity.identity("sheet", sheet.name), sheet.name] for sheet in circuit.sheets]
    meta = {"filename": f"{PROJECT}.kicad_pro", "version": 3}
    ours = {"meta": meta, "sheets": sheets, "text_variables": {}}
    return json.dumps(present | ours, indent=2, sort_keys=True) + "\n"


def _table(kind: str, places: dict[str, str]) -> str:
    rows: list[Node] = [["lib", ["name", Text(name)], ["type", Text("KiCad")], ["uri", Text(uri)],
                         ["options", Text("")], ["descr", Text("")]] for name, uri in places.items()]
    return dump([kind, ["version", "7"], *rows]) + "\n"
