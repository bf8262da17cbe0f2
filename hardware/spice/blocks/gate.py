# SPDX-License-Identifier: MIT
"""The gate's Schmitt trigger: thresholds, levels, delay, +-12 V."""

import numpy as np

from design.netlist import Circuit, Part
from spice import adc
from spice.deck import NOMINAL, Settings, deck
from spice.measure import at, crossings, real
from spice.rows import Chart, Measured, Table
from spice.simulator import simulate

MIDDLE_V = adc.REFERENCE_V / 2
PULL_DOWN_OHM = 40e3  # the firmware switches it on: GPIO_PULLDOWN
# What a pin of an STM32H7 takes for high and low.
HIGH_V = 0.7 * adc.REFERENCE_V
LOW_V = 0.3 * adc.REFERENCE_V
PIN = f"Rpin gate_adc 0 {PULL_DOWN_OHM:g}\nCpin gate_adc 0 10p"
SUPPLY = f"Vanalogue p3v3a 0 {adc.REFERENCE_V:g}"
EDGE_S = 1e-3  # where the pulses begin


def parts(circuit: Circuit) -> list[Part]:
    """Return the gate's parts."""
    return [part for part in circuit.sheet("panel").parts if part.role.startswith("gate_")]


def measure(circuit: Circuit) -> Measured:
    """Measure the gate."""
    table = Table("Gate")
    charts = [_thresholds(table, circuit), _pulse(table, circuit)]
    _fault(table, circuit)
    return Measured("gate", table.rows, charts)


def _bench(circuit: Circuit, *lines: str, settings: Settings = NOMINAL) -> list[str]:
    return deck(parts(circuit), SUPPLY, PIN, *lines, settings=settings)


def _thresholds(table: Table, circuit: Circuit) -> Chart:
    (plot,) = simulate(_bench(circuit, "Vin panel_gate_jack 0 PWL(0 0 0.1 5 0.2 0)"), "tran 0.2m 0.2 0 0.1m")
    time, jack, out = (real(plot[name]) for name in ("time", "v(panel_gate_jack)", "v(gate_adc)"))
    edges = [at(time, jack, float(edge)) for edge in crossings(time, out, MIDDLE_V)]
    rise, fall = edges if len(edges) == 2 else (np.nan, np.nan)
    table.add("goes high at", "V", rise, 1.9, 2.1, "issue 7: 2 V")
    table.add("goes low at", "V", fall, 1.55, 1.75, "design: 1.65 V")
    table.add("hysteresis", "V", rise - fall, 0.25, 0.45, "ten times the ripple that a long lead picks up")
    table.add("output high", "V", out.max(), HIGH_V, adc.PIN_HIGH_V, "STM32H7: 0.7 of its supply")
    table.add("output low", "V", out.min(), adc.PIN_LOW_V, LOW_V, "STM32H7: 0.3 of its supply")
    return Chart("Thresholds, 50 V/s", "Jack (V)", "Seed's pin (V)", {
        "rising": (jack[time <= 0.1], out[time <= 0.1]), "falling": (jack[time > 0.1], out[time > 0.1])})


def _pulse(table: Table, circuit: Circuit) -> Chart:
    (plot,) = simulate(_bench(circuit, f"Vin panel_gate_jack 0 PULSE(0 5 {EDGE_S:g} 1u 1u 1m 9m)"),
                       "tran 1u 3m 0 2u")
    time, out = real(plot["time"]), real(plot["v(gate_adc)"])
    edges = crossings(time, out, MIDDLE_V)
    delays = edges - np.array([EDGE_S, EDGE_S + 1e-3 + 1e-6]) if edges.size == 2 else np.full(2, np.nan)
    for name, delay in zip(("rising", "falling"), delays, strict=True):
        table.add(f"delay, {name} 5 V edge", "us", delay * 1e6, 0, 50, "a twentieth of a block of 64 samples")
    return Chart("Pulse of 1 ms", "Time (ms)", "Voltage (V)", {
        "jack": (time * 1e3, real(plot["v(panel_gate_jack)"])), "Seed's pin": (time * 1e3, out)})


def _fault(table: Table, circuit: Circuit) -> None:
    (plot,) = simulate(_bench(circuit, "Vin panel_gate_jack 0 PWL(0 0 10m 12 20m 12 40m -12 50m -12)"),
                       "tran 0.1m 50m 0 0.1m")
    plus = real(plot["v(panel_gate_plus)"])
    table.add("current from +-12 V", "mA", np.abs(real(plot["i(vin)"])).max() * 1e3, None, 0.3,
              "100k to ground and 100k to the amplifier, which bears 2 mA")
    table.add("amplifier's input at +12 V", "V", plus.max(), None, 4.3, "MCP6001: 1 V over its supply")
    table.add("amplifier's input at -12 V", "V", plus.min(), -1.0, None, "MCP6001: 1 V under ground")
