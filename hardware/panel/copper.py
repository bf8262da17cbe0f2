# SPDX-License-Identifier: MIT
"""What only KiCad's own library does: boxes with text cut out of them, and planes that keep their distance.

Needs pcbnew, so Debian's own Python.
"""

import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pcbnew  # type: ignore[import-not-found, unused-ignore]

from panel.shapes import Box, Point, Stroke, points

ROUND_ERROR_MM = 0.005  # how far a polygon may be from the circle that it stands for
ARC_STEPS = 12


def plate(box: Box, radius_mm: float, strokes: Iterable[Stroke]) -> list[list[Point]]:
    """Return the polygons, without holes, of a rounded box less strokes."""
    area = pcbnew.SHAPE_POLY_SET()
    area.NewOutline()
    inner = box.grown(-radius_mm)
    for x, y in ((inner.left, inner.top), (inner.right, inner.top), (inner.right, inner.bottom),
                 (inner.left, inner.bottom)):
        area.Append(pcbnew.FromMM(x), pcbnew.FromMM(y))
    error = pcbnew.FromMM(ROUND_ERROR_MM)
    area.Inflate(pcbnew.FromMM(radius_mm), pcbnew.CORNER_STRATEGY_ROUND_ALL_CORNERS, error)
    for stroke in strokes:
        area.BooleanSubtract(_thick(stroke, error))
    area.Fracture()
    return [[(pcbnew.ToMM(corner.x), pcbnew.ToMM(corner.y)) for corner in area.Outline(index).CPoints()]
            for index in range(area.OutlineCount())]


def filled(text: str) -> str:
    """Return a board with its planes filled. Raises OSError where KiCad does not read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.kicad_pcb"
        path.write_text(text)
        board = pcbnew.LoadBoard(str(path))
        if board is None:
            raise OSError("KiCad does not read the panel's board")
        pcbnew.ZONE_FILLER(board).Fill(board.Zones())
        pcbnew.SaveBoard(str(path), board)
        return path.read_text()


def _thick(stroke: Stroke, error: int) -> "pcbnew.SHAPE_POLY_SET":
    area = pcbnew.SHAPE_POLY_SET()
    along = points(stroke, ARC_STEPS)
    for start, end in pairwise(along):
        piece = pcbnew.SHAPE_POLY_SET()
        segment = pcbnew.PCB_SHAPE()
        segment.SetShape(pcbnew.SHAPE_T_SEGMENT)
        segment.SetStart(pcbnew.VECTOR2I(pcbnew.FromMM(start[0]), pcbnew.FromMM(start[1])))
        segment.SetEnd(pcbnew.VECTOR2I(pcbnew.FromMM(end[0]), pcbnew.FromMM(end[1])))
        segment.SetWidth(pcbnew.FromMM(stroke.width_mm))
        segment.TransformShapeToPolygon(piece, pcbnew.F_SilkS, 0, error, pcbnew.ERROR_INSIDE)
        area.BooleanAdd(piece)
    return area
