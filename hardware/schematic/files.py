# SPDX-License-Identifier: MIT
"""All files of the schematic, as texts."""

import json
from pathlib import Path

from design.circuit import circuit
from design.netlist import Circuit, Sheet
from schematic import pages, project, root
from schematic.canvas import Drawing
from schematic.drawings import DRAW
from schematic.drawings.overview import overview

FOLDER = Path(__file__).parents[1] / "kicad"


def drawings(module: Circuit) -> tuple[Drawing, ...]:
    """Return all drawings but the root's, each once."""
    return tuple(DRAW[name](sheets[0]) for name, sheets in _shared(module).items())


def root_drawing(module: Circuit) -> tuple[Drawing, tuple[root.Block, ...]]:
    """Return the root's drawing and its blocks, whose pins go the way that the sheets' own ports go."""
    shapes = {each.name: {port.text: port.shape for port in each.written if port.kind == "port"}
              for each in drawings(module)}
    return overview(module, shapes)


def files(folder: Path = FOLDER) -> dict[str, str]:
    """Return each file's text by its name. folder: where a project's file may be that holds more."""
    module = circuit()
    numbers = {sheet.name: number for number, sheet in enumerate(module.sheets, 2)}
    shared = _shared(module)
    instances = {name: [(numbers[sheet.name], sheet) for sheet in sheets] for name, sheets in shared.items()}
    texts = {f"{each.name}.kicad_sch": pages.page(each, instances[each.name]) for each in drawings(module)}
    texts[f"{pages.PROJECT}.kicad_sch"] = root.page(module, *root_drawing(module), numbers)
    present = folder / f"{pages.PROJECT}.kicad_pro"
    settings = json.loads(present.read_text(encoding="utf-8")) if present.exists() else {}
    return texts | {
        f"{pages.PROJECT}.kicad_pro": project.settings(module, settings),
        f"{pages.PROJECT}.kicad_sym": project.symbols(),
        "sym-lib-table": project.symbol_table(),
        "fp-lib-table": project.footprint_table(),
    }


def pictures(module: Circuit) -> dict[str, str]:
    """Return the picture's file of the first sheet of each drawing, by the sheet's name; the root's is ""."""
    first = {sheets[0].name: f"schematic-{drawing}.svg" for drawing, sheets in _shared(module).items()}
    return {"": "schematic.svg"} | first


def write(folder: Path = FOLDER) -> None:
    """Write all files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(folder).items():
        (folder / name).write_text(text, encoding="utf-8")


def _shared(module: Circuit) -> dict[str, list[Sheet]]:
    shared: dict[str, list[Sheet]] = {}
    for sheet in module.sheets:
        shared.setdefault(sheet.drawing, []).append(sheet)
    return shared
