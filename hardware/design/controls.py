# SPDX-License-Identifier: MIT
"""What is read and lit: CV channels, knobs, gate, button, lights."""

from design.controller import read_net
from design.netlist import Builder, Sheet
from design.panel import Control, Panel

CHANNEL_PINS = ("13", "14", "15", "12", "1", "5", "2", "4")  # A0 to A7 of a 74HC4051


def cv_channel(number: int, control: Control) -> Sheet:
    """Return the sheet of one CV input: -5 V to +5 V become 3.2 V to 0.1 V.

    The inverting stage has a gain of -30.9k / 100k = -0.309. CV_BIAS times 1 + 0.309 is the middle, 1.65 V.
    What parts of 1 % shift still fits between the converter's ends, so that +5 V can be calibrated. The
    feedback capacitor cuts above 1 / (2 pi * 30.9k * 3.3n) = 1.6 kHz; 1k and 10n feed the converter and cut
    above 16 kHz. 12 V at the jack drive 0.12 mA through 100k, also where nothing is powered. An empty jack's
    contact is at ground; a cable whose other end is open reads 1.26 V.
    """
    b = Builder(f"cv{number}", f"CV {number}", 700 + 10 * number, drawing="cv_channel")
    b.add("J", control.part, control.label, "jack", {"S": "GND", "T": "jack", "TN": "GND"})
    b.add("R", "resistor", "100k", "input", "jack", "sum")
    b.add("R", "resistor", "30.9k", "feedback", "sum", "out")
    b.add("C", "ceramic_c0g", "3.3n", "corner", "sum", "out")
    b.add("U", "opamp_single", "MCP6001", "amplifier", "out", "GND", "CV_BIAS", "sum", "+3V3A")
    b.add("C", "ceramic_50v", "100n", "bypass", "+3V3A", "GND")
    b.add("R", "resistor", "1k", "adc_series", "out", read_net(control.net))
    b.add("C", "ceramic_c0g", "10n", "adc_hold", read_net(control.net), "GND")
    return b.sheet(ADC=read_net(control.net), BIAS="CV_BIAS")


def knobs(panel: Panel) -> Sheet:
    """Return the sheet of the knobs: eight through a multiplexer, the functions' straight.

    A wiper of 10k is 2.5k at most; with 10 nF it settles in 25 us, and the capacitor feeds the converter, as
    1 nF does behind the multiplexer.
    """
    b = Builder("knobs", "Knobs", 300)
    by_channel = dict(zip(panel.channels, panel.of("knob"), strict=True))
    for control in (*panel.of("knob"), *panel.of("function")):
        wiper = f"{control.name}_wiper" if control.kind == "knob" else read_net(control.net)
        b.add("RV", control.part, control.label, control.name, "GND", wiper, "+3V3A")
        b.add("C", "ceramic_c0g", "10n", f"{control.name}_hold", wiper, "GND")
    pins = {CHANNEL_PINS[channel]: f"{control.name}_wiper" for channel, control in by_channel.items()}
    pins |= {"3": "KNOBS_ADC", "6": "GND", "7": "GND", "8": "GND", "16": "+3V3A"}
    pins |= {"9": "SELECT_C", "10": "SELECT_B", "11": "SELECT_A"}
    b.add("U", "multiplexer", "74HC4051", "multiplexer", pins)
    b.add("C", "ceramic_50v", "100n", "bypass", "+3V3A", "GND")
    b.add("C", "ceramic_c0g", "1n", "common_hold", "KNOBS_ADC", "GND")
    selects = ("SELECT_A", "SELECT_B", "SELECT_C")
    ports = ("KNOBS_ADC", *selects, *(read_net(each.net) for each in panel.of("function")))
    return b.sheet(**{net: net for net in ports})


def front(panel: Panel) -> Sheet:
    """Return the sheet of gate, button, lights, and what holds and aligns the board.

    The button closes to ground; the Seed pulls it up. A light takes (3.3 V - 1.9 V) / 1k = 1.4 mA of a pin.
    """
    b = Builder("panel", "Panel", 600)
    gate = panel.named("gate")
    gate_trigger(b, gate)
    button = panel.named("button")
    b.add("SW", button.part, button.label, "button", button.net, "GND")
    for light in panel.of("light"):
        anode = f"{light.name}_anode"
        b.add("D", light.part, light.label, light.name, "GND", anode)
        b.add("R", "resistor", "1k", f"{light.name}_series", light.net, anode)
    for number in range(1, len(panel.holes_mm) + 1):
        b.add("H", "mounting_hole", "M3", f"hole{number}")
    for number in range(1, 4):
        b.add("FID", "fiducial", "Fiducial", f"fiducial{number}")
    ports = (read_net(gate.net), button.net, *(each.net for each in panel.of("light")))
    return b.sheet(**{net: net for net in ports})


def gate_trigger(b: Builder, gate: Control) -> None:
    """Add a Schmitt trigger: high from 2.0 V on, low below 1.65 V.

    The reference is 3.3 V * 12.1 / (10 + 12.1) = 1.807 V; 100k against 1M make of it 1.807 V * 1.1 = 1.99 V,
    and a tenth of 3.3 V less while the output is high. 12 V drive 0.24 mA at most. 100k to ground take
    the gate low where a cable's other end is open: without it 1M would hold it high.
    """
    b.add("J", gate.part, gate.label, "gate_jack", {"S": "GND", "T": "gate_jack", "TN": "GND"})
    b.add("R", "resistor", "100k", "gate_input", "gate_jack", "gate_plus")
    b.add("R", "resistor", "1M", "gate_feedback", "gate_plus", "gate_out")
    b.add("R", "resistor", "10k", "gate_upper", "+3V3A", "gate_reference")
    b.add("R", "resistor", "12.1k", "gate_lower", "gate_reference", "GND")
    b.add("U", "opamp_single", "MCP6001", "gate_comparator",
          "gate_out", "GND", "gate_plus", "gate_reference", "+3V3A")
    b.add("C", "ceramic_50v", "100n", "gate_bypass", "+3V3A", "GND")
    b.add("R", "resistor", "1k", "gate_series", "gate_out", read_net(gate.net))
    b.add("R", "resistor", "100k", "gate_ground", "gate_jack", "GND")
