# SPDX-License-Identifier: MIT
"""The firmware's unit tests: C++, on this computer, under address and undefined-behaviour sanitizers."""

import re
import subprocess

import pytest

from autocoder.device.build import build_firmware


@pytest.fixture(scope="module")
def report() -> subprocess.CompletedProcess[str]:
    program = build_firmware("native_test")
    return subprocess.run([str(program)], capture_output=True, text=True, timeout=600, check=False)


def test_all_pass(report: subprocess.CompletedProcess[str]) -> None:
    assert report.returncode == 0, report.stdout[-4000:] + report.stderr[-4000:]


def test_none_is_left_out(report: subprocess.CompletedProcess[str]) -> None:
    """A suite that lost its cases, or filters them, would pass as well."""
    summary = re.search(r"test cases: *(\d+) *\| *(\d+) passed *\| *0 failed *\| *0 skipped", report.stdout)
    assert summary is not None, report.stdout[-2000:]
    assert summary[1] == summary[2]
    assert int(summary[1]) >= 60
