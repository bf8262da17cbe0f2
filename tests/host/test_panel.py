# SPDX-License-Identifier: MIT
"""The panel: one file, and what is generated from it."""

import re
from pathlib import Path

import pytest

from autocoder.bake.design import BOARDS
from autocoder.bake.messages import PROJECT
from autocoder.bake.panel import DESIGN, outputs

PINS = {board: Path(f"firmware/boards/{board}/pins.h") for board in BOARDS}
FUNCTIONS = Path("firmware/controls/functions.h")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Return the project's panel with one text in it replaced by another."""
    text = DESIGN.read_text()
    assert old in text
    path = tmp_path / "module.toml"
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.mark.parametrize("place", outputs(), ids=str)
def test_generated_files_are_what_the_panel_says(place: Path) -> None:
    assert (PROJECT / place).read_text() == outputs()[place], f"{place}: run `make generated`"


def test_another_pin_changes_its_board_alone(tmp_path: Path) -> None:
    before = outputs()
    after = outputs(changed(tmp_path, "{daisy = 27, teensy41 = 34}", "{daisy = 27, teensy41 = 33}"))
    assert [place for place in after if after[place] != before[place]] == [PINS["teensy41"]]
    assert "kButtonPin = 33;" in after[PINS["teensy41"]]


def test_another_function_changes_what_its_knob_sets(tmp_path: Path) -> None:
    after = outputs(changed(tmp_path, 'parameter = "brightness"', 'parameter = "morph"'))
    assert "ParameterId::kDecayS,\n    ParameterId::kMorph,\n}" in after[FUNCTIONS]
    assert after[PINS["daisy"]] == outputs()[PINS["daisy"]]


@pytest.mark.parametrize("board", BOARDS)
def test_every_control_has_a_pin_of_its_own(board: str) -> None:
    text = outputs()[PINS[board]]
    single = [int(pin) for pin in re.findall(r"Pin = (\d+);", text)]
    many = [int(pin) for row in re.findall(r"Pins\[\w+\] = \{([\d, ]+)\}", text) for pin in row.split(",")]
    assert len(single) == 3 and len(many) == 3 + 8 + 3 + 8
    assert len(set(single + many)) == len(single + many)


def test_lights_and_functions_are_those_of_the_firmware() -> None:
    text = (PROJECT / "firmware" / "audio_types.h").read_text()
    enumeration = re.search(r"enum Light : uint8_t \{(.*?)\}", text, re.DOTALL)
    assert enumeration is not None
    lights = [re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
              for name in re.findall(r"kLight(\w+)", enumeration[1])]
    names = re.findall(r'\[\[light\]\]\nname = "(\w+)"', DESIGN.read_text())
    assert lights == names and f"kLights = {len(names)};" in text
    assert f"kFunctions = {DESIGN.read_text().count('[[function]]')};" in text


@pytest.mark.parametrize(("old", "new", "reason"), [
    ("{daisy = 28, teensy41 = 41}", "{daisy = 26, teensy41 = 41}", "daisy: pin 26 cannot be read"),
    ("{daisy = 28, teensy41 = 41}", "{daisy = 28, teensy41 = 28}", "teensy41: pin 28 cannot be read"),
    ("{daisy = 0, teensy41 = 35}", "{daisy = 27, teensy41 = 35}", "daisy: pin 27 is used twice"),
    ("{daisy = 0, teensy41 = 35}", "{daisy = 0, teensy41 = 20}", "teensy41: pin 20 is not free"),
    ("{daisy = 0, teensy41 = 35}", "{daisy = 31, teensy41 = 35}", "daisy: pin 31 is not free"),
    ("latent = 7\nchannel", "latent = 6\nchannel", "a knob and a CV for each latent"),
    ("channel = 7", "channel = 6", "a knob at each channel"),
    ('name = "knob2"', 'name = "cv1"', "cv1: there twice"),
    ('parameter = "mix"', 'parameter = "mode"', "mix: mode is no parameter that a knob"),
    ('parameter = "mix"', 'parameter = "glow"', "mix: glow is no parameter that a knob"),
    ('parameter = "freeze"', 'parameter = "mix"', "gate: mix is no switch"),
])
def test_refuses_what_cannot_be_built(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        outputs(changed(tmp_path, old, new))
