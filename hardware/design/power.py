# SPDX-License-Identifier: MIT
"""From the rack's supply to the module's: +12 V and -12 V protected, +6.5 V for the Seed, the CVs' offset."""

from design.netlist import Builder, Sheet


def sheet() -> Sheet:
    """Return the sheet of the supply.

    Each rail has a resettable fuse and a Schottky diode: of a reversed cable nothing gets through, of a short
    no more than the fuse holds. +3V3A comes from the Daisy Seed (its converters' reference), so that knobs
    and offsets are read as parts of what they are made of.
    """
    b = Builder("power", "Power", 100)
    b.add("J", "power_header", "Eurorack", "header", *["minus_12_in"] * 2, *["GND"] * 6, *["plus_12_in"] * 2)
    b.add("F", "polyfuse", "0.35A", "plus_fuse", "plus_12_in", "plus_12_fused")
    b.add("F", "polyfuse", "0.35A", "minus_fuse", "minus_12_in", "minus_12_fused")
    b.add("D", "schottky", "SS14", "plus_diode", "+12V", "plus_12_fused")
    b.add("D", "schottky", "SS14", "minus_diode", "minus_12_fused", "-12V")
    b.add("C", "electrolytic", "22u", "plus_bulk", "+12V", "GND")
    b.add("C", "electrolytic", "22u", "minus_bulk", "GND", "-12V")
    b.add("C", "ceramic_50v", "100n", "plus_bypass", "+12V", "GND")
    b.add("C", "ceramic_50v", "100n", "minus_bypass", "-12V", "GND")
    seed_supply(b)
    offset(b)
    for role, net in (("plus", "+12V"), ("minus", "-12V"), ("seed", "+6V5"), ("three", "+3V3A"),
                      ("ground", "GND"), ("offset", "CV_BIAS")):
        b.add("TP", "test_point", net, f"test_{role}", net)
    return b.sheet(CV_BIAS="CV_BIAS")


def seed_supply(b: Builder) -> None:
    """Add the switching regulator: a linear one would turn (12 V - 6.5 V) * 0.2 A = 1.1 W to heat.

    A Seed of Rev 4 takes 4 V to 17 V, one of Rev 7 from 5 V on: 6.5 V leave both a volt for what is between.
    Ferrites before and after keep its 500 kHz out of the rails and out of the Seed.
    """
    b.add("FB", "ferrite", "600R", "input_ferrite", "+12V", "switcher_in")
    b.add("C", "ceramic_10u", "10u", "switcher_input", "switcher_in", "GND")
    b.add("U", "switcher", "TSR 1-2465", "switcher", "switcher_in", "GND", "switcher_out")
    b.add("C", "ceramic_10u", "10u", "switcher_output", "switcher_out", "GND")
    b.add("FB", "ferrite", "600R", "output_ferrite", "switcher_out", "+6V5")
    b.add("C", "electrolytic", "22u", "seed_bulk", "+6V5", "GND")


def offset(b: Builder) -> None:
    """Add CV_BIAS, 3.3 V * 10.2 / (10.2 + 16.5) = 1.261 V: the CV stages make 1.65 V of it at 0 V in."""
    b.add("R", "resistor", "16.5k", "offset_upper", "+3V3A", "CV_BIAS")
    b.add("R", "resistor", "10.2k", "offset_lower", "CV_BIAS", "GND")
    b.add("C", "ceramic_10u", "10u", "offset_bulk", "CV_BIAS", "GND")
    b.add("C", "ceramic_10u", "10u", "three_bulk", "+3V3A", "GND")
    b.add("C", "ceramic_50v", "100n", "three_bypass", "+3V3A", "GND")
