# SPDX-License-Identifier: MIT
"""The front panel's files against the design, against each other, and against the board behind it."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from itertools import combinations, pairwise
from pathlib import Path

import ezdxf
import pytest
from ezdxf import bbox

from design.circuit import circuit
from design.panel import HEIGHT_MM, HP_MM, WIDTHS_MM, load, screws_mm
from design.parts import load as load_kinds
from fabrication.kicad_file import Board, Footprint, read
from panel.__main__ import HARDWARE, write
from panel.artwork import KNOB_RADIUS_MM, NUT_RADIUS_MM, SCREW_HEAD_RADIUS_MM, Label, artwork
from panel.dxf import drawing
from panel.holes import Hole, holes
from panel.shapes import Box, points
from panel.template import BAR_MM

PANEL_BOARD = HARDWARE / "kicad" / "panel" / "panel.kicad_pcb"
BOARD = HARDWARE / "kicad" / "autocoder.kicad_pcb"
DXF = HARDWARE / "fab" / "panel" / "panel.dxf"
TEMPLATE = HARDWARE / "fab" / "panel" / "drill-template.pdf"
PICTURE = HARDWARE / "images" / "panel_front.svg"
MADE = (PANEL_BOARD, DXF, TEMPLATE, PICTURE)

WITHIN_MM = 0.05
READABLE_MM = 1.6  # the least height of a capital
GAP_MM = 0.25  # between two things that are printed, and between print and what sits in a hole
SEEN_RADIUS_MM = {"pot": KNOB_RADIUS_MM, "jack": NUT_RADIUS_MM, "M3": SCREW_HEAD_RADIUS_MM,
                  "rack": SCREW_HEAD_RADIUS_MM}

PANEL, KINDS = load(), load_kinds()
HOLES = holes(PANEL, KINDS)
ART = artwork(PANEL)

Cut = tuple[float, float, float, float]  # middle, size across and along


def cut(hole: Hole) -> Cut:
    """Return a hole as its middle and size."""
    return *hole.at_mm, *hole.size_mm


def differences(wanted: Iterable[Cut], found: Iterable[Cut]) -> list[Cut]:
    """Return the holes of either side that the other has not, within WITHIN_MM."""
    rest = list(found)
    alone = []
    for each in wanted:
        twin = next((other for other in rest
                     if all(abs(a - b) <= WITHIN_MM for a, b in zip(each, other, strict=True))), None)
        if twin is None:
            alone.append(each)
        else:
            rest.remove(twin)
    return alone + rest


def cuts_of_board(board: Board) -> list[Cut]:
    """Return the drilled holes of the panel's board, in the panel's millimetres."""
    left, top = board.outline_mm[:2]
    return [(pad.at_mm[0] - left, pad.at_mm[1] - top, *pad.drill_mm)
            for each in board.footprints for pad in each.pads if not pad.plated]


def windows_of_board(text: str) -> list[Cut]:
    """Return what the edge goes around inside of the panel, and the panel itself."""
    ends = re.findall(r"\(gr_(?:line|arc)\s+\(start ([\d.]+) ([\d.]+)\)\s+(?:\(mid [\d. ]+\)\s+)?"
                      r"\(end ([\d.]+) ([\d.]+)\)(?:(?!\(gr_)[\s\S])*?\(layer \"Edge\.Cuts\"\)", text)
    links = [((float(a), float(b)), (float(c), float(d))) for a, b, c, d in ends]
    loops: list[set[tuple[float, float]]] = []
    for link in links:
        joined = [loop for loop in loops if loop & set(link)]
        loops = [loop for loop in loops if loop not in joined] + [set(link).union(*joined)]
    found = []
    for loop in loops:
        xs, ys = zip(*loop, strict=True)
        found.append((min(xs), min(ys), max(xs), max(ys)))
    left, top = min(box[0] for box in found), min(box[1] for box in found)
    return [((a + c) / 2 - left, (b + d) / 2 - top, c - a, d - b) for a, b, c, d in found]


def cuts_of_drawing(path: Path) -> list[Cut]:
    """Return what the DXF's layer `cut` cuts out, the panel itself among it."""
    found = []
    for entity in ezdxf.readfile(path).modelspace().query('*[layer=="cut"]'):
        box = bbox.extents([entity])
        found.append((box.center.x, HEIGHT_MM - box.center.y, box.size.x, box.size.y))
    return found


def hole_of(board: Board, footprint: Footprint, kind: str) -> Cut:
    """Return where a footprint's hole is on the panel."""
    entry = KINDS[kind]
    assert entry.hole_at_mm is not None
    x, y = footprint.place(entry.hole_at_mm)
    left, top = board.outline_mm[:2]
    width, height = entry.slot_mm or (entry.hole_mm, entry.hole_mm)
    if footprint.turn_deg % 180 == 90:
        width, height = height, width
    assert width is not None and height is not None
    return (x - left + PANEL.board_at_mm[0], y - top + PANEL.board_at_mm[1], width, height)


