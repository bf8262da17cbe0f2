# SPDX-License-Identifier: MIT
"""Presets by number and by name, one at a time in a file, and values that are taken back."""

import json
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autocoder.device.live import LiveModule

Ask = Callable[..., Any]
Refused = Callable[..., str]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def stored(ask: Ask) -> Iterator[None]:
    """Let each test begin with a choir under 3, two drones under 5 and 6, and one without a name under 15."""
    for number, name, mix in ((3, "choir", 0.25), (5, "drone", 0.5), (6, "drone", 0.75), (15, "", 1.0)):
        ask("set", f"mix={mix}", "--live")
        ask("preset", "save", number, "--name", name)
    yield
    for each in ask("preset", "list"):
        ask("preset", "delete", each["number"])


def listed(ask: Ask) -> dict[int, str]:
    return {each["number"]: each["name"] for each in ask("preset", "list")}


def test_a_name_stands_for_its_number(ask: Ask) -> None:
    assert ask("preset", "recall", "choir")["number"] == 3
    assert ask("get", "mix") == {"mix": 0.25}
    assert ask("preset", "recall", "CHOIR", "--bank", "a")["number"] == 3
    assert ask("get", "a.mix") == {"a.mix": 0.25}
    assert [each["number"] for each in ask("preset", "list", "choir", 15)] == [3, 15]
    assert ask("preset", "delete", "choir")["number"] == 3
    assert 3 not in listed(ask)


def test_saving_by_name_replaces_it_or_takes_a_free_number(ask: Ask) -> None:
    saved = ask("preset", "save", "choir")
    assert (saved["number"], saved["name"], saved["replaced"]) == (3, "choir", "choir")
    assert ask("preset", "save", "glass")["number"] == 0
    assert ask("preset", "save", 3)["name"] == "choir"  # what is saved again keeps its name
    assert ask("preset", "save", "choir", "--name", "men")["number"] == 3
    assert listed(ask) == {0: "glass", 3: "men", 5: "drone", 6: "drone", 15: ""}


@pytest.mark.parametrize(("words", "reasons"), [
    (("save", 99), ("preset 99", "presets 0 to 15", "choose one")),
    (("recall", 16), ("preset 16", "presets 0 to 15")),
    (("delete", 99), ("preset 99", "0 to 15")), (("list", 99), ("preset 99", "0 to 15")),
    (("dump", 99, "-o", "{out}"), ("preset 99", "0 to 15")),
    (("recall", 9), ("preset 9", "nothing is stored", "3 choir")),
    (("delete", "bells"), ("'bells'", "no preset", "3 choir")),
    (("dump", "bells", "-o", "{out}"), ("'bells'", "no preset")),
    (("recall", "drone"), ("'drone'", "5 and 6", "by its number")),
    (("save", "drone"), ("'drone'", "5 and 6", "by its number")),
    (("recall", ""), ("no name of a preset",)), (("save", 1, "--name", "7"), ("'7'", "taken for one")),
    (("save", " x"), ("blank",)), (("save", 1, "--name", "a\tb"), ("control character",)),
    (("save", 1, "--name", " "), ("blank",)), (("save", 1, "--name", "a\nb"), ("line's end",)),
    (("save", 1, "--name", "\udce4"), ("not UTF-8",)), (("save", "x" * 32), ("32 bytes", "31")),
])
def test_what_no_preset_has_is_said(ask: Ask, refused: Refused, tmp_path: Path, words: tuple[object, ...],
                                    reasons: tuple[str, ...]) -> None:
    before = listed(ask)
    said = refused("preset", *(str(each).format(out=tmp_path / "out") for each in words))
    for each in reasons:
        assert each in said
    assert listed(ask) == before and not (tmp_path / "out").exists()


def test_where_all_numbers_are_taken_a_new_name_is_refused(ask: Ask, refused: Refused) -> None:
    for number in set(range(16)) - set(listed(ask)):
        ask("preset", "save", number)
    assert "all 16 presets are taken" in refused("preset", "save", "glass")


def test_one_preset_goes_into_a_file_and_back(ask: Ask, refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "choir.json"
    assert ask("preset", "dump", "choir", "-o", path)["number"] == 3
    ask("preset", "delete", "choir")
    assert ask("preset", "restore", path, "--dry-run")["number"] == 0
    assert 0 not in listed(ask)
    assert ask("preset", "restore", path)["number"] == 0
    again = ask("preset", "restore", path)
    assert (again["number"], again["replaced"]) == (0, "choir")
    assert ask("preset", "restore", path, "--to", 9)["name"] == "choir"
    assert ask("preset", "restore", path, "--to", "men")["number"] == 1
    for number in (0, 1, 9):
        values, = (each["values"] for each in ask("preset", "list", number, "--values"))
        assert values == json.loads(path.read_text())["preset"]["values"] and values["mix"] == 0.25
    assert listed(ask)[1] == "men"


def test_a_file_from_another_firmware_or_hand(ask: Ask, refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    content = {"format": 1, "preset": {"name": "mine", "values": {"mix": 0.125, "sparkle": 1.0}}}
    path.write_text("\ufeff" + json.dumps(content))
    assert ask("preset", "restore", path)["unknown"] == ["sparkle"]
    values, = (each["values"] for each in ask("preset", "list", "mine", "--values"))
    assert values["mix"] == 0.125 and values["level"] == 1.0
    before = listed(ask)
    for text, reason in (('{"format": 1,\n "preset": }', "line 2, column 12"), ("", "line 1, column 1"),
                         ("[]", "no preset"),
                         (json.dumps(content | {"format": 7}), "format 7"),
                         (json.dumps({"format": 1, "preset": {"name": "7", "values": {}}}), "number"),
                         (json.dumps({"format": 1, "preset": {"name": "x", "values": {"mix": 7}}}), "0 to 1"),
                         (json.dumps({"format": 1, "presets": {}}), "autocoder restore")):
        path.write_text(text)
        assert reason in refused("preset", "restore", path)
    path.write_text(json.dumps(content))
    assert "autocoder preset restore" in refused("restore", path)
    assert listed(ask) == before


def test_set_says_how_to_undo_it(ask: Ask, autocoder: Run, live: LiveModule) -> None:
    ask("set", "mix=0.5", "mode=filter", "freeze=off", "a.latent_1=0.3", "decay_s=2")
    names = ("mix", "mode", "freeze", "a.latent_1", "decay_s")
    before = ask("get", *names)
    code, out, err = autocoder("set", "mix=0.875", "mode=cross", "freeze=on", "a.latent_1=0.7", "decay_s=2",
                               "--port", live.port)
    assert (code, out) == (0, "") and "0.875, was 0.5" in err and "on, was off" in err
    undo = err.split("`")[1]
    assert "decay_s" not in undo and "mode=filter" in undo and live.port in undo
    assert autocoder(*shlex.split(undo)[1:])[0] == 0
    assert ask("get", *names) == before
    _, _, err = autocoder("set", "mix=0.5", "--port", live.port)
    assert "undo" not in err  # it was so already
    _, _, err = autocoder("set", "mix=0.25", "--live", "--port", live.port)
    assert "--live" in err.split("`")[1]
    _, _, err = autocoder("set", "mix=1", "--dry-run", "--port", live.port)
    assert "undo" not in err and "was 0.25" in err
