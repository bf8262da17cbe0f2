# SPDX-License-Identifier: MIT
"""An emulated module for the suites that talk to one, over its serial port alone, as a user would."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autocoder.device import client
from autocoder.device.live import LiveModule
from sounds import strings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a module that starts while this computer is busy with something else."""
    monkeypatch.setattr(client, "GREETING_S", 120.0)
    monkeypatch.setattr(client, "PATIENCE_S", 120.0)


@pytest.fixture(scope="session")
def live_program(firmware_program: Callable[[str], Path]) -> Path:
    """Return the firmware of the live emulated board."""
    return firmware_program("qemu_live")


@pytest.fixture(scope="module")
def live(live_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveModule]:
    """Return a module that runs for all tests of a file, with a sound patched in; flash and settings last."""
    sound = np.repeat(strings(1.0, seed=3)[:, np.newaxis], 2, axis=1).astype(np.float32)
    with LiveModule(live_program, tmp_path_factory.mktemp("live"), sound) as module:
        yield module


@pytest.fixture
def fresh(live_program: Path, tmp_path: Path) -> Iterator[LiveModule]:
    """Return a module of the test's own, with nothing stored."""
    with LiveModule(live_program, tmp_path / "module") as module:
        yield module


@pytest.fixture
def ask(autocoder: Run, live: LiveModule) -> Callable[..., Any]:
    """Return a function that runs a command on the module of the file and gives what it printed as JSON."""
    def run(*words: object) -> Any:
        code, out, err = autocoder(*words, "--port", live.port, "--json")
        assert code == 0, err
        return json.loads(out)
    return run


@pytest.fixture
def refused(autocoder: Run, live: LiveModule) -> Callable[..., str]:
    """Return a function that runs a command that must fail, and gives the one line that it says."""
    def run(*words: object) -> str:
        code, out, err = autocoder(*words, "--port", live.port)
        said = [line for line in err.splitlines() if line.startswith("autocoder: ")]
        assert code == 2 and not out and len(said) == 1 and "Traceback" not in err, (code, out, err)
        return said[0].removeprefix("autocoder: ")
    return run
