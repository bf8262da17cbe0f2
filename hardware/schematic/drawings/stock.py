# SPDX-License-Identifier: MIT
"""What several drawings have in common: how notes are taken from the design, where small texts stand."""

import inspect
import re
from collections.abc import Callable

from schematic.canvas import Drawing, Point

# Where reference and value stand of capacitors and ferrites that lie, of jacks, of test points.
FLAT = ((0, -3), (0, 3), "middle")
JACK = ((-1, -7), (-1, -5), "middle")
POINT = ((2, -4), (2, -2), "left")
OPENING = re.compile(r"^(Return the sheet of|Add) ")


def explained(function: Callable[..., object]) -> str:
    """Return what the design says of a block, without what its function does with it."""
    said = OPENING.sub("", inspect.getdoc(function) or "")
    return said[0].upper() + said[1:]


def jack_grounds(d: Drawing, role: str, *, switched: bool = True) -> None:
    """Ground a jack that is mirrored about x: its sleeve below, with `switched` its switch above."""
    x, y = d.pin(f"{role}.S")
    d.wire(f"{role}.S", (x + 3, y), (x + 3, y + 3))
    d.rail("GND", (x + 3, y + 3))
    if switched:
        x, y = d.pin(f"{role}.TN")
        d.wire(f"{role}.TN", (x + 2, y), (x + 2, y - 5), (x + 6, y - 5))
        d.rail("GND", (x + 6, y - 5))


def amplifier_supply(d: Drawing, at: Point) -> None:
    """Draw a dual amplifier's third unit, at a place, with its capacitors."""
    x, y = at
    d.place("amplifier", x, y, unit=3, texts=((1, -1), (1, 1), "left"))
    d.wire("amplifier.8", (x - 2, y - 14))
    d.rail("+12V", (x - 2, y - 14))
    d.place("plus_bypass", x + 12, y - 9)
    d.wire((x - 2, y - 12), "plus_bypass.1")
    d.rail("GND", "plus_bypass.2")
    d.wire("amplifier.4", (x - 2, y + 14))
    d.rail("-12V", (x - 2, y + 14))
    d.place("minus_bypass", x + 12, y + 15)
    d.wire((x - 2, y + 12), "minus_bypass.1")
    d.rail("GND", "minus_bypass.2")
