# SPDX-License-Identifier: MIT
"""Bring samples from one rate to another."""

import numpy as np
import numpy.typing as npt
import soxr

FloatArray = npt.NDArray[np.float32]


def resample(samples: FloatArray, from_hz: int, to_hz: int) -> FloatArray:
    """Return samples [n] or [n, channels] brought from one rate to another along the first axis."""
    if from_hz == to_hz:
        return samples
    resampled = soxr.resample(samples, from_hz, to_hz, quality="VHQ")  # stop band under -150 dB
    return np.ascontiguousarray(resampled, dtype=np.float32)
