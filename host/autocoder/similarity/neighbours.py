# SPDX-License-Identifier: MIT
"""The nearest points among latents, by Euclidean distance, from a k-d tree."""

import difflib
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from autocoder.errors import InputError
from autocoder.progress import Progress, silent
from autocoder.similarity.encoded import Encoded

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.intp]

PIECE_POINTS = 1 << 15  # queries between two reports of progress
LEAF_POINTS = 24  # the fastest on a million random points of eight dimensions, of 8, 16, 24, 32, 64


class NeighbourIndex:
    """Points [points, dimensions] made ready for looking up which are nearest; the tree is built at once.

    Method: k-d tree with sliding midpoints (Maneewongvatana and Mount 1999), as scipy has it.
    """

    def __init__(self, points: npt.NDArray[np.floating]) -> None:
        """Build the tree. Raises InputError for under two points."""
        if len(points) < 2:
            raise InputError(f"{len(points)} points have no neighbours; use at least two")
        self.points = np.ascontiguousarray(points, dtype=np.float64)
        # Built twice: points that lie in memory as they lie in the tree are found a quarter faster.
        self.order: IndexArray = cKDTree(self.points, leafsize=LEAF_POINTS, balanced_tree=False).indices
        self.tree = cKDTree(self.points[self.order], leafsize=LEAF_POINTS, balanced_tree=False)

    def nearest_to(self, points: npt.NDArray[np.floating], count: int) -> tuple[IndexArray, DoubleArray]:
        """Return indices and distances [queries, count] of the nearest to any points, nearest first.

        Fewer columns come back where there are fewer points.
        """
        columns = np.arange(1, min(count, len(self.points)) + 1)
        distances, indices = self.tree.query(np.asarray(points, dtype=np.float64), k=columns, workers=-1)
        return self.order[indices], distances

    def nearest(self, rows: npt.ArrayLike, count: int) -> tuple[IndexArray, DoubleArray]:
        """Return indices and distances [rows, count] of the nearest to points of the index itself.

        A point is no neighbour of its own; another one in the same place is.
        """
        own = np.asarray(rows, dtype=np.intp)
        indices, distances = self.nearest_to(self.points[own], count + 1)
        others = indices != own[:, np.newaxis]
        others[others.all(axis=1), -1] = False  # crowded out by points in the same place
        shape = (len(own), indices.shape[1] - 1)
        return indices[others].reshape(shape), distances[others].reshape(shape)

    def nearest_of_all(self, count: int, progress: Progress = silent) -> tuple[IndexArray, DoubleArray]:
        """Return `nearest` of every point, in order."""
        columns = min(count, len(self.points) - 1)
        indices = np.empty((len(self.points), columns), dtype=np.intp)
        distances = np.empty((len(self.points), columns), dtype=np.float64)
        for start in range(0, len(self.order), PIECE_POINTS):
            rows = self.order[start:start + PIECE_POINTS]  # one after the other in the tree, too
            indices[rows], distances[rows] = self.nearest(rows, count)
            progress(start + len(rows), len(self.order))
        return indices, distances


class Neighbour(NamedTuple):
    """One line of an answer: `of` and `near` are points, rank counts from 1."""

    of: int
    rank: int
    near: int
    distance: float


class Recordings:
    """Encoded recordings whose frames, or files, can be compared; a file lies at the mean of its frames."""

    def __init__(self, encoded: Encoded, by_file: bool = False) -> None:
        """Compare frames, or whole files."""
        self.encoded = encoded
        self.by_file = by_file

    @cached_property
    def index(self) -> NeighbourIndex:
        """The tree over all points. Raises InputError when there are under two."""
        return NeighbourIndex(file_means(self.encoded) if self.by_file else self.encoded.latents)

    def find(self, file: str, time_s: float = 0.0) -> int:
        """Return the point of a file, or of its frame nearest to a time in s. Raises InputError."""
        if file not in self.encoded.files:
            close = difflib.get_close_matches(file, self.encoded.files, 3, 0.3) or self.encoded.files[:3]
            raise InputError(f"{file}: not among the encoded files; there are {', '.join(close)}")
        number = self.encoded.files.index(file)
        if self.by_file:
            return number
        frames = np.flatnonzero(self.encoded.file_index == number)
        return int(frames[np.argmin(np.abs(self.encoded.times_s[frames] - time_s))])

    def neighbours(self, count: int, point: int | None = None,
                   progress: Progress = silent) -> Iterator[Neighbour]:
        """Yield the nearest of one point, or of every point, nearest first."""
        for of, near, apart in self.rows(count, point, progress):
            for rank, (each, distance) in enumerate(zip(near, apart, strict=True), start=1):
                yield Neighbour(of, rank, each, distance)

    def rows(self, count: int, point: int | None = None,
             progress: Progress = silent) -> Iterator[tuple[int, list[int], list[float]]]:
        """Yield one point, or every point, with its nearest and their distances, nearest first."""
        if point is None:
            indices, distances = self.index.nearest_of_all(count, progress)
        else:
            indices, distances = self.index.nearest([point], count)
        first = 0 if point is None else point
        for of, (near, apart) in enumerate(zip(indices, distances, strict=True), start=first):
            yield of, near.tolist(), apart.tolist()

    def number(self, point: int) -> int:
        """Return which of the files a point is or belongs to."""
        return point if self.by_file else int(self.encoded.file_index[point])

    def label(self, point: int) -> tuple[str, float | None]:
        """Return the file of a point and, of a frame, its time in s."""
        file = self.encoded.files[self.number(point)]
        return file, None if self.by_file else float(self.encoded.times_s[point])


def file_means(encoded: Encoded) -> DoubleArray:
    """Return the mean of the latents of each file [files, latents]."""
    counts = np.bincount(encoded.file_index, minlength=len(encoded.files))
    sums = [np.bincount(encoded.file_index, weights=column, minlength=len(encoded.files))
            for column in encoded.latents.T]
    means: DoubleArray = np.stack(sums, axis=1) / counts[:, np.newaxis]
    return means
