# SPDX-License-Identifier: MIT
"""The OSC server on loopback: decodes a second, every reply compared, and its longest answer."""

from autocoder.bench.measuring import Bench, Remarked, Row
from autocoder.osc.largest import longest_answer
from autocoder.osc.measure import measure_decodes

SECONDS = 5.0


def decodes_per_second(bench: Bench) -> Remarked:
    """Return the decodes answered in a second, and how many replies were lost or wrong."""
    load = measure_decodes(bench.model, SECONDS, progress=bench.progress)
    return Remarked(load.per_second, f"{load.lost} lost, {load.wrong} wrong")


def largest_datagram_ms(bench: Bench) -> Remarked:
    """Return how long the server is busy with the datagram that keeps it longest."""
    seconds, what = longest_answer(bench.model)
    return Remarked(1000.0 * seconds, what)


ROWS = (Row("osc.decodes_per_second", "replies per s", decodes_per_second),
        Row("osc.largest_datagram_ms", "ms", largest_datagram_ms))
