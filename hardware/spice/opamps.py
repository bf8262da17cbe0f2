# SPDX-License-Identifier: MIT
"""Behavioural amplifiers with stated limits. Everything that limits is a tanh: hard clamps hang ngspice.

What is modelled: one pole, slew rate, swing and current at the output, offset, input current, white noise,
supply rejection that falls with frequency, supply current that goes where the load's does, and for an MCP6001
the diodes from its inputs to its supplies. What is not: 1/f noise (an MCP6001 has 6.1 uV peak to peak from
0.1 Hz to 10 Hz, an eighth of a count), the input stage's common mode range, temperature.
"""

import math
from typing import NamedTuple

BOLTZMANN_4KT = 4 * 1.380649e-23 * 300.15  # V^2 / (Hz ohm) at ngspice's 27 degrees Celsius
POLE_F = 1e-9  # the capacitor of the pole: any size, the rest follows from it
REJECTION_POLE_HZ = 1e7  # where the falling supply rejection stops to fall
WINDUP = 6.0  # how far beyond its swing, in half swings, an overdriven output stage is driven
SMOOTH_V2 = 1e-4  # rounds off where a supply is too low for any swing, in V^2
LEAST_SWING_V = 1e-3  # of an amplifier without supply: divisions need some


class Limits(NamedTuple):
    """What an amplifier can and cannot, as its datasheet has it, typical but where it says max."""

    bandwidth_hz: float
    slew_v_per_s: float
    gain_db: float
    headroom_v: float  # between the output's swing and each supply
    offset_max_v: float
    bias_a: float
    noise_v_per_rthz: float
    rejection_db: float
    rejection_corner_hz: float
    out_ohm: float  # without feedback, added to the headroom where it is loaded
    short_a: float
    quiescent_a: float
    quiescent_max_a: float
    input_diodes: bool


# Microchip DS21733J; supply rejection is its minimum (70 dB). At 10 kohm to the middle, 165 uA, headroom and
# resistance make up 26 mV: its most is 25 mV.
MCP6001 = Limits(1e6, 0.6e6, 112, 0.010, 4.5e-3, 1e-12, 28e-9, 70, 1e3, 100, 15e-3, 100e-6, 170e-6, True)
# ST and TI TL072C at +-15 V; supply rejection is its minimum (70 dB).
TL072 = Limits(3e6, 13e6, 106, 1.5, 10e-3, 65e-12, 18e-9, 70, 1e3, 150, 40e-3, 1.4e-3, 2.5e-3, False)


def core(name: str, limits: Limits) -> list[str]:
    """Return the subcircuit of one amplifier: out, negative supply, + and - input, positive supply."""
    transfer = 2 * math.pi * limits.bandwidth_hz * POLE_F
    drive = limits.slew_v_per_s * POLE_F
    rejection = 10 ** (-limits.rejection_db / 20)
    rising = rejection * REJECTION_POLE_HZ / limits.rejection_corner_hz
    pole_ohm = 1 / (2 * math.pi * REJECTION_POLE_HZ * 1e-9)
    spare = f"(v(vp,vm)/2-{limits.headroom_v:g})"
    out = f"{limits.short_a:g}*tanh(v(s,out)/{limits.out_ohm * limits.short_a:g})"
    over = f"tanh((v(d)/v(h)-{WINDUP:g})/0.3)", f"tanh((-v(d)/v(h)-{WINDUP:g})/0.3)"
    return [
        f".subckt {name}_core out vm inp inn vp vos=0",
        f"Bhalf h 0 V={LEAST_SWING_V:g}+0.5*({spare}+sqrt({spare}*{spare}+{SMOOTH_V2:g}))",
        "Bmiddle m 0 V=0.5*(v(vp)+v(vm))",
        f"Rnoise n 0 {limits.noise_v_per_rthz ** 2 / BOLTZMANN_4KT:.6g}",
        "Voffset o 0 {vos}",
        "Bsupply p 0 V=v(vp)+v(vm)",
        f"Cfall p q 1n\nRfall q 0 {pole_ohm:.6g} noisy=0",
        f"Bdiff e 0 V=v(inp,inn)+v(n)+v(o)+{rejection:.6g}*v(p)+{rising:.6g}*v(q)",
        f"Bdrive 0 d I={drive:g}*(tanh({transfer / drive:.6g}*v(e))-{over[0]}+{over[1]})",
        f"Rgain d 0 {10 ** (limits.gain_db / 20) / transfer:.6g} noisy=0",
        f"Cpole d 0 {POLE_F:g}",
        "Bswing s 0 V=v(m)+v(h)*tanh(v(d)/v(h))",
        f"Bout s out I={out}",
        "Cout out 0 5p",
        f"Bsource vp 0 I=0.5*({out}+sqrt(({out})*({out})+1e-12))",
        f"Bsink vm 0 I=0.5*({out}-sqrt(({out})*({out})+1e-12))",
        f"Bquiet vp vm I={limits.quiescent_a:g}*tanh(v(vp,vm))",
        f"Iplus inp 0 {limits.bias_a:g}",
        f"Iminus inn 0 {limits.bias_a:g}",
        *(_input_diodes() if limits.input_diodes else ()),
        f".ends {name}_core",
    ]


def subcircuits() -> list[str]:
    """Return the parts' subcircuits, their pins in the order of the symbols' numbers."""
    return [
        ".model input_esd D(IS=1e-14 N=1.05 RS=20 CJO=3p)",
        *core("mcp6001", MCP6001),
        ".subckt mcp6001 1 2 3 4 5 vos=0",
        "Xa 1 2 3 4 5 mcp6001_core vos={vos}",
        ".ends mcp6001",
        *core("tl072", TL072),
        ".subckt tl072 1 2 3 4 5 6 7 8 vos=0",
        "Xa 1 4 3 2 8 tl072_core vos={vos}",
        "Xb 7 4 5 6 8 tl072_core vos={vos}",
        ".ends tl072",
    ]


def _input_diodes() -> list[str]:
    lines = [f"D{pin}up {pin} vp input_esd\nD{pin}down vm {pin} input_esd" for pin in ("inp", "inn")]
    return [*lines, "Cinp inp 0 6p", "Cinn inn 0 6p"]
