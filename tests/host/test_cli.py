# SPDX-License-Identifier: MIT
"""The command line: results on standard output, one line and exit code 2 for anything that cannot be used."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autocoder import cli
from autocoder.audio import write_wav
from autocoder.device import build
from autocoder.errors import ToolError
from autocoder.vae.model import MANIFEST
from session_model import SessionModel
from sounds import strings


def refused(result: tuple[int, str, str], *words: str) -> None:
    """Check for exit code 2 and one line on standard error that holds the words; nothing else."""
    code, out, err = result
    lines = [line for line in err.splitlines() if line.startswith("autocoder: ")]
    assert code == 2, err
    assert len(lines) == 1 and not out and "Traceback" not in err
    for word in words:
        assert word in lines[0]


def bad_sounds(folder: Path) -> dict[str, tuple[Path, str]]:
    """Return unusable sounds by name: the path and a word of the reason."""
    folder.mkdir(exist_ok=True)
    text, empty, silent, short, nan, cut = (folder / f"{name}.wav" for name in (
        "text", "empty", "silent", "short", "nan", "cut"))
    text.write_text("this is not a sound")
    empty.write_bytes(b"")
    write_wav(silent, np.zeros(48_000, dtype=np.float32))
    write_wav(short, strings(0.05, seed=2))
    broken = strings(1.0, seed=2)
    broken[1000] = np.nan
    write_wav(nan, broken)
    write_wav(cut, strings(1.0, seed=2))
    cut.write_bytes(cut.read_bytes()[:50_000])
    (folder / "nothing").mkdir(exist_ok=True)
    return {"missing": (folder / "missing.wav", "missing.wav"), "folder": (folder / "nothing", "no"),
            "text": (text, "sound"), "empty": (empty, "empty"), "silent": (silent, "silent"),
            "short": (short, "shorter than one frame"), "nan": (nan, "NaN"), "cut": (cut, "truncated")}


@pytest.mark.parametrize("name", ["missing", "folder", "text", "empty", "silent", "short", "nan", "cut"])
def test_unusable_sound_is_refused_and_the_earlier_set_stays(autocoder, tmp_path: Path, name: str) -> None:
    path, word = bad_sounds(tmp_path)[name]
    earlier = tmp_path / "frames.npz"
    earlier.write_bytes(b"earlier")
    refused(autocoder("analyze", path, "-o", earlier), word)
    assert earlier.read_bytes() == b"earlier"
    assert not list(tmp_path.glob(".frames*"))


@pytest.mark.parametrize("name", ["missing", "folder", "text", "nan"])
def test_demo_refuses_before_it_does_anything(autocoder, tmp_path: Path, name: str) -> None:
    path, word = bad_sounds(tmp_path / "sounds")[name]
    refused(autocoder("demo", "--sound", path, "-o", tmp_path / "demo"), word)
    assert not list((tmp_path / "demo").glob("model*"))


def test_96_khz_and_eight_channels_work(autocoder, tmp_path: Path) -> None:
    eight = np.tile(np.repeat(strings(1.0, seed=3), 2)[:, np.newaxis], (1, 8))
    write_wav(tmp_path / "é 8 channels.wav", eight, rate_hz=96_000)
    code, out, _ = autocoder("analyze", tmp_path / "é 8 channels.wav", "-o", tmp_path / "f.npz", "--json")
    assert code == 0
    assert abs(json.loads(out)["seconds"] - 1.0) < 0.1


def test_train_refuses_a_damaged_set_and_too_little_sound(autocoder, tmp_path: Path) -> None:
    damaged = tmp_path / "frames.npz"
    damaged.write_bytes(b"PK\x03\x04 not a frame set")
    refused(autocoder("train", damaged, "-o", tmp_path / "model"), "frame set")
    write_wav(tmp_path / "short.wav", strings(0.1, seed=4))
    assert autocoder("analyze", tmp_path / "short.wav", "-o", damaged)[0] == 0
    refused(autocoder("train", damaged, "-o", tmp_path / "model"), "too few")
    assert not (tmp_path / "model").exists()


def test_train_does_not_overwrite_what_is_no_model(autocoder, tmp_path: Path) -> None:
    write_wav(tmp_path / "sound.wav", strings(2.0, seed=5))
    assert autocoder("analyze", tmp_path / "sound.wav", "-o", tmp_path / "f.npz")[0] == 0
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("dear")
    refused(autocoder("train", tmp_path / "f.npz", "-o", tmp_path / "letters"), "other than a model")
    assert (tmp_path / "letters" / "letter.txt").read_text() == "dear"


@pytest.fixture
def model(default_model: SessionModel, tmp_path: Path) -> Path:
    """Return a copy of the session's model that a test may damage."""
    return Path(shutil.copytree(default_model.folder, tmp_path / "model"))


