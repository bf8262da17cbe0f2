# SPDX-License-Identifier: MIT
"""Levels in dB, of silence and of equal signals too."""

import numpy as np
import pytest

from autocoder.levels import LOWEST_DB, decibels, peak_db, signal_to_error_db


def test_levels_are_of_the_largest_sample() -> None:
    assert peak_db(np.array([[0.1, -0.5], [0.0, 0.2]], np.float32)) == pytest.approx(-6.02, abs=0.01)
    assert decibels(1.0) == 0.0 and decibels(10.0) == pytest.approx(20.0)
    assert decibels(0.0) == decibels(1e-30) == peak_db(np.zeros(9)) == peak_db(np.zeros(0)) == LOWEST_DB


def test_the_ratio_of_a_signal_to_its_error_is_finite() -> None:
    signal = np.ones((100, 2), np.float32)
    assert signal_to_error_db(signal, signal * 0.9) == pytest.approx(20.0, abs=0.01)
    assert np.isfinite(signal_to_error_db(signal, signal))
