# SPDX-License-Identifier: MIT
"""Values within their tolerances, as commands that give them to ngspice.

A resistor or capacitor is anywhere within its tolerance, as likely here as there, which is harder than what
makers deliver; an amplifier's offset is normal, three sigma being its datasheet's most. The seed is fixed.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from design.netlist import Part
from design.parts import load, number
from spice import opamps
from spice.deck import CAPACITORS, value_share

BUILDS = 200
SEED = 7
OFFSET_MAX_V = {"opamp_single": opamps.MCP6001.offset_max_v, "opamp_dual": opamps.TL072.offset_max_v}
AMPLIFIERS = {"opamp_single": ("xa",), "opamp_dual": ("xa", "xb")}


class Build(NamedTuple):
    """One module: the commands that make it, and its amplifiers' offsets in V by reference."""

    alters: list[str]
    offsets_v: dict[str, float]


def builds(parts: Iterable[Part], count: int = BUILDS, seed: int = SEED) -> list[Build]:
    """Return modules, the same at every run."""
    random, kinds, parts = np.random.default_rng(seed), load(), list(parts)
    found = []
    for _ in range(count):
        build = Build([], {})
        for part in parts:
            name, tolerance = part.reference.lower(), kinds[part.kind].tolerance
            if tolerance is not None:
                value = number(part.value) * value_share(part) * (1 + tolerance * random.uniform(-1, 1))
                letter = "c" if part.kind in CAPACITORS else "r"
                build.alters.append(f"alter {letter}{name} = {value:.9g}")
            for amplifier in AMPLIFIERS.get(part.kind, ()):
                most = OFFSET_MAX_V[part.kind]
                offset = float(np.clip(random.normal(0, most / 3), -most, most))
                build.offsets_v[part.reference] = offset
                build.alters.append(f"alter v.x{name}.{amplifier}.voffset dc = {offset:.6g}")
        found.append(build)
    return found
