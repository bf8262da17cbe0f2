# SPDX-License-Identifier: MIT
"""What KiCad makes of the schematic's files: pictures of it, and what its rule check says."""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from schematic.netlist import SCHEMATIC
from schematic.pages import DATE, PROJECT

IMAGES = Path(__file__).parents[1] / "images"
PDF_DATE = re.compile(rb"/CreationDate \(D:\d{14}")
SVG_DATE = re.compile(r" date \d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2} ")
LINE = re.compile(r'<path d="M([^\nL]*)\nL([^\nL]*)\n" />\n')
LETTERS = re.compile(r'(<g class="stroked-text"><desc>[^<]*</desc>\n)((?:<path d="M[^"]*" />\n)+)</g>')
SVG_NUMBER = re.compile(r"(?<![\w#.])(-?\d+)\.(\d{2})\d+")


def pdf(out: Path, schematic: Path = SCHEMATIC) -> None:
    """Write all pages as PDF, the same bytes at every run. Raises CalledProcessError."""
    _kicad("export", "pdf", "--exclude-pdf-property-popups", "--output", str(out), str(schematic))
    stamp = f"/CreationDate (D:{DATE.replace('-', '')}000000".encode()
    out.write_bytes(PDF_DATE.sub(stamp, out.read_bytes()))


def svgs(names: Mapping[str, str], folder: Path, schematic: Path = SCHEMATIC) -> None:
    """Write sheets as SVG, to a hundredth of a millimetre. names: each sheet's picture; the root's is "".

    Raises CalledProcessError, FileNotFoundError.
    """
    with tempfile.TemporaryDirectory() as drawn:
        _kicad("export", "svg", "--output", drawn, str(schematic))
        for sheet, name in names.items():
            plot = Path(drawn) / (f"{PROJECT}-{sheet}.svg" if sheet else f"{PROJECT}.svg")
            text = SVG_DATE.sub(" ", plot.read_text(encoding="utf-8"))
            short = LETTERS.sub(_joined, SVG_NUMBER.sub(r"\1.\2", text))
            (folder / name).write_text(short, encoding="utf-8")


def faults(schematic: Path = SCHEMATIC) -> list[str]:
    """Return in words what KiCad's electrical check says, warnings and what is ignored included."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "erc.json"
        _kicad("erc", "--severity-all", "--format", "json", "--output", str(report), str(schematic))
        sheets = json.loads(report.read_text(encoding="utf-8"))["sheets"]
    return [f"{sheet['path']}: {each['severity']} {each['type']}: {each['description']}: "
            + ", ".join(item["description"] for item in each["items"])
            for sheet in sheets for each in sheet["violations"]]


def _joined(letters: re.Match[str]) -> str:
    """Return a text's many short lines as one path, which takes a third of the room."""
    path, last = "", ""
    for start, end in LINE.findall(letters[2]):
        path += f"L{end}" if start == last else f"M{start}L{end}"
        last = end
    return f'{letters[1]}<path d="{path}"/>\n</g>'


def _kicad(*arguments: str) -> None:
    subprocess.run(["kicad-cli", "sch", *arguments], check=True, capture_output=True, text=True)