@pytest.mark.parametrize("command", ["quantize", "bake"])
@pytest.mark.parametrize("damage", ["no folder", "no manifest", "bad manifest", "no decoder", "bad decoder"])
def test_corrupt_model_folder_is_refused(autocoder, model: Path, command: str, damage: str) -> None:
    decoder = model / "decoder.int8.tflite"
    {"no folder": lambda: shutil.rmtree(model), "no manifest": (model / MANIFEST).unlink,
     "bad manifest": lambda: (model / MANIFEST).write_text("{"), "no decoder": decoder.unlink,
     "bad decoder": lambda: decoder.write_bytes(decoder.read_bytes()[:-1])}[damage]()
    output = model.parent / "generated"
    arguments = [model, "-o", output] if command == "bake" else [model]
    refused(autocoder(command, *arguments), str(model))
    assert not output.exists()


def test_bake_names_the_missing_command(autocoder, default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import create_model
    from autocoder.vae.options import Options

    create_model(default_model.frames, tmp_path / "model", Options(hidden=16, steps=100))
    refused(autocoder("bake", tmp_path / "model", "-o", tmp_path / "generated"), "autocoder quantize")


def test_interrupted_training_leaves_the_earlier_model(default_model: SessionModel, model: Path) -> None:
    from autocoder.spectra.frame_file import save_frames

    frames = model.parent / "frames.npz"
    save_frames(default_model.frames, frames)
    before = {each.name: each.read_bytes() for each in model.iterdir()}
    training = subprocess.Popen(
        [sys.executable, "-m", "autocoder.cli", "train", str(frames), "-o", str(model), "--hidden", "16",
         "--steps", "1000000", "--patience", "1000000"], text=True,
        # A shell starts its background jobs deaf to this signal, and so would be what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    partial = model.parent / ".model.partial"
    try:
        while training.poll() is None and not partial.exists():
            time.sleep(0.05)
        training.send_signal(signal.SIGINT)
        _, err = training.communicate(timeout=120)
    finally:
        training.kill()  # a run that did not stop would go on for hours
    assert training.returncode == 130, err
    assert "interrupted" in err and "Traceback" not in err
    assert {each.name: each.read_bytes() for each in model.iterdir()} == before
    assert not partial.exists()


def test_killed_run_is_cleaned_up_by_the_next(autocoder, default_model: SessionModel, model: Path) -> None:
    partial = model.parent / ".model.partial"
    partial.mkdir()
    (partial / "half").write_text("half")
    assert autocoder("quantize", model)[0] == 0
    assert not partial.exists()


@pytest.mark.parametrize(("tool", "package"), [("arm-none-eabi-g++", "gcc-arm-none-eabi"),
                                               ("qemu-system-arm", "qemu-system-arm")])
def test_missing_tool_is_named(autocoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tool: str,
                               package: str) -> None:
    """Hide one program: every other one on the PATH stays reachable through links."""
    for folder in os.environ["PATH"].split(os.pathsep):
        for each in Path(folder).glob("*") if Path(folder).is_dir() else []:
            link = tmp_path / "bin" / each.name
            link.parent.mkdir(exist_ok=True)
            if each.name != tool and not link.exists():
                link.symlink_to(each)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(build, "OWN_PROGRAMS", tmp_path / "bin")
    write_wav(tmp_path / "in.wav", strings(0.5, seed=6))
    refused(autocoder("emulate", "--input", tmp_path / "in.wav", "-o", tmp_path / "out.wav"), tool, package)
    assert not (tmp_path / "out.wav").exists()
    refused(autocoder("demo", "-o", tmp_path / "demo"), tool, package)
    assert not (tmp_path / "demo").exists()  # nothing is trained for a module that cannot be emulated


def test_bad_controls_are_refused(autocoder, tmp_path: Path) -> None:
    write_wav(tmp_path / "in.wav", strings(0.5, seed=6))
    for content in ("", "a,b\n1,2\n", "knob1\n", ",".join(["70000"] * 16)):
        controls = tmp_path / "controls.csv"
        controls.write_text(content)
        refused(autocoder("emulate", "--input", tmp_path / "in.wav", "--controls", controls, "-o",
                          tmp_path / "out.wav"), "controls.csv")


def test_emulate_refuses_a_model_baked_for_another_board(autocoder, default_model: SessionModel,
                                                         tmp_path: Path) -> None:
    write_wav(tmp_path / "in.wav", np.zeros((100, 2), dtype=np.float32))
    generated = tmp_path / "generated"
    assert autocoder("bake", default_model.folder, "--block-samples", 128, "--rate", 44_100, "-o",
                     generated)[0] == 0
    assert "kBlockSamples = 128;" in (generated / "sizes.h").read_text()
    assert "kSampleRateHz = 44100;" in (generated / "sizes.h").read_text()
    refused(autocoder("emulate", "--input", tmp_path / "in.wav", "--generated", generated, "-o",
                      tmp_path / "out.wav"), "another block or rate", "bake without")
    assert not (tmp_path / "out.wav").exists()


def test_gesture_and_emulate_natively(autocoder, default_model: SessionModel, tmp_path: Path) -> None:
    write_wav(tmp_path / "in.wav", strings(0.5, seed=6))
    assert autocoder("gesture", "--seconds", 1, "-o", tmp_path / "controls.csv")[0] == 0
    code, out, err = autocoder("emulate", "--target", "native", "--input", tmp_path / "in.wav", "--controls",
                               tmp_path / "controls.csv", "--generated", default_model.generated, "-o",
                               tmp_path / "out.wav", "--tail", 0, "--json")
    assert code == 0, err
    assert json.loads(out)["seconds"] == 0.5
    assert (tmp_path / "out.wav").exists()


def test_unknown_group_lists_the_groups(autocoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from autocoder.demo import sounds

    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "bell_one.flac").write_bytes(b"")
    monkeypatch.setattr(sounds, "SAMPLES", tmp_path / "package")
    refused(autocoder("sounds", "gong", "-o", tmp_path / "out"), "gong", "bell")


def test_strings_are_synthesized_without_the_package(autocoder, monkeypatch: pytest.MonkeyPatch,
                                                     tmp_path: Path) -> None:
    from autocoder.demo import sounds

    monkeypatch.setattr(sounds, "SAMPLES", tmp_path / "absent")
    code, _, err = autocoder("sounds", "-o", tmp_path / "out")
    assert code == 0 and "synthesized strings" in err
    assert len(list((tmp_path / "out").glob("*.wav"))) == 15


def test_missing_python_package_is_named(autocoder, monkeypatch: pytest.MonkeyPatch, model: Path) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    refused(autocoder("quantize", model), "tensorflow is missing", "make setup", "autocoder[train]")


def test_every_command_has_help_with_an_example(autocoder) -> None:
    for name in cli.main.commands:
        code, out, _ = autocoder(name, "--help")
        assert code == 0 and f"Example: autocoder {name}" in " ".join(out.split())


def test_an_example_can_be_copied(autocoder) -> None:
    for name in cli.main.commands:
        lines = autocoder(name, "--help")[1].splitlines()
        examples = [index for index, line in enumerate(lines) if line.startswith("  Example: ")]
        assert all(not lines[index + 1] or index + 1 in examples for index in examples), name


@pytest.mark.parametrize("words", ["analyze {}", "encode {} --model strings", "render {}", "inspect {}",
                                   "convolve {} strings", "render strings --path {}"])
def test_a_path_that_the_system_refuses_is_one_line(autocoder, words: str) -> None:
    result = autocoder(*words.format("x" * 300).split())
    refused(result, "x" * 300, "name too long")


def test_errors_are_one_line() -> None:
    assert str(ToolError("two\nlines  of text")) == "two lines of text"
