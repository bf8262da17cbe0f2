# SPDX-License-Identifier: MIT
"""All settings of a module in one file, and back: onto the same module, another one, another version's."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autocoder.device.live import LiveModule
from autocoder.device.state import load_state
from autocoder.errors import InputError

Ask = Callable[..., Any]
Refused = Callable[..., str]


def change(file: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(file.read_text())
    edit(content)
    file.write_text(json.dumps(content))


@pytest.fixture
def dumped(ask: Ask, tmp_path: Path) -> Path:
    """Return a file of settings that nobody has by default."""
    ask("factory-reset", "--yes")
    ask("set", "mode=reverb", "mix=0.3", "freeze=on", "a.latent_1=0.125", "b.mode=cross")
    ask("preset", "save", 2, "--name", "hall")
    ask("preset", "save", 7, "--name", "ä b", "--bank", "b")
    ask("key", "set", "5a" * 32)
    ask("dump", "-o", tmp_path / "dumped.json")
    change(tmp_path / "dumped.json",
           lambda content: content["calibration"].update(cv3=[33_000, 700], knob1=[500, 64_000]))
    ask("restore", tmp_path / "dumped.json")
    ask("dump", "-o", tmp_path / "dumped.json")
    return tmp_path / "dumped.json"


def test_everything_comes_back(ask: Ask, live: LiveModule, dumped: Path, tmp_path: Path) -> None:
    content = json.loads(dumped.read_text())
    assert content["parameters"]["mode"] == "reverb" and content["parameters"]["a.latent_1"] != 0.5
    assert content["presets"]["2"]["name"] == "hall" and content["presets"]["7"]["values"]["mode"] == "cross"
    assert content["calibration"]["cv3"] == [33_000, 700] and content["key"] == "5a" * 32

    ask("factory-reset", "--yes")
    ask("preset", "save", 9, "--name", "is to go")
    planned = ask("restore", dumped, "--dry-run")
    assert not planned["written"] and ask("get", "mode") == {"mode": "filter"}
    assert "mode=reverb" in planned["changes"] and "preset 9: deleted" in planned["changes"]
    assert ask("restore", dumped)["changes"] == planned["changes"]
    live.restart()
    ask("dump", "-o", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == dumped.read_bytes()
    assert ask("restore", dumped)["changes"] == []


def test_what_this_module_does_not_know_is_left_out_and_said(ask: Ask, dumped: Path) -> None:
    """A file of a newer module's settings, or of an older one's."""
    def edit(content: dict[str, Any]) -> None:
        content["parameters"]["sparkle"] = 0.5
        content["presets"]["2"]["values"]["sparkle"] = 0.5
        del content["parameters"]["mix"], content["presets"]["7"]["values"]["level"]
        content["parameters"]["level"] = 2

    change(dumped, edit)
    done = ask("restore", dumped)
    assert sorted(done["unknown"]) == ["preset 2: sparkle", "sparkle"]
    assert ask("get", "level", "mix") == {"level": 2.0, "mix": 0.3}


@pytest.mark.parametrize("edit", [
    lambda content: content["parameters"].update(mix=7),
    lambda content: content["parameters"].update(mode="gong"),
    lambda content: content["parameters"].update(mode=1),
    lambda content: content["parameters"].update(freeze=0.5),
    lambda content: content["parameters"].update(mix=True),
    lambda content: content["presets"]["2"]["values"].update(mix=float("nan")),
    lambda content: content["presets"].update({"99": content["presets"]["2"]}),
])
def test_values_that_no_module_takes_are_refused_before_anything_is_written(
        ask: Ask, refused: Refused, dumped: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    change(dumped, edit)
    change(dumped, lambda content: content["parameters"].update(level=3.5))
    refused("restore", dumped)
    assert ask("get", "level") == {"level": 1.0}


@pytest.mark.parametrize("edit", [
    lambda content: content.update(format=2), lambda content: content.pop("key"),
    lambda content: content.update(key="zz"), lambda content: content.update(key="00"),
    lambda content: content.update(presets=[]), lambda content: content.update(parameters=7),
    lambda content: content["presets"].update(x={}), lambda content: content["presets"]["2"].update(name=5),
    lambda content: content["presets"]["2"].update(name="ä" * 16), lambda content: content["presets"].update(
        {"-1": content["presets"]["2"]}),
    lambda content: content["calibration"].update(cv9=[1, 2]),
    lambda content: content["calibration"].update(cv1=[1]),
    lambda content: content["calibration"].update(cv1=[1.5, 2]),
    lambda content: content["calibration"].update(cv1=[1, 2**40]),
    lambda content: content["parameters"].update(mix=[1]),
])
def test_files_that_are_no_settings_are_refused(tmp_path: Path, edit: Callable[[dict[str, Any]], object]
                                                ) -> None:
    values = {"mix": 1.0, "latent_1": 0.5}
    good = {"format": 1, "module": {}, "parameters": values, "key": "00" * 32,
            "presets": {"2": {"name": "a", "values": values}}, "calibration": {"cv1": [1, 2]}}
    (tmp_path / "good.json").write_text(json.dumps(good))
    assert load_state(tmp_path / "good.json").presets[2].name == "a"
    change(tmp_path / "good.json", edit)
    with pytest.raises(InputError, match="good"):
        load_state(tmp_path / "good.json")


def test_a_calibration_that_no_control_has_is_the_modules_to_refuse(refused: Refused, dumped: Path) -> None:
    change(dumped, lambda content: content["calibration"].update(cv1=[5, 5]))
    assert "bad calibration" in refused("restore", dumped)
