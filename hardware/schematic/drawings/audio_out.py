# SPDX-License-Identifier: MIT
"""The drawing of both audio outputs."""

from design import audio
from design.netlist import Sheet
from schematic.canvas import Drawing
from schematic.drawings.stock import FLAT, POINT, amplifier_supply, explained

LINES_Y = {"left": 44, "right": 98}  # of each side's signal


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet)
    d.frame("Outputs", 12, 12, 172, 102)
    for unit, (side, y) in enumerate(LINES_Y.items(), 1):
        _filter(d, side, y, unit)
        _jack(d, side, y + 2)
    d.frame("Supply of the amplifier", 188, 12, 34, 102)
    amplifier_supply(d, (199, 60))
    d.frame("Values", 12, 118, 124, 34)
    d.note(explained(audio.outputs), 15, 125, 118)
    return d


def _filter(d: Drawing, side: str, y: int, unit: int) -> None:
    output, minus, plus = (f"amplifier.{pin}" for pin in audio.UNITS[side])
    d.port(f"CODEC_OUT_{side.upper()}", (32, y), "input", 180)
    d.place(f"{side}_input", 40, y, 90, texts="around")
    d.wire((32, y), f"{side}_input.1")
    d.place(f"{side}_shunt", 50, y + 5)
    d.wire((50, y), f"{side}_shunt.1")
    d.rail("GND", f"{side}_shunt.2")
    d.place(f"{side}_inner", 68, y, 90, texts="around")
    d.wire(f"{side}_input.2", f"{side}_inner.1")
    d.label(f"{side}_middle", (52, y))
    d.place("amplifier", 92, y + 2, mirror="x", unit=unit, texts=((2, 5), (2, 7), "left"))
    d.wire(f"{side}_inner.2", minus)
    d.label(f"{side}_sum", (77, y))
    d.wire(plus, (83, y + 4), (83, y + 7))
    d.rail("GND", (83, y + 7))
    d.place(f"{side}_integrator", 92, y - 9, 90, texts=FLAT)
    d.place(f"{side}_feedback", 92, y - 19, 90, texts="around")
    d.wire((75, y), (75, y - 9), f"{side}_integrator.1")
    d.wire((50, y), (50, y - 19), f"{side}_feedback.1")
    d.wire((102, y + 2), (102, y - 9), f"{side}_integrator.2")
    d.wire((102, y - 9), (102, y - 19), f"{side}_feedback.2")
    d.place(f"test_{side}", 113, y + 2, texts=POINT)
    d.place(f"{side}_series", 132, y + 2, 90, texts="around")
    d.wire(output, f"{side}_series.1")
    d.label(f"{side}_out", (104, y + 2))


def _jack(d: Drawing, side: str, y: int) -> None:
    d.place(f"{side}_coupling", 152, y, 90, texts=FLAT)
    d.wire(f"{side}_series.2", f"{side}_coupling.1")
    d.label(f"{side}_coupled", (137, y))
    d.place(f"{side}_bleeder", 159, y + 5)
    d.wire((159, y), f"{side}_bleeder.1")
    d.rail("GND", f"{side}_bleeder.2")
    d.place(f"{side}_jack", 178, y, 180, texts=((-1, -7), (-1, -5), "middle"))
    d.wire(f"{side}_coupling.2", f"{side}_jack.T")
    d.label(f"{side}_jack", (161, y))
    x, sleeve = d.pin(f"{side}_jack.S")
    d.wire((x, sleeve), (x - 2, sleeve), (x - 2, sleeve + 4))
    d.rail("GND", (x - 2, sleeve + 4))
