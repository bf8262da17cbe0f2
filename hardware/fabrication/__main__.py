# SPDX-License-Identifier: MIT
"""Rebuild hardware/fab and its pictures: `PYTHONPATH=hardware .venv/bin/python -m fabrication [hardware]`.

In this order: the parts' list, the panel's archive, STEP and pictures, the board's, then where its parts sit
and the tester's netlist. Each is checked before it is kept.
"""

import sys
from pathlib import Path

from fabrication.package import BOARD, FRONT, MODULE, assembly, order, parts

HARDWARE = Path(__file__).resolve().parents[1]


def main(root: Path) -> None:
    """Rebuild all. Exits with the reason where the board is not there yet."""
    (root / "images").mkdir(exist_ok=True)
    parts(root)
    order(root, FRONT)
    if not (root / BOARD).exists():
        sys.exit(f"{root / BOARD} is missing: run `python3 -m layout` first")
    order(root, MODULE)
    assembly(root)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HARDWARE)
