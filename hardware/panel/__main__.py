# SPDX-License-Identifier: MIT
"""Write all that is made of the panel: `PYTHONPATH=hardware .venv/bin/python -m panel [FOLDER]`."""

import os
import subprocess
import sys
from pathlib import Path

from design import panel as panels
from design import parts
from panel.artwork import artwork
from panel.dxf import drawing
from panel.holes import holes
from panel.look import look
from panel.template import template

HARDWARE = Path(__file__).resolve().parents[1]
PYTHON_OF_KICAD = "/usr/bin/python3"  # Debian's, which has pcbnew


def write(root: Path) -> list[Path]:
    """Write picture, drawing, template and board below a folder; return their paths.

    Raises OSError, and subprocess.CalledProcessError where pcbnew is missing or fails.
    """
    panel = panels.load()
    cut, art = holes(panel, parts.load()), artwork(panel)
    files = {
        root / "images" / "panel_front.svg": look(panel, cut, art).encode(),
        root / "fab" / "panel" / "panel.dxf": drawing(panel, cut, art).encode(),
        root / "fab" / "panel" / "drill-template.pdf": template(panel, cut),
    }
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    board = root / "kicad" / "panel" / "panel.kicad_pcb"
    subprocess.run([PYTHON_OF_KICAD, "-m", "panel.board", str(board)], check=True,
                   env=os.environ | {"PYTHONPATH": str(HARDWARE)})
    return [*files, board]


if __name__ == "__main__":
    for written in write(Path(sys.argv[1]) if len(sys.argv) > 1 else HARDWARE):
        print(written)
