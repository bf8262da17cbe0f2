# SPDX-License-Identifier: MIT
"""Knobs: what the multiplexer's switching leaves on the converter, ratio to the supply, ends, kick."""

import numpy as np

from design.netlist import Circuit
from spice import adc
from spice.blocks.cv import kick_counts
from spice.deck import Settings, deck
from spice.measure import real, settled_after
from spice.rows import Chart, Measured, Table
from spice.simulator import simulate

SWITCH_S = 20e-6
FROM, TO = "knob1", "knob5"  # they differ in input C of the multiplexer alone
SELECT = f"Vc select_c 0 PULSE(0 3.3 {SWITCH_S:g} 5n 5n 1 2)"
LOW_SELECTS = "Va select_a 0 0\nVb select_b 0 0"


def measure(circuit: Circuit) -> Measured:
    """Measure the way of a latent's knob through the multiplexer, and a function's straight way."""
    table = Table("Knobs")
    chart = _switching(table, circuit)
    _levels(table, circuit)
    _function(table, circuit)
    return Measured("knobs", table.rows, [chart])


def _bench(circuit: Circuit, wipers: dict[str, float], *lines: str,
           supply_v: float = adc.REFERENCE_V) -> list[str]:
    return deck(circuit.sheet("knobs").parts, f"Vanalogue p3v3a 0 {supply_v:g}", LOW_SELECTS, *lines,
                settings=Settings(wipers=wipers))


def _switching(table: Table, circuit: Circuit) -> Chart:
    """The worst: from a knob at its end to one whose wiper is where its resistance is most, the middle."""
    (plot,) = simulate(_bench(circuit, {FROM: 1.0, TO: 0.5}, SELECT), "tran 0.2u 600u 0 0.5u")
    time, out = real(plot["time"]), real(plot["v(knobs_adc)"])
    final = out[-1]
    took = settled_after(time, out, final, adc.FINE_COUNTS * adc.COUNT_V) - SWITCH_S
    left = abs(np.interp(SWITCH_S + adc.SCAN_BEFORE_MULTIPLEXER_S, time, out) - final) / adc.COUNT_V
    scan_us = adc.SCAN_BEFORE_MULTIPLEXER_S * 1e6
    table.add("settles to 1/4096 after switching", "us", took * 1e6, None, scan_us,
              "converters.cc: eleven places of a scan before it, 16 x 25 cycles at 24 MHz each")
    table.add("neighbour's rest when read", "counts", left, None, adc.FINE_COUNTS, "one step of 12 bits")
    error = np.maximum(np.abs(out - final) / adc.COUNT_V, 1e-2)
    after = time >= SWITCH_S
    return Chart("Multiplexer switches from 3.3 V to 1.65 V", "Time (µs)", "Off (counts)",
                 {"converter": ((time[after] - SWITCH_S) * 1e6, error[after])},
                 {"16 counts": adc.FINE_COUNTS}, log_y=True)


def _levels(table: Table, circuit: Circuit) -> None:
    select = "Vc select_c 0 0"
    ends = [_read(_bench(circuit, {FROM: place}, select)) for place in (0.0, 1.0)]
    table.add("knob at its left end", "share", ends[0] / adc.REFERENCE_V, -0.001, 0.005,
              "sizes.h: knobs' calibration")
    table.add("knob at its right end", "share", ends[1] / adc.REFERENCE_V, 0.995, 1.001,
              "sizes.h: knobs' calibration")
    half = _read(_bench(circuit, {FROM: 0.5}, select))
    table.add("error in the middle", "counts", abs(half - adc.REFERENCE_V / 2) / adc.COUNT_V, None,
              adc.FINE_COUNTS,
              "leak of 0.1 uA through wiper and switch")
    low = _read(_bench(circuit, {FROM: 0.5}, select, supply_v=3.2))
    drift = abs(low / 3.2 - half / adc.REFERENCE_V) * adc.COUNTS
    table.add("drift for 100 mV of supply", "counts", drift, None, 1.0,
              "ratiometric: knob and converter share +3V3A")


def _read(lines: list[str]) -> float:
    (plot,) = simulate(lines, "op")
    return float(real(plot["v(knobs_adc)"])[0])


def _function(table: Table, circuit: Circuit) -> None:
    part = circuit.sheet("knobs").part("mix")
    roles = [part, circuit.sheet("knobs").part("mix_hold")]
    bench = deck(roles, f"Vanalogue p3v3a 0 {adc.REFERENCE_V:g} AC 1", settings=Settings(wipers={"mix": 0.5}))
    (plot,) = simulate(bench, "ac dec 50 100 1meg")
    hz, level = real(plot["frequency"]), np.abs(plot["v(mix_adc)"]) / 0.5
    corner = float(np.interp(-np.sqrt(0.5), -level, hz))
    table.add("function knob's corner", "kHz", corner / 1e3, 4.0, 10.0, "design: 10 nF after 2.5k, 6.4 kHz")
    kick = deck(roles, f"Vanalogue p3v3a 0 {adc.REFERENCE_V:g}", *adc.sampler("mix_adc", adc.REFERENCE_V),
                settings=Settings(wipers={"mix": 0.5}))
    table.add("kick of the converter", "counts", kick_counts(kick, "v(mix_adc)"), None, adc.FINE_COUNTS,
              "one step of 12 bits, mean of 16 samples, neighbour at the other end")
