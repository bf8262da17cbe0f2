# SPDX-License-Identifier: MIT
"""Models of what is not an amplifier: diodes, fuse, ferrite, switching regulator, multiplexer."""

from typing import NamedTuple

from spice import opamps

POT_OHM = 10e3  # parts.toml: potentiometers are 10 kohm
POT_END = 1e-3  # of its track a wiper cannot reach


class Fuse(NamedTuple):
    """A resettable fuse; the cold resistance lies between the least new and the most after soldering."""

    hold_a: float = 0.35
    trip_a: float = 0.75  # Littelfuse 1812L035
    cold_ohm: float = 1.0
    hot_ohm: float = 1000.0
    trip_j: float = 9.6  # heats it through: at 8 A it opens within 0.15 s, the datasheet's most


class Switcher(NamedTuple):
    """TSR 1-2465, Traco's datasheet: 9 V to 36 V in, 6.5 V +-2 %, 93 % (here 90 %), limit 2.5 A."""

    out_v: float = 6.5
    efficiency: float = 0.90
    start_v: float = 8.5  # regulates from 9 V on
    soft_start_s: float = 2e-3
    out_ohm: float = 0.03
    limit_a: float = 2.5
    ripple_v: float = 0.025  # amplitude: 50 mV peak to peak at 500 kHz
    line: float = 0.005  # of its input's ripple, assumed; slow, 0.2 % over all of its input's range
    reflected_a: float = 0.075  # amplitude of what goes back into its input: 150 mA peak to peak


FUSE = Fuse()
SWITCHER = Switcher()
SWITCHER_HZ = 500e3
NOMINAL_IN_V = 11.5  # at its input: 12 V less fuse and diode

# SS14: 0.34 V at 0.2 A, 0.45 V at 1 A; beside it a resistance for its most leakage, 0.2 mA at 12 V.
SCHOTTKY_LEAK_OHM = 60e3
# BLM21PG601SN1D: 600 ohm at 100 MHz; its inductance at 0.2 A, a third below that without current.
FERRITE_OHM, FERRITE_H, FERRITE_DC_OHM = 600.0, 1.0e-6, 0.10
# 74HC4051 at 3.3 V: at a rail 150 ohm typical at 2 V, 180 ohm at most at 4.5 V; between rails it has more.
MULTIPLEXER_OHM = 500.0
MULTIPLEXER_LEAK_A = 0.1e-6  # Nexperia's most for a channel
MULTIPLEXER_INPUTS = ("13", "14", "15", "12", "1", "5", "2", "4")


def library() -> list[str]:
    """Return all models and subcircuits, their pins in the order of the symbols' numbers."""
    return [
        *opamps.subcircuits(),
        ".model schottky_d D(IS=2e-6 N=1.1 RS=0.08 CJO=110p BV=40)",
        f".subckt schottky 1 2\nD1 2 1 schottky_d\nR1 2 1 {SCHOTTKY_LEAK_OHM:g}\n.ends schottky",
        ".model led_red D(IS=1e-18 N=2 RS=6)",  # 1.8 V at 2 mA
        ".model led_yellow D(IS=3e-19 N=2 RS=6)",  # 1.9 V at 2 mA
        ".model led_green D(IS=1e-19 N=2 RS=8)",  # 1.95 V at 2 mA
        f".subckt ferrite 1 2\nR1 1 a {FERRITE_DC_OHM:g}\nL1 a 2 {FERRITE_H:g}\nR2 a 2 {FERRITE_OHM:g}",
        ".ends ferrite",
        *_fuse(FUSE),
        *_switcher(SWITCHER),
        *_multiplexer(),
    ]


def _fuse(fuse: Fuse) -> list[str]:
    """The node t is its heat: 0 cold, 1 where its resistance leaps."""
    loss_w = fuse.trip_a**2 * fuse.cold_ohm / 0.9
    ohm = f"({fuse.cold_ohm:g}+{fuse.hot_ohm:g}*0.5*(1+tanh((v(t)-1)/0.08)))"
    return [
        ".subckt polyfuse 1 2",
        f"Bfuse 1 2 I=v(1,2)/{ohm}",
        f"Bheat 0 t I=v(1,2)*v(1,2)/{ohm}",
        f"Rheat t 0 {1 / loss_w:.6g}\nCheat t 0 {fuse.trip_j:g}",
        ".ends polyfuse",
    ]


def _switcher(it: Switcher) -> list[str]:
    """wave: how much of its ripple it makes in an AC analysis, 0 or 1; in transients it makes none.

    Its input takes the output's power, below 10 kHz: what it stores and filters inside.
    """
    out = f"{it.limit_a:g}*tanh(v(r,3)/{it.out_ohm * it.limit_a:g})"
    return [
        ".subckt switcher 1 2 3 wave=0",
        f"Bon on 0 V=0.5*(1+tanh((v(1,2)-{it.start_v:g})/0.1))",
        f"Rsoft on soft 1k\nCsoft soft 0 {it.soft_start_s / 1e3:g}",
        "Vripple w 0 DC 0 AC {wave}",
        f"Breg r 2 V=v(soft)*({it.out_v:g}+{it.line:g}*(v(1,2)-{NOMINAL_IN_V:g}))+{it.ripple_v:g}*v(w)",
        f"Bout r 3 I={out}",
        f"Bpower power 0 V=v(3,2)*{out}/{it.efficiency:g}",
        "Rpower power inside 1k\nCpower inside 0 16n",
        f"Bin 1 2 I=1m*tanh(v(1,2))+{it.reflected_a:g}*v(w)+v(inside)/sqrt(v(1,2)*v(1,2)+1)",
        ".ends switcher",
    ]


def _multiplexer() -> list[str]:
    lines = [".subckt multiplexer " + " ".join(str(pin) for pin in range(1, 17))]
    for channel, pin in enumerate(MULTIPLEXER_INPUTS):
        on = "*".join(_logic(select, bool(channel >> bit & 1)) for bit,
                      select in enumerate(("11", "10", "9")))
        lines.append(f"B{channel} {pin} 3 I=v({pin},3)*{on}/{MULTIPLEXER_OHM:g}")
    lines += [f"Ileak 3 0 {MULTIPLEXER_LEAK_A:g}", "Cout 3 0 25p"]
    return [*lines, "Rvcc 16 8 1g", "Rvee 7 8 1g", "Renable 6 8 1g", ".ends multiplexer"]


def _logic(pin: str, high: bool) -> str:
    """Return what is 1 while a pin is high, or low, and 0 else."""
    return f"0.5*(1{'+' if high else '-'}tanh((v({pin})-1.65)/0.1))"
