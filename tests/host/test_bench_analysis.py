# SPDX-License-Identifier: MIT
"""The analysis benchmark compares two ways to the same result."""

import numpy as np
import pytest

from autocoder.bench.analysis import AnalysisCost, dense_loop
from autocoder.spectra.mel import analysis_matrix, mel_frames


def test_loop_and_analysis_agree() -> None:
    samples = np.random.default_rng(14).uniform(-0.5, 0.5, 100_000).astype(np.float32)
    loop = dense_loop(samples, analysis_matrix().toarray())
    np.testing.assert_allclose(mel_frames(samples), loop, rtol=2e-5)


def test_speedup_is_a_ratio_of_user_times() -> None:
    assert AnalysisCost(loop_s=3.0, analysis_s=0.5).speedup == pytest.approx(6.0)
