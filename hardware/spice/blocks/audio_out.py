# SPDX-License-Identifier: MIT
"""Audio out: gain, low-pass, DC, swing, loads, short, noise. Left is measured; right is to do the same."""

import numpy as np

from design.netlist import Circuit
from design.parts import number
from spice import codec
from spice.blocks import audio_in
from spice.deck import NOMINAL, Settings, deck
from spice.measure import at, at_hz, corners_hz, db, real, rms
from spice.opamps import TL072
from spice.rows import Chart, Measured, Table
from spice.simulator import Plot, simulate

LOADS_OHM = {"100k": 100e3, "10k": 10e3, "600 ohm": 600.0}
JACK = {"left": "audio_out_left_jack", "right": "audio_out_right_jack"}
OUT = "audio_out_left_out"
SHORT_MAX_A = 60e-3  # ST TL072: most short-circuit current, which it bears for ever
RESISTOR_W = 0.1  # 0603
FULL_V = codec.FULL_VPP / 2
QUIET = "DC 0"


def bench(circuit: Circuit, source: str, load_ohm: float = 100e3, *lines: str, side: str = "left",
          settings: Settings = NOMINAL) -> list[str]:
    """Return the deck of both outputs, one side driven and loaded."""
    other = "right" if side == "left" else "left"
    return deck(circuit.sheet("audio_out").parts, *codec.rails(), *codec.output_source(side, source),
                *codec.output_source(other, QUIET), f"Rload {JACK[side]} 0 {load_ohm:g}", *lines,
                settings=settings)


def measure(circuit: Circuit) -> Measured:
    """Measure the outputs."""
    table = Table("Audio out")
    plots = {name: simulate(bench(circuit, "DC 0 AC 1", ohm), "ac dec 40 0.1 20meg")[0]
             for name, ohm in LOADS_OHM.items()}
    (right,) = simulate(bench(circuit, "DC 0 AC 1", side="right"), "ac dec 20 10 100k")
    charts = [_response(table, plots), _noise(table, circuit), _swing(table, circuit)]
    gains = [at_hz(plot, plot[f"v({JACK[side]})"], 1e3)
             for side, plot in (("right", right), ("left", plots["100k"]))]
    table.add("right over left at 1 kHz", "dB", db(np.array([gains[0] / gains[1]]))[0], -0.01, 0.01,
              "the same parts")
    _whole(table, circuit, gains[1])
    _short(table, circuit)
    _fault(table, circuit)
    return Measured("audio_out", table.rows, charts)


def _response(table: Table, plots: dict[str, Plot]) -> Chart:
    curves = {name: (real(plot["frequency"]), db(plot[f"v({JACK['left']})"])) for name, plot in plots.items()}
    hz, level = curves["100k"]
    one = {name: at(np.log(x), y, float(np.log(1e3))) for name, (x, y) in curves.items()}
    table.add("gain at 1 kHz, 100k load", "V/V", 10 ** (one["100k"] / 20), 6.55, 6.85,
              "design: 43.2k / (6.34k + 100 ohm) = 6.71")
    for name, low, high in (("10k", -0.5, 0.0), ("600 ohm", -6.0, -4.0)):
        table.add(f"level at {name} over 100k", "dB", one[name] - one["100k"], low, high,
                  "design: 470 ohm in series")
    for name in ("100k", "10k"):
        x, y = curves[name]
        for where in (20.0, 20e3):
            table.add(f"level at {where:g} Hz over 1 kHz, {name}", "dB",
                      at(np.log(x), y, float(np.log(where))) - one[name], -0.5, 0.1,
                      "audible band within 0.5 dB")
    corners = corners_hz(hz, level, one["100k"])
    table.add("corner", "kHz", corners[-1] / 1e3 if corners.size else np.nan, 36, 44,
              "design: 40 kHz, 37.5 kHz with the amplifier's 3 MHz")
    for where, least in ((100e3, 14.0), (500e3, 40.0), (3e6, 40.0)):
        table.add(f"codec's noise at {where / 1e3:g} kHz, loss", "dB",
                  one["100k"] - at(np.log(hz), level, float(np.log(where))),
                  least, None, "second order from 40 kHz; PCM3060 of Rev 7 leaves noise above hearing")
    return Chart("Response by load", "Frequency (Hz)", "Gain (dB)", curves, {}, log_x=True)


