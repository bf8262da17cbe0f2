# SPDX-License-Identifier: MIT
"""The module's tables, one function each."""

import zlib

import numpy as np
import numpy.typing as npt

from autocoder.spec import FLOOR_DB, IMPULSE_FADE_TAPS
from autocoder.vae.scaling import OUTPUT_SCALE, from_sigmoid

FloatArray = npt.NDArray[np.float32]
Int8Array = npt.NDArray[np.int8]


def amplitude_table() -> FloatArray:
    """Return the linear amplitude of each int8 mel value at a gain of 1, float32 [256], index value + 128."""
    targets = from_sigmoid(np.arange(256) * OUTPUT_SCALE)
    return np.asarray(10.0 ** (FLOOR_DB * (1.0 - targets) / 20.0), dtype=np.float32)


def end_fade() -> npt.NDArray[np.float64]:
    """Return the raised-cosine fade of an impulse response's last taps, [IMPULSE_FADE_TAPS]."""
    step = np.arange(1, IMPULSE_FADE_TAPS + 1) / IMPULSE_FADE_TAPS
    return np.asarray(0.5 * (1.0 + np.cos(np.pi * step)), dtype=np.float64)


def golden_checksums(mel: Int8Array) -> list[int]:
    """Return the CRC-32 of each row of int8 mel values [vectors, bands]."""
    return [zlib.crc32(np.ascontiguousarray(row).tobytes()) for row in mel]
