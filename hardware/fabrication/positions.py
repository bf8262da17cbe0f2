# SPDX-License-Identifier: MIT
"""Where the fabricator's machine puts what: KiCad's list, only of parts that are soldered on the back."""

import csv
import io
from collections.abc import Mapping

from design.netlist import Circuit
from design.parts import Kind

HEADINGS = ("Designator", "Val", "Package", "Mid X", "Mid Y", "Rotation", "Layer")


class PositionError(ValueError):
    """A part that the fabricator places is not in the list, or there on the wrong side."""


def table(text: str, circuit: Circuit, kinds: Mapping[str, Kind]) -> str:
    """Return the list for the fabricator, sorted, from the one that KiCad writes. Raises PositionError."""
    wanted = {part.reference: "bottom" if kinds[part.kind].side == "back" else "top"
              for part in circuit.parts if kinds[part.kind].mount == "smd"}
    lines = {line["Ref"]: line for line in csv.DictReader(io.StringIO(text)) if line["Ref"] in wanted}
    for reference, side in wanted.items():
        if reference not in lines or lines[reference]["Side"] != side:
            raise PositionError(f"{reference} is not on the {side}")
    result = io.StringIO()
    writer = csv.writer(result, lineterminator="\n")
    writer.writerow(HEADINGS)
    for reference in sorted(lines):
        line = lines[reference]
        writer.writerow((reference, line["Val"], line["Package"], *(f"{float(line[key]):.3f}" for key in
                         ("PosX", "PosY", "Rot")), line["Side"]))
    return result.getvalue()
