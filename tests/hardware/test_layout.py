# SPDX-License-Identifier: MIT
"""The carrier board's committed file: KiCad's checks, what they cannot see, and the router that made it."""

import json
import math
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from design.circuit import circuit
from design.panel import load as load_panel
from layout import planes, rules, stack
from layout.copper import BACK, BOTH, FRONT, Pad, Track, Via
from layout.finished import FinishedPart, read
from layout.grid import Grid, straight_runs
from layout.lettering import Lettering, Room
from layout.places import places
from layout.routing import Router, Wire
from layout.search import NEVER, Ground, cheapest
from schematic.netlist import expected_name

HARDWARE = Path(__file__).parents[2] / "hardware"
FOLDER = HARDWARE / "kicad"
BOARD = FOLDER / "autocoder.kicad_pcb"
PYTHON_OF_KICAD = "/usr/bin/python3"
PANEL = load_panel()
CIRCUIT = circuit(PANEL)
PLACES = {place.part.reference: place for place in places(PANEL)}
FINISHED = read(BOARD)

DECOUPLED_MM = 3.0
RAILS = ("+12V", "-12V", "+6V5", "+3V3A")
BELOW_SEED_MM = 8.0
STITCHES = 200
EDGE_GAP_MM = 12.5  # between two vias along an edge: the pins of J202 take that much


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of KiCad's project to break: its board."""
    for path in FOLDER.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    return tmp_path / BOARD.name


def checked(board: Path) -> dict[str, list[str]]:
    """Return what KiCad finds wrong with a board, by kind."""
    report = board.with_suffix(".json")
    subprocess.run(["kicad-cli", "pcb", "drc", "--severity-all", "--schematic-parity", "--format", "json",
                    "--output", str(report), str(board)], check=True, capture_output=True)
    found = json.loads(report.read_text())
    kinds = ("violations", "unconnected_items", "schematic_parity")
    return {kind: [f"{each['description']} {[item['description'] for item in each['items']]}"
                   for each in found[kind]] for kind in kinds}


def hole_mm(part: FinishedPart) -> tuple[float, float]:
    """Return the middle of the panel's hole that a part on the front wants."""
    hole = PLACES[part.reference].kind.hole_at_mm
    assert hole is not None
    turn = math.radians(part.turn_deg)
    return (part.at_mm[0] + hole[0] * math.cos(turn) + hole[1] * math.sin(turn),
            part.at_mm[1] + hole[1] * math.cos(turn) - hole[0] * math.sin(turn))


def test_kicad_finds_nothing_wrong(project: Path) -> None:
    assert checked(project) == {"violations": [], "unconnected_items": [], "schematic_parity": []}


def test_kicad_would_find_swapped_pins(project: Path) -> None:
    source = project.read_text()
    number, = re.findall(r'\(net (\d+) "/CV1_ADC"\)\n\t\(net', source)
    other, = re.findall(r'\(net (\d+) "/CV2_ADC"\)\n\t\(net', source)
    start = source.index('(property "Reference" "U201"')
    end = source.index("\n\t(footprint ", start)
    pins = source[start:end]
    one, two = f'(net {number} "/CV1_ADC")', f'(net {other} "/CV2_ADC")'
    assert one in pins and two in pins
    swapped = pins.replace(one, "<>").replace(two, one).replace("<>", two)
    project.write_text(source[:start] + swapped + source[end:])
    assert len([each for each in checked(project)["schematic_parity"] if "U201" in each]) == 2


def test_the_project_holds_the_rules() -> None:
    project = json.loads((FOLDER / "autocoder.kicad_pro").read_text())
    fragments = rules.project_fragments(expected_name(net) for net in rules.POWER_NETS)
    settings, wanted = (each["board"]["design_settings"] for each in (project, fragments))
    assert settings["rules"].items() >= wanted["rules"].items()
    assert settings["rule_severities"].items() >= wanted["rule_severities"].items()
    assert project["net_settings"]["netclass_patterns"] == fragments["net_settings"]["netclass_patterns"]
    assert (FOLDER / "autocoder.kicad_dru").read_text() == rules.design_rules()


