# SPDX-License-Identifier: MIT
"""What suites of several folders share: a model and the firmware's programs, made once per session."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from autocoder.device.build import build_firmware
from autocoder.device.emulator import run_program
from session_model import SessionModel, make_session_model

Target = Literal["native", "qemu"]


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
