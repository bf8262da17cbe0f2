# SPDX-License-Identifier: MIT
"""The grid that tracks are searched on, and how much copper is too near to each of its nodes.

For each width of track, and for vias, a map counts what keeps it away: `fixed` the pads, the holes and the
edge, which always do, `taken` the tracks and vias laid so far, which cost more and more until no two are too
near.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from layout.copper import BOTH, Pad, Point, Track, Via
from layout.rules import EDGE_MM, ROUTED_CLEARANCE_MM, VIA_MM

STEP_MM = 0.2
WIDTHS_MM = (0.2, 0.3, 0.5)
VIA_APART_MM = 0.55  # between the middles of two vias, so that their holes are HOLE_TO_HOLE_MM apart
VIA_FROM_PAD_MM = 0.1  # between a via and a pad of its own net, so that solder stays on the pad
ROUNDING_MM = 1e-6

Counts = NDArray[np.int16]


class Grid:
    """The maps, indexed [layer, row, column]; those of vias have one layer that stands for both."""

    def __init__(self, left_top_mm: Point, size_mm: Point) -> None:
        """Make empty maps of a board: its left top corner and its size."""
        self.origin_mm = left_top_mm
        self.columns = round(size_mm[0] / STEP_MM) + 1
        self.rows = round(size_mm[1] / STEP_MM) + 1
        self._xs = left_top_mm[0] + STEP_MM * np.arange(self.columns)
        self._ys = left_top_mm[1] + STEP_MM * np.arange(self.rows)
        self.fixed = {width: self._edged(width / 2, 2) for width in WIDTHS_MM}
        self.taken = {width: np.zeros_like(self.fixed[width]) for width in WIDTHS_MM}
        self.fixed_vias = self._edged(VIA_MM / 2, 1)
        self.taken_vias = np.zeros_like(self.fixed_vias)
        self.on_pads = np.zeros_like(self.fixed_vias)

    def point_mm(self, node: int) -> Point:
        """Return where a node is; nodes count along rows."""
        row, column = divmod(node, self.columns)
        return (round(self.origin_mm[0] + column * STEP_MM, 4), round(self.origin_mm[1] + row * STEP_MM, 4))

    def node(self, at_mm: Point) -> int:
        """Return the node next to a point."""
        column = round((at_mm[0] - self.origin_mm[0]) / STEP_MM)
        row = round((at_mm[1] - self.origin_mm[1]) / STEP_MM)
        return row * self.columns + column

    def count_pad(self, pad: Pad, by: int) -> None:
        """Add what a pad keeps away, by 1, or take it back, by -1."""
        for width in WIDTHS_MM:
            self._count_box(self.fixed[width], pad.layers, pad, ROUTED_CLEARANCE_MM + width / 2, by)
        self._count_box(self.fixed_vias, (0,), pad, ROUTED_CLEARANCE_MM + VIA_MM / 2, by)

    def keep_vias_off(self, pad: Pad) -> None:
        """Keep vias off a pad, also those of its own net."""
        self._count_box(self.on_pads, (0,), pad, VIA_FROM_PAD_MM + VIA_MM / 2, 1)

    def count_track(self, track: Track, by: int) -> None:
        """Add what a piece of track keeps away, or take it back."""
        reach, start, end = ROUTED_CLEARANCE_MM + track.width_mm / 2, track.start_mm, track.end_mm
        for width in WIDTHS_MM:
            self._count_line(self.taken[width][track.layer], start, end, reach + width / 2, by)
        self._count_line(self.taken_vias[0], start, end, reach + VIA_MM / 2, by)

    def count_via(self, via: Via, by: int) -> None:
        """Add what a via keeps away, or take it back."""
        reach = ROUTED_CLEARANCE_MM + VIA_MM / 2
        for width in WIDTHS_MM:
            for layer in BOTH:
                self._count_line(self.taken[width][layer], via.at_mm, via.at_mm, reach + width / 2, by)
        self._count_line(self.taken_vias[0], via.at_mm, via.at_mm, max(reach + VIA_MM / 2, VIA_APART_MM), by)

    def via_fits(self, node: int) -> bool:
        """Return whether a via of any net has room at a node."""
        maps = (self.fixed_vias, self.on_pads, self.taken_vias)
        return all(counts.reshape(-1)[node] == 0 for counts in maps)

    def _edged(self, half_mm: float, layers: int) -> Counts:
        counts = np.zeros((layers, self.rows, self.columns), np.int16)
        border = int(np.ceil((EDGE_MM + half_mm) / STEP_MM))
        counts[:, :border] = counts[:, -border:] = 1
        counts[:, :, :border] = counts[:, :, -border:] = 1
        return counts

    def _window(self, low_mm: Point, high_mm: Point) -> tuple[slice, slice]:
        def span(low: float, high: float, origin: float, count: int) -> slice:
            first = max(0, int(np.ceil((low - origin) / STEP_MM)))
            return slice(first, max(first, min(count, int(np.floor((high - origin) / STEP_MM)) + 1)))
        return (span(low_mm[1], high_mm[1], self.origin_mm[1], self.rows),
                span(low_mm[0], high_mm[0], self.origin_mm[0], self.columns))

    def _count_box(self, counts: Counts, layers: tuple[int, ...], pad: Pad, reach_mm: float, by: int) -> None:
        (x, y), (half_x, half_y) = pad.at_mm, pad.half_mm
        rows, columns = self._window((x - half_x - reach_mm, y - half_y - reach_mm),
                                     (x + half_x + reach_mm, y + half_y + reach_mm))
        beside = np.maximum(np.abs(self._xs[columns] - x) - half_x + pad.corner_mm, 0)
        above = np.maximum(np.abs(self._ys[rows] - y) - half_y + pad.corner_mm, 0)
        near = np.hypot(beside[None], above[:, None]) < reach_mm + pad.corner_mm - ROUNDING_MM
        for layer in layers:
            counts[layer, rows, columns] += (near * by).astype(np.int16)

    def _count_line(self, counts: Counts, start_mm: Point, end_mm: Point, reach_mm: float, by: int) -> None:
        (x0, y0), (x1, y1) = start_mm, end_mm
        rows, columns = self._window((min(x0, x1) - reach_mm, min(y0, y1) - reach_mm),
                                     (max(x0, x1) + reach_mm, max(y0, y1) + reach_mm))
        x, y = self._xs[columns][None] - x0, self._ys[rows][:, None] - y0
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        along = np.clip((x * (x1 - x0) + y * (y1 - y0)) / length, 0, 1) if length else 0.0
        away = np.hypot(x - along * (x1 - x0), y - along * (y1 - y0))
        counts[rows, columns] += ((away < reach_mm - ROUNDING_MM) * by).astype(np.int16)


def straight_runs(path: list[tuple[int, int]], columns: int) -> Iterator[tuple[int, int, int]]:
    """Yield the straight pieces of a path of (layer, node) as (layer, first node, last node)."""
    start = 0
    while start < len(path) - 1:
        layer, node = path[start]
        if path[start + 1][0] != layer:
            start += 1
            continue
        step = path[start + 1][1] - node
        end = start + 1
        while end + 1 < len(path) and path[end + 1] == (layer, path[end][1] + step):
            end += 1
        yield layer, node, path[end][1]
        start = end
