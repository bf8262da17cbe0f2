# SPDX-License-Identifier: MIT
"""The drawing of the Daisy Seed and its USB."""

from design import controller
from design.netlist import POWER, Sheet
from schematic.canvas import Drawing
from schematic.drawings.stock import explained

SEED = (72, 86)
PORTS_X = (38, 106)  # where ports are, left and right of the Seed
OUTPUTS = ("CODEC_OUT", "SELECT", "LIGHT")  # what the Seed drives; the rest it reads


def shape(net: str) -> str:
    """Return which way one of the Seed's nets goes."""
    return "output" if net.startswith(OUTPUTS) else "input"


def draw(sheet: Sheet) -> Drawing:
    """Return the drawing."""
    d = Drawing(sheet)
    d.frame("Daisy Seed, Rev 4 or Rev 7", 12, 12, 116, 116)
    _seed(d)
    _supply(d)
    d.frame("USB at the panel", 132, 12, 90, 90)
    _usb(d)
    d.note(explained(controller.sheet), 135, 88, 84)
    return d


def _seed(d: Drawing) -> None:
    d.place("seed", *SEED, texts=((12, 33), (12, 35), "middle"))
    for pin, net in d.part("seed").pins.items():
        if net not in POWER:
            x, y = d.pin(f"seed.{pin}")
            left = x < SEED[0]
            at = (PORTS_X[0 if left else 1], y)
            d.wire((x, y), at)
            d.port(net, at, shape(net), 180 if left else 0)


def _supply(d: Drawing) -> None:
    x, top = d.pin("seed.39")
    y = top - 12
    d.place("seed_bulk", x - 26, y + 3)
    d.place("seed_bypass", x - 14, y + 3)
    d.wire("seed.39", (x, y), "seed_bulk.1")
    d.rail("+6V5", (x, y))
    d.rail("GND", "seed_bulk.2")
    d.rail("GND", "seed_bypass.2")
    x, top = d.pin("seed.21")
    d.wire("seed.21", (x, top - 4), (x + 8, top - 4), (x + 8, y))
    d.rail("+3V3A", (x + 8, y))
    x, bottom = d.pin("seed.40")
    d.wire("seed.40", (x, bottom + 3), (x + 4, bottom + 3), "seed.20")
    d.rail("GND", (x, bottom + 3))


def _usb(d: Drawing) -> None:
    d.place("usb", 144, 52, texts=((0, -9), (0, -7), "middle"))
    d.wire("usb.6", (142, 62), (144, 62), "usb.5")
    d.rail("GND", (144, 62))
    d.place("usb_protection", 178, 58, texts=((2, 6), (2, 8), "left"))
    d.wire("usb.2", (156, 54), (156, 58), "usb_protection.1")
    d.wire("usb.3", (162, 52), (162, 60), "usb_protection.3")
    d.wire("usb.1", (178, 48), "usb_protection.5")
    d.rail("GND", "usb_protection.2")
    d.place("usb_lead", 206, 58, texts=((0, -5), (0, 7), "middle"))
    d.wire((178, 48), (197, 48), (197, 56), "usb_lead.1")
    d.wire("usb_protection.6", "usb_lead.2")
    d.wire("usb_protection.4", "usb_lead.3")
    d.wire("usb_lead.4", (198, 62), (198, 65))
    d.rail("GND", (198, 65))
    d.label("usb_bus", (182, 48))
    for x in (164, 185):
        d.label("usb_minus", (x, 58))
        d.label("usb_plus", (x, 60))
