# SPDX-License-Identifier: MIT
"""What is ordered: made of the committed boards, read back by another program, complete."""

import csv
import re
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from design.circuit import circuit
from design.netlist import Circuit
from design.panel import load
from design.parts import load as load_kinds
from fabrication import archive, bom, bom_page, ipc, kicad, kicad_file, package, positions, readback
from fabrication.__main__ import HARDWARE
from fabrication.package import FAB, FRONT, IMAGES, MODULE, TARGETS, Target

CIRCUIT, KINDS = circuit(), load_kinds()
FITTED = [part for part in CIRCUIT.parts if KINDS[part.kind].mount != "none"]
MOST_STEP_BYTES, MOST_PICTURE_BYTES = 2_000_000, 300_000
AGAIN = "run `make hardware`"


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a folder of each committed archive's files."""
    folders = {}
    for target in TARGETS:
        folders[target.name] = tmp_path_factory.mktemp(target.name)
        archive.unpack(HARDWARE / FAB / f"{target.name}.zip", folders[target.name])
    return folders


def contents(folder: Path) -> dict[str, str]:
    """Return the text of each file of a folder."""
    return {path.name: path.read_text() for path in folder.iterdir()}


def board_of(target: Target) -> kicad_file.Board:
    """Return what a committed board's file holds."""
    return kicad_file.read(HARDWARE / target.file)


def broken(folder: Path, tmp_path: Path, name: str, old: str, new: str) -> list[str]:
    """Return what is found when a text in one of a panel's files is replaced."""
    for path in folder.iterdir():
        text = path.read_text()
        if path.name == name:
            assert re.search(old, text)
            text = re.sub(old, new, text, count=1)
        (tmp_path / path.name).write_text(text)
    return readback.findings(readback.read(tmp_path), board_of(FRONT))


def bom_findings(text: str, of: Circuit = CIRCUIT) -> list[str]:
    """Return, in words, what a parts' list lacks or adds up wrongly."""
    *lines, last = csv.DictReader(text.splitlines())
    listed = [reference for line in lines for reference in line["references"].split()]
    wanted = [part for part in of.parts if KINDS[part.kind].mount != "none"]
    said = [f"{part.reference} is not listed once" for part in wanted if listed.count(part.reference) != 1]
    said += [f"{reference} is no part" for reference in listed
             if reference not in {part.reference for part in wanted}]
    for line in lines:
        what, count = line["description"], int(line["quantity"])
        if line["references"] and (count != len(line["references"].split()) or not line["number"]):
            said.append(f"{what}: quantity or number")
        if Decimal(line["sum EUR"]) != count * Decimal(line["unit cost EUR"]):
            said.append(f"{what}: sum")
    if Decimal(last["sum EUR"]) != sum(Decimal(line["sum EUR"]) for line in lines):
        said.append("total")
    return said


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_archives_are_what_the_boards_give(target: Target, ordered: dict[str, Path]) -> None:
    with package.copy(HARDWARE, target) as (board, folder):
        package.fill(board, folder)
        made, committed = contents(folder), contents(ordered[target.name])
    assert made.keys() == committed.keys(), AGAIN
    assert [name for name in made if made[name] != committed[name]] == [], AGAIN


def test_positions_and_netlist_are_what_the_board_gives(tmp_path: Path) -> None:
    (tmp_path / "kicad").mkdir()
    (tmp_path / MODULE.file).write_bytes((HARDWARE / MODULE.file).read_bytes())
    (tmp_path / FAB).mkdir()
    package.assembly(tmp_path)
    for name in ("positions.csv", f"{MODULE.name}.d356"):
        assert (tmp_path / FAB / name).read_text() == (HARDWARE / FAB / name).read_text(), AGAIN


def test_a_changed_board_is_noticed(tmp_path: Path, ordered: dict[str, Path]) -> None:
    text = (HARDWARE / FRONT.file).read_text()
    at = re.search(r'\(footprint "hole_4mm"[\s\S]*?\(at ([\d.]+) ', text)
    assert at is not None
    (tmp_path / FRONT.file).parent.mkdir(parents=True)
    moved = text.replace(at[0], at[0].replace(at[1], f"{float(at[1]) + 0.1:.2f}"), 1)
    (tmp_path / FRONT.file).write_text(moved)
    with package.copy(tmp_path, FRONT) as (board, folder):
        package.fill(board, folder)
        made, committed = contents(folder), contents(ordered[FRONT.name])
    assert {name for name in made if made[name] != committed[name]} >= {f"{FRONT.name}-NPTH.drl"}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_another_program_reads_the_boards_back(target: Target, ordered: dict[str, Path]) -> None:
    found, board = readback.read(ordered[target.name]), board_of(target)
    assert readback.findings(found, board) == []
    assert found.copper == {MODULE.name: 4, FRONT.name: 2}[target.name]
    assert sum(found.drills.values()) == len(board.drills()) > 0


