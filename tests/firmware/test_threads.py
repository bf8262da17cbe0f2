# SPDX-License-Identifier: MIT
"""Audio interrupt and main loop as two threads on this computer, watched by ThreadSanitizer."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

# Ten million in all. Those that compute sound are slow and few.
BLOCKS = {"responses": 4_500_000, "frames": 3_000_000, "changes": 500_000, "modes": 2_000_000,
          "parameters": 500_000, "background": 15_000, "engine": 6_000}
# So many blocks at most until something is handed over: what the hammers wait for.
LEAST_SHARE = {"responses": 30, "frames": 80, "changes": 20, "modes": 300, "parameters": 200, "background": 3,
               "engine": 20}
HAND_OFFS = ("responses", "frames", "changes", "modes")
RACE = 66  # the sanitizer's exit status
TORN = 1


def run(program: Path, *arguments: object, sanitizer: str = "halt_on_error=1"
        ) -> subprocess.CompletedProcess[str]:
    """Run under ThreadSanitizer; it wants addresses in places that newer kernels give to others."""
    command = [str(program), *map(str, arguments)]
    done = subprocess.CompletedProcess[str](command, 0)
    for prefix in ([], ["setarch", os.uname().machine, "--addr-no-randomize"]):
        done = subprocess.run([*prefix, *command], env={**os.environ, "TSAN_OPTIONS": sanitizer},
                              capture_output=True, text=True, timeout=600, check=False)
        if "unexpected memory mapping" not in done.stderr:
            break
    return done


@pytest.fixture(scope="module")
def threads(firmware_program: Callable[[str], Path]) -> Path:
    return firmware_program("native_threads")


def test_ten_million_blocks() -> None:
    assert sum(BLOCKS.values()) >= 10_000_000


@pytest.mark.parametrize("hammer", BLOCKS)
def test_nothing_is_torn(threads: Path, hammer: str) -> None:
    done = run(threads, hammer, BLOCKS[hammer])
    assert done.returncode == 0, done.stdout + done.stderr[:6000]
    found = re.fullmatch(rf"{hammer}: (\d+) blocks, (\d+) handed over, 0 torn\n", done.stdout)
    assert found is not None, done.stdout
    assert int(found[1]) == BLOCKS[hammer]
    assert int(found[2]) >= BLOCKS[hammer] // LEAST_SHARE[hammer]


@pytest.mark.parametrize("hammer", HAND_OFFS)
def test_a_weaker_order_is_noticed(threads: Path, hammer: str) -> None:
    """The same sources with each release made relaxed."""
    done = run(threads, hammer, 100_000, "weakened")
    assert done.returncode == RACE
    assert "data race" in done.stderr


@pytest.mark.parametrize("hammer", HAND_OFFS)
def test_a_hand_off_before_its_time_is_noticed(threads: Path, hammer: str) -> None:
    """By the sanitizer, and without it by what the payloads hold."""
    assert run(threads, hammer, 100_000, "early").returncode == RACE
    done = run(threads, hammer, 100_000, "early", sanitizer="report_bugs=0")
    assert done.returncode == TORN, done.stdout
