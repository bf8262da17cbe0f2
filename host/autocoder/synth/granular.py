# SPDX-License-Identifier: MIT
"""Grains of a recording in the order of a walk among grains that are alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from autocoder.errors import InputError
from autocoder.synth.instrument import Instrument
from autocoder.synth.overlap import CHUNK_FRAMES, DEFAULT_GRID, Grid, add_frames

FloatArray = npt.NDArray[np.float32]

QUIET_DB = 40.0  # below the loudest grain: pauses of speech and their hiss


@dataclass(frozen=True)
class Granular:
    """A source that strings grains of a recording [samples, channels] together by likeness.

    grid: size of a grain and samples between grains, in the recording and in the result
    samples: length of the result
    rand_n, rand_p: the next grain is the int(r^rand_p * rand_n)-th nearest in the latents, r uniform in
    0..1, the 0th being the grain itself: larger rand_p stays nearer. So the ancestor defines them.
    A rand_n beyond the grains that there are means all of them. Grains more than QUIET_DB below the loudest
    one are left out: a walk that begins in a pause would never leave it. Each grain is brought to a mean of
    zero under its window, so that repeating one makes no constant.
    Raises InputError when a number makes no sense or the recording is shorter than a grain.
    """

    instrument: Instrument
    recording: FloatArray
    samples: int
    grid: Grid = DEFAULT_GRID
    rand_n: int = 8
    rand_p: float = 1.0
    seed: int = 1

    def __post_init__(self) -> None:
        if len(self.recording) < self.grid.fft:
            raise InputError(f"the recording is shorter than a grain ({len(self.recording)} of "
                             f"{self.grid.fft} samples); use a longer one")
        if self.rand_n < 1 or self.rand_p <= 0.0:
            raise InputError(f"rand_n {self.rand_n} and rand_p {self.rand_p}: choose 1 or more, and more "
                             "than 0")

    @property
    def rate_hz(self) -> int:
        """The model's rate."""
        return self.instrument.rate_hz

    @property
    def channels(self) -> int:
        """Those of the recording."""
        return int(self.recording.shape[1])

    @cached_property
    def latents(self) -> FloatArray:
        """Latents 0..1 [grains, latents] of every whole grain in the recording."""
        around = self.instrument.encode_sound(self.recording, self.grid)
        first = self.grid.fft // self.grid.hop - 1  # grains before it begin before the sound
        return around[first:first + self._grain_count]

    @property
    def _grain_count(self) -> int:
        return 1 + (len(self.recording) - self.grid.fft) // self.grid.hop

    @cached_property
    def audible(self) -> npt.NDArray[np.intp]:
        """Indices of the grains that are loud enough to sound."""
        powers = np.concatenate([np.mean(grains**2, axis=(0, 2))
                                 for grains in self._grains(np.arange(self._grain_count))])
        return np.flatnonzero(powers >= powers.max() * 10.0 ** (-QUIET_DB / 10.0))

    @cached_property
    def walk(self) -> npt.NDArray[np.intp]:
        """Indices of the grains that sound, one for each frame of the grid."""
        random, alike = np.random.default_rng(self.seed), self.latents[self.audible]
        tree, count = cKDTree(alike), min(self.rand_n, len(alike))
        here = int(random.integers(len(alike)))
        visited = np.empty(self.grid.frames_of(self.samples), dtype=np.intp)
        for step, drawn in enumerate(random.random(len(visited))):
            visited[step] = here
            rank = int(drawn**self.rand_p * count)
            if rank:
                here = int(tree.query(alike[here], k=[rank + 1])[1][0])
        return self.audible[visited]

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels]."""
        return add_frames(self._grains(self.walk), self.grid, self.grid.foreign_frames_scale, self.samples)

    def _grains(self, numbers: npt.NDArray[np.intp]) -> Iterator[FloatArray]:
        """Yield the grains of those numbers, [channels, <= CHUNK_FRAMES, fft]."""
        grains = np.lib.stride_tricks.sliding_window_view(self.recording, self.grid.fft, axis=0)
        weights = self.grid.window / self.grid.window.sum()
        starts = numbers * self.grid.hop
        for first in range(0, len(starts), CHUNK_FRAMES):
            chosen = np.ascontiguousarray(grains[starts[first:first + CHUNK_FRAMES]].transpose(1, 0, 2))
            yield chosen - (chosen @ weights)[..., np.newaxis]
