# SPDX-License-Identifier: MIT
"""A CV channel, all eight being one drawing: map, bandwidth, noise, kick of the converter, settling."""

import numpy as np

from design.netlist import Circuit, Part
from spice import adc
from spice.deck import NOMINAL, Settings, deck
from spice.measure import at, at_hz, corners_hz, db, real, rms, settled_after
from spice.rows import Chart, Measured, Table
from spice.simulator import Plot, simulate

CHANNEL = "cv1"
OFFSET_ROLES = ("offset_upper", "offset_lower", "offset_bulk")
VIN = "Vin cv1_jack 0 DC 0 AC 1"
LEAST_BANDWIDTH_HZ = 500.0  # issue 7: what a CV must pass
SIGNAL_V = 5.0
FAULT_V = 12.0


def parts(circuit: Circuit, channel: str = CHANNEL) -> tuple[Part, ...]:
    """Return a channel's parts and those of the offset that it gets."""
    power = circuit.sheet("power")
    return (*circuit.sheet(channel).parts, *(power.part(role) for role in OFFSET_ROLES))


def bench(circuit: Circuit, *lines: str, settings: Settings = NOMINAL) -> list[str]:
    """Return the deck of a channel with its supply."""
    return deck(parts(circuit), f"Vanalogue p3v3a 0 {adc.REFERENCE_V:g}", *lines, settings=settings)


def measure(circuit: Circuit) -> Measured:
    """Measure one channel."""
    table = Table("CV channel")
    sweep, response = simulate(bench(circuit, VIN), "dc Vin -14 14 0.1", "ac dec 40 1 1meg")
    (noise,) = simulate(bench(circuit, VIN), "noise v(cv1_adc) Vin dec 20 1 1meg")
    charts = [_map(table, sweep), _response(table, response), _noise(table, noise)]
    charts.append(_step(table, circuit))
    _kick(table, circuit)
    return Measured("cv", table.rows, charts)


def _map(table: Table, sweep: Plot) -> Chart:
    volts, out, summing = (real(sweep[name]) for name in ("v(v-sweep)", "v(cv1_adc)", "v(cv1_sum)"))
    current = real(sweep["i(vin)"])
    for where, low, high in ((-SIGNAL_V, 3.175, 3.215), (0.0, 1.635, 1.665), (SIGNAL_V, 0.085, 0.125)):
        table.add(f"converter at {where:+g} V", "V", at(volts, out, where), low, high,
                  "design: -5 V to +5 V become 3.2 V to 0.1 V; MCP6001 swings to 25 mV")
    inner = np.abs(volts) <= 4.95
    line = np.polyfit(volts[inner], out[inner], 1)
    bow = np.abs(np.polyval(line, volts[inner]) - out[inner]).max() / adc.COUNT_V
    table.add("gain", "V/V", line[0], -0.3121, -0.3059, "design: -30.9k / 100k, +-1 %")
    table.add("straightness within 4.95 V", "counts", bow, None, 4,
              "two points calibrate it: nothing but a line")
    table.add("converter at most, +-12 V", "V", out.max(), None, adc.PIN_HIGH_V, "STM32H7: 0.3 V over 3V3A")
    table.add("converter at least, +-12 V", "V", out.min(), adc.PIN_LOW_V, None,
              "STM32H7: 0.3 V under ground")
    fault = max(abs(at(volts, current, sign * FAULT_V)) for sign in (-1, 1))
    table.add("current from +-12 V", "mA", fault * 1e3, None, 0.2, "a tenth of MCP6001's 2 mA")
    table.add("amplifier's input at +12 V", "V", at(volts, summing, FAULT_V), None, 4.3,
              "MCP6001: 1 V over its supply")
    table.add("amplifier's input at -12 V", "V", at(volts, summing, -FAULT_V), -1.0, None,
              "MCP6001: 1 V under ground")
    return Chart("Map", "Jack (V)", "Node (V)",
                 {"converter": (volts, out), "amplifier's input": (volts, summing)},
                 {"3V3A + 0.3 V": adc.PIN_HIGH_V, "-0.3 V": adc.PIN_LOW_V})


def _response(table: Table, response: Plot) -> Chart:
    hz, level = real(response["frequency"]), db(response["v(cv1_adc)"])
    found = corners_hz(hz, level, level[0])
    table.add("bandwidth, -3 dB", "Hz", found[0] if found.size else np.nan, 1300, 1700,
              "issue 7: 500 Hz at least; design: 1.49 kHz +-13 % for C0G of 5 % and what follows")
    loss = db(np.array([at_hz(response, response["v(cv1_adc)"], LEAST_BANDWIDTH_HZ)]))[0] - level[0]
    table.add("loss at 500 Hz", "dB", -loss, None, 1.0, "issue 7: what a CV must pass")
    return Chart("Response", "Frequency (Hz)", "Gain (dB)", {"converter": (hz, level)},
                 {"-3 dB": float(level[0] - 3.01)}, log_x=True)


def _noise(table: Table, noise: Plot) -> Chart:
    hz, density = real(noise["frequency"]), real(noise["onoise_spectrum"])
    counts = rms(hz, density, 1, 1e6) / adc.COUNT_V
    table.add("noise, 1 Hz to 1 MHz", "counts rms", counts, None, 1.0,
              "under one of the converter's 65536 steps")
    return Chart("Noise", "Frequency (Hz)", "Density (nV/√Hz)", {"converter": (hz, density * 1e9)},
                 log_x=True, least_y=0.0)


def _step(table: Table, circuit: Circuit) -> Chart:
    step = bench(circuit, "Vin cv1_jack 0 PULSE(-4 4 0.1m 1u 1u 5m 10m)")
    (plot,) = simulate(step, "tran 5u 3m")
    time, out = real(plot["time"]), real(plot["v(cv1_adc)"])
    took = settled_after(time, out, out[-1], 8 * 0.309e-3) - 0.1e-3
    table.add("settles to 0.1 % after 8 V", "ms", took * 1e3, None, 1.33, "one block of 64 samples at 48 kHz")
    return Chart("Step from -4 V to +4 V", "Time (ms)", "Converter (V)", {"converter": (time * 1e3, out)})


def _kick(table: Table, circuit: Circuit) -> None:
    """The worst: a neighbour at the other end of the range has left 3.2 V on the converter's capacitor."""
    lines = bench(circuit, f"Vin cv1_jack 0 {SIGNAL_V:g}", *adc.sampler("cv1_adc", 3.2))
    table.add("kick of the converter", "counts", kick_counts(lines, "v(cv1_adc)"), None, adc.FINE_COUNTS,
              "one step of 12 bits, mean of 16 samples, neighbour at the other end")


def kick_counts(lines: list[str], pin: str) -> float:
    """Return by how many counts the mean of 16 samples lies off what the pin had before, in its deck."""
    length = 1e-6 + adc.OVERSAMPLING * adc.CONVERSION_S
    (plot,) = simulate(lines, f"tran 10n {length:g} 0 20n")
    time, held, before = real(plot["time"]), real(plot["v(adc_held)"]), real(plot[pin])[0]
    ends = 1e-6 + np.arange(adc.OVERSAMPLING) * adc.CONVERSION_S + adc.SAMPLING_S
    return float(abs(np.interp(ends, time, held).mean() - before) / adc.COUNT_V)
