# SPDX-License-Identifier: MIT
"""A drawing as one of KiCad's files."""

from collections.abc import Sequence

from design import identity
from design.netlist import Sheet
from schematic.canvas import KINDS, Drawing, Frame, Placed, Point, Written
from schematic.fields import field, fields, font, place_mm
from schematic.sexpr import Node, Text, dump, number
from schematic.symbols import symbol

PROJECT = "autocoder"
VERSION = "20250114"  # of the file format of KiCad 9
DATE = "2026-11-26"
REVISION = "A, unbuilt"
LICENCE = "CERN-OHL-P-2.0"
CONTROL = "CONTROL"  # the field of a sheet's symbol that says what a shared drawing's values differ in
FRAME_COLOUR: list[Node] = ["color", "110", "130", "160", "1"]
FRAME_TITLE_MM = 1.8




def page(drawing: Drawing, instances: Sequence[tuple[int, Sheet]]) -> str:
    """Return the file of a drawing. instances: the sheets that share it, with their pages' numbers."""
    nodes: list[Node] = header(identity.identity("drawing", drawing.name), drawing.paper, drawing.title)
    nodes.append(library(drawing))
    nodes += body(drawing)
    nodes += [_part(drawing, each, instances) for each in drawing.placed]
    nodes += [_rail(drawing, each, count, instances) for count, each in enumerate(drawing.rails, 1)]
    nodes.append(["embedded_fonts", "no"])
    return dump(nodes) + "\n"


def header(uuid: str, paper: str, title: str) -> list[Node]:
    """Return what every file begins with."""
    block: list[Node] = ["title_block", ["title", Text(title)], ["date", Text(DATE)], ["rev", Text(REVISION)],
                         ["company", Text("autocoder")], ["comment", "1", Text(f"Licence: {LICENCE}")],
                         ["comment", "2", Text("Made from hardware/design by python -m schematic")]]
    return ["kicad_sch", ["version", VERSION], ["generator", Text("eeschema")],
            ["generator_version", Text("9.0")], ["uuid", Text(uuid)], ["paper", Text(paper)], block]


def library(drawing: Drawing) -> list[Node]:
    """Return the symbols that a drawing embeds."""
    names = sorted({each.symbol for each in (*drawing.placed, *drawing.rails)})
    return ["lib_symbols", *(symbol(name).node for name in names)]


def body(drawing: Drawing) -> list[Node]:
    """Return frames, wires, junctions, open pins, labels and notes."""
    nodes: list[Node] = [_outline(drawing.name, each) for each in drawing.frames]
    nodes += [_heading(drawing.name, each) for each in drawing.frames]
    for point in drawing.junctions():
        nodes.append(["junction", ["at", *place_mm(point)], ["diameter", "0"], ["color", "0", "0", "0", "0"],
                      _uuid(drawing.name, "junction", point)])
    for point in drawing.open_pins:
        nodes.append(["no_connect", ["at", *place_mm(point)], _uuid(drawing.name, "open", point)])
    for start, end in drawing.wires():
        nodes.append(["wire", ["pts", ["xy", *place_mm(start)], ["xy", *place_mm(end)]],
                      ["stroke", ["width", "0"], ["type", "default"]],
                      _uuid(drawing.name, "wire", start, end)])
    nodes += [_written(drawing.name, each) for each in drawing.written]
    return nodes


def _uuid(drawing: str, kind: str, *points: Point | str) -> list[Node]:
    return ["uuid", Text(identity.identity(kind, drawing, *map(str, points)))]


def _written(drawing: str, each: Written) -> list[Node]:
    keyword = {"note": "text", "label": "label", "port": "hierarchical_label"}[each.kind]
    node: list[Node] = [keyword, Text(each.text)]
    node += [["exclude_from_sim", "no"]] if each.kind == "note" else []
    node += [["shape", each.shape]] if each.kind == "port" else []
    side = "right" if each.turn in (180, 270) else "left"
    settings: dict[str, list[Node]] = {"note": ["left", "top"], "label": [side, "bottom"], "port": [side]}
    justify: list[Node] = ["justify", *settings[each.kind]]
    node.append(["at", *place_mm(each.at), number(each.turn)])
    node.append(["effects", font(each.size_mm, each.bold), justify])
    return [*node, _uuid(drawing, each.kind, each.text, each.at)]


def _outline(drawing: str, section: Frame) -> list[Node]:
    (x, y), (width, height) = section.at, section.size
    return ["rectangle", ["start", *place_mm((x, y))], ["end", *place_mm((x + width, y + height))],
            ["stroke", ["width", "0.2"], ["type", "default"], FRAME_COLOUR], ["fill", ["type", "none"]],
            _uuid(drawing, "frame", section.at)]


def _heading(drawing: str, section: Frame) -> list[Node]:
    at = (section.at[0] + 2, section.at[1] + 2)
    return _written(drawing, Written("note", section.title, at, 0, "", FRAME_TITLE_MM, True))


def _part(drawing: Drawing, placed: Placed, instances: Sequence[tuple[int, Sheet]]) -> list[Node]:
    part = drawing.part(placed.role)
    kind = KINDS[part.kind]
    shared = [(identity.sheet_path(sheet.name), sheet.part(placed.role)) for _, sheet in instances]
    named = {each.value for _, each in shared}
    value = part.value if len(named) == 1 else f"${{{CONTROL}}}"
    uuid = identity.symbol(drawing.name, placed.role, placed.unit)
    references = {path: each.reference for path, each in shared}
    return [*_symbol(placed, uuid, kind.mount != "none"), *fields(part, kind, placed, value),
            *_pins(placed, uuid), _instances(references, placed.unit)]


def _rail(drawing: Drawing, placed: Placed, count: int, instances: Sequence[tuple[int, Sheet]]) -> list[Node]:
    letters = "#FLG" if placed.role == "PWR_FLAG" else "#PWR"
    references = {identity.sheet_path(sheet.name): f"{letters}{page:02}{count:02}"
                  for page, sheet in instances}
    uuid = identity.identity("rail", drawing.name, placed.role, str(placed.at))
    return [*_symbol(placed, uuid, True),
            field("Reference", next(iter(references.values())), placed.at, hide=True),
            field("Value", placed.role, placed.value_at, hide=placed.role == "PWR_FLAG"),
            field("Footprint", "", placed.at, hide=True), field("Datasheet", "", placed.at, hide=True),
            field("Description", symbol(placed.symbol).field("Description"), placed.at, hide=True),
            *_pins(placed, uuid), _instances(references, 1)]


def _symbol(placed: Placed, uuid: str, in_bom: bool) -> list[Node]:
    node: list[Node] = ["symbol", ["lib_id", Text(placed.symbol)],
                        ["at", *place_mm(placed.at), number(placed.turn)]]
    node += [["mirror", placed.mirror]] if placed.mirror else []
    return [*node, ["unit", str(placed.unit)], ["exclude_from_sim", "no"],
            ["in_bom", "yes" if in_bom else "no"], ["on_board", "yes"], ["dnp", "no"], ["uuid", Text(uuid)]]


def _pins(placed: Placed, uuid: str) -> list[list[Node]]:
    return [["pin", Text(pin.number), ["uuid", Text(identity.identity("pin", uuid, pin.number))]]
            for pin in symbol(placed.symbol).pins]


def _instances(references: dict[str, str], unit: int) -> list[Node]:
    paths: list[Node] = [["path", Text(path), ["reference", Text(reference)], ["unit", str(unit)]]
                         for path, reference in references.items()]
    return ["instances", ["project", Text(PROJECT), *paths]]
