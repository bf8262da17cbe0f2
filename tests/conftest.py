# SPDX-License-Identifier: MIT
"""What suites of several folders share: a model and the firmware's programs, made once per session."""

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import hypothesis
import numpy as np
import numpy.typing as npt
import pytest

from autocoder import cli
from autocoder.device import build
from autocoder.device.build import build_firmware
from autocoder.device.emulator import run_program
from autocoder.spectra import analyse
from session_model import SessionModel, make_session_model
from synth_model import STRINGS

Target = Literal["native", "qemu"]

# How long an example takes says how busy the computer is, not whether it holds.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# The Arm compiler may be the one that `make setup` puts beside this Python.
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], str(build.OWN_PROGRAMS)])

# Whatever runs in the background has interrupts ignored, and so would all that the suites start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def announced_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Announce emulated modules where neither other workers of the suite nor the user's commands look."""
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("announced"))


@pytest.fixture(scope="session")
def firmware_program() -> Callable[[str], Path]:
    """Return a function from an environment of platformio.ini to its program, built."""
    return functools.cache(build_firmware)


@pytest.fixture(scope="session")
def probe(firmware_program: Callable[[str], Path]) -> Callable[..., Callable[..., str]]:
    """Return probe(target)(*arguments, folder=..., counts=...): run tests/firmware/probe.cc.

    File arguments are relative to `folder`. Returns what it printed; raises ToolError when it fails.
    """

    def of_target(target: Target) -> Callable[..., str]:
        def run(*arguments: str, folder: Path, counts: bool = False) -> str:
            return run_program(target, firmware_program(f"{target}_probe"), list(arguments), folder, counts)

        return run

    return of_target


@pytest.fixture(scope="session")
def default_model(tmp_path_factory: pytest.TempPathFactory) -> SessionModel:
    """Return a small trained, quantized and baked model; its programs are built when first asked for."""
    return make_session_model(tmp_path_factory.mktemp("default-model"))


@pytest.fixture(scope="session")
def two_models(default_model: SessionModel, tmp_path_factory: pytest.TempPathFactory) -> SessionModel:
    """Return that model in slot 0, with its encoder, and the module's own default model in slot 1."""
    return default_model.beside(STRINGS, place=tmp_path_factory.mktemp("two-models"))


@pytest.fixture
def autocoder(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
              ) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs the command and gives its exit code, standard output and error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["autocoder", *map(str, arguments)])
        capfd.readouterr()
        try:
            cli.run()
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def analysed_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of files that this process, and no worker, analyses from now on."""
    names: list[str] = []
    whole = analyse.read_channels

    def counted(path: Path, rate_hz: int) -> npt.NDArray[np.float32]:
        names.append(path.name)
        return whole(path, rate_hz)

    monkeypatch.setattr(analyse, "read_channels", counted)
    return names
