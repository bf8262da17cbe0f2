# SPDX-License-Identifier: MIT
"""The firmware that the bench measures, built with the default model; objects stay for the next run."""

import tempfile
from pathlib import Path

from autocoder.bake.bake import bake_model
from autocoder.bench.measuring import Bench, shared
from autocoder.device.build import build_firmware
from autocoder.device.emulator import run_program
from autocoder.spec import CLOCK, Clock


@shared
def program(bench: Bench, environment: str) -> Path:
    """Return an environment of platformio.ini, built."""
    return build_firmware(environment, None, bench.place / "build")


@shared
def program_in(bench: Bench, environment: str, clock: Clock) -> Path:
    """Return an environment of platformio.ini, built for a board with this sample rate and block."""
    if clock == CLOCK:
        return program(bench, environment)
    place = bench.place / f"{clock.sample_rate_hz}-{clock.block_samples}"
    bake_model(bench.model, place / "generated", clock=clock)
    return build_firmware(environment, place / "generated", place / "build")


def probe(bench: Bench, command: str, *inputs: bytes, counts: bool = False,
          words: tuple[str, ...] = (), environment: str = "qemu_probe") -> tuple[bytes, str]:
    """Run a command of tests/firmware/probe.cc on the emulated Cortex-M7.

    inputs: contents of its input files; words: arguments before them; environment: of platformio.ini. Returns
    the content of its output file and what it printed.
    """
    with tempfile.TemporaryDirectory(prefix="autocoder-") as name:
        folder = Path(name)
        files = [f"input{index}" for index in range(len(inputs))]
        for file, content in zip(files, inputs, strict=True):
            (folder / file).write_bytes(content)
        arguments = [command, *words, *files, "output"]
        printed = run_program("qemu", program(bench, environment), arguments, folder, counts)
        return (folder / "output").read_bytes(), printed
