# SPDX-License-Identifier: MIT
"""The reduced mel-to-spectrum matrix against the dense one."""

import numpy as np

from autocoder.bench.measuring import Bench, Row
from autocoder.spec import FLOOR_DB, MEL_BANDS
from autocoder.spectra.mel import mel_to_spectrum, reduced_mel_to_spectrum

RANDOM_FRAMES = 1000


def macs_per_bin(bench: Bench) -> float:
    """Return the weights that the module multiplies by for each bin, zero ones too."""
    reduced = reduced_mel_to_spectrum()
    return (reduced.low.size + reduced.high.size) / reduced.band.size


def matrix_max_db(bench: Bench) -> float:
    """Return the largest distance in dB from the dense float64 product over random mel frames."""
    levels_db = np.random.default_rng(2).uniform(FLOOR_DB, 0.0, (RANDOM_FRAMES, MEL_BANDS))
    mel = 10.0 ** (levels_db / 20.0)
    reduced = reduced_mel_to_spectrum().apply(mel.astype(np.float32))
    return float(np.abs(20.0 * np.log10(reduced / (mel @ mel_to_spectrum().T))).max())


ROWS = (
    Row("matrix.macs_per_bin", "multiply-adds", macs_per_bin),
    Row("fidelity.matrix_max_db", "dB, worst bin of 1000 frames", matrix_max_db),
)
