# SPDX-License-Identifier: MIT
"""The power goes in every operation of the flash, whatever the store is doing: nothing is lost."""

import os
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

POINTS = int(os.environ.get("POWERCUT_POINTS", "100000"))  # at least; `make soak` takes a million
PATIENCE_S = max(600, POINTS // 50)  # for what hangs
PARTS = min(8, os.cpu_count() or 1)
SCENARIOS = {"model upload", "model replace", "small model replace", "model delete", "preset save",
             "first preset save", "preset delete", "calibration", "settings change", "factory reset"}
# What a store that does it in the wrong order loses, and when.
BROKEN = {
    "before-commit": {"model replace", "small model replace"},
    "in-place": {"preset save", "calibration", "settings change"},
    "one-by-one": {"factory reset"},
}


def counts_of(printed: str) -> dict[str, tuple[int, int]]:
    """Return points and losses of each scenario, and of "all"."""
    lines = re.findall(r"^([a-z ]+): (\d+) points, (\d+) losses$", printed, re.MULTILINE)
    return {name: (int(points), int(losses)) for name, points, losses in lines}


@pytest.fixture(scope="module")
def trials(firmware_program: Callable[[str], Path]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the trials with these arguments."""

    def run(*arguments: object, environment: str = "native_powercut") -> subprocess.CompletedProcess[str]:
        command = [str(firmware_program(environment)), "trials", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    return run


def test_nothing_is_lost(trials: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    trials("--points", 1)  # built before the parts ask for it at once
    with ThreadPoolExecutor(PARTS) as pool:
        runs = list(pool.map(lambda part: trials("--points", POINTS // PARTS + 1, "--part", part,
                                                 "--parts", PARTS), range(PARTS)))
    for run in runs:
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    counts = [counts_of(run.stdout) for run in runs]
    for each in counts:
        assert set(each) == SCENARIOS | {"all"}
        assert each["all"][0] == sum(each[name][0] for name in SCENARIOS)
        assert all(points > 0 and losses == 0 for points, losses in each.values())
    assert sum(each["all"][0] for each in counts) >= POINTS


def test_nothing_is_touched_that_should_not_be(trials: Callable[..., subprocess.CompletedProcess[str]]
                                               ) -> None:
    """Once under the sanitizers."""
    run = trials(environment="native_powercut_checked")
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
    assert counts_of(run.stdout)["all"][0] > 2000


@pytest.mark.parametrize("twin", BROKEN)
def test_a_wrong_order_is_noticed(trials: Callable[..., subprocess.CompletedProcess[str]], twin: str) -> None:
    run = trials("--twin", twin)
    assert run.returncode == 1
    losses = {name for name, (_, lost) in counts_of(run.stdout).items() if lost and name != "all"}
    assert losses == BROKEN[twin]
    assert " is lost\n" in run.stdout
