# SPDX-License-Identifier: MIT
"""Stereo in and out: 10 V peak to peak on the rack's side, line level on the codec's."""

from design.netlist import Builder, Sheet
from design.panel import Panel

SIDES = ("left", "right")
UNITS = {"left": ("1", "2", "3"), "right": ("7", "6", "5")}  # output, inverting, other input of a TL072


def inputs(panel: Panel) -> Sheet:
    """Return the sheet of both inputs: 10 V peak to peak become 1.47 V at the codec.

    Inverting, -16.5k / 100k = -0.165; 1k in series and the 8k of a Rev 4 Seed's codec (AK4556) leave 8 / 9 of
    it, 0.147. 1 uF and 100k cut below 1.6 Hz, 100 pF and 16.5k above 96 kHz. The AK4556 is full at
    0.7 * 3.3 V = 2.31 V, 15.8 V at the jack or 3.9 dB above 10 V; the codec of Rev 7 (PCM3060, 10k) at about
    3.2 V or 21 V. 1k holds what gets into the codec's diodes below the 10 mA that they bear: 2 mA at steps of
    24 V, the most that rails let in, 8 mA where the amplifier's output is stuck at a rail. So no clamp. With
    its jack empty the right input hears the left one.
    """
    b = Builder("audio_in", "Audio in", 400)
    for side in SIDES:
        control = panel.named(f"in_{side}")
        tip, normal = (f"{side}_jack", "GND") if side == "left" else (f"{side}_jack", "left_jack")
        b.add("J", control.part, control.label, f"{side}_jack", {"S": "GND", "T": tip, "TN": normal})
        b.add("C", "film", "1u", f"{side}_coupling", tip, f"{side}_coupled")
        b.add("R", "resistor", "100k", f"{side}_input", f"{side}_coupled", f"{side}_sum")
        b.add("R", "resistor", "16.5k", f"{side}_feedback", f"{side}_sum", f"{side}_out")
        b.add("C", "ceramic_c0g", "100p", f"{side}_corner", f"{side}_sum", f"{side}_out")
        b.add("R", "resistor", "1k", f"{side}_series", f"{side}_out", f"CODEC_IN_{side.upper()}")
    _opamp(b)
    return b.sheet(**{f"CODEC_IN_{side.upper()}": f"CODEC_IN_{side.upper()}" for side in SIDES})


def outputs(panel: Panel) -> Sheet:
    """Return the sheet of both outputs: as much louder as the inputs are quieter, so that the gain is 1.

    A low-pass of second order by multiple feedback takes the codec's noise above hearing away:
    gain -R_feedback / R_input = -43.2k / (6.34k + 100 ohm of the Seed) = -6.71, Q = 0.7,
    f = 1 / (2 pi sqrt(43.2k * 1.65k * 2.2n * 100p)) = 40 kHz; the amplifier's 3 MHz make 37.5 kHz of it.
    The PCM3060 of Rev 7 needs it most. 22 uF block DC, 470 ohm bear a short.
    """
    b = Builder("audio_out", "Audio out", 500)
    for side in SIDES:
        control = panel.named(f"out_{side}")
        middle, minus, out = f"{side}_middle", f"{side}_sum", f"{side}_out"
        b.add("R", "resistor", "6.34k", f"{side}_input", f"CODEC_OUT_{side.upper()}", middle)
        b.add("R", "resistor", "43.2k", f"{side}_feedback", middle, out)
        b.add("R", "resistor", "1.65k", f"{side}_inner", middle, minus)
        b.add("C", "ceramic_c0g", "2.2n", f"{side}_shunt", middle, "GND")
        b.add("C", "ceramic_c0g", "100p", f"{side}_integrator", minus, out)
        b.add("R", "resistor", "470", f"{side}_series", out, f"{side}_coupled")
        b.add("C", "bipolar", "22u", f"{side}_coupling", f"{side}_coupled", f"{side}_jack")
        b.add("R", "resistor", "100k", f"{side}_bleeder", f"{side}_jack", "GND")
        b.add("J", control.part, control.label, f"{side}_jack", {"S": "GND", "T": f"{side}_jack"},
              unconnected=("TN",))
    _opamp(b)
    return b.sheet(**{f"CODEC_OUT_{side.upper()}": f"CODEC_OUT_{side.upper()}" for side in SIDES})


def _opamp(b: Builder) -> None:
    """Add the dual amplifier, a capacitor at each of its supplies, a test point at each of its outputs."""
    pins = {"4": "-12V", "8": "+12V"}
    for side in SIDES:
        pins |= dict(zip(UNITS[side], (f"{side}_out", f"{side}_sum", "GND"), strict=True))
    b.add("U", "opamp_dual", "TL072", "amplifier", pins)
    b.add("C", "ceramic_50v", "100n", "plus_bypass", "+12V", "GND")
    b.add("C", "ceramic_50v", "100n", "minus_bypass", "-12V", "GND")
    for side in SIDES:
        b.add("TP", "test_point", f"{b.title} {side}", f"test_{side}", f"{side}_out")
