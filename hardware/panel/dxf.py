# SPDX-License-Identifier: MIT
"""The panel as DXF, for those who mill aluminium: what to cut, what to engrave."""

import math
from collections.abc import Iterable
from io import StringIO

from ezdxf import units
from ezdxf._options import options  # by the name under which its types are known
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace
from ezdxf.sections.classes import REQ_R2000

from design.panel import HEIGHT_MM, Panel
from panel.artwork import Artwork
from panel.holes import Hole, outline
from panel.shapes import Arc, Line, Point, Stroke, circle, rounded

LAYERS = {"cut": 1, "engrave": 7}  # colours: red, black or white
PLATE_RADIUS_MM = 0.6


def drawing(panel: Panel, holes: Iterable[Hole], art: Artwork) -> str:
    """Return the drawing's text, in mm right and up of the panel's bottom left corner."""
    fixed = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True  # else the day and random numbers are in it
    try:
        document = new("R2010", units=units.MM)
        for name in REQ_R2000:  # else two of them are added in an order that changes from run to run
            document.classes.add_class(name)
        for name, colour in LAYERS.items():
            document.layers.add(name, color=colour)
        space = document.modelspace()
        _cut(space, panel, holes)
        for stroke in (*art.white, *art.gold):
            _stroke(space, stroke, "engrave")
        for label in art.labels:
            edge = rounded(label.plate, PLATE_RADIUS_MM, 0) if label.plate else []
            for stroke in (*label.strokes, *edge):
                _stroke(space, stroke, "engrave")
        text = StringIO()
        document.write(text)
        return text.getvalue()
    finally:
        options.write_fixed_meta_data_for_testing = fixed


def up(point: Point) -> Point:
    """Return a point of the panel with y growing upwards."""
    return point[0], HEIGHT_MM - point[1]


def _cut(space: Modelspace, panel: Panel, holes: Iterable[Hole]) -> None:
    corners = ((0, 0), (panel.width_mm, 0), (panel.width_mm, HEIGHT_MM), (0, HEIGHT_MM))
    space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "cut"})
    for hole in holes:
        if hole.round:
            space.add_circle(up(hole.at_mm), hole.size_mm[0] / 2, dxfattribs={"layer": "cut"})
        else:
            space.add_lwpolyline(_loop(outline(hole, 0)), format="xyb", close=True,
                                 dxfattribs={"layer": "cut"})


def _loop(strokes: list[Stroke]) -> list[tuple[float, float, float]]:
    """Return a closed outline's corners, each with its bulge: the tangent of a quarter of its arc's turn."""
    corners = []
    for stroke in strokes:
        turn = -circle(stroke)[3] if isinstance(stroke, Arc) else 0.0
        corners.append((*up(stroke.start), math.tan(turn / 4)))
    return corners


def _stroke(space: Modelspace, stroke: Stroke, layer: str) -> None:
    if isinstance(stroke, Line):
        space.add_line(up(stroke.start), up(stroke.end), dxfattribs={"layer": layer})
        return
    middle, radius, first, turn = circle(stroke)
    start, end = -math.degrees(first), -math.degrees(first + turn)
    if turn > 0:
        start, end = end, start
    space.add_arc(up(middle), radius, start, end, dxfattribs={"layer": layer})
