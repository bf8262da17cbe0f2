# SPDX-License-Identifier: MIT
"""What parts' tolerances do to CVs, the gate and sound: least, most and sigma of many modules."""

from collections.abc import Sequence

import numpy as np

from design.netlist import Circuit
from spice import adc, opamps
from spice.blocks import audio_in, audio_out, cv, gate
from spice.deck import deck
from spice.measure import corners_hz, db, real
from spice.rows import Chart, Floats, Measured, Table
from spice.simulator import Plot, simulate_builds
from spice.tolerances import BUILDS, builds

AUDIO = "ac dec 15 200 200k"
OUT = f"v({audio_out.JACK['left']})"


def measure(circuit: Circuit) -> Measured:
    """Measure all that is spread."""
    table = Table(f"{BUILDS} modules")
    charts = [*_cv(table, circuit), _gate(table, circuit), _audio_in(table, circuit),
              _audio_out(table, circuit)]
    return Measured("montecarlo", table.rows, charts)


def _cv(table: Table, circuit: Circuit) -> list[Chart]:
    every = [build.alters for build in builds(cv.parts(circuit))]
    lines = cv.bench(circuit, cv.VIN)
    sweeps = simulate_builds(lines, "dc Vin -4 4 4", every, ["v(cv1_adc)"])
    responses = simulate_builds(lines, "ac dec 20 10 10k", every, ["v(cv1_adc)"])
    out = np.array([real(plot["v(cv1_adc)"]) for plot in sweeps])
    gain, offset = (out[:, 2] - out[:, 0]) / 8, out[:, 1] - adc.REFERENCE_V / 2
    headroom = opamps.MCP6001.headroom_v
    reach = np.minimum((headroom - out[:, 1]) / gain, (adc.REFERENCE_V - headroom - out[:, 1]) / -gain)
    _spread(table, "CV gain", "V/V", gain, -0.3158, -0.3022, "two 1 % parts; calibrated by two points")
    _spread(table, "CV at 0 V off 1.65 V", "mV", offset * 1e3, -40, 40,
            "divider 1.2 %, offset 4.5 mV, times 1.309; calibrated at 0 V")
    _spread(table, "CV bandwidth", "Hz", _corners(responses, "v(cv1_adc)", 10), 1300, 1700,
            "issue 7: 500 Hz at least")
    table.add("CV range, worst channel", "V", reach.min(), cv.SIGNAL_V, None,
              "+5 V can be calibrated: beyond its range a channel reads as its end")
    return [_histogram("CV gain", "Gain (V/V)", gain=gain),
            _histogram("CV at 0 V", "Converter off 1.65 V (mV)", offset=offset * 1e3)]


def _gate(table: Table, circuit: Circuit) -> Chart:
    """Thresholds without the amplifier: where its inputs are equal, its output being at either rail."""
    parts = [part for part in gate.parts(circuit) if part.kind == "resistor"]
    comparator = circuit.sheet("panel").part("gate_comparator")
    modules = builds([*parts, comparator])
    every = [[line for line in build.alters if line.startswith("alter r")] for build in modules]
    offset = np.array([build.offsets_v[comparator.reference] for build in modules])
    found = []
    for out_v in (0.0, adc.REFERENCE_V):
        lines = deck(parts, gate.SUPPLY, gate.PIN, "Vin panel_gate_jack 0 0",
                     f"Vout panel_gate_out 0 {out_v:g}")
        plots = simulate_builds(lines, "dc Vin 0 5 5", every,
                                ["v(panel_gate_plus)", "v(panel_gate_reference)"])
        plus, reference = (np.array([real(plot[f"v(panel_gate_{name})"]) for plot in plots])
                           for name in ("plus", "reference"))
        over = plus + offset[:, None] - reference
        found.append(5 * over[:, 0] / (over[:, 0] - over[:, 1]))
    rise, fall = found
    _spread(table, "gate goes high at", "V", rise, 1.9, 2.1, "issue 7: 2 V")
    _spread(table, "gate goes low at", "V", fall, 1.55, 1.75, "design: 1.65 V")
    table.add("gate, least hysteresis", "V", (rise - fall).min(), 0.3, None, "design: 0.33 V")
    return _histogram("Gate's thresholds", "Jack (V)", rising=rise, falling=fall)


def _audio_in(table: Table, circuit: Circuit) -> Chart:
    every = [build.alters for build in builds(circuit.sheet("audio_in").parts)]
    sources = (f"Vin {audio_in.IN_LEFT} 0 DC 0 AC 1", f"Vright {audio_in.IN_RIGHT} 0 DC 0 AC 1")
    plots = simulate_builds(audio_in.bench(circuit, *sources), AUDIO, every,
                            ["v(codec_left)", "v(codec_right)"])
    left, right = (_levels(plots, f"v(codec_{side})", 1e3) for side in ("left", "right"))
    _spread(table, "audio in, gain off nominal", "dB", left - np.median(left), -0.25, 0.25,
            "two 1 % parts, 1k and codec")
    _spread(table, "audio in, right over left", "dB", right - left, -0.5, 0.5,
            "half of what is heard as off the middle")
    _spread(table, "audio in, upper corner", "kHz", _corners(plots, "v(codec_left)", 1e3) / 1e3, 80, 115,
            "1 % and 5 % parts: 96 kHz +-6 %; band to 20 kHz")
    return _histogram("Audio in", "Right over left (dB)", balance=right - left)


def _audio_out(table: Table, circuit: Circuit) -> Chart:
    every = [build.alters for build in builds(circuit.sheet("audio_out").parts)]
    plots = simulate_builds(audio_out.bench(circuit, "DC 0 AC 1"), AUDIO, every, [OUT])
    gain, top = _levels(plots, OUT, 1e3), _levels(plots, OUT, 20e3)
    _spread(table, "audio out, gain off nominal", "dB", gain - np.median(gain), -0.25, 0.25, "two 1 % parts")
    _spread(table, "audio out, 20 kHz over 1 kHz", "dB", top - gain, -0.5, 0.5, "audible band within 0.5 dB")
    _spread(table, "audio out, corner", "kHz", _corners(plots, OUT, 1e3) / 1e3, 33, 42,
            "5 % capacitors: 37.5 kHz +-10 %")
    return _histogram("Audio out", "20 kHz over 1 kHz (dB)", droop=top - gain)


def _levels(plots: Sequence[Plot], vector: str, hz: float) -> Floats:
    x = np.log(real(plots[0]["frequency"]))
    return np.array([np.interp(np.log(hz), x, db(plot[vector])) for plot in plots])


def _corners(plots: Sequence[Plot], vector: str, reference_hz: float) -> Floats:
    found = []
    for plot in plots:
        hz, level = real(plot["frequency"]), db(plot[vector])
        corners = corners_hz(hz, level, float(np.interp(reference_hz, hz, level)))
        found.append(corners[-1] if corners.size else np.nan)
    return np.array(found)


def _histogram(title: str, x_label: str, **values: Floats) -> Chart:
    return Chart(title, x_label, "Modules", {name: (each, each) for name, each in values.items()},
                 histogram=True)


def _spread(table: Table, name: str, unit: str, values: Floats, low: float, high: float, reason: str) -> None:
    table.add(f"{name}, least", unit, values.min(), low, high, reason)
    table.add(f"{name}, most", unit, values.max(), low, high, reason)
    table.add(f"{name}, sigma", unit, values.std(), None, (high - low) / 4, "four sigma fit into the limits")