def test_every_part_is_there_once() -> None:
    assert FINISHED.parts.keys() == {part.reference for part in CIRCUIT.parts}


def test_controls_are_where_the_panel_has_holes() -> None:
    wanted = {(control.part, control.at_mm) for control in PANEL.controls}
    wanted |= {("mounting_hole", at_mm) for at_mm in PANEL.holes_mm}
    found = set()
    for part in FINISHED.parts.values():
        if PLACES[part.reference].kind.hole_at_mm is not None:
            x, y = hole_mm(part)
            found.add((PLACES[part.reference].kind.name, (round(x, 3), round(y, 3))))
    assert found == wanted


def test_only_controls_are_on_the_front() -> None:
    front = {reference for reference, part in FINISHED.parts.items() if part.layer == "F.Cu"}
    assert front == {reference for reference, place in PLACES.items() if place.kind.hole_at_mm is not None}


def test_nothing_tall_is_below_the_seed() -> None:
    seed = FINISHED.parts["U201"]
    xs, ys = zip(*(pad.at_mm for pad in seed.pads), strict=True)
    below = [PLACES[part.reference].kind for part in FINISHED.parts.values()
             if part is not seed and part.layer == "B.Cu"
             and min(xs) < part.at_mm[0] < max(xs) and min(ys) < part.at_mm[1] < max(ys)]
    assert below
    assert all(kind.height_mm <= BELOW_SEED_MM and kind.mount == "smd" for kind in below)


def test_supply_pins_have_a_capacitor_beside_them() -> None:
    far = []
    capacitors = [part for part in CIRCUIT.parts if part.kind in ("ceramic_50v", "ceramic_10u")]
    pins = [(part.reference, pin, net) for part in CIRCUIT.parts for pin, net in part.pins.items()
            if part.reference.startswith("U") and net in RAILS]
    for reference, pin, net in pins:
        at_mm = FINISHED.parts[reference].pad(pin).at_mm
        near = min(math.dist(at_mm, pad.at_mm) for each in capacitors if "GND" in each.pins.values()
                   for pad in FINISHED.parts[each.reference].pads if pad.net == net)
        if near > DECOUPLED_MM:
            far.append(f"{reference} pin {pin}: {near:.1f} mm")
    assert len(pins) == 16
    assert far == []


def test_what_supplies_is_wide() -> None:
    power = {expected_name(net) for net in rules.POWER_NETS}
    narrow = [track for track in FINISHED.tracks
              if track.width_mm < (rules.POWER_TRACK_MM if track.net in power else rules.TRACK_MM)]
    assert {track.net for track in FINISHED.tracks} >= power
    assert narrow == []


def test_ground_is_whole_and_stitched() -> None:
    width, height = PANEL.board_size_mm
    assert max(FINISHED.pours["In1.Cu", "GND"]) > 0.85 * width * height
    ground = [at_mm for net, at_mm in FINISHED.vias if net == "GND"]
    assert len(ground) > STITCHES
    left, top = PANEL.board_at_mm
    for axis, edge in ((0, top), (0, top + height), (1, left), (1, left + width)):
        along = sorted(at_mm[axis] for at_mm in ground if abs(at_mm[1 - axis] - edge) < 2.0)
        assert max(b - a for a, b in pairwise(along)) < EDGE_GAP_MM


def test_power_and_sound_lie_over_ground() -> None:
    for reference, place in PLACES.items():
        if reference[:-2] in ("U4", "U5", "U1"):
            assert not planes.reached(planes.THREE, place.at_mm), reference
        if place.sheet.drawing == "cv_channel":
            assert planes.reached(planes.THREE, place.at_mm), reference


def test_channels_are_the_same() -> None:
    def seen_from_its_jack(number: int) -> list[tuple[float, float, float]]:
        sheet = CIRCUIT.sheet(f"cv{number}")
        jack = FINISHED.parts[sheet.part("jack").reference].at_mm
        parts = [FINISHED.parts[part.reference] for part in sheet.parts]
        return [(round(part.at_mm[0] - jack[0], 3), round(part.at_mm[1] - jack[1], 3), part.turn_deg)
                for part in parts]

    assert all(seen_from_its_jack(number) == seen_from_its_jack(1) for number in range(2, 9))


