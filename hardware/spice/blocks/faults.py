# SPDX-License-Identifier: MIT
"""Every jack at +-12 V while nothing is powered: what flows, and what +3V3A rises to (phantom power)."""

import numpy as np

from design.netlist import Circuit, Part
from spice import adc
from spice.deck import deck, node
from spice.measure import at, real
from spice.rows import Chart, Measured, Table
from spice.simulator import simulate

RESET_V = 1.6  # an STM32H7 stays in reset below
GATE_ROLES = ("gate_input", "gate_feedback", "gate_upper", "gate_lower", "gate_comparator", "gate_series")
OFFSET_ROLES = ("offset_upper", "offset_lower")
PIN_LEAK_OHM = 1e9


def channels(circuit: Circuit) -> list[str]:
    """Return the names of the CV channels' sheets."""
    return [sheet.name for sheet in circuit.sheets if sheet.drawing == "cv_channel"]


def analogue_parts(circuit: Circuit) -> list[Part]:
    """Return all that hangs on +3V3A, but for the Seed: what it takes would only pull the supply down."""
    parts = [part for name in channels(circuit) for part in circuit.sheet(name).parts]
    parts += [circuit.sheet("panel").part(role) for role in GATE_ROLES]
    parts += [circuit.sheet("power").part(role) for role in OFFSET_ROLES]
    return parts + [part for part in circuit.sheet("knobs").parts if part.kind == "pot"]


def measure(circuit: Circuit) -> Measured:
    """Measure the unpowered module, all nine inputs at one voltage."""
    jacks = [node(f"{name}/jack") for name in channels(circuit)] + ["panel_gate_jack"]
    lines = [f"V{jack} {jack} all 0" for jack in jacks]
    lines += ["Vall all 0 0", *_pins(circuit)]
    bench = deck(analogue_parts(circuit), *lines)
    (sweep,) = simulate(bench, "dc Vall -12 12 0.25")
    volts, supply = real(sweep["v(v-sweep)"]), real(sweep["v(p3v3a)"])
    currents = np.array([np.abs(real(sweep[f"i(v{jack})"])).max() for jack in jacks])
    table = Table("Unpowered faults")
    table.add("current into one jack at +-12 V", "mA", currents.max() * 1e3, None, 0.2,
              "a tenth of MCP6001's 2 mA")
    table.add("+3V3A from nine jacks at +12 V", "V", at(volts, supply, 12), None, RESET_V,
              "STM32H7 stays in reset below 1.6 V: nothing half runs")
    table.add("+3V3A from nine jacks at -12 V", "V", at(volts, supply, -12), adc.PIN_LOW_V, None,
              "no reverse supply")
    pin = at(volts, real(sweep["v(cv1_adc)"]), 12) - at(volts, supply, 12)
    table.add("converter over its supply at +12 V", "V", pin, None, 0.3, "STM32H7: 0.3 V over 3V3A")
    table.add("converter at -12 V", "V", at(volts, real(sweep["v(cv1_adc)"]), -12), adc.PIN_LOW_V, None,
              "STM32H7: 0.3 V under ground")
    chart = Chart("Unpowered, nine jacks", "Jacks (V)", "Node (V)", {
        "+3V3A": (volts, supply), "converter": (volts, real(sweep["v(cv1_adc)"])),
        "amplifier's input": (volts, real(sweep["v(cv1_sum)"]))}, {"reset": RESET_V})
    return Measured("faults", table.rows, [chart])


def _pins(circuit: Circuit) -> list[str]:
    """The Seed's pins: nothing but a leak, so that no node floats."""
    nets = [node(f"CV{number}_ADC") for number in range(1, len(channels(circuit)) + 1)] + ["gate_adc"]
    return [f"Rpin{net} {net} 0 {PIN_LEAK_OHM:g}" for net in nets]
