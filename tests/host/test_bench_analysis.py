# SPDX-License-Identifier: MIT
"""The analysis benchmark compares two ways to the same result."""

import resource
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autocoder.bench import analysis, speed
from autocoder.bench.analysis import ANCESTOR, AnalysisCost, dense_loop
from autocoder.bench.measuring import Bench
from autocoder.spectra.frames import FrameSet
from autocoder.spectra.mel import analysis_matrix, mel_frames


def test_loop_and_analysis_agree() -> None:
    samples = np.random.default_rng(14).uniform(-0.5, 0.5, 100_000).astype(np.float32)
    loop = dense_loop(samples, analysis_matrix().toarray())
    np.testing.assert_allclose(mel_frames(samples), loop, rtol=2e-5)


def test_speedup_is_a_ratio_of_user_times() -> None:
    assert AnalysisCost(loop_s=3.0, analysis_s=0.5).speedup == pytest.approx(6.0)


def test_user_time_is_that_of_whole_files_at_the_ancestors_sizes(monkeypatch: pytest.MonkeyPatch,
                                                                 tmp_path: Path) -> None:
    """Each file of 30 s takes the user time that the clock says: 0.35 s is a tenth of the ancestor's."""
    made: list[FrameSet] = []
    whole = analysis.build_frames
    monkeypatch.setattr(analysis, "build_frames", lambda *arguments: made.append(whole(*arguments)))
    monkeypatch.setattr(analysis, "REPEATS", 2)
    used = iter(np.arange(100) * 0.35)
    monkeypatch.setattr(resource, "getrusage",
                        lambda who: type("Usage", (), {"ru_utime": next(used)}))
    bench = Bench(tmp_path, tmp_path)
    rows = {row.name: row.run(bench)["value"] for row in speed.ROWS if ".user_" in row.name
            or "ancestor" in row.name}
    assert rows == {"analysis.user_seconds_per_second": pytest.approx(0.35 / 30.0),
                    "analysis.user_seconds_per_second.resampled": pytest.approx(0.35 / 30.0),
                    "analysis.speedup_over_ancestor": pytest.approx(10.0)}
    # One to warm up, and the ratio shares the measurement of the first row.
    assert [each.analysis.rate_hz for each in made] == [44_100] * 3 + [48_000] * 3
    for each in made:
        rate_hz = each.analysis.rate_hz
        assert each.analysis == replace(ANCESTOR, rate_hz=rate_hz)
        assert each.targets.shape == (1 + (30 * rate_hz - 16_384) // 1024, 512)
