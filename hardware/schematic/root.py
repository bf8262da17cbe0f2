# SPDX-License-Identifier: MIT
"""The root sheet's file: the sheets as blocks, and what joins them."""

from collections.abc import Mapping
from typing import NamedTuple

from design import identity
from design.netlist import Circuit, Sheet
from schematic.canvas import Drawing, Point
from schematic.fields import field, font, place_mm
from schematic.pages import CONTROL, FRAME_COLOUR, PROJECT, body, header
from schematic.sexpr import Node, Text, dump, number

FILL: list[Node] = ["color", "255", "252", "240", "1"]


class Stub(NamedTuple):
    """A block's pin: which port it leads in, where, and on which side of the block."""

    port: str
    at: Point
    side: str  # left or right
    shape: str = "passive"


class Block(NamedTuple):
    """A sheet's symbol."""

    sheet: str
    at: Point
    size: Point
    pins: tuple[Stub, ...]


def page(circuit: Circuit, drawing: Drawing, blocks: tuple[Block, ...], pages: Mapping[str, int]) -> str:
    """Return the root's file. drawing: its wires and texts; pages: the number of each sheet's page."""
    nodes = header(identity.identity(identity.ROOT), drawing.paper, drawing.title)
    nodes.append(["lib_symbols"])
    nodes += body(drawing)
    nodes += [_block(each, circuit.sheet(each.sheet), pages[each.sheet]) for each in blocks]
    nodes += [["sheet_instances", ["path", Text("/"), ["page", Text("1")]]], ["embedded_fonts", "no"]]
    return dump(nodes) + "\n"


def _block(block: Block, sheet: Sheet, page_number: int) -> list[Node]:
    (x, y), height = block.at, block.size[1]
    path = f"/{identity.identity(identity.ROOT)}"
    return ["sheet", ["at", *place_mm(block.at)], ["size", *place_mm(block.size)],
            ["exclude_from_sim", "no"], ["in_bom", "yes"], ["on_board", "yes"], ["dnp", "no"],
            ["stroke", ["width", "0.2"], ["type", "solid"], FRAME_COLOUR], ["fill", FILL],
            ["uuid", Text(identity.identity("sheet", sheet.name))],
            field("Sheetname", sheet.name, (x, y - 1), justify="left"),
            field("Sheetfile", f"{sheet.drawing}.kicad_sch", (x, y + height + 1), justify="left"),
            field(CONTROL, sheet.title, (x, y), hide=True),
            *(_stub(sheet.name, each) for each in block.pins),
            ["instances", ["project", Text(PROJECT), ["path", Text(path), ["page", Text(str(page_number))]]]]]


def _stub(sheet: str, stub: Stub) -> list[Node]:
    turn, side = (180, "left") if stub.side == "left" else (0, "right")
    return ["pin", Text(stub.port), stub.shape, ["at", *place_mm(stub.at), number(turn)],
            ["uuid", Text(identity.identity("sheet pin", sheet, stub.port))],
            ["effects", font(), ["justify", side]]]
