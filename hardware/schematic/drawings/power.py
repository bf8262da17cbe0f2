# SPDX-License-Identifier: MIT
"""The drawing of the supply."""

from design import power
from design.netlist import Sheet
from schematic.canvas import Drawing
from schematic.drawings.stock import FLAT, POINT, explained


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet)
    d.frame("The rack's supply, protected", 12, 12, 134, 72)
    _header(d)
    _plus(d)
    _minus(d)
    d.note(explained(power.sheet), 15, 72, 128)
    d.frame("Supply of the Daisy Seed", 12, 88, 210, 40)
    _seed_supply(d)
    d.note(explained(power.seed_supply), 15, 117, 204)
    d.frame("3.3 V for knobs and amplifiers; offset of the CV inputs", 150, 12, 72, 72)
    _offset(d)
    d.note(explained(power.offset), 153, 72, 66)
    return d


def _header(d: Drawing) -> None:
    d.place("header", 32, 46, mirror="x", texts=((1, -7), (1, 7), "middle"))
    d.wire("header.9", (25, 42), (25, 34), (44, 34), (44, 42), "header.10")
    d.wire("header.1", (25, 50), (25, 58), (44, 58), (44, 50), "header.2")
    for left, right in (("3", "4"), ("5", "6"), ("7", "8")):
        y = d.pin(f"header.{left}")[1]
        d.wire(f"header.{left}", (22, y))
        d.wire(f"header.{right}", (47, y))
    for x in (22, 47):
        d.wire((x, 44), (x, 48), (x, 50))
        d.rail("GND", (x, 50))


def _plus(d: Drawing) -> None:
    d.place("plus_fuse", 64, 34, 90, texts="around")
    d.place("plus_diode", 88, 34, 180, texts="around")
    d.wire((44, 34), "plus_fuse.1")
    d.label("plus_12_in", (47, 34))
    d.wire("plus_fuse.2", "plus_diode.2")
    d.label("plus_12_fused", (70, 34))
    d.place("plus_bulk", 98, 37)
    d.place("plus_bypass", 108, 37)
    d.place("test_plus", 134, 34, texts=POINT)
    d.wire("plus_diode.1", (134, 34))
    d.rail("+12V", (118, 34))
    d.flag((126, 34))
    for role in ("plus_bulk", "plus_bypass"):
        d.rail("GND", f"{role}.2")
    d.place("test_ground", 134, 46, texts=POINT)
    d.rail("GND", (134, 46))


def _minus(d: Drawing) -> None:
    d.place("minus_fuse", 64, 58, 90, texts="around")
    d.place("minus_diode", 88, 58, texts="around")
    d.wire((44, 58), "minus_fuse.1")
    d.label("minus_12_in", (47, 58))
    d.wire("minus_fuse.2", "minus_diode.1")
    d.label("minus_12_fused", (70, 58))
    d.place("minus_bulk", 98, 61, 180)
    d.place("minus_bypass", 108, 61)
    d.place("test_minus", 134, 58, texts=POINT)
    d.wire("minus_diode.2", (134, 58))
    d.rail("-12V", (118, 58))
    d.flag((126, 58))
    d.rail("GND", "minus_bulk.1")
    d.rail("GND", "minus_bypass.2")


def _seed_supply(d: Drawing) -> None:
    d.rail("+12V", (24, 102))
    d.place("input_ferrite", 40, 102, 90, texts=FLAT)
    d.wire((24, 102), "input_ferrite.1")
    d.place("switcher_input", 54, 105)
    d.place("switcher", 86, 104, texts=((-5, -5), (5, -5), "middle"))
    d.wire("input_ferrite.2", "switcher.1")
    d.label("switcher_in", (56, 102))
    d.flag((72, 102))
    d.place("switcher_output", 118, 105)
    d.place("output_ferrite", 138, 102, 90, texts=FLAT)
    d.wire("switcher.3", "output_ferrite.1")
    d.label("switcher_out", (100, 102))
    d.place("seed_bulk", 156, 105)
    d.place("test_seed", 192, 102, texts=POINT)
    d.wire("output_ferrite.2", (192, 102))
    d.rail("+6V5", (168, 102))
    d.flag((180, 102))
    for pin in ("switcher_input.2", "switcher.2", "switcher_output.2", "seed_bulk.2"):
        d.rail("GND", pin)


def _offset(d: Drawing) -> None:
    d.place("test_three", 160, 34, texts=POINT)
    d.place("three_bulk", 168, 37)
    d.place("three_bypass", 178, 37)
    d.place("offset_upper", 190, 41)
    d.wire("test_three.1", (190, 34), "offset_upper.1")
    d.rail("+3V3A", (178, 34))
    d.place("offset_lower", 190, 55)
    d.place("offset_bulk", 200, 55)
    d.wire("offset_upper.2", "offset_lower.1")
    d.wire((190, 48), (200, 48), "offset_bulk.1")
    d.place("test_offset", 206, 48, texts=POINT)
    d.wire((200, 48), (210, 48))
    d.port("CV_BIAS", (210, 48), "output")
    for pin in ("three_bulk.2", "three_bypass.2", "offset_lower.2", "offset_bulk.2"):
        d.rail("GND", pin)
