# SPDX-License-Identifier: MIT
"""What KiCad makes of the schematic, and whether it is the circuit."""

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from design.netlist import POWER, Circuit
from design.parts import Kind
from schematic.sexpr import Node, child, children, parse, text

SCHEMATIC = Path(__file__).parents[1] / "kicad" / "autocoder.kicad_sch"
Pin = tuple[str, str]


class Netlist(NamedTuple):
    """KiCad's view. parts: value and footprint by reference; nets: each pin's net, (reference, pin).

    paths: what a board may know each reference by, one path for each unit.
    """

    parts: dict[str, tuple[str, str]]
    nets: dict[Pin, str]
    paths: dict[str, set[str]]


def read(schematic: Path = SCHEMATIC) -> Netlist:
    """Return KiCad's netlist of a schematic. Raises CalledProcessError, FileNotFoundError."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "netlist.net"
        subprocess.run(["kicad-cli", "sch", "export", "netlist", "--output", str(out), str(schematic)],
                       check=True, capture_output=True, text=True)
        return _netlist(parse(out.read_text(encoding="utf-8")))


def net_names(schematic: Path = SCHEMATIC) -> dict[Pin, str]:
    """Return KiCad's net name of each pin by (reference, pin), open pins included."""
    return read(schematic).nets


def expected_name(net: str) -> str:
    """Return what KiCad calls one of the circuit's nets: rails by their names, others with their path."""
    return net if net in POWER else f"/{net}"


def differences(circuit: Circuit, kinds: dict[str, Kind], found: Netlist) -> Iterator[str]:
    """Return in words what of the schematic is not as the circuit says. Parts without pins have no nets."""
    wanted = {part.reference: (part.value, kinds[part.kind].footprint) for part in circuit.parts}
    for reference in sorted(wanted.keys() | found.parts.keys()):
        if wanted.get(reference) != found.parts.get(reference):
            yield f"{reference}: {wanted.get(reference)} in the circuit, {found.parts.get(reference)} drawn"
    pins: dict[str, set[Pin]] = defaultdict(set)
    for pin, net in found.nets.items():
        pins[net].add(pin)
    open_pins = {(part.reference, pin) for part in circuit.parts for pin in part.unconnected}
    drawn = {net: each for net, each in pins.items() if not (len(each) == 1 and each <= open_pins)}
    circuit_nets = {expected_name(net): each for net, each in circuit.nets().items()}
    for net in sorted(circuit_nets.keys() | drawn.keys()):
        lost = circuit_nets.get(net, set()) - drawn.get(net, set())
        extra = drawn.get(net, set()) - circuit_nets.get(net, set())
        if lost or extra:
            yield f"{net}: without {sorted(lost)}, with {sorted(extra)}"


def _netlist(node: list[Node]) -> Netlist:
    components = children(child(node, "components"), "comp")
    parts = {_of(each, "ref"): (_of(each, "value"), _of(each, "footprint")) for each in components}
    nets = {(_of(pin, "ref"), _of(pin, "pin")): _of(net, "name")
            for net in children(child(node, "nets"), "net") for pin in children(net, "node")}
    paths = {_of(each, "ref"): set(_paths(each)) for each in components}
    return Netlist(parts, nets, paths)


def _of(node: list[Node], name: str) -> str:
    return text(child(node, name))


def _paths(component: list[Node]) -> Iterator[str]:
    units = child(component, "tstamps")
    yield from (_of(child(component, "sheetpath"), "tstamps") + text(units, place)
                for place in range(1, len(units)))
