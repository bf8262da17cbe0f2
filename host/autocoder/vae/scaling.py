# SPDX-License-Identifier: MIT
"""Between targets (0 the floor, 1 the maximum) and the decoder's sigmoid, which has margin at both ends."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from autocoder.spec import FLOOR_DB, SIGMOID_MARGIN_DB

SPAN_DB = -FLOOR_DB + 2.0 * SIGMOID_MARGIN_DB
OUTPUT_SCALE = 1.0 / 256.0  # of TFLite's int8 LOGISTIC, whose zero point is -128

FloatArray = npt.NDArray[np.float32]
FloatType = TypeVar("FloatType", bound=np.floating)


def to_sigmoid(targets: npt.NDArray[np.floating]) -> FloatArray:
    """Return targets 0..1 on the sigmoid's scale."""
    return ((SIGMOID_MARGIN_DB - FLOOR_DB * targets) / SPAN_DB).astype(np.float32)


def from_sigmoid(values: npt.NDArray[FloatType]) -> npt.NDArray[FloatType]:
    """Return the targets of sigmoid values, in their type; what lies in the margins is clipped to 0..1."""
    targets: npt.NDArray[FloatType] = np.clip((SPAN_DB * values - SIGMOID_MARGIN_DB) / -FLOOR_DB, 0.0, 1.0)
    return targets


def logit_limit() -> float:
    """Return the largest logit that targets need: that of the maximum; the floor's is its negative."""
    return float(np.log((-FLOOR_DB + SIGMOID_MARGIN_DB) / SIGMOID_MARGIN_DB))
