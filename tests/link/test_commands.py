# SPDX-License-Identifier: MIT
"""Every command that talks to a module, on the emulated one, through its serial port."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

import bad_inputs
from autocoder import cli
from autocoder.bake.bundle import bundle_bytes, bundle_hash
from autocoder.commands import module as module_commands
from autocoder.device.live import LiveModule
from autocoder.device.parameters import PARAMETERS
from autocoder.spec import MODEL_SLOTS
from synth_model import STRINGS

VOICES = STRINGS.parent / "voices"
METAL = STRINGS.parent / "metal"
COMMANDS = {name: command for name, command in bad_inputs.leaves(cli.main)
            if name.split()[0] in {each.name for each in module_commands.COMMANDS}}
WRITES = {"upload", "select", "delete", "set", "restore", "preset save", "preset recall", "preset delete",
          "preset restore", "calibrate", "key set", "key clear", "reboot", "factory-reset", "flash"}
OFFLINE = {"key new", "flash", "ports"}

Ask = Callable[..., Any]
Refused = Callable[..., str]
Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(autocoder: Run, name: str) -> None:
    code, out, _ = autocoder(*name.split(), "--help")
    assert code == 0 and f"Example: autocoder {name}" in " ".join(out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_common_options_are_everywhere(name: str) -> None:
    """--port and --json for what talks to a module, --dry-run for what writes."""
    options = {option for each in COMMANDS[name].params if isinstance(each, click.Option)
               for option in each.opts}
    assert ("--dry-run" in options) == (name in WRITES)
    assert {"--port", "--json"} <= options or name in OFFLINE


@pytest.mark.parametrize("words", [
    "upload {voices}", "models", "select 0", "delete 0", "download 0 -o {out}", "get", "set mix=1",
    "dump -o {out}", "restore {state}", "preset save 0", "preset recall 0", "preset list", "preset delete 0",
    "preset dump 0 -o {out}", "preset restore {preset}",
    "calibrate", "monitor", "verify {voices}", "key show", "key clear", "log", "reboot",
    "factory-reset --yes",
])
def test_no_module_is_said_with_what_was_tried(autocoder: Run, tmp_path: Path, words: str,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "state.json").write_text(json.dumps(
        {"format": 1, "parameters": {}, "presets": {}, "calibration": {}, "key": "00" * 32}))
    (tmp_path / "preset.json").write_text(json.dumps({"format": 1, "preset": {"name": "", "values": {}}}))
    filled = [each.format(voices=VOICES, out=tmp_path / "out", state=tmp_path / "state.json",
                          preset=tmp_path / "preset.json")
              for each in words.split()]
    code, out, err = autocoder(*filled, "--port", tmp_path / "nothing")
    assert (code, out) == (2, "") and "there is no such port; see `autocoder ports`" in err
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("serial.tools.list_ports.comports", list)
    code, out, err = autocoder(*filled)
    assert (code, out) == (2, "")
    for each in ("no USB serial port", "no emulated module", "emulate --serial", "--port"):
        assert each in err
    assert not (tmp_path / "out").exists()


def test_upload_select_download_delete(ask: Ask, autocoder: Run, live: LiveModule, tmp_path: Path) -> None:
    content = bundle_bytes(VOICES)
    plan = ask("upload", VOICES, "--slot", 1, "--dry-run")
    assert plan == {"slot": 1, "why": "as asked for", "bytes": len(content),
                    "hash": bundle_hash(content).hex()}
    assert ask("models")[1]["state"] == "empty"

    sent = ask("upload", VOICES, "--slot", 1)
    assert not sent["present"] and sent["resumed_at"] == 0 and sent["bytes_per_second"] > 0
    assert ask("upload", VOICES, "--slot", 1)["present"]

    slot = ask("models")[1]
    assert (slot["state"], slot["name"], slot["bytes"], slot["hash"]) == (
        "stored", "voices", len(content), bundle_hash(content).hex())
    assert not slot["plays"] and not slot["signed"]
    ask("select", 1, "--dry-run")
    assert ask("models")[0]["plays"]
    ask("select", 1)
    assert ask("models")[1]["plays"] and ask("get", "model_a") == {"model_a": 1.0}

    ask("download", 1, "-o", tmp_path / "read.acb")
    assert (tmp_path / "read.acb").read_bytes() == content
    assert ask("upload", tmp_path / "read.acb")["present"]  # in the slot that holds it

    ask("delete", 1, "--dry-run")
    assert ask("models")[1]["state"] == "stored"
    ask("delete", 1)
    assert ask("models")[1]["state"] == "empty"
    ask("select", 0)


def test_a_deleted_model_gives_way_to_the_one_that_is_built_in(ask: Ask) -> None:
    assert ask("models")[0]["state"] == "built in"
    ask("upload", METAL, "--slot", 0, "--piece-bytes", 256, "--no-verify-bytes")
    assert ask("models")[0]["name"] == "metal"
    ask("delete", 0)
    slot = ask("models")[0]
    assert (slot["state"], slot["name"], slot["bytes"]) == ("built in", "strings", 0)


@pytest.mark.parametrize(("words", "reason"), [
    (("select", MODEL_SLOTS), "unknown slot"), (("delete", MODEL_SLOTS), "unknown slot"),
    (("delete", 0), "no model that was uploaded"),
    (("download", 2, "-o", "{out}"), "no model that was uploaded"),
    (("download", 0, "-o", "{out}"), "no model that was uploaded"),
    (("upload", VOICES, "--slot", MODEL_SLOTS), "unknown slot"), (("upload", "{out}"), "no model there"),
    (("upload", "{out}.acb"), "cannot be read"), (("preset", "recall", 9), "nothing is stored"),
    (("preset", "delete", 9), "nothing is stored"), (("preset", "save", 200), "presets 0 to 15"),
    (("preset", "save", 1, "--name", "ä" * 16), "32 bytes"), (("set", "mix=2"), "choose 0 to 1"),
    (("set", "mix=nan"), "choose 0 to 1"), (("set", "mode=loud"), "choose filter"),
    (("set", "mix"), "no setting"), (("set", "gong=1"), "no parameter"), (("set", "c.mix=1"), "no parameter"),
    (("get", "gong"), "no parameter"),
    (("set", "a.blend=1"), "no parameter"), (("set", "latent_1=0.5"), "no parameter"),
    (("key", "set", "{out}"), "cannot be read"), (("key", "set", "x" * 64), "no key"),
    (("upload", VOICES, "--key", "{out}"), "cannot be read"), (("verify", "{out}"), "no model there"),
    (("restore", "{out}"), "no such file"), (("verify", VOICES, "--slot", 0), "another model"),
], ids=lambda each: " ".join(Path(str(word)).name for word in each) if isinstance(each, tuple) else "")
def test_what_cannot_be_done_is_refused(refused: Refused, ask: Ask, tmp_path: Path,
                                        words: tuple[object, ...], reason: str) -> None:
    before = ask("models"), ask("get"), ask("get", "a", "b"), ask("preset", "list")
    said = refused(*(str(each).format(out=tmp_path / "out") for each in words))
    assert reason in said and re.search(r"[;:,] \w+", said)
    assert (ask("models"), ask("get"), ask("get", "a", "b"), ask("preset", "list")) == before
    assert not (tmp_path / "out").exists()


def test_get_set(ask: Ask, autocoder: Run, live: LiveModule) -> None:
    assert list(ask("get")) == [each.name for each in PARAMETERS]
    assert ask("set", "mix=0.3", "mode=cross", "freeze=on", "a.latent_1=0.25", "b.slew_ms=40") == {
        "mix": 0.3, "mode": "cross", "freeze": True, "a.latent_1": pytest.approx(0.25, abs=1e-5),
        "b.slew_ms": 40.0}
    assert ask("get", "mix", "mode", "freeze", "b.slew_ms") == {
        "mix": 0.3, "mode": "cross", "freeze": True, "b.slew_ms": 40.0}
    preset = ask("get", "a")
    assert "a.latent_8" in preset and "a.mix" in preset and "a.blend" not in preset and "b.mix" not in preset
    ask("set", "mix=0.9", "--dry-run")
    assert ask("get", "mix") == {"mix": 0.3}
    described = ask("get", "decay_s", "--describe")["decay_s"]
    assert (described["unit"], described["minimum"], described["maximum"]) == ("s", pytest.approx(0.1), 4.0)
    code, out, err = autocoder("get", "decay_s", "freeze", "--port", live.port)
    assert (code, out) == (0, "") and "1.5 s" in err and "on" in err


def test_all_values_are_checked_before_the_first_is_set(ask: Ask, refused: Refused) -> None:
    ask("set", "level=1")
    refused("set", "level=2", "mix=7")
    assert ask("get", "level") == {"level": 1.0}


def test_settings_are_kept_unless_live(ask: Ask, live: LiveModule) -> None:
    ask("set", "mix=0.5", "b.latent_2=1")
    ask("set", "mix=0.25", "--live")
    live.restart()
    assert ask("get", "mix", "b.latent_2") == {"mix": 0.5, "b.latent_2": 1.0}


def test_presets(ask: Ask, live: LiveModule) -> None:
    ask("set", "mix=0.5", "mode=drone", "a.mix=0.125", "--live")
    assert ask("preset", "save", 3, "--name", "gläss", "--dry-run")["replaced"] is None
    assert ask("preset", "list") == []
    ask("preset", "save", 3, "--name", "gläss")
    ask("preset", "save", 15, "--bank", "a")
    assert ask("preset", "save", 3, "--name", "glass 2")["replaced"] == "gläss"
    live.restart()
    stored = ask("preset", "list", "--values")
    assert [(each["number"], each["name"]) for each in stored] == [(3, "glass 2"), (15, "")]
    assert stored[0]["values"]["mode"] == "drone" and stored[1]["values"]["mix"] == 0.125

    ask("preset", "recall", 3, "--bank", "b", "--dry-run")
    assert ask("get", "b.mode") != {"b.mode": "drone"}
    ask("preset", "recall", 3, "--bank", "b")
    assert ask("get", "b.mode", "b.mix") == {"b.mode": "drone", "b.mix": 0.5}
    ask("preset", "recall", 15, "--live")
    assert ask("get", "mix") == {"mix": 0.125}
    live.restart()
    assert ask("get", "b.mode")["b.mode"] == "drone" and ask("get", "mix")["mix"] != 0.125

    ask("preset", "delete", 3, "--dry-run")
    ask("preset", "delete", 3)
    assert [each["number"] for each in ask("preset", "list")] == [15]
    ask("preset", "delete", 15)


def test_a_key_lets_only_its_models_in(ask: Ask, refused: Refused, autocoder: Run, tmp_path: Path) -> None:
    code, out, _ = autocoder("key", "new", "-o", tmp_path / "my.key", "--json")
    public = json.loads(out)["key"]
    assert code == 0 and ask("key", "show") == {"key": None}
    ask("key", "set", tmp_path / "my.key", "--dry-run")
    assert ask("key", "show") == {"key": None}
    ask("key", "set", tmp_path / "my.key")
    assert ask("key", "show") == {"key": public}
    assert "not signed" in refused("upload", VOICES, "--slot", 2)
    assert ask("models")[2]["state"] == "empty"
    autocoder("key", "new", "-o", tmp_path / "other.key")
    assert "bad signature" in refused("upload", VOICES, "--slot", 2, "--key", tmp_path / "other.key")
    ask("upload", VOICES, "--slot", 2, "--key", tmp_path / "my.key")
    assert ask("models")[2]["signed"]
    ask("key", "clear")
    ask("key", "set", public)  # by its digits
    assert ask("key", "show") == {"key": public}
    ask("key", "clear")
    ask("delete", 2)


def test_ports_and_finding_one_by_itself(autocoder: Run, live: LiveModule, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    from autocoder.device.announced import announced

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("serial.tools.list_ports.comports", list)
    assert json.loads(autocoder("ports", "--json")[1]) == []
    with announced(live.port, os.getpid()):
        found, = json.loads(autocoder("ports", "--json")[1])
        assert found["port"] == live.port and found["module"] and found["kind"] == "emulated"
        assert autocoder("models")[0] == 0
        with announced(str(tmp_path / "gone"), os.getppid()):
            code, _, err = autocoder("models")
            assert code == 2 and live.port in err and "choose one with --port" in err
            listed = json.loads(autocoder("ports", "--json")[1])
            first, second = sorted(listed, key=lambda each: each["module"])
            assert not first["module"] and "no such port" in first["says"] and second["module"]
    assert json.loads(autocoder("ports", "--json")[1]) == []


def test_a_port_that_another_program_has_open(refused: Refused, live: LiveModule) -> None:
    from autocoder.device.client import Module

    with Module(live.port):
        assert "another program has it open" in refused("models")


def test_log_reboot_and_monitor(ask: Ask, autocoder: Run, live: LiveModule) -> None:
    assert any("store: ok" in line for line in ask("log"))
    code, out, _ = autocoder("log", "--port", live.port)
    assert code == 0 and "store: ok\n" in out
    ask("set", "level=2", "--live")
    assert not ask("reboot", "--dry-run")["restarted"]
    assert ask("get", "level") == {"level": 2.0}
    again = ask("reboot")
    assert again["restarted"] and again["seconds"] is not None
    assert ask("get", "level") != {"level": 2.0}


def test_monitor_prints_a_line_for_each_reading(autocoder: Run, live: LiveModule) -> None:
    code, out, _ = autocoder("monitor", "--seconds", 0.5, "--rate", 10, "--json", "--port", live.port)
    readings = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and len(readings) >= 2
    for each in readings:
        assert len(each["latents"]) == 8 and all(0.0 <= value <= 1.0 for value in each["latents"])
        assert each["mode"] in ("filter", "reverb", "cross", "drone") and 0.0 <= each["load"] <= 1.0
    assert readings[-1]["blocks"] > readings[0]["blocks"]
    assert max(each["input_db"][0] for each in readings) > -40.0  # a sound is patched in
    code, out, err = autocoder("monitor", "--seconds", 0.1, "--port", live.port)
    assert (code, out) == (0, "") and "latent 8" in err and "worst load" in err


def test_monitor_follows_the_knobs(autocoder: Run, live: LiveModule) -> None:
    live.panel([65_535] * 8, [32_768] * 8)
    for _ in range(50):  # it looks at its panel now and then
        code, out, _ = autocoder("monitor", "--seconds", 0, "--json", "--port", live.port)
        if code == 0 and min(json.loads(out)["latents"]) > 0.999:
            break
    assert min(json.loads(out)["latents"]) > 0.999
    live.panel([32_768] * 8, [32_768] * 8)


def test_factory_reset_asks_first(ask: Ask, autocoder: Run, live: LiveModule, monkeypatch: pytest.MonkeyPatch
                                  ) -> None:
    import io
    import sys

    ask("preset", "save", 5)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    code, _, err = autocoder("factory-reset", "--port", live.port)
    assert code == 130 and "forget everything" in err
    ask("factory-reset", "--yes", "--dry-run")
    assert len(ask("preset", "list")) == 1
    ask("factory-reset", "--yes")
    assert ask("preset", "list") == [] and ask("get", "mix") == {"mix": 1.0}


def test_flash_says_which_boards_there_are(autocoder: Run) -> None:
    code, out, err = autocoder("flash", "gong")
    assert (code, out) == (2, "") and "gong" in err and "there is" in err


def test_an_upload_without_a_slot_leaves_what_plays_alone(fresh: LiveModule, autocoder: Run) -> None:
    """The first goes into the first free slot, the next beside it, and the third finds none."""
    def run(*words: object) -> Any:
        code, out, err = autocoder(*words, "--port", fresh.port, "--json")
        assert code == 0, err
        return json.loads(out)

    _, _, err = autocoder("select", 2, "--dry-run", "--port", fresh.port)
    assert "strings of slot 0, since this slot is empty" in err and "upload MODEL --slot 2" in err
    sent = run("upload", VOICES)
    assert sent["slot"] == 1 and "free" in sent["why"] and not sent["present"]
    run("select", 1)
    assert run("upload", VOICES)["present"]  # found where it is
    assert run("upload", METAL, "--dry-run")["slot"] == 2
    code, _, err = autocoder("upload", METAL, "--port", fresh.port)
    assert code == 0 and "2, the first free one" in err and "autocoder select 2" in err
    assert [each["name"] for each in run("models")] == ["strings", "voices", "metal"]
    assert run("models")[1]["plays"]
    code, _, err = autocoder("upload", STRINGS, "--port", fresh.port)
    assert code == 2
    for each in ("no slot is free", "1 voices (uploaded, plays)", "--slot N"):
        assert each in err
    assert [each["name"] for each in run("models")] == ["strings", "voices", "metal"]


def test_what_is_no_model_is_named_before_anything_is_sent(refused: Refused, live: LiveModule) -> None:
    assert "a folder with models in it (metal, strings, voices)" in refused("upload", STRINGS.parent)
    assert f"one file of a model; name its folder, {STRINGS}" in refused("upload", STRINGS / "golden.npz")
