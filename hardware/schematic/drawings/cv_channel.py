# SPDX-License-Identifier: MIT
"""The drawing that all CV inputs share."""

from design import controls
from design.netlist import Sheet
from schematic.canvas import Drawing
from schematic.drawings.stock import FLAT, JACK, explained, jack_grounds


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet)
    d.title = "CV input, once for all eight"
    d.frame("CV input", 16, 16, 204, 76)
    _input(d)
    _stage(d)
    _output(d)
    d.frame("Values", 16, 96, 204, 24)
    d.note(explained(controls.cv_channel), 19, 103, 196)
    return d


def _input(d: Drawing) -> None:
    d.place("jack", 48, 58, mirror="x", texts=JACK)
    jack_grounds(d, "jack")
    d.place("input", 76, 58, 90, texts="around")
    d.wire("jack.T", "input.1")
    d.label("jack", (62, 58))


def _stage(d: Drawing) -> None:
    d.place("amplifier", 112, 56, texts=((3, -7), (3, -5), "left"))
    d.wire("input.2", "amplifier.4")
    d.label("sum", (95, 58))
    d.place("feedback", 112, 72, 90, texts="around")
    d.place("corner", 112, 82, 90, texts=FLAT)
    d.wire((92, 58), (92, 72), "feedback.1")
    d.wire((92, 72), (92, 82), "corner.1")
    d.wire("amplifier.1", (130, 56))
    d.wire((130, 56), (130, 72), "feedback.2")
    d.wire((130, 72), (130, 82), "corner.2")
    d.port("BIAS", (92, 42), "input", 180)
    d.wire((92, 42), (100, 42), (100, 54), "amplifier.3")
    d.wire("amplifier.5", (110, 34))
    d.rail("+3V3A", (110, 34))
    d.rail("GND", "amplifier.2")
    d.place("bypass", 128, 39)
    d.wire((110, 36), "bypass.1")
    d.rail("GND", "bypass.2")


def _output(d: Drawing) -> None:
    d.place("adc_series", 152, 56, 90, texts="around")
    d.wire((130, 56), "adc_series.1")
    d.label("out", (136, 56))
    d.place("adc_hold", 170, 61)
    d.wire("adc_series.2", (184, 56))
    d.wire((170, 56), "adc_hold.1")
    d.rail("GND", "adc_hold.2")
    d.port("ADC", (184, 56), "output")
