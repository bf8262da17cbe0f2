# SPDX-License-Identifier: MIT
"""Write the board, its design rules, and what the project file says of it."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import pcbnew  # type: ignore[import-not-found, unused-ignore]

from design.panel import load
from layout import planes, rules, usb, writing
from layout.board import placed
from layout.grid import Grid
from layout.places import places
from layout.routing import Router, wires
from layout.silkscreen import letter
from layout.stack import with_stack
from layout.stitching import stitches
from schematic.netlist import expected_name, net_names

FOLDER = Path(__file__).parents[1] / "kicad"
PROJECT = "autocoder"


def build(folder: Path) -> None:
    """Write the board and its rules into a folder that has a project file. Raises ValueError."""
    folder.mkdir(parents=True, exist_ok=True)
    panel = load()
    where = places(panel)
    board = placed(panel, where, net_names())
    power = {expected_name(net) for net in rules.POWER_NETS}
    pair = usb.pair({net: expected_name(net) for net in (usb.PLUS, usb.MINUS)})
    pads, grid = writing.pads(board), Grid(panel.board_at_mm, panel.board_size_mm)
    wanted = wires(pads, lambda net: rules.POWER_TRACK_MM if net in power else rules.TRACK_MM,
                   planes.reached, pair)
    copper = Router(grid, pads).route(wanted, lambda line: print(line, file=sys.stderr))
    writing.add_copper(board, usb.trimmed(copper, pair))
    writing.add_vias(board, stitches(grid, panel))
    for plane in planes.planes(panel):
        writing.add_plane(board, plane)
    letter(board, panel, where)
    _save(board, folder, power)


def _save(board: pcbnew.BOARD, folder: Path, power: set[str]) -> None:
    """Fill the pours by the board's own rules and write all files."""
    fragments = rules.project_fragments(power)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{PROJECT}.kicad_pcb"
        path.with_suffix(".kicad_pro").write_text(json.dumps(fragments))
        path.with_suffix(".kicad_dru").write_text(rules.design_rules())
        pcbnew.SaveBoard(str(path), board, True)
        path.write_text(with_stack(path.read_text(encoding="utf-8")), encoding="utf-8")
        writing.fill(path)
        for suffix in (".kicad_pcb", ".kicad_dru"):
            shutil.copyfile(path.with_suffix(suffix), (folder / PROJECT).with_suffix(suffix))
    project = (folder / PROJECT).with_suffix(".kicad_pro")
    present = json.loads(project.read_text(encoding="utf-8")) if project.exists() else {}
    project.write_text(json.dumps(present | fragments, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
