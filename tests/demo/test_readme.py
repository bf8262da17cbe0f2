# SPDX-License-Identifier: MIT
"""The README's own commands, run as written, and the paths it names."""

import json
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from autocoder.audio import write_wav
from autocoder.bench.rows import registry, select
from sounds import strings

PROJECT = Path(__file__).resolve().parents[2]
README = (PROJECT / "README.md").read_text()
PICTURES = ("spectrograms.png", "training.png", "latents.png", "stages.png")
# `make test` would run this test again; `make bench` trains for minutes.
NOT_RUN_HERE = {"make test", "make bench"}


def commands() -> list[str]:
    """Return the lines of the README's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def run(command: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """Run one line of the README in a shell where .venv is active, as the README asks."""
    path = shlex.quote(str(PROJECT / ".venv" / "bin"))
    return subprocess.run(["bash", "-c", f"export PATH={path}:$PATH; {command}"], cwd=folder,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def test_readme_has_the_two_commands() -> None:
    assert {"make demo", "make test"}.issubset(commands())


def test_every_command_of_the_readme_runs(tmp_path: Path) -> None:
    sound = PROJECT / "out" / "readme" / "bells.wav"  # the sound of the reader, whose name the README invents
    write_wav(sound, strings(6.0, seed=7))
    with ExitStack() as terminals:
        for command in commands():
            if command in NOT_RUN_HERE:
                continue
            words = command.replace("bells.wav", str(sound))
            if "--serial" in words:  # runs until it is interrupted
                terminals.enter_context(running_module(words, tmp_path))
                continue
            done = run(words)
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@contextmanager
def running_module(command: str, folder: Path) -> Iterator[None]:
    """Run a command in a terminal of its own until the block ends, from when it has printed its port."""
    words = [str(PROJECT / ".venv" / "bin" / command.split()[0]), *shlex.split(command)[1:], "--json",
             "--folder", str(folder / "module")]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert '"port"' in process.stdout.readline()
            yield
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait() == 130


@pytest.fixture(scope="module")
def demo() -> Path:
    """Return the folder of the default demo; what ran before is left out by the demo itself."""
    done = run("make demo")
    assert done.returncode == 0, done.stderr
    return PROJECT / "out" / "demo"


def test_demo_leaves_audio_pictures_and_a_report(demo: Path) -> None:
    for name in ("module.wav", "reference.wav"):
        rate_hz, sound = wavfile.read(demo / name)
        assert rate_hz == 48_000 and sound.shape[1] == 2
        assert np.isfinite(sound).all() and np.abs(sound).max() > 0.01
    for name in PICTURES:
        assert (demo / name).read_bytes().startswith(b"\x89PNG")
    page = (demo / "report.html").read_text(encoding="utf-8")
    assert page.count("data:audio/mpeg") == 3 and page.count("data:image/png") == 9 and len(page) < 5_000_000


def test_demo_meets_its_promises(demo: Path) -> None:
    """The promises of the model and of the module, on the recordings the demo takes by default."""
    figures = json.loads((demo / "report.json").read_text())
    assert figures["improvement_over_pca8"] >= 0.15
    assert figures["dead_latents"] == []
    assert figures["latent_effect_db"] == sorted(figures["latent_effect_db"], reverse=True)
    assert figures["stages"]["int8_added_set_db"] <= 0.3
    assert figures["stages"]["int8_added_random_db"] <= 0.3
    assert figures["module_signal_to_error_db"] >= 110.0


def test_second_demo_repeats_no_step(demo: Path) -> None:
    before = {name: (demo / name).stat().st_mtime_ns for name in ("frames.npz", "module.wav", "report.json")}
    done = run("make demo")
    assert done.returncode == 0
    assert "train: unchanged" in done.stderr and "emulate: unchanged" in done.stderr
    assert {name: (demo / name).stat().st_mtime_ns for name in before} == before


def test_paths_in_the_readme_exist() -> None:
    named = re.findall(r"`([A-Za-z0-9_./-]+/[A-Za-z0-9_./-]*)`", README)
    named += re.findall(r"\]\(([^)#:]+)\)", README)
    assert named
    for path in named:
        assert path.startswith("out/") or (PROJECT / path).exists(), path


def test_every_figure_names_a_row_that_reprints_it() -> None:
    rows = set(re.findall(r"`autocoder bench ([a-z0-9_.]+)`", README))
    assert len(rows) >= 10
    assert len(select(registry(), sorted(rows))) >= len(rows)
