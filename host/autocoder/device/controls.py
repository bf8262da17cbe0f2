# SPDX-License-Identifier: MIT
"""Recorded ADC counts of the module's knobs and CVs: one row per audio block, as CSV."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.device.panel_names import CVS, KNOBS
from autocoder.errors import InputError
from autocoder.spec import BLOCK_SAMPLES, FULL_COUNTS, LATENTS

CountArray = npt.NDArray[np.uint16]

COLUMNS = [*KNOBS, *CVS]


def blocks_of(samples: int, block_samples: int = BLOCK_SAMPLES) -> int:
    """Return how many blocks hold so many samples, and so how many rows of counts go with them."""
    return -(-samples // block_samples)


def save_controls(path: Path, counts: CountArray) -> None:
    """Write counts [blocks, 16] as CSV with a header."""
    with replacing(path) as temporary:
        np.savetxt(temporary, counts, fmt="%d", delimiter=",", header=",".join(COLUMNS), comments="")


def load_controls(path: Path) -> CountArray:
    """Read counts [blocks, 16] from CSV. Raises InputError for anything `save_controls` does not write."""
    try:
        header, *rows = (line.split(",") for line in path.read_text().splitlines())
        values = np.array(rows, dtype=np.float64)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a table of ADC counts ({error}); see `autocoder gesture`") from error
    if header != COLUMNS or values.shape[1:] != (len(COLUMNS),):
        raise InputError(f"{path}: needs the columns {COLUMNS[0]}..{COLUMNS[-1]}; see `autocoder gesture`")
    if not np.all((values >= 0) & (values <= FULL_COUNTS) & (values == np.rint(values))):
        raise InputError(f"{path}: ADC counts are whole numbers from 0 to {FULL_COUNTS}")
    return values.astype(np.uint16)


def by_scan(counts: CountArray, scans: int) -> CountArray:
    """Return counts [blocks, LATENTS + scans * LATENTS]: knobs, then the CVs of each scan in turn.

    Counts [blocks, 16] are held for all of a block; others are as they are.
    """
    if counts.shape[1] != len(COLUMNS):
        return counts
    return np.concatenate([counts[:, :LATENTS], np.tile(counts[:, LATENTS:], scans)], axis=1)


def fit_controls(counts: CountArray, blocks: int) -> CountArray:
    """Return counts for this many blocks: cut, or held at the last row."""
    held = np.minimum(np.arange(blocks), len(counts) - 1)
    return counts[held]