def cuts_of_footprints(board: Board) -> list[Cut]:
    """Return the holes that the footprints of the board behind the panel need."""
    return [hole_of(board, board.footprint(part.reference), part.kind)
            for part in circuit(PANEL).parts if KINDS[part.kind].hole_at_mm is not None]


def reaches(hole: Hole) -> float:
    """Return how far what sits in a hole reaches from its middle; a hole's own edge where nothing does."""
    return SEEN_RADIUS_MM.get(hole.part, max(hole.size_mm) / 2)


def clear(box: Box, hole: Hole) -> bool:
    """Return whether a box keeps away from what sits in a hole."""
    if hole.part == "usb":
        return hole.box.grown(GAP_MM).apart(box)
    return box.distance(hole.at_mm) >= reaches(hole) + GAP_MM


def collisions(labels: Iterable[Label]) -> list[str]:
    """Return which labels touch a hole, each other, or a line."""
    boxes = {label.of: label.box for label in labels}
    said = [f"{of}: {hole.name}" for of, box in boxes.items() for hole in HOLES if not clear(box, hole)]
    said += [f"{a}: {b}" for a, b in combinations(boxes, 2) if not boxes[a].grown(GAP_MM).apart(boxes[b])]
    for stroke in (*ART.white, *ART.gold):
        for (ax, ay), (bx, by) in pairwise(points(stroke)):
            line = Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            line = line.grown(stroke.width_mm / 2 + GAP_MM / 2)
            said += [f"{of}: a line" for of, box in boxes.items() if not line.apart(box)]
    return said


def test_the_committed_files_are_what_the_design_gives(tmp_path: Path) -> None:
    write(tmp_path)
    for path in MADE:
        assert (tmp_path / path.relative_to(HARDWARE)).read_bytes() == path.read_bytes(), (
            f"{path.name}: run `make hardware`")


def test_the_width_is_doepfers() -> None:
    board = read(PANEL_BOARD)
    left, top, right, bottom = board.outline_mm
    assert right - left == pytest.approx(WIDTHS_MM[PANEL.hp]) and bottom - top == pytest.approx(HEIGHT_MM)
    for hp, width in WIDTHS_MM.items():
        assert 0.1 <= hp * HP_MM - width <= 0.45, hp


def test_the_racks_screws_are_on_its_grid() -> None:
    xs, ys = zip(*screws_mm(PANEL), strict=True)
    assert max(ys) - min(ys) == pytest.approx(122.5)
    assert ((max(xs) - min(xs)) / HP_MM) % 1 == pytest.approx(0)
    assert min(xs) == pytest.approx(7.5) and PANEL.width_mm - max(xs) == pytest.approx(7.44, abs=0.01)


def test_the_panels_board_has_the_designs_holes() -> None:
    drilled = [cut(hole) for hole in HOLES if hole.part != "usb"]
    assert differences(drilled, cuts_of_board(read(PANEL_BOARD))) == []
    milled = [cut(hole) for hole in HOLES if hole.part == "usb"]
    panel = (PANEL.width_mm / 2, HEIGHT_MM / 2, PANEL.width_mm, HEIGHT_MM)
    assert differences([*milled, panel], windows_of_board(PANEL_BOARD.read_text())) == []


def test_the_drawing_has_the_designs_holes() -> None:
    panel = (PANEL.width_mm / 2, HEIGHT_MM / 2, PANEL.width_mm, HEIGHT_MM)
    assert differences([*map(cut, HOLES), panel], cuts_of_drawing(DXF)) == []


def test_the_board_behind_has_its_footprints_under_the_holes() -> None:
    behind = [cut(hole) for hole in HOLES if hole.part != "rack"]
    assert differences(behind, cuts_of_footprints(read(BOARD))) == []


def test_the_board_behind_has_its_place() -> None:
    left, top, right, bottom = read(BOARD).outline_mm
    assert (right - left, bottom - top) == pytest.approx(PANEL.board_size_mm, abs=WITHIN_MM)


@pytest.mark.parametrize("name", ["knob1", "cv5", "level", "usb", "button", "out_left"])
def test_a_shifted_control_is_noticed(name: str, tmp_path: Path) -> None:
    shifted = [each._replace(at_mm=(each.at_mm[0] + 0.06, each.at_mm[1])) if each.name == name else each
               for each in PANEL.controls]
    moved = holes(PANEL._replace(controls=tuple(shifted)), KINDS)
    path = tmp_path / "panel.dxf"
    path.write_text(drawing(PANEL, moved, ART))
    assert len(differences(map(cut, HOLES), cuts_of_drawing(path)[1:])) == 2
    expected = [cut(hole) for hole in moved if hole.part != "rack"]
    assert len(differences(expected, cuts_of_footprints(read(BOARD)))) == 2
    if name != "usb":
        drilled = [cut(hole) for hole in moved if hole.part != "usb"]
        assert len(differences(drilled, cuts_of_board(read(PANEL_BOARD)))) == 2


