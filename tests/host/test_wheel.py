# SPDX-License-Identifier: MIT
"""Installed from a wheel, in an empty folder: models are there, and what needs the checkout says so first."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autocoder.audio import write_wav
from autocoder.installation import PROJECT
from autocoder.shipped import shipped_models
from sounds import strings

MOST_BYTES = 10_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built from a copy of what it is made of: no earlier build is near."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
    for name in ("host", "models"):
        shutil.copytree(PROJECT / name, source / name, symlinks=True, ignore=left_out)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, source)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", folder, source], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment in which only the wheel's autocoder is found, beside its dependencies."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel]
    subprocess.run(pip, check=True)
    return {**os.environ, "PYTHONPATH": str(target)}


def run(environment: dict[str, str], folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "autocoder", *map(str, words)], env=environment, cwd=folder,
                          capture_output=True, text=True, check=False)


def test_a_wheel_stays_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("words", [
    ("render", "strings", "--seconds", 0.2), ("render", "models/voices", "--seconds", 0.2),
    ("bake", "strings", "metal"), ("bundle", "metal"), ("autocode", "voices", "sound.wav"),
    ("encode", "sound.wav", "--model", "strings"), ("remote", "--measure", 0.1),
], ids=lambda words: words[0])
def test_models_are_found_by_name(installed: dict[str, str], tmp_path: Path, words: tuple[object, ...]
                                  ) -> None:
    write_wav(tmp_path / "sound.wav", strings(0.5, seed=9))
    done = run(installed, tmp_path, *words)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [
    ("demo",), ("demo", "--sound", "sound.wav"), ("soak",), ("bench",), ("emulate", "--serial"),
    ("emulate", "--input", "sound.wav"), ("flash", "daisy"),
], ids=" ".join)
def test_what_needs_the_checkout_says_so_first(installed: dict[str, str], tmp_path: Path,
                                               words: tuple[str, ...]) -> None:
    write_wav(tmp_path / "sound.wav", strings(0.5, seed=9))
    done = run(installed, tmp_path, *words)
    (line,) = done.stderr.splitlines()
    make = "make demo" if words[0] == "demo" else "make setup"
    assert done.returncode == 2 and f"`autocoder {words[0]}` needs the firmware's sources" in line
    assert "git clone" in line and make in line
    assert [each.name for each in tmp_path.iterdir()] == ["sound.wav"]


def test_advice_names_what_is_there(installed: dict[str, str], tmp_path: Path) -> None:
    """No `make setup` and no emulated module where there is no Makefile and no firmware."""
    done = run(installed, tmp_path, "get", "mix")
    assert "no module found" in done.stderr and "autocoder emulate" not in done.stderr
    without = ("import sys; sys.modules['tensorflow'] = None; from autocoder.cli import run;"
               "sys.argv = ['autocoder', 'quantize', 'strings']; run()")
    done = subprocess.run([sys.executable, "-c", without], env=installed, cwd=tmp_path, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and done.stderr.strip().endswith("run pip install 'autocoder[train]'")


def test_an_unknown_model_lists_the_shipped_ones(installed: dict[str, str], tmp_path: Path) -> None:
    done = run(installed, tmp_path, "render", "strngs")
    assert done.returncode == 2 and ", ".join(shipped_models()) in done.stderr
