# SPDX-License-Identifier: MIT
"""python -m schematic: write the schematic's files, check them, draw their pictures."""

import sys

from design import parts
from design.circuit import circuit
from schematic import export, files, netlist
from schematic.legible import faults


def main() -> int:
    """Return 0, or 1 where the schematic is not the circuit, breaks a rule or cannot be read."""
    files.write()
    module = circuit()
    drawn = (*files.drawings(module), files.root_drawing(module)[0])
    wrong = [*netlist.differences(module, parts.load(), netlist.read()), *export.faults(),
             *(fault for drawing in drawn for fault in faults(drawing))]
    export.IMAGES.mkdir(exist_ok=True)
    export.pdf(export.IMAGES / "schematic.pdf")
    export.svgs(files.pictures(module), export.IMAGES)
    for each in wrong:
        print(each, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
