# SPDX-License-Identifier: MIT
"""Vias that tie the pours of ground together, around the edge and all over the board."""

from collections.abc import Iterator, Sequence

from design.panel import Panel
from layout.copper import Point, Via
from layout.grid import Grid
from layout.planes import GROUND

EDGE_PITCH_MM = 4.0
EDGE_INSET_MM = 1.3
INNER_PITCH_MM = 6.0


def stitches(grid: Grid, panel: Panel) -> list[Via]:
    """Return vias wherever one of the places planned for them is free; each takes its place on the grid."""
    vias = []
    for at_mm in _planned(panel):
        node = grid.node(at_mm)
        if grid.via_fits(node):
            via = Via(GROUND, grid.point_mm(node))
            grid.count_via(via, 1)
            vias.append(via)
    return vias


def _planned(panel: Panel) -> Iterator[Point]:
    """Yield places around the edge, then those of a grid."""
    (left, top), (width, height) = panel.board_at_mm, panel.board_size_mm
    xs, ys = _spread(left, width, EDGE_PITCH_MM), _spread(top, height, EDGE_PITCH_MM)
    for y in (ys[0], ys[-1]):
        yield from ((x, y) for x in xs)
    for x in (xs[0], xs[-1]):
        yield from ((x, y) for y in ys[1:-1])
    for y in _spread(top, height, INNER_PITCH_MM)[1:-1]:
        yield from ((x, y) for x in _spread(left, width, INNER_PITCH_MM)[1:-1])


def _spread(start_mm: float, length_mm: float, pitch_mm: float) -> Sequence[float]:
    """Return places evenly between both insets, about a pitch apart."""
    span = length_mm - 2 * EDGE_INSET_MM
    count = round(span / pitch_mm)
    return [start_mm + EDGE_INSET_MM + span * number / count for number in range(count + 1)]
