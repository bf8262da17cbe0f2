# SPDX-License-Identifier: MIT
"""LEDs: how much each takes from its pin of the Seed."""

import numpy as np

from design.netlist import Circuit, Part
from spice import adc
from spice.deck import deck, node
from spice.measure import real
from spice.rows import Chart, Measured, Table
from spice.simulator import simulate

PIN_OHM = 40.0  # of an STM32H7's output: 0.4 V at 8 mA at most, some 40 ohm


def parts(circuit: Circuit) -> list[Part]:
    """Return the lights and their resistors."""
    lights = [part for part in circuit.sheet("panel").parts if part.kind.startswith("led_")]
    return lights + [circuit.sheet("panel").part(f"{light.role}_series") for light in lights]


def currents_a(circuit: Circuit) -> dict[str, float]:
    """Return each light's current by role, all of them on."""
    all_parts = parts(circuit)
    series = {part.role.removesuffix("_series"): part for part in all_parts if part.kind == "resistor"}
    lines = []
    for role, part in series.items():
        lines += [f"V{role} pin_{role} 0 {adc.REFERENCE_V:g}",
                  f"R{role}_pin pin_{role} {node(part.pins['1'])} {PIN_OHM:g}"]
    (plot,) = simulate(deck(all_parts, *lines), "op")
    return {role: -float(real(plot[f"i(v{role})"])[0]) for role in series}


def measure(circuit: Circuit) -> Measured:
    """Measure all lights, on."""
    table = Table("Lights")
    found = currents_a(circuit)
    milli = np.array(list(found.values())) * 1e3
    table.add("least current of a light", "mA", milli.min(), 0.8, None,
              "a diffuse 3 mm LED is seen from 0.8 mA on")
    table.add("most current of a light", "mA", milli.max(), None, 3.0,
              "STM32H7: 8 mA of a pin with full levels")
    table.add("current of all lights", "mA", milli.sum(), None, 20.0, "of the Seed's 500 mA at 3.3 V")
    chart = Chart("All lights on", "Light", "Current (mA)",
                  {"from its pin": (milli, milli)},
                  bars=tuple(found))
    return Measured("lights", table.rows, [chart])
