# SPDX-License-Identifier: MIT
"""Whatever comes over the wire, made up by a coverage-guided fuzzer, under sanitizers: a short run.

`make fuzz RUNS=10000000` is the long one.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from autocoder.device.messages import MESSAGES
from link_fuzzing import Found, fuzz
from link_seeds import seeds

# Executions, and branches of the firmware that they must reach: all but a few of those there are.
SHORT = {"frames": (200_000, 35), "server": (60_000, 240)}


def test_each_message_is_a_seed() -> None:
    assert {"frames", "server"} == set(seeds())
    for inputs in seeds().values():
        assert {request.__name__ for request, _ in MESSAGES} <= set(inputs)


@pytest.mark.parametrize("fuzzer", SHORT)
def test_nothing_is_found(firmware_program: Callable[[str], Path], fuzzer: str, tmp_path: Path) -> None:
    runs, branches = SHORT[fuzzer]
    done = fuzz(fuzzer, firmware_program(f"native_fuzz_{fuzzer}"), tmp_path, runs)
    print(done)
    assert done.executions >= runs
    assert done.branches >= branches


def test_a_fault_is_found(firmware_program: Callable[[str], Path], tmp_path: Path) -> None:
    """A handler that does not check a preset's number."""
    with pytest.raises(Found, match="out of bounds"):
        fuzz("server", firmware_program("native_fuzz_server"), tmp_path, 1_000_000, planted=True)
    assert [path.name for path in tmp_path.glob("server-crash-*")]