def test_test_points_and_controls_are_named() -> None:
    texts = {text.text: text for text in FINISHED.texts}
    for part in CIRCUIT.parts:
        place = PLACES[part.reference]
        if place.kind.name == "test_point" or (place.kind.hole_at_mm and place.kind.mount != "none"):
            text = texts[f"{part.reference} {part.value}"]
            assert text.layer == ("F.SilkS" if place.kind.side == "front" else "B.SilkS")
            assert math.dist(text.at_mm, FINISHED.parts[part.reference].at_mm) < 16
        elif place.kind.mount != "none":
            assert FINISHED.parts[part.reference].named, part.reference
    assert any("Revision A, unbuilt" in text for text in texts)
    assert min(text.height_mm for text in FINISHED.texts) >= rules.TEXT_MM


def test_fiducials_are_near_three_corners() -> None:
    (left, top), (width, height) = PANEL.board_at_mm, PANEL.board_size_mm
    corners = [(x, y) for x in (left, left + width) for y in (top, top + height)]
    marks = [part for reference, part in FINISHED.parts.items() if reference.startswith("FID")]
    nearest = [min(corners, key=lambda corner, at=mark.at_mm: math.dist(corner, at)) for mark in marks]
    assert len(set(nearest)) == len(marks) == 3
    assert all(mark.layer == "B.Cu" and math.dist(mark.at_mm, corner) < 12
               for mark, corner in zip(marks, nearest, strict=True))


def test_the_usb_pair_runs_side_by_side() -> None:
    lanes = [max((track for track in FINISHED.tracks if track.net == f"/controller/usb_{sign}"),
                 key=lambda track: track.length_mm) for sign in ("plus", "minus")]
    assert all(track.layer == "F.Cu" and track.length_mm > 85 for track in lanes)
    assert abs(lanes[0].start_mm[0] - lanes[1].start_mm[0]) == pytest.approx(0.4)


