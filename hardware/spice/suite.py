# SPDX-License-Identifier: MIT
"""All blocks, and what is committed of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from design.circuit import circuit as design_circuit
from design.netlist import Circuit
from spice import current
from spice.blocks import audio_in, audio_out, cv, faults, gate, knobs, lights, montecarlo, power, rejection
from spice.rows import Measured, Row

BLOCKS: Mapping[str, Callable[[Circuit], Measured]] = {
    "power": power.measure, "rejection": rejection.measure, "cv": cv.measure, "faults": faults.measure,
    "knobs": knobs.measure, "gate": gate.measure, "audio_in": audio_in.measure,
    "audio_out": audio_out.measure,
    "lights": lights.measure, "montecarlo": montecarlo.measure,
}
RESULTS = Path(__file__).with_name("results.json")
READ_ME = Path(__file__).with_name("README.md")
DIGITS = 4  # of what is committed

INTRODUCTION = """\
# SPICE

Revision A, unbuilt: these are simulations. Every block runs in ngspice with the parts of `hardware/design`; a
testbench adds sources, loads and the Seed, never a part. This file, `results.json` and
`../images/spice_*.png` come from `PYTHONPATH=hardware python -m spice --write`; `python -m spice` prints the
table and exits with 1 if a row is outside its limits.

Amplifiers are behavioural, with the limits that `opamps.py` states; 1/f noise, temperature and layout are not
modelled. The Seed is its schematic's input and output network (Rev 4), 200 mA at 6.5 V and, for its unknown
supply rejection, 40 dB.
"""


def run(circuit: Circuit | None = None) -> list[Measured]:
    """Measure all blocks. Raises SimulationError where ngspice does not get through one."""
    circuit = circuit or design_circuit()
    return [measure(circuit) for measure in BLOCKS.values()]


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return rows as they are written, values to four digits."""
    return [row._asdict() | {"value": float(f"{row.value:.{DIGITS}g}"), "pass": row.passes} for row in rows]


def results_text(blocks: Sequence[Measured], circuit: Circuit) -> str:
    """Return results.json."""
    rows = as_json([row for block in blocks for row in block.rows])
    rails = {case: {rail: round(amperes * 1e3, 1) for rail, amperes in current.totals(circuit, worst).items()}
             for case, worst in (("typical", False), ("worst", True))}
    return json.dumps({"current_ma": rails, "rows": rows}, indent=1, ensure_ascii=False) + "\n"


def read_me_text(blocks: Sequence[Measured], circuit: Circuit) -> str:
    """Return README.md: the table, the current, the pictures."""
    lines = [INTRODUCTION]
    for block in blocks:
        title = block.rows[0].block
        lines += [f"## {title}\n", f"![{title}](../images/spice_{block.name}.png)\n",
                  "| quantity | value | limits | | from |", "|---|---|---|---|---|"]
        lines += [f"| {row.quantity} | {row.value:.{DIGITS}g} {row.unit} | {limits_text(row)} | "
                  f"{'pass' if row.passes else '**FAIL**'} | {row.reason} |" for row in block.rows]
        lines.append("")
    lines += ["## Current from the rack\n", "| rail | mA | of | from |", "|---|---|---|---|"]
    lines += [f"| {draw.rail} | {draw.amperes * 1e3:.2f} | {draw.name} | {draw.how} |"
              for draw in current.draws(circuit)]
    for case, worst in (("typical", False), ("worst", True)):
        lines += [f"| **{rail}** | **{amperes * 1e3:.0f}** | all, {case} | |"
                  for rail, amperes in current.totals(circuit, worst).items()]
    return "\n".join(lines) + "\n"


def limits_text(row: Row) -> str:
    """Return a row's limits, as `1.9 … 2.1`, `<= 4` or `>= 3`."""
    if row.low is None:
        return f"≤ {row.high:.{DIGITS}g}"
    return f"≥ {row.low:.{DIGITS}g}" if row.high is None else f"{row.low:.{DIGITS}g} … {row.high:.{DIGITS}g}"
