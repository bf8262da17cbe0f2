# SPDX-License-Identifier: MIT
"""What the module takes from the rack, by what takes it. `python -m spice.current` prints it."""

import math
from collections import Counter
from typing import NamedTuple

from design.circuit import circuit as design_circuit
from design.netlist import Circuit
from design.parts import number
from spice import adc, models, opamps

SEED_A = 0.200  # budget: Electrosmith gives no figure; users measure 0.07 A to 0.15 A
LIGHT_V = 1.8  # a light's least voltage
SWITCHER_IN_V = 11.4  # 12 V less fuse and diode
SWITCHER_IDLE_A = 1e-3
OUT_LOAD_OHM, OUT_V = 10e3, 5.0  # both outputs at 10 V peak to peak
MULTIPLEXER_A = 80e-6  # 74HC4051, most


class Draw(NamedTuple):
    """One contribution. rail: +12V or -12V; amperes: from the rack; how: where the number comes from."""

    name: str
    rail: str
    amperes: float
    how: str


def draws(circuit: Circuit | None = None, worst: bool = False) -> list[Draw]:
    """Return all contributions, typical, or worst where the datasheets give a most."""
    circuit = circuit or design_circuit()
    counts = Counter(part.kind for part in circuit.parts)
    per = opamps.TL072.quiescent_max_a if worst else opamps.TL072.quiescent_a
    amplifiers = 2 * counts["opamp_dual"]
    load = 2 * OUT_V / OUT_LOAD_OHM / math.pi
    found = [_through_switcher(*each) for each in _seed_side(circuit, counts, worst)]
    found.append(Draw("switching regulator", "+12V", SWITCHER_IDLE_A, "1 mA without load"))
    for rail in ("+12V", "-12V"):
        found.append(Draw(f"{amplifiers} amplifiers of TL072", rail, amplifiers * per,
                          f"{per * 1e3:g} mA each"))
        found.append(Draw("audio outputs", rail, load, "both at 10 Vpp into 10 kohm"))
    return found


def totals(circuit: Circuit | None = None, worst: bool = False) -> dict[str, float]:
    """Return the sum of each rail in A."""
    sums = {"+12V": 0.0, "-12V": 0.0}
    for draw in draws(circuit, worst):
        sums[draw.rail] += draw.amperes
    return sums


def _seed_side(circuit: Circuit, counts: Counter[str], worst: bool) -> list[tuple[str, float, str]]:
    """What is taken at 6.5 V: the Seed, and what it supplies, as if its regulators were linear."""
    supply, singles, panel = adc.REFERENCE_V, counts["opamp_single"], circuit.sheet("panel")
    lights = [panel.part(f"{part.role}_series") for part in panel.parts if part.kind.startswith("led_")]
    light_a = sum((supply - LIGHT_V) / number(part.value) for part in lights)
    dividers = [(circuit.sheet("power"), "offset"), (panel, "gate")]
    divider_a = sum(supply / sum(number(sheet.part(f"{name}_{half}").value) for half in ("upper", "lower"))
                    for sheet, name in dividers)
    single_a = opamps.MCP6001.quiescent_max_a if worst else opamps.MCP6001.quiescent_a
    pots = counts["pot"]
    return [
        ("Daisy Seed", SEED_A, "budget of 200 mA at 6.5 V"),
        (f"{len(lights)} lights", light_a,
         f"all on, ({supply:g} V - {LIGHT_V:g} V) / 1 kohm, from the Seed's 3.3 V"),
        (f"{pots} knobs", pots * supply / models.POT_OHM, "3.3 V / 10 kohm each, from +3V3A"),
        (f"{singles} amplifiers of MCP6001", singles * single_a, f"{single_a * 1e6:g} uA each, from +3V3A"),
        ("dividers, multiplexer", divider_a + MULTIPLEXER_A, "from +3V3A"),
    ]


def _through_switcher(name: str, amperes: float, how: str) -> Draw:
    it = models.SWITCHER
    share = it.out_v / (it.efficiency * SWITCHER_IN_V)
    return Draw(name, "+12V", amperes * share,
                f"{how}; {amperes * 1e3:.1f} mA x 6.5 V / ({it.efficiency:g} x 11.4 V)")


if __name__ == "__main__":
    for each in draws():
        print(f"{each.rail}  {each.amperes * 1e3:7.2f} mA  {each.name}: {each.how}")
    for case, is_worst in (("typical", False), ("worst", True)):
        print(case, {rail: f"{amperes * 1e3:.0f} mA" for rail, amperes in totals(worst=is_worst).items()})
