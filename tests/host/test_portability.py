# SPDX-License-Identifier: MIT
"""What needs no POSIX runs where Python has none of its modules, as on Windows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autocoder.audio import write_wav
from autocoder.installation import PROJECT
from sounds import strings

HIDE = """import sys
for name in ("termios", "fcntl", "pty", "pwd", "grp", "resource", "tty"):
    sys.modules[name] = None
"""


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a Python that cannot import POSIX's modules, in an empty folder."""
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "sitecustomize.py").write_text(HIDE)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "hide"), str(PROJECT / "host")])}


def run(environment: dict[str, str], folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, words)], env=environment, cwd=folder,
                          capture_output=True, text=True, check=False)


def test_the_modules_are_hidden(bare: dict[str, str], tmp_path: Path) -> None:
    assert "import of fcntl" in run(bare, tmp_path, "-c", "import fcntl").stderr


@pytest.mark.parametrize("module", [
    "autocoder", "autocoder.cli", "autocoder.device.build", "autocoder.device.live",
    "autocoder.device.flashing.halfkay", "autocoder.bench.analysis", "autocoder.demo.run",
])
def test_importing_needs_none_of_them(bare: dict[str, str], tmp_path: Path, module: str) -> None:
    done = run(bare, tmp_path, "-c", f"import {module}")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("words", "code", "said"), [
    (("ports",), 0, "plug it in"), (("ports", "--json"), 0, "[]"),
    (("get", "mix"), 2, "no module found"),
    (("get", "--port", "COM9"), 2, "pyserial opens no serial ports on this system"),
    (("set", "mix=1"), 2, "no module found"), (("upload", "strings"), 2, "no module found"),
    (("upload", "--help"), 0, "--slot"), (("render", "strings", "--seconds", "0.2"), 0, "render.wav"),
    (("analyze", "sounds"), 0, "2 "),
])
def test_commands_answer_without_them(bare: dict[str, str], tmp_path: Path, words: tuple[str, ...], code: int,
                                      said: str) -> None:
    for index in range(2):
        write_wav(tmp_path / "sounds" / f"{index}.wav", strings(0.5, seed=index))
    done = run(bare, tmp_path, "-m", "autocoder", *words)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_training_runs_without_them(bare: dict[str, str], tmp_path: Path) -> None:
    write_wav(tmp_path / "sound.wav", strings(1.5, seed=9))
    for words in (("analyze", "sound.wav", "-o", "f.npz"), ("train", "f.npz", "-o", "m", "--steps", 10)):
        done = run(bare, tmp_path, "-m", "autocoder", *words)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "m" / "model.json").exists()
