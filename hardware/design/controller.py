# SPDX-License-Identifier: MIT
"""The Daisy Seed and its USB."""

from design.netlist import Builder, Sheet
from design.panel import Panel

ALL_PINS = tuple(str(number) for number in range(1, 41))
AUDIO_PINS = {"16": "CODEC_IN_LEFT", "17": "CODEC_IN_RIGHT", "18": "CODEC_OUT_LEFT", "19": "CODEC_OUT_RIGHT"}
SUPPLY_PINS = {"20": "GND", "21": "+3V3A", "39": "+6V5", "40": "GND"}


def seed_pin(number: int) -> str:
    """Return the Seed's pin of D0 to D30: six pins of sound and supply lie between D14 and D15."""
    return str(number + 1 if number < 15 else number + 7)


def read_net(net: str) -> str:
    """Return the name of what a converter reads of a control's net."""
    return f"{net}_ADC"


def seed_nets(panel: Panel) -> dict[str, str]:
    """Return the net of each of the Seed's pins that are used."""
    nets = AUDIO_PINS | SUPPLY_PINS | {seed_pin(panel.common): "KNOBS_ADC"}
    nets |= {seed_pin(pin): f"SELECT_{letter}" for pin, letter in zip(panel.select, "ABC", strict=True)}
    for control in panel.controls:
        if control.pin is not None:
            digital = control.kind in ("button", "light")
            nets[seed_pin(control.pin)] = control.net if digital else read_net(control.net)
    return nets


def sheet(panel: Panel) -> Sheet:
    """Return the sheet of the Seed, a Rev 4 or a Rev 7, whose pins are the same.

    Both of its grounds meet here: a Rev 4 leaves AGND and DGND apart. Its USB socket is behind the board: a
    lead from J202 joins the panel's to it. D13, D14 and D29, D30 stay free.
    """
    b = Builder("controller", "Controller", 200)
    nets = seed_nets(panel)
    unused = tuple(pin for pin in ALL_PINS if pin not in nets)
    b.add("U", "daisy_seed", "Daisy Seed", "seed", nets, unconnected=unused)
    b.add("C", "ceramic_10u", "10u", "seed_bulk", "+6V5", "GND")
    b.add("C", "ceramic_50v", "100n", "seed_bypass", "+6V5", "GND")
    pins = {"1": "usb_bus", "2": "usb_minus", "3": "usb_plus", "5": "GND", "6": "GND"}
    b.add("J", "usb", "USB", "usb", pins, unconnected=("4",))
    b.add("D", "usb_esd", "USBLC6-2SC6", "usb_protection",
          "usb_minus", "GND", "usb_plus", "usb_plus", "usb_bus", "usb_minus")
    b.add("J", "usb_lead", "USB lead", "usb_lead", "usb_bus", "usb_minus", "usb_plus", "GND")
    ports = sorted({net for net in nets.values() if net not in SUPPLY_PINS.values()})
    return b.sheet(**{net: net for net in ports})