LINE = "%ADD99C,{width}*%\nD99*\nX{start}000000Y-60000000D02*\nX101000000Y-60000000D01*\nM02*"
BREACHES = [
    (r"-NPTH\.drl", r"X[\d.]+Y-[\d.]+\nT2", "T2", "holes"),
    (r"-NPTH\.drl", r"T2C4\.000", "T2C4.100", "holes"),
    (r"-F_Cu\.gtl", r"M02\*", LINE.format(width=0.1, start=100), "a track is 0.100 mm wide"),
    (r"-F_Cu\.gtl", r"M02\*", LINE.format(width=0.5, start=90), "copper 1 reaches outside"),
    (r"-Edge_Cuts\.gm1", r"X199150000Y-41250000", "X199250000Y-41250000", "the outline is 101.400 mm"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BREACHES)
def test_damage_is_noticed(name: str, old: str, new: str, said: str, tmp_path: Path,
                           ordered: dict[str, Path]) -> None:
    folder = ordered[FRONT.name]
    file = next(path.name for path in folder.iterdir() if re.search(name, path.name))
    assert said in "; ".join(broken(folder, tmp_path, file, old, new))


def test_a_missing_layer_is_noticed(tmp_path: Path, ordered: dict[str, Path]) -> None:
    for path in ordered[MODULE.name].iterdir():
        if "In1_Cu" not in path.name:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    said = readback.findings(readback.read(tmp_path), board_of(MODULE))
    assert "3 layers of copper, 4 on the board" in said


def test_the_testers_netlist_is_the_circuit() -> None:
    text = (HARDWARE / FAB / f"{MODULE.name}.d356").read_text()
    assert ipc.findings(text, CIRCUIT) == []
    pins = {pin for group in ipc.nets(text) - ipc.alone(CIRCUIT) for pin in group}
    assert pins == {pin for group in CIRCUIT.nets().values() for pin in group}


def test_swapped_nets_are_noticed() -> None:
    text = (HARDWARE / FAB / f"{MODULE.name}.d356").read_text()
    seed = {line[27:31].strip(): line for line in text.splitlines() if line[20:24] == "U201"}
    one, other = seed["22"], seed["23"]
    swapped = text.replace(one, one[:3] + other[3:17] + one[17:])
    swapped = swapped.replace(other, other[:3] + one[3:17] + other[17:])
    said = ipc.findings(swapped, CIRCUIT)
    assert len(said) == 4 and any("U201.22" in each for each in said)


def test_an_open_net_is_noticed() -> None:
    text = (HARDWARE / FAB / f"{MODULE.name}.d356").read_text()
    line = next(line for line in text.splitlines() if line[20:24] == "U201" and line[27:31].strip() == "39")
    assert ipc.findings(text.replace(line, line[:3] + "N/C".ljust(14) + line[17:]), CIRCUIT)


def test_all_that_machines_place_is_in_the_list() -> None:
    lines = list(csv.DictReader((HARDWARE / FAB / "positions.csv").read_text().splitlines()))
    assert {line["Designator"] for line in lines} == {part.reference for part in FITTED
                                                      if KINDS[part.kind].mount == "smd"}
    assert {line["Layer"] for line in lines} == {"bottom"}


def test_a_part_on_the_wrong_side_is_noticed() -> None:
    head = "Ref,Val,Package,PosX,PosY,Rot,Side\n"
    lines = [f"{part.reference},v,p,1,2,0,bottom\n" for part in FITTED if KINDS[part.kind].mount == "smd"]
    assert positions.table(head + "".join(lines), CIRCUIT, KINDS).count("\n") == len(lines) + 1
    turned = [line.replace("bottom", "top") if line.startswith("C101,") else line for line in lines]
    with pytest.raises(positions.PositionError, match="C101 is not on the bottom"):
        positions.table(head + "".join(turned), CIRCUIT, KINDS)
    with pytest.raises(positions.PositionError):
        positions.table(head + "".join(lines[1:]), CIRCUIT, KINDS)


def test_the_parts_list_is_what_the_design_gives() -> None:
    rows = bom.rows(CIRCUIT, KINDS)
    assert (HARDWARE / FAB / "bom.csv").read_text() == bom.table(rows), AGAIN
    page = bom_page.page(load().name, rows, package.current())
    assert (HARDWARE / FAB / "bom.html").read_text() == page, AGAIN


def test_the_parts_list_is_complete() -> None:
    assert bom_findings((HARDWARE / FAB / "bom.csv").read_text()) == []


LINE_ERRORS = [("C101 C102", "C101"), ("R401 R404", "R404 R404"), ("\n1,U301,", "\n2,U301,"),
               ("CD74HC4051M96", ""), ("0.30,2.70", "0.30,2.71")]


@pytest.mark.parametrize(("old", "new"), LINE_ERRORS)
def test_an_error_in_the_parts_list_is_noticed(old: str, new: str) -> None:
    text = (HARDWARE / FAB / "bom.csv").read_text()
    assert old in text
    assert bom_findings(text.replace(old, new, 1))


def test_a_missing_part_is_noticed() -> None:
    lines = (HARDWARE / FAB / "bom.csv").read_text().splitlines(keepends=True)
    without = "".join(line for line in lines if ",U301," not in line)
    assert "U301 is not listed once" in bom_findings(without)


def test_a_value_without_a_number_is_refused() -> None:
    sheet = CIRCUIT.sheets[0]
    parts = tuple(part._replace(value="23u") if part.kind == "electrolytic" else part for part in sheet.parts)
    with pytest.raises(KeyError, match="no order number for 23u"):
        bom.rows(Circuit((sheet._replace(parts=parts), *CIRCUIT.sheets[1:])), KINDS)


def test_what_is_soldered_by_hand_is_marked() -> None:
    lines = csv.DictReader((HARDWARE / FAB / "bom.csv").read_text().splitlines())
    by_hand = {reference for line in lines if line["assembly"] == "by hand: solder"
               for reference in line["references"].split()}
    assert by_hand == {part.reference for part in FITTED if KINDS[part.kind].mount == "tht"}


def test_the_page_shows_every_part_and_loads_nothing() -> None:
    text = (HARDWARE / FAB / "bom.html").read_text()
    assert all(re.search(rf"\b{part.reference}\b", text) for part in FITTED)
    assert "http" not in text and "src=" not in text
    assert text.count('type="checkbox"') == text.count("<tr data-key") > 0
    assert f"{bom.total_eur(bom.rows(CIRCUIT, KINDS)):.2f} EUR" in text and kicad.DATED in text


def test_archives_are_the_same_again(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for name in ("b.gbr", "a.drl"):
        (tmp_path / "files" / name).write_text(name * 100)
    for name in ("one.zip", "two.zip"):
        archive.pack(tmp_path / "files", tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "one.zip").namelist() == ["a.drl", "b.gbr"]


STAMPS = [
    "%TF.CreationDate,2026-11-25T06:07:59+00:00*%",
    "G04 Created by KiCad (PCBNEW 9.0.8+1) date 2026-11-25 06:07:59*",
    "; DRILL file {KiCad 9.0.8+1} date 2026-11-25T06:08:00+0000",
    '    "CreationDate": "2026-11-25T06:07:59+00:00"',
    "FILE_NAME('x.step','2026-11-25T06:08:02',('Pcbnew'),('Kicad'),",
]


@pytest.mark.parametrize("line", STAMPS)
def test_stamps_are_replaced(line: str) -> None:
    text = kicad.fixed(line)
    assert "2026-11-25" not in text and f"{kicad.DATED}" in text and "9.0.8" not in text


def test_coordinates_are_no_stamps() -> None:
    line = "X2026112600Y-06075900D01*\n"
    assert kicad.fixed(line) == line


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_solids_and_pictures_are_there_and_small(target: Target) -> None:
    step = HARDWARE / FAB / f"{target.name}.step"
    assert step.read_text().startswith("ISO-10303-21;") and step.stat().st_size < MOST_STEP_BYTES
    for view in package.VIEWS:
        data = (HARDWARE / IMAGES / f"{target.picture}_{view}.png").read_bytes()
        width, height = struct.unpack(">II", data[16:24])
        assert data.startswith(b"\x89PNG") and min(width, height) >= 900 and len(data) < MOST_PICTURE_BYTES
