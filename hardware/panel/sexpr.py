# SPDX-License-Identifier: MIT
"""KiCad's board items, as text."""

from collections.abc import Sequence

from design.identity import identity
from panel.holes import Hole
from panel.shapes import Line, Point, Stroke

ORIGIN_MM = (97.85, 40.75)  # the panel's corner on the page, so that it lies in the middle of an A4 one
TENTED = "(tenting front back)"


def place(point: Point) -> str:
    """Return a point of the panel as the page's coordinates."""
    return f"{point[0] + ORIGIN_MM[0]:.4f} {point[1] + ORIGIN_MM[1]:.4f}"


def graphic(stroke: Stroke, layer: str, *names: str) -> str:
    """Return a line or arc on a layer; names make its identity."""
    ends = f"(start {place(stroke.start)})"
    kind = "gr_line"
    if not isinstance(stroke, Line):
        kind, ends = "gr_arc", f"{ends} (mid {place(stroke.middle)})"
    return (f'({kind} {ends} (end {place(stroke.end)}) (stroke (width {stroke.width_mm:.4f}) (type solid)) '
            f'(layer "{layer}") {_uuid(layer, kind, *names)})')


def ring(at: Point, inner_mm: float, outer_mm: float, layer: str, name: str) -> str:
    """Return a ring between two radii."""
    end = (at[0] + (inner_mm + outer_mm) / 2, at[1])
    return (f"(gr_circle (center {place(at)}) (end {place(end)}) "
            f'(stroke (width {outer_mm - inner_mm:.4f}) (type solid)) (fill no) (layer "{layer}") '
            f"{_uuid(layer, 'ring', name)})")


def polygon(corners: Sequence[Point], layer: str, *names: str) -> str:
    """Return a filled polygon without holes."""
    points = " ".join(f"(xy {place(corner)})" for corner in corners)
    return (f"(gr_poly (pts {points}) (stroke (width 0) (type solid)) (fill yes) "
            f'(layer "{layer}") {_uuid(layer, "polygon", *names)})')


def back_text(text: str, at: Point, size_mm: float) -> str:
    """Return text on the back's silkscreen, read from there."""
    font = f"(font (size {size_mm:g} {size_mm:g}) (thickness {size_mm * 0.15:g}))"
    return (f'(gr_text "{text}" (at {place(at)} 0) (layer "B.SilkS") {_uuid("text", text)} '
            f"(effects {font} (justify mirror)))")


def via(at: Point, name: str) -> str:
    """Return a covered via that joins both sides' copper."""
    return (f'(via (at {place(at)}) (size 0.6) (drill 0.3) (layers "F.Cu" "B.Cu") {TENTED} (net 1) '
            f"{_uuid('via', name)})")


def hole(each: Hole, number: int) -> str:
    """Return the footprint of an unplated hole, round or a slot."""
    width, height = each.size_mm
    shape = "circle" if each.round else "oval"
    drill = f"{width:g}" if each.round else f"oval {width:g} {height:g}"
    pad = (f'(pad "" np_thru_hole {shape} (at 0 0) (size {width:g} {height:g}) (drill {drill}) '
           f'(layers "*.Cu" "*.Mask") {_uuid("pad", each.name)})')
    return _footprint(_hole_name(each), f"H{number}", each.name, each.at_mm, "F", pad)


def ground_pad(at: Point, size_mm: float) -> str:
    """Return the footprint of a bare pad on the back, to solder a lead of the board's ground to."""
    pad = (f'(pad "1" smd rect (at 0 0) (size {size_mm:g} {size_mm:g}) (layers "B.Cu" "B.Mask") '
           f'(net 1 "GND") {_uuid("pad", "ground")})')
    return _footprint("ground_pad", "TP1", "GND", at, "B", pad)


def plane(corners: Sequence[Point], clearance_mm: float, on_layers: Sequence[str]) -> str:
    """Return a filled area of the ground's net on some layers."""
    points = " ".join(f"(xy {place(corner)})" for corner in corners)
    layers = " ".join(f'"{layer}"' for layer in on_layers)
    return (f'(zone (net 1) (net_name "GND") (layers {layers}) {_uuid("plane")} '
            f"(hatch edge 0.5) (connect_pads yes (clearance {clearance_mm:g})) (min_thickness 0.25) "
            f"(fill yes (thermal_gap 0.5) (thermal_bridge_width 0.5) (island_removal_mode 1) "
            f"(island_area_min 0)) (polygon (pts {points})))")


def _footprint(name: str, reference: str, value: str, at: Point, side: str, pad: str) -> str:
    layer, effects = f'(layer "{side}.Fab")', "(effects (font (size 1 1) (thickness 0.15)))"
    fields = {"Reference": reference, "Value": value, "Datasheet": "", "Description": ""}
    properties = [f'  (property "{key}" "{text}" (at 0 0 0) {layer} (hide yes) {_uuid(key, value)} {effects})'
                  for key, text in fields.items()]
    return "\n".join((
        f'(footprint "{name}" (layer "{side}.Cu") {_uuid("footprint", value)} (at {place(at)})',
        *properties, "  (attr exclude_from_pos_files exclude_from_bom)", f"  {pad})"))


def _hole_name(each: Hole) -> str:
    if each.round:
        return f"hole_{each.size_mm[0]:g}mm"
    return f"slot_{each.size_mm[0]:g}x{each.size_mm[1]:g}mm"


def _uuid(*names: str) -> str:
    return f'(uuid "{identity("panel", *names)}")'