def test_a_missing_hole_is_noticed() -> None:
    assert differences(map(cut, HOLES), map(cut, HOLES[1:])) == [cut(HOLES[0])]


def test_each_control_is_labelled() -> None:
    texts = {label.of: label.text for label in ART.labels}
    assert all(texts[each.name] == each.label for each in PANEL.controls)
    assert texts["name"] == PANEL.name


def test_labels_are_readable() -> None:
    assert min(label.cap_mm for label in ART.labels) >= READABLE_MM
    assert min(stroke.width_mm for label in ART.labels for stroke in label.strokes) >= 0.2


def test_labels_keep_clear() -> None:
    assert collisions(ART.labels) == []
    whole = Box(0, 0, PANEL.width_mm, HEIGHT_MM).grown(-1)
    for label in ART.labels:
        box = label.box
        assert whole.left < box.left and box.right < whole.right, label.of
        assert whole.top < box.top and box.bottom < whole.bottom, label.of


@pytest.mark.parametrize(("of", "down_mm"), [("knob5", 1.6), ("filter", 1.0), ("cv1", -1.4), ("usb", -1.4)])
def test_a_label_too_close_is_noticed(of: str, down_mm: float) -> None:
    moved = [label._replace(at_mm=(label.at_mm[0], label.at_mm[1] + down_mm)) if label.of == of else label
             for label in ART.labels]
    assert collisions(moved)


def test_each_label_is_nearest_to_what_it_names() -> None:
    named = {hole.name: hole for hole in HOLES}
    for label in ART.labels:
        if label.of in named:
            box = label.box
            away = {name: box.distance(hole.at_mm) - reaches(hole) for name, hole in named.items()}
            assert min(away, key=lambda name: away[name]) == label.of


def test_knobs_leave_room_for_fingers_and_screws() -> None:
    for a, b in combinations((hole for hole in HOLES if hole.part in SEEN_RADIUS_MM), 2):
        apart = ((a.at_mm[0] - b.at_mm[0]) ** 2 + (a.at_mm[1] - b.at_mm[1]) ** 2) ** 0.5
        assert apart >= reaches(a) + reaches(b) + 1.0, (a.name, b.name)


def test_outputs_are_inverted_and_nothing_else() -> None:
    assert {label.of for label in ART.labels if label.inverted} == {"out_left", "out_right"}


def test_the_picture_names_what_it_shows() -> None:
    root = ElementTree.fromstring(PICTURE.read_text())
    titles = {node.text for node in root.iter("{http://www.w3.org/2000/svg}title")}
    assert {each.label for each in PANEL.controls} <= titles
    assert any(PANEL.name in (title or "") for title in titles)


def test_the_template_prints_at_its_size() -> None:
    text = TEMPLATE.read_bytes().decode("latin-1")
    width, height = map(float, re.search(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", text).groups())  # type: ignore
    assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((210, 297), abs=0.01)
    scale = float(re.search(r"([\d.]+) 0 0 -[\d.]+ 0 [\d.]+ cm", text)[1])  # type: ignore[index]
    lines = [tuple(map(float, ends)) for ends in
             re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", text)]
    longest = max(abs(x1 - x0) for x0, _, x1, _ in lines)
    assert longest == BAR_MM and longest * scale / 72 * 25.4 == pytest.approx(100, abs=0.001)
    assert "/PrintScaling /None" in text
    crosses = {((a[0] + a[2]) / 2, (b[1] + b[3]) / 2)
               for a, b in pairwise(lines) if a[1] == a[3] and b[0] == b[2]}
    left, top = (210 - PANEL.width_mm) / 2, 58.0
    for hole in HOLES:
        x, y = left + hole.at_mm[0], top + hole.at_mm[1]
        assert any(abs(x - u) < 0.01 and abs(y - v) < 0.01 for u, v in crosses), hole.name


def design_rules(folder: Path, text: str) -> list[str]:
    """Return what KiCad finds wrong in a board, at full severity."""
    path, report = folder / "panel.kicad_pcb", folder / "drc.json"
    path.write_text(text)
    tool = shutil.which("kicad-cli")
    assert tool is not None, "kicad-cli is missing: apt-get install -t bookworm-backports kicad"
    subprocess.run([tool, "pcb", "drc", "--severity-all", "--format", "json", "--output", report, path],
                   check=True, capture_output=True)
    found = json.loads(report.read_text())
    return [each["type"] for each in found["violations"] + found["unconnected_items"]]


def test_the_panels_board_keeps_the_design_rules(tmp_path: Path) -> None:
    assert design_rules(tmp_path, PANEL_BOARD.read_text()) == []


def test_the_design_rules_notice_a_via_in_a_hole(tmp_path: Path) -> None:
    text = PANEL_BOARD.read_text()
    via = re.search(r"\(via\s+\(at ([\d.]+) ([\d.]+)\)", text)
    assert via is not None
    moved = via[0].replace(f"{via[2]})", f"{float(via[2]) + 3.2:g})")
    assert design_rules(tmp_path, text.replace(via[0], moved, 1))
