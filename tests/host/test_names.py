# SPDX-License-Identifier: MIT
"""Names that are not UTF-8, and names that the locale cannot express: read, kept, printed, found again."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
import soundfile

from autocoder.audio import read_mono, write_wav
from autocoder.commands import standard
from autocoder.device.banks import places
from autocoder.device.parameters import PARAMETERS
from autocoder.device.preset_file import save_preset
from autocoder.device.restore import changes
from autocoder.device.state import State, StoredPreset, load_state, save_state
from autocoder.errors import InputError
from autocoder.names import fault_of, on_disk, printable, stored
from autocoder.similarity.encoded import load_encoded
from autocoder.spectra.frame_file import load_frames
from autocoder.terminal import Terminal
from synth_model import STRINGS

RATE_HZ = 48_000
NAMES = {"latin": b"caf\xe9", "unicode": "é ć 漢".encode(), "control": b"a\x1b[31m\tb\nc", "blank": b" x  y "}
LOCALES = {"C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
           "UTF-8": {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"}}


def here(name: bytes, suffix: str = "") -> str:
    return os.fsdecode(name) + suffix


def sound(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, RATE_HZ // 3)
    soundfile.write(os.fsencode(path), noise, RATE_HZ, format="WAV")


def run(locale: str, folder: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    """Run the command as a shell with that locale does."""
    environment = {**os.environ, **LOCALES[locale]}
    environment.pop("PYTHONIOENCODING", None)
    return subprocess.run([sys.executable, "-m", "autocoder.cli", *map(os.fsencode, arguments)], cwd=folder,
                          env=environment, capture_output=True, check=False)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_sounds_of_any_name_are_written_and_read(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / here(name) / here(name, ".wav")
    for bits in (24, 32):
        write_wav(path, np.full(100, 0.5, np.float32), bits=bits)
        assert read_mono(path)[50] == 0.5
    assert os.listdir(os.fsencode(path.parent)) == [name + b".wav"]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_set_is_the_same_in_every_locale(tmp_path: Path, name: bytes, locale: str) -> None:
    sound(tmp_path / here(name) / here(name, ".wav"))
    (tmp_path / here(name) / here(name, ".m4a")).write_bytes(b"\0\0\0\x20ftypM4A ")
    done = run(locale, tmp_path, "analyze", here(name), "-o", here(name, ".npz"), "--json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout.decode())
    frames = load_frames(tmp_path / here(name, ".npz"))
    kept = name.decode("utf-8", "surrogateescape") + ".wav"
    assert frames.files == (kept,) and printed["files"] == [kept]
    assert (tmp_path / here(name) / on_disk(kept)).is_file()
    assert len(frames.skipped) == 1 and "ffmpeg" in frames.skipped[0]
    note = done.stderr.decode()
    assert "left out" in note and "\x1b[31m" not in note


@pytest.mark.parametrize("locale", LOCALES)
def test_latents_of_any_name_are_found_again(tmp_path: Path, locale: str) -> None:
    for each in ("latin", "unicode"):
        sound(tmp_path / "set" / here(NAMES[each], ".wav"))
    model = tmp_path / here(NAMES["latin"])
    model.symlink_to(STRINGS)
    assert run(locale, tmp_path, "encode", "set", "--model", model, "-o", "l.npz").returncode == 0
    files = [NAMES[each].decode("utf-8", "surrogateescape") + ".wav" for each in ("latin", "unicode")]
    assert list(load_encoded(tmp_path / "l.npz").files) == files
    for each in ("latin", "unicode"):
        line = ("neighbours", "l.npz", "--of", here(NAMES[each], ".wav"), "-n", "70")
        shown = run(locale, tmp_path, *line)
        assert shown.returncode == 0 and b"UnicodeEncodeError" not in shown.stderr
        as_json = json.loads(run(locale, tmp_path, *line, "--json").stdout.decode())
        assert {row["near_file"] for row in as_json} == set(files)
        as_csv = run(locale, tmp_path, *line, "--csv").stdout.decode("utf-8", "surrogateescape")
        assert {row["near_file"] for row in csv.DictReader(io.StringIO(as_csv))} == set(files)


@pytest.mark.parametrize("name", [NAMES["latin"], NAMES["unicode"]], ids=["latin", "unicode"])
@pytest.mark.parametrize("locale", LOCALES)
def test_models_and_outputs_have_any_name(tmp_path: Path, name: bytes, locale: str) -> None:
    place = tmp_path / here(name)
    sound(place / here(name, ".wav"))
    model = place / here(name)
    model.symlink_to(STRINGS)
    target = place / here(name, " out.wav")
    done = run(locale, tmp_path, "render", model, "--seconds", "0.1", "--path", place / here(name, ".wav"),
               "-o", target, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode())["seconds"] == 0.1 and len(read_mono(target)) == 4_800


@pytest.mark.parametrize("locale", LOCALES)
def test_errors_about_any_name_are_one_line(tmp_path: Path, locale: str) -> None:
    for each in NAMES.values():
        done = run(locale, tmp_path, "analyze", here(each, ".wav"), "-o", "x.npz")
        lines = [line for line in done.stderr.decode().splitlines() if line.startswith("autocoder: ")]
        assert done.returncode == 2 and len(lines) == 1 and "no such file" in lines[0]
        assert lines[0].isprintable()


@pytest.mark.parametrize(("name", "fault"), [
    ("", None), ("glass", None), ("Über alles", None), ("👩\u200d🚀", None), ("caf\udce9", "not UTF-8"),
    (" ", "only blanks"), ("\u3000\u200b", "only blanks"), ("a\tb", "control"), ("a\n", "control"),
    ("\x1b[31mred", "control"), ("a\u2028b", "control"), ("\x00", "control"), ("\x7f", "control"),
])
def test_what_can_be_a_stored_name(name: str, fault: str | None) -> None:
    found = fault_of(name)
    assert found is None if fault is None else fault in (found or "")


def test_settings_with_a_name_of_another_encoding_become_a_file(tmp_path: Path) -> None:
    save_preset(tmp_path / "p.json", StoredPreset("caf\udce9", {"mix": 0.5}), {})
    assert json.loads((tmp_path / "p.json").read_text("utf-8"))["preset"]["name"] == "caf\udce9"


def test_a_preset_is_not_restored_under_a_name_that_cannot_be_read(tmp_path: Path) -> None:
    known = {name: 0.0 for name in places(PARAMETERS)}
    for name in ("a\tb", "  ", "caf\udce9"):
        wanted = State(presets={2: StoredPreset(name, {"mix": 0.5})})
        save_state(tmp_path / "s.json", wanted, {})
        assert load_state(tmp_path / "s.json") == wanted
        with pytest.raises(InputError, match="preset 2: its name") as refused:
            changes(wanted, State(known), PARAMETERS, 8)
        assert str(refused.value).isprintable()
        assert changes(wanted, State(known, wanted.presets), PARAMETERS, 8).presets == {}


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "cp1252"])
def test_standard_output_takes_any_name(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    content = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(content, encoding=encoding, errors="strict"))
    standard.prepare()
    names = ["caf\udce9", "é", "漢"]
    click.echo(json.dumps(names, ensure_ascii=False))
    sys.stdout.flush()
    shown = content.getvalue().decode("cp1252" if encoding == "cp1252" else "utf-8")
    assert json.loads(shown) == names


def test_stray_bytes_and_controls_are_shown_escaped(capfd: pytest.CaptureFixture[str]) -> None:
    assert printable("caf\udce9\t\x1b[0m é\ud800") == "caf\\xe9\\t\\x1b[0m é\\ud800"
    assert printable("\udcc3\udca9") == "é" and stored(Path("a") / "é") == "a/é"
    Terminal().note("caf\udce9\x1b[0m")
    Terminal().table("caf\udce9", [("1", "a\tb")])
    shown = capfd.readouterr().err
    assert shown.count("caf\\xe9") == 2 and "a\\tb" in shown and "\x1b[0m" not in shown
