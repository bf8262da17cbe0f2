# SPDX-License-Identifier: MIT
"""Targets to latents and back through a model folder's float networks. Needs no TensorFlow."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.progress import Progress, silent
from autocoder.vae.model import DECODER, ENCODER
from autocoder.vae.runtime import run_float
from autocoder.vae.scaling import from_sigmoid, to_sigmoid

FloatArray = npt.NDArray[np.float32]

PIECE_FRAMES = 1 << 14  # what is in memory at once of a set that is mapped from disk


def encode(folder: Path, targets: npt.NDArray[np.floating], progress: Progress = silent) -> FloatArray:
    """Return the latents 0..1 [frames, latents] of targets [frames, bands], float32.

    Raises ModelError when the encoder is missing, damaged or made for other bands.
    """
    def piece(rows: npt.NDArray[np.floating]) -> FloatArray:
        return np.clip(run_float(folder / ENCODER, to_sigmoid(rows)), 0.0, 1.0)

    return _in_pieces(piece, targets, progress)


def decode(folder: Path, latents: npt.NDArray[np.floating], progress: Progress = silent) -> FloatArray:
    """Return the targets [frames, bands] that the float decoder gives for latents 0..1 [frames, latents].

    Raises ModelError when the decoder is missing or damaged.
    """
    def piece(rows: npt.NDArray[np.floating]) -> FloatArray:
        return from_sigmoid(run_float(folder / DECODER, rows))

    return _in_pieces(piece, latents, progress)


def _in_pieces(work: Callable[[npt.NDArray[np.floating]], FloatArray], rows: npt.NDArray[np.floating],
               progress: Progress) -> FloatArray:
    results = []
    for start in range(0, max(len(rows), 1), PIECE_FRAMES):
        results.append(work(rows[start:start + PIECE_FRAMES]))
        progress(min(start + PIECE_FRAMES, len(rows)), len(rows))
    return np.concatenate(results)
