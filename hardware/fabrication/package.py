# SPDX-License-Identifier: MIT
"""The package: what is made of each board's file, and where it goes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from design.circuit import circuit
from design.panel import load as load_panel
from design.parts import load as load_kinds
from fabrication import archive, bom, bom_page, ipc, kicad, kicad_file, positions, readback
from spice.current import totals

BOARD = Path("kicad") / "autocoder.kicad_pcb"
PANEL = Path("kicad") / "panel" / "panel.kicad_pcb"
FAB, IMAGES = Path("fab"), Path("images")
SIZE_PX = ("--width", "1000", "--height", "1100")
VIEWS = {
    "top": ("--side", "top", "--zoom", "0.95", *SIZE_PX),
    "bottom": ("--side", "bottom", "--zoom", "0.95", *SIZE_PX),
    "oblique": ("--rotate", "-35,0,20", "--zoom", "0.8", *SIZE_PX),  # perspective differs from run to run
}


class PackageError(ValueError):
    """What was made is not what the design says."""


class Target(NamedTuple):
    """A board to order. name: of its files and its archive; file: below hardware/."""

    name: str
    file: Path
    picture: str


MODULE = Target("autocoder-board", BOARD, "board")
FRONT = Target("autocoder-panel", PANEL, "panel")
TARGETS = (FRONT, MODULE)


@contextmanager
def copy(root: Path, target: Target) -> Iterator[tuple[Path, Path]]:
    """Give a copy of a board's file under its order's name, and an empty folder beside it. Raises OSError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        board = Path(name) / f"{target.name}.kicad_pcb"
        shutil.copyfile(root / target.file, board)
        yield board, folder


def fill(board: Path, folder: Path) -> None:
    """Write a board's gerbers and drill files into a folder, and read them back.

    Raises KicadError, and PackageError where gerbonara sees something else than the board.
    """
    content = kicad_file.read(board)
    kicad.gerbers(board, content.copper, folder)
    kicad.drills(board, folder)
    if said := readback.findings(readback.read(folder), content):
        raise PackageError(f"{board.stem}: {'; '.join(said)}")


def order(root: Path, target: Target) -> None:
    """Write a board's archive, its STEP and its pictures. Raises OSError, KicadError and PackageError."""
    with copy(root, target) as (board, folder):
        fill(board, folder)
        archive.pack(folder, root / FAB / f"{target.name}.zip")
        kicad.solid(board, root / FAB / f"{target.name}.step")
        for view, options in VIEWS.items():
            kicad.picture(board, root / IMAGES / f"{target.picture}_{view}.png", *options)


def assembly(root: Path) -> None:
    """Write where parts sit, and the tester's netlist once it is the circuit's.

    Raises OSError, KicadError, PositionError and PackageError.
    """
    with copy(root, MODULE) as (board, folder):
        placed, tested = folder / "positions.csv", folder / "netlist.d356"
        kicad.positions(board, placed)
        kicad.netlist(board, tested)
        if said := ipc.findings(tested.read_text(), circuit()):
            raise PackageError(f"{MODULE.name}: {'; '.join(said)}")
        table = positions.table(placed.read_text(), circuit(), load_kinds())
        (root / FAB / "positions.csv").write_text(table)
        (root / FAB / f"{MODULE.name}.d356").write_text(tested.read_text())


def parts(root: Path) -> None:
    """Write the parts' list, as CSV and as a page. Raises KeyError for a part that cannot be ordered."""
    rows = bom.rows(circuit(), load_kinds())
    (root / FAB).mkdir(parents=True, exist_ok=True)
    (root / FAB / "bom.csv").write_text(bom.table(rows))
    (root / FAB / "bom.html").write_text(bom_page.page(load_panel().name, rows, current()))


def current() -> list[str]:
    """Return what a module draws, typical and at most, in sentences."""
    cases = {"about": totals(), "at most about": totals(worst=True)}
    rails = ", ".join(_rails(words, amperes) for words, amperes in cases.items())
    return [f"From the rack: {rails}; an estimate of {kicad.DATED} by spice/current.py, most of it the "
            "budget of the Daisy Seed."]


def _rails(words: str, amperes: dict[str, float]) -> str:
    each = " and ".join(f"{value * 1e3:.0f} mA of {rail[:-1]} V" for rail, value in amperes.items())
    return f"{words} {each}"
