# SPDX-License-Identifier: MIT
"""The drawing of both audio inputs."""

from design import audio
from design.netlist import Sheet
from schematic.canvas import Drawing
from schematic.drawings.stock import FLAT, JACK, POINT, amplifier_supply, explained, jack_grounds

LINES_Y = {"left": 44, "right": 98}  # of each side's signal


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet)
    d.frame("Inputs", 12, 12, 170, 102)
    for unit, (side, y) in enumerate(LINES_Y.items(), 1):
        _jack(d, side, y)
        _stage(d, side, y, unit)
    d.wire((44, LINES_Y["left"]), (44, LINES_Y["right"] - 2), "right_jack.TN")
    d.frame("Supply of the amplifier", 186, 12, 36, 102)
    amplifier_supply(d, (198, 60))
    d.frame("Values", 12, 118, 124, 34)
    d.note(explained(audio.inputs), 15, 125, 118)
    return d


def _jack(d: Drawing, side: str, y: int) -> None:
    jack = f"{side}_jack"
    d.place(jack, 28, y, mirror="x", texts=JACK)
    jack_grounds(d, jack, switched=side == "left")
    d.place(f"{side}_coupling", 62, y, 90, texts=FLAT)
    d.wire(f"{jack}.T", f"{side}_coupling.1")
    d.label(jack, (46, y))
    d.place(f"{side}_input", 84, y, 90, texts="around")
    d.wire(f"{side}_coupling.2", f"{side}_input.1")
    d.label(f"{side}_coupled", (67, y))


def _stage(d: Drawing, side: str, y: int, unit: int) -> None:
    output, minus, plus = (f"amplifier.{pin}" for pin in audio.UNITS[side])
    d.place("amplifier", 108, y + 2, mirror="x", unit=unit, texts=((2, 5), (2, 7), "left"))
    d.wire(f"{side}_input.2", minus)
    d.label(f"{side}_sum", (94, y))
    d.wire(plus, (99, y + 4), (99, y + 7))
    d.rail("GND", (99, y + 7))
    d.place(f"{side}_feedback", 108, y - 9, 90, texts="around")
    d.place(f"{side}_corner", 108, y - 18, 90, texts=FLAT)
    for end, x in (("1", 92), ("2", 118)):
        d.wire((x, y if end == "1" else y + 2), (x, y - 9), f"{side}_feedback.{end}")
        d.wire((x, y - 9), (x, y - 18), f"{side}_corner.{end}")
    d.place(f"test_{side}", 132, y + 2, texts=POINT)
    d.place(f"{side}_series", 154, y + 2, 90, texts="around")
    d.wire(output, f"{side}_series.1")
    d.label(f"{side}_out", (121, y + 2))
    d.wire(f"{side}_series.2", (162, y + 2))
    d.port(f"CODEC_IN_{side.upper()}", (162, y + 2), "output")
