# SPDX-License-Identifier: MIT
"""The drawing of gate, button, lights and what holds the board."""

from design import controls
from design.netlist import Sheet
from schematic.canvas import Drawing
from schematic.drawings.stock import JACK, explained, jack_grounds

LIGHTS_Y, LIGHTS_PITCH = 53, 9  # of the first light; to the next


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet)
    d.frame("Gate in", 12, 12, 116, 94)
    _gate_in(d)
    _comparator(d)
    d.note(explained(controls.gate_trigger), 15, 90, 108)
    d.frame("Button", 132, 12, 90, 24)
    _button(d)
    d.frame("Lights", 132, 40, 90, 88)
    _lights(d)
    d.frame("Holes for screws; marks that machines align the board by", 12, 110, 116, 40)
    _mechanics(d)
    return d


def _gate_in(d: Drawing) -> None:
    d.place("gate_jack", 26, 44, mirror="x", texts=JACK)
    jack_grounds(d, "gate_jack")
    d.place("gate_input", 50, 44, 90, texts="around")
    d.wire("gate_jack.T", "gate_input.1")
    d.label("gate_jack", (37, 44))
    d.place("gate_ground", 44, 54)
    d.wire("gate_ground.1", (44, 44))
    d.rail("GND", "gate_ground.2")


def _comparator(d: Drawing) -> None:
    d.place("gate_comparator", 80, 46, texts=((1, 5), (1, 7), "left"))
    d.wire("gate_input.2", "gate_comparator.3")
    d.label("gate_plus", (63, 44))
    d.place("gate_feedback", 80, 30, 90, texts="around")
    d.wire((61, 44), (61, 30), "gate_feedback.1")
    d.place("gate_series", 104, 46, 90, texts="around")
    d.wire("gate_comparator.1", "gate_series.1")
    d.wire((90, 46), (90, 30), "gate_feedback.2")
    d.label("gate_out", (92, 46))
    d.wire("gate_series.2", (112, 46))
    d.port("GATE_ADC", (112, 46), "output")
    d.rail("+3V3A", "gate_comparator.5")
    d.rail("GND", "gate_comparator.2")
    d.place("gate_upper", 50, 63)
    d.place("gate_lower", 50, 75)
    d.wire("gate_upper.2", "gate_lower.1")
    d.wire((50, 69), (70, 69), (70, 48), "gate_comparator.4")
    d.label("gate_reference", (53, 69))
    d.rail("+3V3A", "gate_upper.1")
    d.rail("GND", "gate_lower.2")
    d.place("gate_bypass", 100, 67)
    d.rail("+3V3A", "gate_bypass.1")
    d.rail("GND", "gate_bypass.2")


def _button(d: Drawing) -> None:
    d.place("button", 170, 26, texts=((0, -5), (0, 3), "middle"))
    d.port("BUTTON", (158, 26), "output", 180)
    d.wire((158, 26), "button.1")
    d.wire("button.2", (182, 26), (182, 29))
    d.rail("GND", (182, 29))


def _lights(d: Drawing) -> None:
    """Draw the lights, row by row; their references and names stand beyond the wire that grounds them."""
    lights = [part.role for part in d.sheet.parts if part.kind.startswith("led_")]
    for row, role in enumerate(lights):
        y = LIGHTS_Y + row * LIGHTS_PITCH
        d.place(f"{role}_series", 164, y, 90, texts="around")
        d.place(role, 188, y, mirror="y", texts=((12, 0), (18, 0), "left"))
        d.port(d.part(f"{role}_series").pins["1"], (156, y), "input", 180)
        d.wire((156, y), f"{role}_series.1")
        d.wire(f"{role}_series.2", f"{role}.2")
        d.label(f"{role}_anode", (168, y))
        d.wire(f"{role}.1", (196, y))
    bottom = LIGHTS_Y + (len(lights) - 1) * LIGHTS_PITCH + 4
    d.wire((196, LIGHTS_Y), (196, bottom))
    d.rail("GND", (196, bottom))


def _mechanics(d: Drawing) -> None:
    holes = [part.role for part in d.sheet.parts if part.kind == "mounting_hole"]
    marks = [part.role for part in d.sheet.parts if part.kind == "fiducial"]
    for y, roles in ((124, holes), (138, marks)):
        for column, role in enumerate(roles):
            d.place(role, 24 + 26 * column, y, texts=((3, -1), (3, 1), "left"))
