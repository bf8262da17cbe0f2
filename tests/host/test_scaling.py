# SPDX-License-Identifier: MIT
"""Targets on the sigmoid's scale and back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocoder import spec
from autocoder.vae.scaling import from_sigmoid, logit_limit, to_sigmoid


def test_margins_are_the_same_at_both_ends() -> None:
    ends = to_sigmoid(np.array([0.0, 0.5, 1.0]))
    np.testing.assert_allclose(ends, [6.0 / 108.0, 0.5, 102.0 / 108.0], rtol=1e-6)
    assert (spec.FLOOR_DB, spec.SIGMOID_MARGIN_DB) == (-96.0, 6.0)


@given(st.floats(0.0, 1.0, allow_nan=False))
def test_inverts(target: float) -> None:
    assert from_sigmoid(to_sigmoid(np.array([target])))[0] == pytest.approx(target, abs=2e-7)


def test_what_lies_in_the_margins_is_an_end() -> None:
    assert from_sigmoid(np.array([0.0, 0.05, 0.95, 1.0])).tolist() == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_types(kind: type) -> None:
    assert from_sigmoid(np.zeros(3, dtype=kind)).dtype == kind
    assert to_sigmoid(np.zeros(3, dtype=kind)).dtype == np.float32


def test_logit_limit_is_where_the_sigmoid_reaches_the_maximum() -> None:
    assert 1.0 / (1.0 + math.exp(-logit_limit())) == pytest.approx(float(to_sigmoid(np.ones(1))[0]))
    assert from_sigmoid(np.array([1.0 / (1.0 + math.exp(logit_limit()))]))[0] == pytest.approx(0.0, abs=1e-12)
