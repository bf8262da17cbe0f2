# SPDX-License-Identifier: MIT
"""How a card comes to be: whole or not at all, equal each time, one line for what cannot be used."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import matplotlib
import pytest

from autocoder import cli
from autocoder.card import pictures, write
from autocoder.card.pictures import PICTURES
from autocoder.card.write import inspect_model
from autocoder.commands.inspect import inspect
from autocoder.errors import InputError
from autocoder.vae.model import MANIFEST, load_manifest
from model_copies import contents, edited, strings_copy
from synth_model import STRINGS

GROUP = click.Group("autocoder", commands={"inspect": inspect})


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a copy of the default model that a test may change."""
    return strings_copy(tmp_path)


def run(*words: object) -> None:
    with cli.one_line_errors():
        GROUP.main([str(each) for each in words], standalone_mode=False)


def test_twice_gives_equal_bytes_whatever_the_users_settings(tmp_path: Path) -> None:
    inspect_model(STRINGS, tmp_path / "first", [STRINGS], seconds=0.5)
    with matplotlib.rc_context({"figure.dpi": 50, "font.size": 22, "axes.facecolor": "green",
                                "savefig.transparent": True, "image.cmap": "jet"}):
        inspect_model(STRINGS, tmp_path / "second", [STRINGS], seconds=0.5)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_the_model_stays_as_it_is(model: Path) -> None:
    before = contents(model)
    (model / "notes.txt").write_text("mine")
    inspect_model(model, seconds=0.5)
    after = contents(model)
    assert {name: after[name] for name in before} == before
    assert after["notes.txt"] == b"mine" and not list(model.glob(".*"))
    load_manifest(model)


@pytest.mark.parametrize("reason", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_stopped_midway_the_earlier_card_stays(model: Path, monkeypatch: pytest.MonkeyPatch,
                                               reason: BaseException) -> None:
    inspect_model(model, seconds=0.5)
    before = contents(model)

    def stop(*_: object) -> Iterator[None]:
        raise reason

    monkeypatch.setattr(pictures, "draw_all", stop)
    with pytest.raises((KeyboardInterrupt, InputError)):
        inspect_model(model, seconds=1.0)
    assert contents(model) == before
    assert not list(model.glob(".*"))
    load_manifest(model)


def test_what_a_killed_run_left_goes(model: Path) -> None:
    (model / ".card.partial").mkdir()
    (model / ".card.partial" / "latent-1.wav").write_bytes(b"half")
    inspect_model(model, seconds=0.5)
    assert not (model / ".card.partial").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "birthday.png").write_bytes(b"mine")
    with pytest.raises(InputError, match="other than a card"):
        inspect_model(STRINGS, tmp_path)
    assert contents(tmp_path) == {"card/birthday.png": b"mine"}


def break_model(model: Path, damage: str) -> None:
    """Damage a model folder in the way of that name."""
    manifest = json.loads((model / MANIFEST).read_text())
    if damage == "missing":
        shutil.rmtree(model)
    elif damage == "text":
        (model / MANIFEST).write_text("{")
    elif damage == "decoder":
        (model / "decoder.tflite").write_bytes((model / "decoder.tflite").read_bytes()[:1000])
    elif damage == "latents":
        (model / "latents.npz").unlink()
    elif damage == "heldout":
        edited(model, heldout={})
    elif damage == "curve":
        edited(model, training={**manifest["training"], "curve": [{"step": 500}]})
    elif damage == "stages":
        edited(model, stages={"int8_added_set_db": 0.1})
    elif damage == "gain":
        edited(model, gain=-1.0)
    elif damage == "numbers":
        edited(model, heldout={**manifest["heldout"], "lsd_db": "near"})
    else:
        edited(model, analysis={**manifest["analysis"], "rate_hz": 1000})


BESIDE = {"missing": "no model there", "text": "damaged", "decoder": "hash", "latents": "latents.npz",
          "heldout": "lacks figures", "numbers": "damaged", "envelopes": "envelopes"}
DAMAGES = {**BESIDE, "curve": "lacks figures", "stages": "lacks figures", "gain": "model.json"}


@pytest.mark.parametrize(("damage", "beside"), [*((each, False) for each in DAMAGES),
                                                *((each, True) for each in BESIDE)])
def test_damaged_models_give_one_line(model: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str],
                                      damage: str, beside: bool) -> None:
    break_model(model, damage)
    output = tmp_path / "out"
    words = [STRINGS, "--beside", model] if beside else [model]
    with pytest.raises(SystemExit) as left:
        run("inspect", *words, "-o", output)
    errors = [line for line in capfd.readouterr().err.splitlines() if line.startswith("autocoder: ")]
    assert left.value.code == 2 and len(errors) == 1
    assert DAMAGES[damage] in errors[0] and str(model) in errors[0]
    assert not output.exists()


def test_a_folder_that_cannot_be_written_gives_one_line(tmp_path: Path,
                                                        capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit) as left:
        run("inspect", STRINGS, "-o", tmp_path / "file")
    assert left.value.code == 2
    assert "file" in capfd.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("seconds", [float("nan"), 0.0, 1e9])
def test_lengths_out_of_range_are_refused(tmp_path: Path, seconds: float) -> None:
    with pytest.raises(InputError, match="seconds"):
        inspect_model(STRINGS, tmp_path / "out", seconds=seconds)
    assert not (tmp_path / "out").exists()


def test_json_holds_all_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("inspect", STRINGS, "--seconds", "0.5", "-o", tmp_path, "--json")
    shown = json.loads(capsys.readouterr().out)
    assert shown.pop("output") == str(tmp_path / "card.md")
    assert shown == json.loads(json.dumps(inspect_model(STRINGS, tmp_path, seconds=0.5)))
    assert shown["heldout"]["lsd_db"] == load_manifest(STRINGS).heldout["lsd_db"]


def test_a_table_and_a_bar_are_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("inspect", STRINGS, "--seconds", "0.5", "-o", tmp_path)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "inspect" in captured.err and f"{load_manifest(STRINGS).heldout['lsd_db']:.2f} dB" in captured.err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    run("inspect", "--help")
    assert "Example: autocoder inspect" in " ".join(capsys.readouterr().out.split())


def run_alone(before: str, after: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a Python of its own, between two lines of code."""
    code = (f"import sys; {before}\nfrom autocoder import cli\n"
            "from autocoder.commands.inspect import inspect\n"
            f"with cli.one_line_errors(): inspect.main(sys.argv[1:], standalone_mode=False)\n{after}")
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True,
                          check=False)


def test_it_needs_no_tensorflow_and_no_window(tmp_path: Path) -> None:
    done = run_alone("sys.modules['tensorflow'] = sys.modules['keras'] = None",
                     "sys.exit('matplotlib.pyplot' in sys.modules)",
                     STRINGS, "--seconds", 0.5, "-o", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "card.md").exists()


def test_without_matplotlib_it_says_what_to_install(tmp_path: Path) -> None:
    done = run_alone("sys.modules['matplotlib'] = None", "", STRINGS, "-o", tmp_path / "out")
    line = done.stderr.splitlines()[-1]
    assert done.returncode == 2 and "matplotlib" in line and "autocoder[train]" in line
    assert "Traceback" not in done.stderr and not (tmp_path / "out").exists()


def test_the_files_of_a_card_are_named_once() -> None:
    assert all(write.OURS.fullmatch(f"{name}.png") for name in PICTURES)
