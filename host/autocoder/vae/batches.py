# SPDX-License-Identifier: MIT
"""The frames of each training step. Needs no TensorFlow."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from autocoder.vae.options import Options
from autocoder.vae.scaling import to_sigmoid

FloatArray = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.intp]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class Batches:
    """Draws frames by seed and number of the step alone, so that a run can go on from any step.

    targets: float32 [frames, bands], which may lie on disk: only the frames drawn are read
    rows: indices of the frames that train
    worker, workers: of each batch this worker takes every `workers`-th frame, from the `worker`-th on
    """

    targets: FloatArray
    rows: IndexArray
    options: Options
    worker: int = 0
    workers: int = 1

    def draw(self, first_step: int, steps: int) -> FloatArray:
        """Return frames on the sigmoid's scale [steps, batch / workers, bands], each mixed with another one
        by a random share."""
        drawn = [self._draw_step(first_step + offset) for offset in range(steps)]
        picks = np.stack([each[0] for each in drawn])[..., self.worker::self.workers]
        share = np.stack([each[1] for each in drawn])[:, self.worker::self.workers, np.newaxis]
        first, second = (self.targets[self.rows[picks[:, index]]] for index in (0, 1))
        return to_sigmoid((1.0 - share) * first + share * second)

    def _draw_step(self, step: int) -> tuple[IndexArray, FloatArray]:
        """Return the frames of a step [2, batch] as places in `rows` and the shares of the second [batch]."""
        random = np.random.default_rng((self.options.seed, step))
        picks = random.integers(0, len(self.rows), (2, self.options.batch))
        return picks, self.options.mix * random.random(self.options.batch, dtype=np.float32)


def spread(rows: npt.NDArray[Scalar], count: int) -> npt.NDArray[Scalar]:
    """Return up to `count` of the rows [rows, ...], evenly spread."""
    return rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), count)).astype(np.intp))]
