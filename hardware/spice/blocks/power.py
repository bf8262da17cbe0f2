# SPDX-License-Identifier: MIT
"""Supply: start, reverse cable, shorts, ripple behind the switching regulator, the CVs' offset."""

import numpy as np

from design.netlist import Circuit, Part
from spice import adc, current, models
from spice.deck import NOMINAL, Settings, deck
from spice.measure import db, real, rms, settled_after
from spice.rows import Chart, Measured, Table
from spice.simulator import simulate

RACK_OHM = 0.1  # supply, cable and header
RACK_V = 12.0
RISE_S = 1e-3  # a quick one
SEED_V = 3.9  # a Seed starts there
AMPLIFIERS = ("Iplus p12v 0 6m", "Iminus 0 m12v 6m")  # the audio stages
OFFSET_BITS = 16
SHORT_S = 0.2  # when +12V is shorted
RAILS = {"+12V": "p12v", "-12V": "m12v", "+6V5": "p6v5", "+3V3A": "p3v3a"}


def seed_load(amperes: float) -> list[str]:
    """Return the Seed: its current at +6V5, and its 3.3 V for what is analogue, both from 3.9 V on."""
    on = f"0.5*(1+tanh((v(p6v5)-{SEED_V:g})/0.1))"
    return [f"Bseed p6v5 0 I={amperes:g}*{on}", f"Bthree three 0 V={adc.REFERENCE_V:g}*{on}",
            "Rthree three p3v3a 0.2"]


def parts(circuit: Circuit) -> list[Part]:
    """Return the supply's parts and those beside the Seed."""
    controller = circuit.sheet("controller")
    return [*circuit.sheet("power").parts, controller.part("seed_bulk"), controller.part("seed_bypass")]


def bench(circuit: Circuit, plus: str, minus: str, *lines: str,
          settings: Settings = NOMINAL) -> list[str]:
    """Return the supply's deck: what follows the rack's two voltage sources' nodes, and more lines."""
    rack = [f"Vplus rack_plus 0 {plus}", f"Vminus rack_minus 0 {minus}",
            f"Rplus rack_plus power_plus_12_in {RACK_OHM:g}",
            f"Rminus rack_minus power_minus_12_in {RACK_OHM:g}"]
    return deck(parts(circuit), *rack, *lines, settings=settings)


def measure(circuit: Circuit) -> Measured:
    """Measure the supply."""
    table = Table("Power")
    charts = [_start(table, circuit), _short(table, circuit), _ripple(table, circuit)]
    _reverse(table, circuit)
    _offset(table, circuit)
    sums, worst = current.totals(circuit), current.totals(circuit, worst=True)
    table.add("current of +12 V", "mA", worst["+12V"] * 1e3, None, 240,
              "1812L035 holds 350 mA at 23 degrees Celsius, 240 mA at 60 (datasheet's curve, from memory)")
    table.add("current of -12 V", "mA", worst["-12V"] * 1e3, None, 50, "the same; amplifiers only")
    table.add("typical current of +12 V", "mA", sums["+12V"] * 1e3, 50, 160,
              "to be printed on the module's page")
    return Measured("power", table.rows, charts)


def _start(table: Table, circuit: Circuit) -> Chart:
    plus, minus = f"PWL(0 0 {RISE_S:g} 12)", f"PWL(0 0 {RISE_S:g} -12)"
    lines = bench(circuit, plus, minus, *AMPLIFIERS, *seed_load(current.SEED_A))
    (plot,) = simulate(lines, "tran 20u 1 0 0.2m uic")
    time, six = real(plot["time"]), real(plot["v(p6v5)"])
    inrush = -real(plot["i(vplus)"])
    table.add("+12V behind fuse and diode", "V", real(plot["v(p12v)"])[-1], 11.0, 11.8,
              "12 V less 0.2 V and 0.4 V")
    table.add("-12V behind fuse and diode", "V", real(plot["v(m12v)"])[-1], -11.8, -11.0, "as +12 V")
    table.add("+6V5", "V", six[-1], 6.3, 6.63, "TSR 1-2465: +-2 %; ferrite's 0.1 ohm")
    table.add("+6V5 at most while starting", "V", six.max(), None, 7.0, "the Seed bears 17 V; no overshoot")
    table.add("+6V5 stands after", "ms", settled_after(time, six, six[-1], 0.1) * 1e3, None, 50,
              "before the Seed's bootloader starts the firmware")
    table.add("current at start, peak", "A", inrush.max(), None, 1.0,
              "what a rack's small supply gives; it rises in 1 ms")
    bias = real(plot["v(cv_bias)"])
    table.add("CV_BIAS", "V", bias[-1], 1.245, 1.275, "design: 3.3 V * 10.2 / 26.7 = 1.261 V")
    took = settled_after(time, bias, bias[-1], bias[-1] / 2**OFFSET_BITS)
    table.add("CV_BIAS settles to 16 bits", "s", took, None, 1.0,
              "design: 62 ms * 11; before a user calibrates")
    curves = {name: (time * 1e3, real(plot[f"v({net})"])) for name, net in RAILS.items()}
    return Chart("Start: rack's 12 V in 1 ms", "Time (ms)", "Rail (V)",
                 {name: (x[x < 30], y[x < 30]) for name, (x, y) in curves.items()})


