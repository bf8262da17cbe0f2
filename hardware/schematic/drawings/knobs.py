# SPDX-License-Identifier: MIT
"""The drawing of the knobs."""

from design import controls
from design.netlist import Sheet
from schematic.canvas import Drawing, Point
from schematic.drawings.stock import explained

FIRST, PITCH = (44, 34), 20  # the first latent's knob; from one to the next
MULTIPLEXER = (156, 102)
LANE_X, LANE_STEP = 124, 4  # of the outermost wire to the multiplexer; to the next one inwards
FUNCTIONS = (254, 34)


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet, "A3")
    d.frame("Knobs of the latents, read one after the other", 12, 12, 208, 184)
    _multiplexer(d)
    _latents(d)
    d.frame("Knobs of the functions", 224, 12, 94, 80)
    functions = [part.role for part in sheet.parts if part.kind == "pot" and part.pins["2"].isupper()]
    for place, role in enumerate(functions):
        end = _knob(d, role, (FUNCTIONS[0], FUNCTIONS[1] + place * PITCH))
        d.wire(end, (end[0] + 12, end[1]))
        d.port(d.part(role).pins["2"], (end[0] + 12, end[1]), "output")
    d.frame("Values", 224, 96, 94, 30)
    d.note(explained(controls.knobs), 227, 103, 88)
    return d


def _knob(d: Drawing, role: str, at: Point) -> Point:
    """Draw a knob with its capacitor and return where its wiper's wire ends."""
    x, y = at
    d.place(role, x, y, mirror="x", texts="left")
    d.rail("+3V3A", f"{role}.3")
    d.rail("GND", f"{role}.1")
    d.place(f"{role}_hold", x + 10, y + 3)
    d.rail("GND", f"{role}_hold.2")
    d.wire(f"{role}.2", (x + 10, y))
    return x + 10, y


def _latents(d: Drawing) -> None:
    """Draw the latents' knobs in the order of the multiplexer's inputs, so that no wires cross."""
    inputs = controls.CHANNEL_PINS
    for channel, pin in enumerate(inputs):
        net = d.part("multiplexer").pins[pin].partition("/")[2]
        role = net.removesuffix("_wiper")
        x, y = _knob(d, role, (FIRST[0], FIRST[1] + channel * PITCH))
        lane = LANE_X - LANE_STEP * min(channel, len(inputs) - 1 - channel)
        d.wire((x, y), (lane, y), (lane, d.pin(f"multiplexer.{pin}")[1]), f"multiplexer.{pin}")
        d.label(net, (x + 4, y))


def _multiplexer(d: Drawing) -> None:
    x, y = MULTIPLEXER
    d.place("multiplexer", x, y, mirror="y", texts=((-6, 13), (-6, 15), "right"))
    d.wire("multiplexer.16", (x, y - 20))
    d.rail("+3V3A", (x, y - 20))
    d.place("bypass", x + 12, y - 15)
    d.wire((x, y - 18), "bypass.1")
    d.rail("GND", "bypass.2")
    d.wire("multiplexer.7", (x - 2, y + 14), (x, y + 14))
    d.wire("multiplexer.8", (x, y + 16))
    d.rail("GND", (x, y + 16))
    d.wire("multiplexer.6", (x + 9, y + 6), (x + 9, y + 9))
    d.rail("GND", (x + 9, y + 9))
    d.wire("multiplexer.3", (x + 44, y - 6))
    d.place("common_hold", x + 36, y - 3)
    d.rail("GND", "common_hold.2")
    d.port("KNOBS_ADC", (x + 44, y - 6), "output")
    for pin in ("11", "10", "9"):
        net = d.part("multiplexer").pins[pin]
        at = (x + 20, d.pin(f"multiplexer.{pin}")[1])
        d.wire(f"multiplexer.{pin}", at)
        d.port(net, at, "input")
