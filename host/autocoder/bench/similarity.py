# SPDX-License-Identifier: MIT
"""How long the neighbours of every frame of a large set take to find and to write."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from autocoder.bench.measuring import Bench, Row
from autocoder.similarity.encoded import Encoded
from autocoder.similarity.neighbours import Recordings
from autocoder.similarity.tables import write_csv
from autocoder.spec import ANALYSIS_HOP, LATENTS, SAMPLE_RATE_HZ

FRAMES = 1_000_000
FILES = 500
COUNT = 10
STEP = 0.02  # of a walk, about what latents of recordings move from frame to frame

FloatArray = npt.NDArray[np.floating]


def walking() -> FloatArray:
    """Return latents [FRAMES, LATENTS] that move from frame to frame as those of recordings do."""
    steps = np.random.default_rng(0).normal(0.0, STEP, (FRAMES, LATENTS))
    return np.abs(np.cumsum(steps, axis=0) % 2.0 - 1.0)


def uniform() -> FloatArray:
    """Return latents [FRAMES, LATENTS] with nothing in common: the worst case of any tree."""
    return np.random.default_rng(0).random((FRAMES, LATENTS))


def seconds(latents: Callable[[], FloatArray]) -> Callable[[Bench], float]:
    """Return a measurement: wall seconds from latents to a CSV file with COUNT neighbours of each frame."""
    def measure(bench: Bench) -> float:
        encoded = encoded_of(latents())
        with TemporaryDirectory() as folder, (Path(folder) / "n.csv").open("w", newline="") as stream:
            start_s = time.monotonic()
            recordings = Recordings(encoded)
            write_csv(recordings, recordings.rows(COUNT, None, bench.progress), stream)
            return time.monotonic() - start_s
    return measure


def encoded_of(latents: FloatArray) -> Encoded:
    """Return latents as those of FILES recordings."""
    of_one = len(latents) // FILES
    times_s = np.tile(np.arange(of_one) * (ANALYSIS_HOP / SAMPLE_RATE_HZ), FILES)
    return Encoded(latents.astype(np.float32), np.repeat(np.arange(FILES, dtype=np.uint32), of_one), times_s,
                   tuple(f"{index}.wav" for index in range(FILES)), "0" * 64)


ROWS = (
    Row("similarity.neighbours_s", "s for 10 neighbours of each of 1 000 000 frames", seconds(walking)),
    Row("similarity.neighbours_s.uniform", "s, latents with nothing in common", seconds(uniform)),
)