def _reverse(table: Table, circuit: Circuit) -> None:
    """The cable the wrong way round: the rack's +12 V and -12 V change places, the middle pins are ground."""
    loads = ["Rplus_load p12v 0 1k", "Rminus_load m12v 0 1k", "Rseed p6v5 0 100", "Rthree p3v3a 0 1k"]
    (plot,) = simulate(bench(circuit, f"DC -{RACK_V:g}", f"DC {RACK_V:g}", *loads), "op")
    for name, net in RAILS.items():
        volts = float(real(plot[f"v({net})"])[0])
        table.add(f"{name} with the cable reversed", "V", volts, -0.3, 0.3, "chips bear 0.3 V the wrong way")
    back = max(abs(float(real(plot[f"i({name})"])[0])) for name in ("vplus", "vminus"))
    table.add("current with the cable reversed", "mA", back * 1e3, None, 1.0, "SS14 leaks 0.2 mA at most")


def _short(table: Table, circuit: Circuit) -> Chart:
    """+12V to ground through 10 milliohm, from a rack that gives any current."""
    short = [f"Vshort short_on 0 PULSE(0 1 {SHORT_S:g} 10u 10u 9 10)",
             ".model shorted SW(VT=0.5 VH=0.1 RON=0.01 ROFF=1e9)",
             "Sshort p12v 0 short_on 0 shorted"]
    lines = bench(circuit, f"DC {RACK_V:g}", f"DC -{RACK_V:g}", *AMPLIFIERS, *short)
    (plot,) = simulate(lines, "tran 1m 2 0 2m")
    time, amperes = real(plot["time"]), -real(plot["i(vplus)"])
    took = settled_after(time, amperes, 0.0, models.FUSE.hold_a) - SHORT_S
    table.add("short of +12 V, peak", "A", amperes.max(), None, 30.0,
              "SS14 bears 30 A for 8 ms; 1812L035 40 A")
    heat = float(np.trapezoid(amperes[time > SHORT_S] ** 2, time[time > SHORT_S]))
    table.add("short of +12 V, through the diode", "A²s", heat, None, 8.0,
              "SS14: 18 A for 6 half waves of 60 Hz (datasheet's surge curve, from memory)")
    table.add("short of +12 V, fuse opens after", "s", took, None, 1.0, "1812L035: 0.15 s at 8 A")
    table.add("short of +12 V, held at", "mA", amperes[-1] * 1e3, None, models.FUSE.hold_a * 1e3,
              "less than it holds")
    minus = real(plot["v(m12v)"])[-1]
    table.add("-12V while +12 V is shorted", "V", minus, -11.9, -11.0, "a short leaves the other rail alone")
    return Chart("Short of +12 V at 0.2 s", "Time (s)", "Current (A)",
                 {"+12 V": (time, np.maximum(amperes, 1e-3))},
                 {"fuse holds": models.FUSE.hold_a}, log_y=True)


def _ripple(table: Table, circuit: Circuit) -> Chart:
    """What the regulator's ripple leaves at the Seed and sends back to the rails, its amplitude as source."""
    seed = (f"Rseed p6v5 0 {6.5 / current.SEED_A:g}", f"Vthree p3v3a 0 {adc.REFERENCE_V:g}")
    lines = bench(circuit, f"DC {RACK_V:g}", f"DC -{RACK_V:g}", *AMPLIFIERS, *seed,
                  settings=Settings(ripple=True))
    (plot,) = simulate(lines, "ac dec 40 100k 20meg")
    hz = real(plot["frequency"])
    names = {"switcher_out": "power_switcher_out", "+6V5": "p6v5", "switcher_in": "power_switcher_in",
             "+12V": "p12v"}
    curves = {name: (hz, db(plot[f"v({net})"] * 1e6)) for name, net in names.items()}
    reasons = {"+6V5": "a tenth of the regulator's 50 mVpp",
               "+12V": "TL072 rejects it by 16 dB at 500 kHz, codecs filter what is left"}
    for name, reason in reasons.items():
        volts = np.interp(models.SWITCHER_HZ, hz, np.abs(plot[f"v({names[name]})"]))
        table.add(f"{name}, regulator's ripple at 500 kHz", "mVpp", 2 * volts * 1e3, None, 5.0, reason)
    return Chart("Regulator's ripple, 25 mV and 75 mA", "Frequency (Hz)", "Amplitude (dB µV)", curves, {},
                 log_x=True)


def _offset(table: Table, circuit: Circuit) -> None:
    roles = ("offset_upper", "offset_lower", "offset_bulk")
    bench_lines = deck([circuit.sheet("power").part(role) for role in roles],
                       f"Vanalogue p3v3a 0 DC {adc.REFERENCE_V:g} AC 1")
    (plot,) = simulate(bench_lines, "noise v(cv_bias) Vanalogue dec 20 0.1 100k")
    noise = rms(real(plot["frequency"]), real(plot["onoise_spectrum"]), 0.1, 1e5)
    table.add("CV_BIAS, noise", "counts rms", noise * 1.324 / adc.COUNT_V, None, 0.1,
              "kT/C of 10 uF; times 1.324")
