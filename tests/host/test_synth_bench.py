# SPDX-License-Identifier: MIT
"""The figures of render speed."""

from pathlib import Path

import pytest

from autocoder.bench import render
from autocoder.bench.measuring import Bench
from synth_model import STRINGS


def test_rows_measure_sound_per_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(render, "SECONDS", 1.0)
    monkeypatch.setattr(render, "BODY_SECONDS", 1.0)
    clock = iter(range(100))
    monkeypatch.setattr(render.time, "process_time", lambda: 0.25 * next(clock))
    for row in render.ROWS:
        assert row.run(Bench(STRINGS, tmp_path))["value"] == pytest.approx(4.0)
