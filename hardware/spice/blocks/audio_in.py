# SPDX-License-Identifier: MIT
"""Audio in: gain, band, headroom, noise, overload. Left is measured; right is to do the same."""

import numpy as np

from design.netlist import Circuit, Part
from spice import codec
from spice.deck import deck, node
from spice.measure import at, at_hz, corners_hz, db, real, rms
from spice.rows import Chart, Measured, Table
from spice.simulator import Plot, simulate

IN_LEFT, IN_RIGHT = "audio_in_left_jack", "audio_in_right_jack"
QUIET_RIGHT = f"Vright {IN_RIGHT} 0 0"
NOMINAL_VPP = 10.0
FAULT_V = 12.0


def bench(circuit: Circuit, *lines: str) -> list[str]:
    """Return the deck of both inputs with codec and supply."""
    loads = (*codec.input_load("left"), *codec.input_load("right"))
    return deck(circuit.sheet("audio_in").parts, *codec.rails(), *loads, *lines)


def measure(circuit: Circuit) -> Measured:
    """Measure the inputs."""
    table = Table("Audio in")
    (left,) = simulate(bench(circuit, f"Vin {IN_LEFT} 0 DC 0 AC 1", QUIET_RIGHT), "ac dec 50 0.1 10meg")
    (right,) = simulate(bench(circuit, f"Vin {IN_RIGHT} 0 DC 0 AC 1", f"Vleft {IN_LEFT} 0 0"),
                        "ac dec 20 10 100k")
    (noise,) = simulate(bench(circuit, f"Vin {IN_LEFT} 0 DC 0 AC 1", QUIET_RIGHT),
                        "noise v(codec_left) Vin dec 30 20 20k")
    charts = [_response(table, left), _noise(table, noise), _overload(table, circuit)]
    balance = at_hz(right, right["v(codec_right)"], 1e3) / at_hz(left, left["v(codec_left)"], 1e3)
    table.add("right over left at 1 kHz", "dB", db(np.array([balance]))[0], -0.01, 0.01, "the same parts")
    _stuck(table, circuit)
    return Measured("audio_in", table.rows, charts)


def _response(table: Table, plot: Plot) -> Chart:
    hz, level = real(plot["frequency"]), db(plot["v(codec_left)"])
    gain = at_hz(plot, plot["v(codec_left)"], 1e3)
    headroom = db(np.array([codec.FULL_VPP / gain / NOMINAL_VPP]))[0]
    table.add("gain at 1 kHz, codec of 8 kohm", "V/V", gain, 0.143, 0.150, "design: 0.165 * 8 / 9 = 0.147")
    table.add("headroom over 10 Vpp, Rev 4", "dB", headroom, 3.0, 6.0,
              "issue 7: stated; 10 Vpp are not to clip")
    reference = at(np.log(hz), level, float(np.log(1e3)))
    for where in (20.0, 20e3):
        table.add(f"level at {where:g} Hz over 1 kHz", "dB",
                  at(np.log(hz), level, float(np.log(where))) - reference,
                  -0.5, 0.1, "audible band within 0.5 dB")
    corners = corners_hz(hz, level, reference)
    low, high = (corners[0], corners[-1]) if corners.size == 2 else (np.nan, np.nan)
    table.add("lower corner", "Hz", low, 1.0, 5.0, "design: 1.6 Hz twice (jack, Seed)")
    table.add("upper corner", "kHz", high / 1e3, 80, 115, "design: 100 pF and 16.5 kohm, 96 kHz")
    resistance = abs(1 / np.interp(1e3, hz, np.abs(plot["i(vin)"])))
    table.add("input resistance", "kohm", resistance / 1e3, 95, 105, "design: 100 kohm, usual in a rack")
    return Chart("Response", "Frequency (Hz)", "Gain (dB)", {"jack to codec": (hz, level)},
                 {"-3 dB": float(reference - 3.01)}, log_x=True)


def _noise(table: Table, noise: Plot) -> Chart:
    hz, density = real(noise["frequency"]), real(noise["onoise_spectrum"])
    level = db(np.array([rms(hz, density, 20, 20e3)]))[0]
    range_db = codec.FULL_DBV - level
    table.add("noise at the codec, 20 Hz to 20 kHz", "dBV", level, None, -105.0,
              "2.31 Vpp are -1.8 dBV; see next row")
    table.add("full scale over noise", "dB", range_db, codec.IN_RANGE_DB, None,
              "AK4556: 103 dB; 16 bits are 98 dB, 24 bits 146 dB: no stage reaches those")
    return Chart("Noise", "Frequency (Hz)", "Density (nV/√Hz)", {"codec": (hz, density * 1e9)}, log_x=True,
                 least_y=0.0)


def _overload(table: Table, circuit: Circuit) -> Chart:
    """The worst that rails let in: from -12 V to +12 V and back after rest, as a slow LFO does."""
    source = f"Vin {IN_LEFT} 0 PWL(0 0 1m -{FAULT_V:g} 0.8 -{FAULT_V:g} 0.80001 {FAULT_V:g} 1.6 {FAULT_V:g}" \
             f" 1.60001 -{FAULT_V:g})"
    (plot,) = simulate(bench(circuit, source, QUIET_RIGHT), "tran 2m 2.4 0 2m")
    time, pin = real(plot["time"]), real(plot["v(codec_left)"])
    current = max(np.abs(real(plot[f"i(vcodec_{name}_left)"])).max() for name in ("plus", "ground"))
    table.add("codec's pin at most, 24 V steps", "V", pin.max(), None, codec.SUPPLY_V + 0.9,
              "its diode conducts; what counts is the next row")
    table.add("current into codec, 24 V steps", "mA", current * 1e3, None, codec.PIN_A * 1e3 / 2,
              "half of 10 mA, the most into a pin (AK4556, PCM3060)")
    return Chart("Steps of 24 V", "Time (s)", "Voltage (V)", {
        "jack / 10": (time, real(plot[f"v({IN_LEFT})"]) / 10),
        "Seed's pin": (time, real(plot["v(codec_in_left)"])),
        "codec": (time, pin)}, {"codec's supply": codec.SUPPLY_V})


def _stuck(table: Table, circuit: Circuit) -> None:
    """An amplifier whose output runs to a rail, as where the other one's fuse is open."""
    sheet = circuit.sheet("audio_in")
    out = node(sheet.part("left_series").pins["1"])
    kept: list[Part] = [sheet.part("left_series")]
    lines = deck(kept, f"Vstuck {out} 0 PWL(0 0 1m 0 1.01m {codec.RAIL_V - 1.5:g})",
                 *codec.input_load("left"))
    (plot,) = simulate(lines, "tran 10u 5m 0 20u")
    current = np.abs(real(plot["i(vcodec_plus_left)"])).max()
    table.add("current into codec, amplifier at a rail", "mA", current * 1e3, None, codec.PIN_A * 1e3,
              "10 mA, the most into a pin (AK4556, PCM3060)")