def _noise(table: Table, circuit: Circuit) -> Chart:
    (plot,) = simulate(bench(circuit, "DC 0 AC 1"), f"noise v({JACK['left']}) Vdac_left dec 30 20 20k")
    hz, density = real(plot["frequency"]), real(plot["onoise_spectrum"])
    level = db(np.array([rms(hz, density, 20, 20e3)]))[0]
    table.add("noise at the jack, 20 Hz to 20 kHz", "dBV", level, None, -88.0, "see next row")
    full = codec.FULL_DBV + db(np.array([6.71]))[0]
    table.add("full scale over noise", "dB", full - level, codec.IN_RANGE_DB, None,
              "AK4556: 103 dB in, 106 dB out: no worse than the path's weakest; 16 bits are 98 dB")
    return Chart("Noise", "Frequency (Hz)", "Density (nV/√Hz)", {"jack": (hz, density * 1e9)}, log_x=True,
                 least_y=0.0)


def _swing(table: Table, circuit: Circuit) -> Chart:
    curves = {}
    peaks = {}
    for name, amplitude in (("codec at full scale", FULL_V), ("twice that", 2 * FULL_V)):
        (plot,) = simulate(bench(circuit, f"SIN(0 {amplitude:g} 1k)", 10e3), "tran 2u 3m 1m 4u")
        time, out = real(plot["time"]), real(plot[f"v({JACK['left']})"])
        curves[name] = (time * 1e3, out)
        peaks[name] = np.ptp(out)
    table.add("codec's full scale into 10k", "Vpp", peaks["codec at full scale"], 14.0, 16.0,
              "design: 10 Vpp and 3 dB more")
    table.add("clips at, 10k", "Vpp", peaks["twice that"], 18.0, 2 * codec.RAIL_V,
              "TL072: 1.5 V from rails of 11.4 V")
    offset = Settings(offsets_v={circuit.sheet("audio_out").part("amplifier").reference: TL072.offset_max_v})
    (plot,) = simulate(bench(circuit, QUIET, settings=offset), "op")
    table.add("DC at the jack, 10 mV of offset", "mV", abs(real(plot[f"v({JACK['left']})"])[0]) * 1e3,
              None, 1.0, "22 uF block it, but for their leak")
    return Chart("Swing into 10k", "Time (ms)", "Jack (V)", curves)


def _whole(table: Table, circuit: Circuit, out_gain: float) -> None:
    (plot,) = simulate(audio_in.bench(circuit, f"Vin {audio_in.IN_LEFT} 0 DC 0 AC 1", audio_in.QUIET_RIGHT),
                       "ac dec 20 500 2k")
    whole = db(np.array([at_hz(plot, plot["v(codec_left)"], 1e3) * out_gain]))[0]
    table.add("from in to out, codec with gain 1", "dB", whole, -0.5, 0.5,
              "design: as much louder as in is quieter")


def _short(table: Table, circuit: Circuit) -> None:
    (plot,) = simulate(bench(circuit, f"SIN(0 {FULL_V:g} 1k)", 1e-3), "tran 2u 4m 1m 4u")
    series_v = real(plot[f"v({OUT})"]) - real(plot["v(audio_out_left_coupled)"])
    ohm = number(circuit.sheet("audio_out").part("left_series").value)
    time = real(plot["time"])
    power = float(np.trapezoid(series_v**2, time)) / float(np.ptp(time)) / ohm
    table.add("short at full scale, current", "mA", np.abs(series_v).max() / ohm * 1e3, None, 30.0,
              "TL072: its own limit is 40 mA, typical")
    table.add("short at full scale, heat in 470 ohm", "mW", power * 1e3, None, RESISTOR_W * 1e3,
              "0603: 100 mW")


def _fault(table: Table, circuit: Circuit) -> None:
    """An output of a neighbour, +12 V behind nothing, is patched to this one."""
    lines = bench(circuit, f"SIN(0 {FULL_V:g} 1k)", 100e3,
                  f"Vother {JACK['left']} 0 PWL(0 0 4.7m 0 4.701m 12)")
    (plot,) = simulate(lines, "tran 2u 12m 0 10u")
    ohm = number(circuit.sheet("audio_out").part("left_series").value)
    current = np.abs(real(plot[f"v({OUT})"]) - real(plot["v(audio_out_left_coupled)"])).max() / ohm
    table.add("+12 V patched to the output, peak", "mA", current * 1e3, None, SHORT_MAX_A * 1e3,
              "TL072 limits to 60 mA at most, and bears it")
