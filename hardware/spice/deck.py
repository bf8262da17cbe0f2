# SPDX-License-Identifier: MIT
"""Parts of the design as lines of ngspice, by their kind."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from design.netlist import Part
from design.parts import number
from spice import models

# Series resistance of capacitors, ohm, and the share of a ceramic's value that is left at its voltage.
ESR_OHM = {"electrolytic": 0.36, "bipolar": 3.0, "film": 0.05, "ceramic_10u": 0.005, "ceramic_50v": 0.02}
LEAK_OHM = {"bipolar": 8e6}  # Nichicon UES: 3 uA at 25 V
# GRM21BR61E106K loses with voltage, as Murata's curves go: at 12 V 60 %, at 6.5 V 35 %, at 3.3 V 12 %.
BIAS_SHARE = {"power/switcher_in": 0.40, "power/switcher_out": 0.65, "+6V5": 0.65, "+3V3A": 0.88}
# Connectors, holes and marks have no lines; a testbench stands for the Seed.
SILENT = {"jack", "header", "power_header", "test_point", "mounting_hole", "fiducial", "button", "usb",
          "usb_esd", "usb_lead", "daisy_seed"}
CAPACITORS = {"ceramic_c0g", "ceramic_50v", "ceramic_10u", "electrolytic", "film", "bipolar"}
LIGHTS = {"led_red", "led_yellow", "led_green"}
SUBCIRCUITS = {"opamp_single": "mcp6001", "opamp_dual": "tl072", "schottky": "schottky",
               "polyfuse": "polyfuse", "ferrite": "ferrite", "switcher": "switcher",
               "multiplexer": "multiplexer"}


class Settings(NamedTuple):
    """What a deck takes differently: offsets in V by reference, wipers from 0 to 1 by role, and whether the
    switching regulator makes its ripple in an AC analysis."""

    offsets_v: Mapping[str, float] = {}
    wipers: Mapping[str, float] = {}
    ripple: bool = False


NOMINAL = Settings()


def node(net: str) -> str:
    """Return ngspice's name of a net: cv1_sum of cv1/sum, p12v of +12V."""
    if net == "GND":
        return "0"
    return net.replace("/", "_").replace("+", "p").replace("-", "m").lower()


def part_lines(part: Part, settings: Settings = NOMINAL) -> list[str]:
    """Return a part's lines, none for a part without an electric side. Raises KeyError for unknown kinds."""
    if part.kind in SILENT:
        return []
    nodes = [node(part.pins[pin]) for pin in sorted(part.pins, key=int)]
    return _writer(part.kind)(part, part.reference, nodes, settings)


def value_share(part: Part) -> float:
    """Return what is left of a part's value at its voltage."""
    return min(BIAS_SHARE.get(net, 1.0) for net in part.pins.values()) if part.kind == "ceramic_10u" else 1.0


def deck(parts: Iterable[Part], *bench: str, settings: Settings = NOMINAL) -> list[str]:
    """Return a whole deck: the library, the parts, the lines of the testbench."""
    lines = [line for part in parts for line in part_lines(part, settings)]
    return ["* of hardware/design", *models.library(), *lines, *bench]


def _writer(kind: str) -> Callable[[Part, str, list[str], Settings], list[str]]:
    if kind == "resistor":
        return _resistor
    if kind == "pot":
        return _pot
    if kind in CAPACITORS:
        return _capacitor
    return _light if kind in LIGHTS else _subcircuit


def _resistor(part: Part, name: str, nodes: list[str], settings: Settings) -> list[str]:
    return [f"R{name} {nodes[0]} {nodes[1]} {number(part.value):.9g}"]


def _pot(part: Part, name: str, nodes: list[str], settings: Settings) -> list[str]:
    place = min(max(settings.wipers.get(part.role, 0.5), models.POT_END), 1 - models.POT_END)
    return [f"R{name}a {nodes[0]} {nodes[1]} {place * models.POT_OHM:.9g}",
            f"R{name}b {nodes[1]} {nodes[2]} {(1 - place) * models.POT_OHM:.9g}"]


def _capacitor(part: Part, name: str, nodes: list[str], settings: Settings) -> list[str]:
    farad = number(part.value) * value_share(part)
    if part.kind not in ESR_OHM:
        return [f"C{name} {nodes[0]} {nodes[1]} {farad:.9g}"]
    lines = [f"C{name} {nodes[0]} {name}_esr {farad:.9g}",
             f"R{name}_esr {name}_esr {nodes[1]} {ESR_OHM[part.kind]:g}"]
    if part.kind in LEAK_OHM:
        lines.append(f"R{name}_leak {nodes[0]} {nodes[1]} {LEAK_OHM[part.kind]:g}")
    return lines


def _light(part: Part, name: str, nodes: list[str], settings: Settings) -> list[str]:
    return [f"D{name} {nodes[1]} {nodes[0]} {part.kind}"]


def _subcircuit(part: Part, name: str, nodes: list[str], settings: Settings) -> list[str]:
    tail = "wave=1" if part.kind == "switcher" and settings.ripple else ""
    if part.reference in settings.offsets_v:
        tail = f"vos={settings.offsets_v[part.reference]:.9g}"
    return [f"X{name} {' '.join(nodes)} {SUBCIRCUITS[part.kind]} {tail}".rstrip()]
