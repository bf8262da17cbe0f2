# SPDX-License-Identifier: MIT
"""Recorded ADC counts of the module's knobs and CVs: one row per audio block, as CSV."""

from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.device.panel_names import CVS, KNOBS
from autocoder.errors import InputError
from autocoder.spec import BLOCK_SAMPLES, FULL_COUNTS, LATENTS
from autocoder.tables import Row, numbers_of, place_of, read_rows

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
    """Read counts [blocks, 16] from CSV, under a line of COLUMNS. Raises InputError for anything else."""
    header, *rows = read_rows(path) or [Row(1, [])]
    _check_header(path, header)
    if not rows:
        raise InputError(f"{path}: no ADC counts under the names of the columns; see `autocoder gesture`")
    return np.array([_counts(path, row) for row in rows], dtype=np.uint16)


def _check_header(path: Path, header: Row) -> None:
    for column, (name, found) in enumerate(zip_longest(COLUMNS, header.cells, fillvalue="")):
        if found.lower() != name:
            raise InputError(f"{place_of(path, header, column)}: '{found}' instead of '{name}'; it needs the "
                             f"columns {COLUMNS[0]}..{COLUMNS[-1]}, see `autocoder gesture`")


def _counts(path: Path, row: Row) -> list[int]:
    values = numbers_of(path, row, COLUMNS)
    if len(values) != len(COLUMNS):
        raise InputError(f"{place_of(path, row, min(len(values), len(COLUMNS)))}: {len(values)} counts "
                         f"instead of {len(COLUMNS)}; correct the row")
    for column, value in enumerate(values):
        if not 0 <= value <= FULL_COUNTS or value % 1.0:
            place = place_of(path, row, column, COLUMNS)
            raise InputError(f"{place}: '{row.cells[column]}' is no whole number from 0 to {FULL_COUNTS}; "
                             "correct it")
    return [int(value) for value in values]


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
