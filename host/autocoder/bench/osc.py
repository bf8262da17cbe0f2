# SPDX-License-Identifier: MIT
"""How many decodes a second the OSC server answers on loopback, every reply compared."""

from autocoder.bench.measuring import Bench, Remarked, Row
from autocoder.osc.measure import measure_decodes

SECONDS = 5.0


def decodes_per_second(bench: Bench) -> Remarked:
    """Return the decodes answered in a second, and how many replies were lost or wrong."""
    load = measure_decodes(bench.model, SECONDS, progress=bench.progress)
    return Remarked(load.per_second, f"{load.lost} lost, {load.wrong} wrong")


ROWS = (Row("osc.decodes_per_second", "replies per s", decodes_per_second),)
