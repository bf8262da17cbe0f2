# SPDX-License-Identifier: MIT
"""The schematic's files against the design, by KiCad's own netlist and rule check."""

import json
import shutil
from pathlib import Path

import pytest

from design import identity, parts
from design.circuit import circuit
from schematic import export, netlist
from schematic.canvas import Drawing
from schematic.drawings import DRAW
from schematic.files import FOLDER, drawings, files, pictures, root_drawing
from schematic.legible import faults
from schematic.sexpr import Node, child, children, dump, parse, text

CIRCUIT = circuit()
KINDS = parts.load()
NAMES = {each.name: each for each in FOLDER.glob("*.kicad_sch")}
SYMBOL_UNITS = {"opamp_dual": 3}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the schematic to break: its root's file."""
    for name in files():
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path / "autocoder.kicad_sch"


def replace(path: Path, *changes: tuple[str, str]) -> None:
    """Change texts in a file, all at once, so that two can be swapped."""
    source = path.read_text()
    for place, (old, _) in enumerate(changes):
        assert old in source
        source = source.replace(old, f"<{place}>")
    for place, (_, new) in enumerate(changes):
        source = source.replace(f"<{place}>", new)
    path.write_text(source)


def placed() -> list[list[Node]]:
    """Return all symbols of parts."""
    nodes = [node for path in NAMES.values() for node in children(parse(path.read_text()), "symbol")]
    return [node for node in nodes if not text(child(node, "lib_id")).startswith(("power:", "autocoder:"))]


def fields(node: list[Node]) -> dict[str, str]:
    """Return a symbol's fields."""
    return {text(each): text(each, 2) for each in children(node, "property")}


def test_the_files_are_what_the_design_makes() -> None:
    made = files()
    for name, expected in made.items():
        found = (FOLDER / name).read_text()
        if name.endswith(".kicad_pro"):  # the board's settings are in it too, and KiCad orders it its own way
            assert json.loads(found) == json.loads(expected)
        else:
            assert found == expected, name
    assert NAMES.keys() == {name for name in made if name.endswith(".kicad_sch")}


def test_kicad_reads_the_circuit() -> None:
    assert list(netlist.differences(CIRCUIT, KINDS, netlist.read())) == []


def test_net_names_are_given_by_pin() -> None:
    names = netlist.net_names()
    assert names["U201", "22"] == "/CV1_ADC"
    assert names["U711", "4"] == "/cv1/sum"
    assert names["U711", "5"] == "+3V3A"


@pytest.mark.parametrize(("file", "changes"), [
    ("autocoder.kicad_sch", (('(label "CV1_ADC"', '(label "CV2_ADC"'),
                             ('(label "CV2_ADC"', '(label "CV1_ADC"'))),
    ("controller.kicad_sch", (('(hierarchical_label "CV1_ADC"', '(hierarchical_label "CV2_ADC"'),
                              ('(hierarchical_label "CV2_ADC"', '(hierarchical_label "CV1_ADC"'))),
    ("cv_channel.kicad_sch", (('(property "Value" "30.9k"', '(property "Value" "31.6k"'),)),
    ("cv_channel.kicad_sch", (('"Package_TO_SOT_SMD:SOT-23-5"', '"Package_SO:SOIC-8_3.9x4.9mm_P1.27mm"'),)),
    ("audio_in.kicad_sch", (("(unit 2)", "(unit 1)"), ("(unit 1)", "(unit 2)"))),
])
def test_a_change_of_the_drawing_is_told(copy: Path, file: str, changes: tuple[tuple[str, str], ...]) -> None:
    replace(copy.parent / file, *changes)
    assert list(netlist.differences(CIRCUIT, KINDS, netlist.read(copy)))


def test_a_part_and_a_pin_that_are_missing_are_told() -> None:
    found = netlist.read()
    without = {pin: net for pin, net in found.nets.items() if pin != ("R711", "2")}
    assert any("R711" in each for each in netlist.differences(CIRCUIT, KINDS, found._replace(nets=without)))
    fewer = {reference: each for reference, each in found.parts.items() if reference != "C711"}
    assert any("C711" in each for each in netlist.differences(CIRCUIT, KINDS, found._replace(parts=fewer)))


