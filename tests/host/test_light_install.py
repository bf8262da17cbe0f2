# SPDX-License-Identifier: MIT
"""Installed without the extras: everything but training works, and training says what it lacks."""

import subprocess
import sys
from pathlib import Path

import pytest

from autocoder.audio import write_wav
from sounds import strings

PROJECT = Path(__file__).resolve().parents[2]
MODEL = PROJECT / "models" / "strings"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of a virtual environment in which only `pip install .` was run."""
    folder = tmp_path_factory.mktemp("light") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    pinned = ["--constraint", PROJECT / ".ci" / "constraints.txt"]
    subprocess.run([*pip, "install", *pinned, PROJECT], check=True)
    return folder / "bin"


def run(environment: Path, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([environment / "autocoder", *map(str, arguments)], cwd=folder, capture_output=True,
                          text=True, check=False)


def test_there_is_no_tensorflow(environment: Path) -> None:
    listed = subprocess.run([environment / "python", "-m", "pip", "list"], capture_output=True, text=True,
                            check=True).stdout.lower()
    assert "autocoder" in listed
    for extra in ("tensorflow", "keras", "matplotlib", "platformio"):
        assert extra not in listed


@pytest.mark.parametrize("command", [
    ("bake", MODEL, "-o", "generated"),
    ("gesture", "--seconds", 1, "-o", "controls.csv"),
    ("analyze", "sound.wav", "-o", "frames.npz"),
    ("encode", "sound.wav", "--model", MODEL, "-o", "latents.npz"),
    ("render", MODEL, "--seconds", 1, "-o", "drone.wav"),
    ("autocode", MODEL, "sound.wav", "-o", "spoken.wav"),
    ("convolve", "sound.wav", MODEL, "-o", "cross.wav"),
    ("remote", MODEL, "--measure", 0.5),
], ids=lambda command: command[0])
def test_works_without_the_extras(environment: Path, tmp_path: Path, command: tuple[object, ...]) -> None:
    write_wav(tmp_path / "sound.wav", strings(1.5, seed=9))
    done = run(environment, tmp_path, *command)
    assert done.returncode == 0, done.stderr
    if "-o" in command:
        assert (tmp_path / str(command[-1])).exists()


def test_training_says_what_to_install(environment: Path, tmp_path: Path) -> None:
    write_wav(tmp_path / "sound.wav", strings(1.5, seed=9))
    assert run(environment, tmp_path, "analyze", "sound.wav", "-o", "frames.npz").returncode == 0
    done = run(environment, tmp_path, "train", "frames.npz")
    assert done.returncode == 2
    assert "pip install 'autocoder[train]'" in done.stderr and "Traceback" not in done.stderr


def test_a_card_says_what_to_install(environment: Path, tmp_path: Path) -> None:
    """Its pictures need matplotlib."""
    done = run(environment, tmp_path, "inspect", MODEL, "-o", "card")
    assert done.returncode == 2
    assert "matplotlib" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "card").exists()
