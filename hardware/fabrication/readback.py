# SPDX-License-Identifier: MIT
"""What the gerbers and the drill files say to another program than KiCad: gerbonara."""

import math
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from gerbonara import ExcellonFile, GerberFile, LayerStack  # type: ignore[import-untyped]
from gerbonara.apertures import CircleAperture  # type: ignore[import-untyped]
from gerbonara.graphic_objects import Arc, Line  # type: ignore[import-untyped]
from gerbonara.utils import MM  # type: ignore[import-untyped]

from fabrication.kicad_file import Board

TOLERANCE_MM = 0.01
SHORTEST_TRACK_MM = 0.127  # 5 mil: what makers of four layers do without asking more

Extent = tuple[float, float, float, float]  # left, low, right, high
Drill = tuple[float, float, bool]  # longer side, shorter side, whether plated


class Readback(NamedTuple):
    """What the files hold. copper_mm: each layer's extent; widths_mm: of all that is drawn on copper."""

    copper: int
    outline_mm: Extent
    copper_mm: tuple[Extent, ...]
    drills: Counter[Drill]
    widths_mm: tuple[float, ...]


def read(folder: Path) -> Readback:
    """Return what a folder's gerbers and drill files hold, in mm, x right and y up. Raises ValueError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the maps, which are no layers of the board
        stack = LayerStack.open(folder)
        outline = stack.outline
        if outline is None:
            raise ValueError(f"{folder}: no outline")
        layers = [layer for _, layer in stack.copper_layers]
        return Readback(
            copper=len(layers),
            outline_mm=_middles(outline.instance),
            copper_mm=tuple(_extent(layer.instance) for layer in layers),
            drills=Counter(drill for path in sorted(folder.glob("*.drl")) for drill in _drills(path)),
            widths_mm=tuple(sorted({width for layer in layers for width in _widths(layer.instance)})),
        )


def findings(found: Readback, board: Board) -> list[str]:
    """Return, in words, where the files are not what the board is; none where all is well."""
    said = []
    if found.copper != len(board.copper):
        said.append(f"{found.copper} layers of copper, {len(board.copper)} on the board")
    left, top, right, bottom = board.outline_mm
    size, wanted = _size(found.outline_mm), (right - left, bottom - top)
    if any(abs(a - b) > TOLERANCE_MM for a, b in zip(size, wanted, strict=True)):
        said.append("the outline is {:.3f} mm x {:.3f} mm, not {:.3f} mm x {:.3f} mm".format(*size, *wanted))
    for number, extent in enumerate(found.copper_mm, 1):
        if not _within(extent, found.outline_mm):
            said.append(f"copper {number} reaches outside of the outline")
    drills = Counter((round(a, 3), round(b, 3), plated) for a, b, plated in board.drills())
    for drill in sorted((found.drills | drills).keys()):
        if found.drills[drill] != drills[drill]:
            said.append(f"{found.drills[drill]} holes {drill}, {drills[drill]} on the board")
    if found.widths_mm and found.widths_mm[0] < SHORTEST_TRACK_MM - 1e-6:
        said.append(f"a track is {found.widths_mm[0]:.3f} mm wide")
    tracks = {round(width, 4) for width in board.track_widths_mm}
    if missing := tracks - {round(width, 4) for width in found.widths_mm}:
        said.append(f"no track is {sorted(missing)} mm wide")
    return said


def _middles(layer: GerberFile) -> Extent:
    """Return the extent of the ends of a layer's lines, whatever their width."""
    ends = [end for each in layer.objects if isinstance(each, Line | Arc)
            for end in ((each.x1, each.y1), (each.x2, each.y2))]
    xs, ys = zip(*ends, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _widths(layer: GerberFile) -> set[float]:
    return {each.aperture.diameter for each in layer.objects
            if isinstance(each, Line | Arc) and isinstance(each.aperture, CircleAperture)}


def _drills(path: Path) -> list[Drill]:
    """Return the holes of one file; its name says whether they are plated."""
    plated = not path.stem.endswith("-NPTH")
    found = []
    for each in ExcellonFile.open(path).objects:
        width = each.tool.diameter
        length = math.dist((each.x1, each.y1), (each.x2, each.y2)) if isinstance(each, Line) else 0.0
        found.append((round(length + width, 3), round(width, 3), plated))
    return found


def _extent(layer: GerberFile) -> Extent:
    (left, low), (right, high) = layer.bounding_box(MM)
    return left, low, right, high


def _size(extent: Extent) -> tuple[float, float]:
    return extent[2] - extent[0], extent[3] - extent[1]


def _within(inner: Extent, outer: Extent) -> bool:
    return (inner[0] >= outer[0] - TOLERANCE_MM and inner[1] >= outer[1] - TOLERANCE_MM
            and inner[2] <= outer[2] + TOLERANCE_MM and inner[3] <= outer[3] + TOLERANCE_MM)