def test_the_same_board_comes_out_again(tmp_path: Path) -> None:
    run = subprocess.run([PYTHON_OF_KICAD, "-m", "layout", str(tmp_path)], capture_output=True, text=True,
                         env=os.environ | {"PYTHONPATH": str(HARDWARE)})
    assert run.returncode == 0, run.stderr
    for name in (BOARD.name, "autocoder.kicad_dru"):
        same = (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
        assert same, f"{name}: run `make hardware`"  # pytest would compare 3 MB line by line


def open_ground(columns: int, rows: int) -> Ground:
    """Return ground without obstacles, but for its edge."""
    edge = {place for place in range(columns * rows)
            if place % columns in (0, columns - 1) or place // columns in (0, rows - 1)}
    layer = [NEVER if place in edge else 1.0 for place in range(columns * rows)]
    return Ground(columns, layer * 2, [NEVER if place in edge else 10.0 for place in range(columns * rows)])


def test_the_cheapest_way_is_straight_and_goes_around() -> None:
    ground = open_ground(12, 9)
    start, end = 4 * 12 + 2, 4 * 12 + 9
    straight = cheapest(ground, [start], lambda place: 0.0 if place == end else NEVER, end)
    assert straight == list(range(start, end + 1))
    for row in range(9):
        ground.costs[row * 12 + 5] = NEVER  # a wall on the front: the way goes below it
    below = cheapest(ground, [start], lambda place: 0.0 if place == end else NEVER, end)
    assert below is not None and any(place >= 12 * 9 for place in below)
    for row in range(9):
        ground.costs[12 * 9 + row * 12 + 5] = NEVER
    assert cheapest(ground, [start], lambda place: 0.0 if place == end else NEVER, end) is None


def test_the_grid_forgets_what_is_taken_back() -> None:
    grid = Grid((0.0, 0.0), (10.0, 8.0))
    pad = Pad("R1", "1", "A", (4.03, 4.0), (0.4, 0.5), 0.0, (BACK,))
    track, via = Track("B", (2.0, 2.0), (6.0, 6.0), FRONT, 0.2), Via("B", (6.0, 6.0))
    before = [counts.copy() for counts in (*grid.fixed.values(), *grid.taken.values(), grid.fixed_vias)]
    for by in (1, -1):
        grid.count_pad(pad, by)
        grid.count_track(track, by)
        grid.count_via(via, by)
        if by == 1:
            taken = grid.taken[0.2][FRONT].reshape(-1)
            assert grid.fixed[0.2][BACK].reshape(-1)[grid.node((4.0, 4.0))] == 1
            assert taken[grid.node((4.0, 4.4))] == 1  # 0.28 mm away
            assert taken[grid.node((4.0, 4.6))] == 0  # 0.42 mm away: 0.4 mm are enough
    after = (*grid.fixed.values(), *grid.taken.values(), grid.fixed_vias)
    assert all((one == other).all() for one, other in zip(before, after, strict=True))


def routed(nets: str, *layers: int) -> set[int]:
    """Return the layers that wires take past a wall on some layers, which leaves a gap for one track."""
    def pad(net: str, number: str, x: float) -> Pad:
        return Pad(net, number, net, (x, 2.0 + nets.index(net)), (0.2, 0.2), 0.0, (FRONT,))

    wires = [Wire(net, [pad(net, "1", 1.2), pad(net, "2", 8.8)], 0.2) for net in nets]
    wall = Pad("H1", "", "", (5.0, 6.5), (0.3, 5.5), 0.0, layers)
    router = Router(Grid((0.0, 0.0), (10.0, 12.0)), [wall, *(each for wire in wires for each in wire.pads)])
    return {track.layer for track in router.route(wires, lambda line: None).tracks}


def test_two_wires_in_one_gap_part_or_are_refused() -> None:
    assert routed("A", FRONT) == {FRONT}
    assert routed("AB", FRONT) == {FRONT, BACK}
    assert routed("AB", *BOTH) == {FRONT, BACK}
    with pytest.raises(ValueError, match="too near"):
        routed("ABC", *BOTH)


def test_straight_runs() -> None:
    path = [(0, 1), (0, 2), (0, 3), (0, 13), (1, 13), (1, 23)]
    assert list(straight_runs(path, 10)) == [(0, 1, 3), (0, 3, 13), (1, 13, 23)]


def test_texts_find_room_or_say_so() -> None:
    body = (4.0, 4.0, 6.0, 5.0)
    room = Room((0.0, 0.0, 10.0, 10.0), [], [body])
    lettering = Lettering("R1", body, (2.0, 1.0), ("left", "right"))
    first, second = room.place(lettering), room.place(lettering)
    assert first.at_mm[0] < 4 < 6 < second.at_mm[0]
    room.take((0.0, 0.0, 10.0, 10.0))
    with pytest.raises(ValueError, match="no room for R1"):
        room.place(lettering)


def test_a_board_without_setup_gets_no_stack() -> None:
    with pytest.raises(ValueError, match="no setup"):
        stack.with_stack("(kicad_pcb)")


def test_footprints_are_linked_to_their_symbols(tmp_path: Path) -> None:
    """KiCad's own update of a board from its schematic goes by these paths, not by references."""
    netlist = tmp_path / "net"
    subprocess.run(["kicad-cli", "sch", "export", "netlist", "-o", str(netlist),
                    str(FOLDER / "autocoder.kicad_sch")], check=True, capture_output=True)
    parts = re.findall(r'\(comp\s+\(ref "([^"]+)"\).*?\(sheetpath\s+\(names "[^"]*"\)\s+'
                       r'\(tstamps "([^"]*)"\)\)\s+\(tstamps ([^)]+)\)', netlist.read_text(), re.DOTALL)
    assert len(parts) == len(circuit().parts)
    board = BOARD.read_text()
    unlinked = [reference for reference, sheet, symbols in parts
                if not any(f'(path "{sheet}{each}")' in board for each in re.findall(r'"([^"]+)"', symbols))]
    assert unlinked == []
