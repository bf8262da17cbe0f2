# SPDX-License-Identifier: MIT
"""The firmware's unit tests: C++, on this computer, under address and undefined-behaviour sanitizers."""

import os
import re
import subprocess

import pytest

from autocoder.device.build import build_firmware
from recorded_noise import write_recorded_noise

# The parts that depend on it once more, with the memory of a board that has no external one, and in the
# Teensy's clock.
LEAST_CASES = {"native_test": 60, "native_small_test": 25, "native_teensy41_test": 10}


@pytest.fixture(scope="module", params=LEAST_CASES)
def environment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def report(environment: str, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    program = build_firmware(environment)
    noise = tmp_path_factory.mktemp("noise") / "counts"
    write_recorded_noise(noise)
    return subprocess.run([str(program)], capture_output=True, text=True, timeout=600, check=False,
                          env=os.environ | {"AUTOCODER_RECORDED_NOISE": str(noise)})


def test_all_pass(report: subprocess.CompletedProcess[str]) -> None:
    assert report.returncode == 0, report.stdout[-4000:] + report.stderr[-4000:]


def test_none_is_left_out(environment: str, report: subprocess.CompletedProcess[str]) -> None:
    """A suite that lost its cases, or filters them, would pass as well."""
    summary = re.search(r"test cases: *(\d+) *\| *(\d+) passed *\| *0 failed *\| *0 skipped", report.stdout)
    assert summary is not None, report.stdout[-2000:]
    assert summary[1] == summary[2]
    assert int(summary[1]) >= LEAST_CASES[environment]
