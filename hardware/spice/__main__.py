# SPDX-License-Identifier: MIT
"""python -m spice: run every block and print the table; exits with 1 where a row is outside its limits."""

import argparse
import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from design.circuit import circuit as design_circuit
from spice import pictures, suite
from spice.rows import Row


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns what to exit with."""
    parser = argparse.ArgumentParser(prog="python -m spice",
                                     description="Every block of the circuit in ngspice.")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--write", action="store_true", help="write README.md, results.json and the pictures")
    wanted = parser.parse_args(arguments)
    circuit = design_circuit()
    blocks = suite.run(circuit)
    rows = [row for block in blocks for row in block.rows]
    if wanted.write:
        suite.RESULTS.write_text(suite.results_text(blocks, circuit))
        suite.READ_ME.write_text(suite.read_me_text(blocks, circuit))
        pictures.draw_all(blocks)
    if wanted.json:
        print(json.dumps(suite.as_json(rows), indent=1, ensure_ascii=False))
    else:
        Console().print(_table(rows))
    return 0 if all(row.passes for row in rows) else 1


def _table(rows: Sequence[Row]) -> Table:
    failed = sum(not row.passes for row in rows)
    table = Table("block", "quantity", "value", "limits", "",
                  title=f"{len(rows)} rows, {failed} outside their limits")
    for row in rows:
        mark = "[green]pass" if row.passes else "[bold red]FAIL"
        table.add_row(row.block, row.quantity, f"{row.value:.4g} {row.unit}", suite.limits_text(row), mark)
    return table


if __name__ == "__main__":
    sys.exit(main())
