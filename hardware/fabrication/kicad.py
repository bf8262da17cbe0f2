# SPDX-License-Identifier: MIT
"""kicad-cli: what a board's file becomes. Dates that KiCad stamps are replaced by a fixed one."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

DATED = "2026-11-26"
SILENT = ("F.SilkS", "B.SilkS", "F.Mask", "B.Mask", "F.Paste", "B.Paste", "Edge.Cuts")
PRECISION = "6"
CLOCK = r"\d\d:\d\d:\d\d"
DAY = r"\d{4}[-/]\d\d[-/]\d\d"
STAMP = re.compile(rf"(?P<day>{DAY})(?P<gap>[T ]){CLOCK}(?P<zone>(?:[+-]\d\d:?\d\d|Z)?)")
STAMPED = re.compile(r"CreationDate|Created by KiCad|DRILL file|<title>SVG Image|^FILE_NAME", re.MULTILINE)
RELEASE = re.compile(r"(?<=9\.0\.)\d+\+?\d*")  # what Debian's next update would change, and nothing else


class KicadError(RuntimeError):
    """kicad-cli is missing, or does not do what it is asked for."""


def gerbers(board: Path, copper: Sequence[str], folder: Path) -> None:
    """Write a board's gerbers into a folder. copper: the names of its layers. Raises KicadError."""
    run("export", "gerbers", "--output", f"{folder}/", "--layers", ",".join((*copper, *SILENT)),
        "--precision", PRECISION, board)
    fix(folder)


def drills(board: Path, folder: Path) -> None:
    """Write a board's holes, plated and not, as Excellon, and a map of each. Raises KicadError."""
    run("export", "drill", "--output", f"{folder}/", "--excellon-separate-th",
        "--excellon-oval-format", "route", "--generate-map", "--map-format", "gerberx2", board)
    fix(folder)


def positions(board: Path, path: Path) -> None:
    """Write where a board's surface mounted parts sit. Raises KicadError."""
    run("export", "pos", "--output", path, "--format", "csv", "--units", "mm", "--side", "both", "--smd-only",
        "--exclude-dnp", board)


def netlist(board: Path, path: Path) -> None:
    """Write a board's IPC-D-356, to test bare boards by. Raises KicadError."""
    run("export", "ipcd356", "--output", path, board)


def solid(board: Path, path: Path) -> None:
    """Write the bare board as STEP; the parts' models, 4.7 GB, are not installed. Raises KicadError."""
    run("export", "step", "--force", "--board-only", "--output", path, board)
    path.write_text(fixed(path.read_text()))


def picture(board: Path, path: Path, *options: str) -> None:
    """Render a board. Raises KicadError."""
    run("render", "--output", path, "--background", "opaque", *options, board)


def fix(folder: Path) -> None:
    """Replace the dates in all files of a folder."""
    for path in sorted(folder.iterdir()):
        path.write_text(fixed(path.read_text()))


def fixed(text: str) -> str:
    """Return a file's text with KiCad's stamps replaced: the day and hour by DATED, the release by 9.0.x."""
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if STAMPED.search(line):
            lines[index] = STAMP.sub(lambda found: f"{DATED}{found['gap']}00:00:00{found['zone']}", line)
    return "".join(RELEASE.sub("x", line) if "icad" in line.lower() or '"Version"' in line else line
                   for line in lines)


def run(*arguments: str | Path) -> None:
    """Run kicad-cli pcb. Raises KicadError with what it says."""
    tool = shutil.which("kicad-cli")
    if tool is None:
        raise KicadError("kicad-cli is missing: apt-get install -t bookworm-backports kicad")
    done = subprocess.run([tool, "pcb", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise KicadError(f"kicad-cli pcb {arguments[0]} {arguments[1]}: {done.stdout}{done.stderr}")
