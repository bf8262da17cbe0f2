# SPDX-License-Identifier: MIT
"""What 100 mV of hum or ripple on the rack's rails leaves in sound and CVs: supply and stages in one deck."""

import numpy as np

from design.netlist import Circuit
from spice import adc, codec, current
from spice.blocks import audio_in, audio_out, power
from spice.deck import deck, node
from spice.measure import at_hz, db, real
from spice.rows import Chart, Measured, Table
from spice.simulator import Plot, simulate

RIPPLE_V = 0.05  # amplitude: 100 mV peak to peak
HUM_HZ, RIPPLE_HZ = 50.0, 500e3
SEED_REJECTION = 0.01  # of +6V5 on +3V3A: 40 dB, assumed: there is no figure of the Seed's regulators
POINTS = {"codec, in": "codec_left", "jack, out": audio_out.JACK["left"], "+3V3A": "p3v3a", "+6V5": "p6v5"}
DRAWN = {"+12 V": tuple(POINTS), "-12 V": ("codec, in", "jack, out")}
LEAST_DB_UV = -20.0
LEAST = "TL072's least rejection, 70 dB; typical is 16 dB more"


def measure(circuit: Circuit) -> Measured:
    """Measure with one rail's ripple at a time; the worse counts."""
    table = Table("Supply ripple")
    plots = {rail: _plot(circuit, rail) for rail in ("+12 V", "-12 V")}
    for hz in (HUM_HZ, RIPPLE_HZ):
        _rows(table, plots, hz)
    curves = {f"{point}, {rail}": (real(plot["frequency"]), db(plot[f"v({POINTS[point]})"] * 1e6))
              for rail, plot in plots.items() for point in DRAWN[rail]}
    chart = Chart("100 mVpp on a rail, no stray coupling", "Frequency (Hz)", "Amplitude (dB µV)", curves, {},
                  log_x=True, least_y=LEAST_DB_UV)
    return Measured("rejection", table.rows, [chart])


def _plot(circuit: Circuit, rail: str) -> Plot:
    waves = {"+12 V": "", "-12 V": ""} | {rail: f" AC {RIPPLE_V:g}"}
    channel = circuit.sheet("cv1")
    parts = [*power.parts(circuit), *circuit.sheet("audio_in").parts, *circuit.sheet("audio_out").parts,
             *channel.parts]
    lines = [
        f"Vplus power_plus_12_in 0 DC {power.RACK_V:g}{waves['+12 V']}",
        f"Vminus power_minus_12_in 0 DC -{power.RACK_V:g}{waves['-12 V']}",
        f"Rseed p6v5 0 {6.5 / current.SEED_A:g}",
        f"Bthree p3v3a 0 V={adc.REFERENCE_V:g}+{SEED_REJECTION:g}*(v(p6v5)-6.47)",
        *codec.input_load("left"), *codec.input_load("right"),
        *codec.output_source("left", "DC 0"), *codec.output_source("right", "DC 0"),
        f"Vleft {audio_in.IN_LEFT} 0 0", audio_in.QUIET_RIGHT,
        f"Rout {audio_out.JACK['left']} 0 10k", f"Vcv {node('cv1/jack')} 0 0",
    ]
    (plot,) = simulate(deck(parts, *lines), "ac dec 30 10 10meg")
    return plot


def _rows(table: Table, plots: dict[str, Plot], hz: float) -> None:
    name = f"{hz:g} Hz" if hz < 1e3 else f"{hz / 1e3:g} kHz"
    worst = {net: max(at_hz(plot, plot[f"v({net})"], hz) for plot in plots.values())
             for net in POINTS.values()}
    into = db(np.array([worst["codec_left"] / (codec.FULL_VPP / 2)]))[0]
    out = db(np.array([worst[audio_out.JACK["left"]] / (codec.FULL_VPP / 2 * 6.71)]))[0]
    heard = hz < 20e3
    table.add(f"audio in, {name}", "dBFS", into, None, -95.0 if heard else -50.0,
              LEAST if heard else "the codec's filter takes 65 dB more off above 28 kHz")
    table.add(f"audio out, {name}", "dBFS", out, None, -95.0 if heard else -60.0,
              LEAST if heard else "not heard")
    table.add(f"+6V5, {name}", "mV", worst["p6v5"] * 1e3, None, 10.0,
              "ten times under what moves a Seed's 3.3 V by a count")
    # Ratiometric: of what the pin moves the converter sees what its full scale does not, half of it at 0 V.
    off = max(float(np.interp(hz, real(plot["frequency"]),
                              np.abs(plot["v(cv1_adc)"] - 0.5 * plot["v(p3v3a)"])))
              for plot in plots.values())
    table.add(f"CV at 0 V, {name}", "counts", off / adc.COUNT_V, None, 2.0,
              "what a CV's noise and last digit are")
