# SPDX-License-Identifier: MIT
"""IPC-D-356: what a bare board's tester must find joined, and whether it is what the circuit says."""

from collections import defaultdict
from collections.abc import Iterable

from design.netlist import Circuit

Pin = tuple[str, str]
PIN_RECORDS = ("317", "327")  # through-hole and surface; 367 are holes without copper
NO_NET = "N/C"


def nets(text: str) -> set[frozenset[Pin]]:
    """Return the groups of pins that are joined, by reference and number. Vias and nameless pads are none."""
    groups: dict[str, set[Pin]] = defaultdict(set)
    for line in text.splitlines():
        if line[:3] in PIN_RECORDS:
            net, reference, pin = line[3:17].strip(), line[20:26].strip(), line[27:31].strip()
            if reference != "VIA" and pin and net != NO_NET:
                groups[net].add((reference, pin))
    return {frozenset(pins) for pins in groups.values()}


def wanted(circuit: Circuit) -> set[frozenset[Pin]]:
    """Return the groups that the circuit joins."""
    return {frozenset(pins) for pins in circuit.nets().values()}


def alone(circuit: Circuit) -> set[frozenset[Pin]]:
    """Return the pins that the circuit leaves unconnected, to which KiCad gives nets of their own."""
    return {frozenset({(part.reference, pin)}) for part in circuit.parts for pin in part.unconnected}


def findings(text: str, circuit: Circuit) -> list[str]:
    """Return, in words, where the tester's list is not what the circuit is; none where all is well."""
    found, expected = nets(text), wanted(circuit)
    return [*(f"not joined: {_words(group)}" for group in sorted(expected - found, key=sorted)),
            *(f"joined: {_words(group)}" for group in sorted(found - expected - alone(circuit), key=sorted))]


def _words(group: Iterable[Pin]) -> str:
    return ", ".join(f"{reference}.{pin}" for reference, pin in sorted(group))
