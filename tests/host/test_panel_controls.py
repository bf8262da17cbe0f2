# SPDX-License-Identifier: MIT
"""The panel's controls by name: what people write for their places, and the file of a running module."""

import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from autocoder import spec
from autocoder.device.moves import Move, held, moved, parse_change
from autocoder.device.panel import CONTROLS, HELD, counts_of, position
from autocoder.device.panel_file import PANEL, Switch, at_rest, read_panel, turn, write_panel
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import PANEL_BANK, RECORD, Setting, pack_settings
from autocoder.errors import InputError


@pytest.mark.parametrize(("text", "block", "name", "counts"), [
    ("knob1=0", 0, "knob1", spec.KNOB_LOW_COUNTS), ("1:knob8=1", 750, "knob8", spec.KNOB_HIGH_COUNTS),
    ("knob2=0.5", 0, "knob2", 32_768), ("cv1=0", 0, "cv1", spec.CV_ZERO_VOLT_COUNTS),
    ("2:cv3=2.5", 1500, "cv3", 17_429), ("cv8=5", 0, "cv8", spec.CV_FIVE_VOLT_COUNTS),
    ("cv8=-2.5", 0, "cv8", 48_107), ("cv2=12", 0, "cv2", 0), ("cv2=-12", 0, "cv2", 65_535),
    ("3:gate=1", 2250, "gate", 1), ("gate=off", 0, "gate", 0), ("button=on", 0, "button", 1),
    ("button=press", 0, "button", 2), ("decay=1", 0, "decay", spec.KNOB_HIGH_COUNTS),
    ("panel.mix=0", 0, "mix", spec.KNOB_LOW_COUNTS), ("cv1=5.34", 0, "cv1", 4),
    ("0.5:panel.knob1=1", 375, "knob1", spec.KNOB_HIGH_COUNTS),
])
def test_moves_are_read_as_written(text: str, block: int, name: str, counts: int) -> None:
    assert parse_change(text) == Move(block, CONTROLS[name], counts)


def test_a_parameter_comes_before_the_control_of_its_name() -> None:
    assert parse_change("2:mix=0.25") == Setting(1500, "mix", 0.25)
    assert parse_change("brightness=-1") == Setting(0, "brightness", -1.0)
    assert parse_change("a.latent_1=0.2") == Setting(0, "latent_1", 0.2, "a")