def test_the_rule_check_says_nothing() -> None:
    assert export.faults() == []


@pytest.mark.parametrize(("name", "letters", "broken"), [
    ("power", "#FLG", "power_pin_not_driven"), ("audio_out", "(no_connect", "pin_not_connected")])
def test_the_rule_check_is_on(copy: Path, name: str, letters: str, broken: str) -> None:
    path = copy.parent / f"{name}.kicad_sch"
    nodes = parse(path.read_text())
    kept = [each for each in nodes if not (each[0] in ("symbol", "no_connect") and letters in dump(each))]
    assert len(kept) < len(nodes)
    path.write_text(dump(kept))
    assert any(broken in each for each in export.faults(copy))


def test_the_board_can_know_each_part_by_its_path() -> None:
    paths = netlist.read().paths
    for sheet in CIRCUIT.sheets:
        for part in sheet.parts:
            found = paths[part.reference]
            assert identity.footprint_path(sheet.name, sheet.drawing, part.role) in found, part.reference
            assert len(found) == SYMBOL_UNITS.get(part.kind, 1)


def test_what_is_no_part_is_on_the_board_but_not_ordered() -> None:
    kinds = {part.reference: KINDS[part.kind] for part in CIRCUIT.parts}
    for node in placed():
        kind = kinds[fields(node)["Reference"]]
        assert text(child(node, "in_bom")) == ("no" if kind.mount == "none" else "yes")
        assert text(child(node, "on_board")) == "yes"


def test_each_part_says_what_to_order() -> None:
    by_reference = {part.reference: part for part in CIRCUIT.parts}
    for node in placed():
        said = fields(node)
        part = by_reference[said["Reference"]]
        kind = KINDS[part.kind]
        assert (said["Footprint"], said["Description"]) == (kind.footprint, kind.description)
        assert said.get("Manufacturer", "") == kind.manufacturer
        assert said.get("Substitute", "") == kind.substitute
        assert said.get("MPN") == (kind.order(part.value) if kind.manufacturer else None)


def test_no_uuid_is_there_twice() -> None:
    seen: list[str] = []
    for path in NAMES.values():
        stack: list[Node] = [parse(path.read_text())]
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack += node
                seen += [text(node)] if node and node[0] == "uuid" else []
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("drawing", [root_drawing(CIRCUIT)[0], *drawings(CIRCUIT)],
                         ids=lambda drawing: drawing.name)
def test_everything_can_be_read(drawing: Drawing) -> None:
    assert list(faults(drawing)) == []


def test_what_cannot_be_read_is_told() -> None:
    drawing = DRAW["cv_channel"](CIRCUIT.sheet("cv1"))
    drawing.note("on the amplifier", 110, 56, 40)
    drawing.note("off the paper", 2, 2, 40)
    drawing.wire((40, 57), (60, 57))
    told = "\n".join(faults(drawing))
    for each in ("on part amplifier", "off the paper' off the paper", "through part jack"):
        assert each in told, told


def test_pictures_show_every_part() -> None:
    assert (export.IMAGES / "schematic.pdf").read_bytes().startswith(b"%PDF")
    for sheet, name in pictures(CIRCUIT).items():
        picture = (export.IMAGES / name).read_text()
        for part in CIRCUIT.sheet(sheet).parts if sheet else ():
            units = "ABC"[:SYMBOL_UNITS.get(part.kind, 0)] or ("",)
            assert all(f"<desc>{part.reference}{unit}</desc>" in picture for unit in units), part.reference
            assert f"<desc>{part.value}</desc>" in picture, part.reference


def test_brackets_that_do_not_match_are_refused() -> None:
    for broken in ("(a", "a)", "(a) (b)", "a"):
        with pytest.raises(ValueError):
            parse(broken)


def test_texts_survive_writing() -> None:
    source = '(a "b \\"c\\" \\\\ d\\ne" (f 1.5))'
    assert parse(dump(parse(source))) == parse(source)