@pytest.mark.parametrize(("text", "reason"), [
    ("knob1=1.1", "choose 0 to 1$"), ("knob1=-0.1", "choose 0 to 1$"), ("knob1=", "choose 0 to 1"),
    ("knob1=nan", "choose 0 to 1"), ("knob1=0,7", "choose 0 to 1"), ("cv1=12.1", "choose -12 to 12 V"),
    ("gate=0.5", "on or off"), ("gate=press", "on or off"), ("knob9=1", "did you mean knob8"),
    ("panel.nob1=1", "did you mean knob1"),
    ("panel.gong=1", "there are knob1, .*gate"), ("mdoe=drone", "did you mean mode"), ("knob1", "no setting"),
    ("brightnes=0.2", r"did you mean brightness\?$"),
    ("latent_1=0.2", "no parameter .* turn knob1 .*`autocoder panel knob1=VALUE`.*a.latent_1"),
    ("x:knob1=1", "is no time"),
])
def test_refuses_other_moves(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        parse_change(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("name", "text", "shown"), [
    ("knob3", "0.7", 0.7), ("cv3", "2.5", 2.5), ("cv1", "0", 0.0), ("cv4", "-1.234", -1.234),
    ("decay", "0.123", 0.123), ("gate", "on", True), ("button", "off", False), ("cv1", "12", 5.341),
])
def test_positions_are_shown_as_they_were_written(name: str, text: str, shown: float | bool) -> None:
    where = position(CONTROLS[name], counts_of(CONTROLS[name], text))
    assert where == shown and str(where) == str(shown)


def test_a_moved_control_holds_and_the_others_go_on() -> None:
    table = np.random.default_rng(1).integers(0, 65_536, (10, 16)).astype(np.uint16)
    after = moved(table, [Move(6, CONTROLS["knob2"], 7), Move(3, CONTROLS["knob2"], 5),
                          Move(4, CONTROLS["cv8"], 9), Move(0, CONTROLS["gate"], 1)])
    assert after[:, 1].tolist() == [*table[:3, 1], 5, 5, 5, 7, 7, 7, 7]
    assert after[:, 15].tolist() == [*table[:4, 15], 9, 9, 9, 9, 9, 9]
    rest = [column for column in range(16) if column not in (1, 15)]
    np.testing.assert_array_equal(after[:, rest], table[:, rest])


def test_other_controls_become_records_of_their_own_bank() -> None:
    moves = [Move(9, CONTROLS["gate"], 1), Move(0, CONTROLS["knob1"], 4)]
    assert held(moves, []) == [Setting(9, "gate", 1.0, "panel")]
    packed = pack_settings([*held(moves, []), Setting(0, "mix", 0.5)])
    assert list(RECORD.iter_unpack(packed))[1] == (9, PANEL_BANK, 4, 1.0)
    assert HELD == {"mix": 0, "decay": 1, "brightness": 2, "button": 3, "gate": 4}


def test_function_knobs_begin_where_their_parameters_do() -> None:
    """Or a knob that nobody turned would change what was set."""
    begin = held([Move(50, CONTROLS["decay"], 900)], [Setting(0, "mix", 0.25), Setting(7, "brightness", 1.0)])
    places = {each.name: position(CONTROLS[each.name], int(each.value)) for each in begin[:3]}
    decay = {each.name: each for each in PARAMETERS}["decay_s"]
    assert places == {"mix": 0.25, "brightness": 0.5,
                      "decay": round((decay.default - decay.minimum) / (decay.maximum - decay.minimum), 4)}
    assert all(each.block == 0 for each in begin[:3]) and begin[3] == Setting(50, "decay", 900.0, "panel")


def test_the_file_is_what_the_firmware_reads(tmp_path: Path) -> None:
    """Little endian words: knobs, CVs, function knobs, switches; see boards/qemu_live/panel.h."""
    panel = at_rest()
    for name, text in (("knob8", "1"), ("cv1", "5"), ("brightness", "0"), ("gate", "on"), ("button", "1")):
        panel = panel.turned(CONTROLS[name], counts_of(CONTROLS[name], text))
    write_panel(tmp_path, panel)
    words = struct.unpack("<20H", (tmp_path / PANEL).read_bytes())
    assert words[7] == spec.KNOB_HIGH_COUNTS and words[8] == spec.CV_FIVE_VOLT_COUNTS
    assert words[9:16] == (spec.CV_ZERO_VOLT_COUNTS,) * 7 and words[16] == spec.KNOB_HIGH_COUNTS  # mix is 1
    assert words[18] == spec.KNOB_LOW_COUNTS and words[19] == Switch.BUTTON | Switch.GATE
    assert read_panel(tmp_path) == panel
    assert list(panel.positions()) == list(CONTROLS)


def test_presses_are_counted(tmp_path: Path) -> None:
    write_panel(tmp_path, at_rest())
    for count in (*range(1, 256), 0):
        panel = turn(tmp_path, [(CONTROLS["button"], 2)])
        assert panel.presses == count and panel.switches is Switch.NONE
        assert not panel.positions()["button"]
    turn(tmp_path, [(CONTROLS["gate"], 1), (CONTROLS["button"], 2)])
    assert struct.unpack("<20H", (tmp_path / PANEL).read_bytes())[19] == 256 + Switch.GATE


def test_a_panel_without_function_knobs(tmp_path: Path) -> None:
    assert list(read_panel(tmp_path).positions()) == [*CONTROLS][:16]  # none there yet
    turn(tmp_path, [(CONTROLS["knob1"], 700)])
    assert len((tmp_path / PANEL).read_bytes()) == 32
    with pytest.raises(InputError, match=r"gate: .*without"):
        turn(tmp_path, [(CONTROLS["knob1"], 800), (CONTROLS["gate"], 1)])
    assert read_panel(tmp_path).knobs[0] == 700


def test_a_file_that_is_no_panel_is_named(tmp_path: Path) -> None:
    (tmp_path / PANEL).write_bytes(bytes(34))
    with pytest.raises(InputError, match=PANEL):
        read_panel(tmp_path)


def test_hands_that_turn_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    write_panel(tmp_path, at_rest())
    names = [name for name in CONTROLS if name.startswith(("knob", "cv"))]
    with ThreadPoolExecutor(16) as hands:
        for counts in range(1000, 1004):
            list(hands.map(lambda name, to=counts: turn(tmp_path, [(CONTROLS[name], to)]), names))
            panel = read_panel(tmp_path)
            assert set(panel.knobs + panel.cvs) == {counts}
