# SPDX-License-Identifier: MIT
"""The panel's picture: what a module looks like in a rack, as SVG."""

import math
from collections.abc import Iterable

from design.panel import HEIGHT_MM, Control, Panel
from panel.artwork import KNOB_RADIUS_MM, NUT_RADIUS_MM, SCREW_HEAD_RADIUS_MM, Artwork
from panel.holes import Hole
from panel.shapes import Arc, Box, Point, Stroke, circle

MARGIN_MM = 6.0
WHITE, GOLD = "#e9e6dc", "#d9b36a"
LIT = {"led_red": "#ff4a3d", "led_yellow": "#ffc83d", "led_green": "#5dff7a"}
UNLIT = {"led_red": "#6e2320", "led_yellow": "#6d5620", "led_green": "#235f30"}
HALO_MM = 4.2
SHINING = ("filter", "model_a", "level")
POINTERS_DEG = {"knob1": -40, "knob2": 65, "knob3": 15, "knob4": -95, "knob5": 110, "knob6": -10, "knob7": 40,
                "knob8": -60, "mix": 50, "decay": -25, "brightness": 20}

DEFINITIONS = """<defs>
<linearGradient id="plate" x1="0" y1="0" x2="0.25" y2="1">
<stop offset="0" stop-color="#2b2d31"/><stop offset="0.5" stop-color="#212327"/>
<stop offset="1" stop-color="#191a1d"/></linearGradient>
<linearGradient id="metal" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="#f2f2f0"/><stop offset="0.5" stop-color="#a9abad"/>
<stop offset="1" stop-color="#707377"/></linearGradient>
<linearGradient id="skirt" x1="0.2" y1="0" x2="0.8" y2="1">
<stop offset="0" stop-color="#55585e"/><stop offset="0.55" stop-color="#26282c"/>
<stop offset="1" stop-color="#0d0e10"/></linearGradient>
<radialGradient id="cap" cx="0.38" cy="0.3" r="0.9">
<stop offset="0" stop-color="#4b4e54"/><stop offset="0.6" stop-color="#2a2c30"/>
<stop offset="1" stop-color="#1b1c1f"/></radialGradient>
<radialGradient id="shine" cx="0.36" cy="0.3" r="0.8">
<stop offset="0" stop-color="#fff" stop-opacity="0.75"/>
<stop offset="0.45" stop-color="#fff" stop-opacity="0.08"/>
<stop offset="1" stop-color="#000" stop-opacity="0.35"/></radialGradient>
<filter id="shadow" x="-40%" y="-40%" width="180%" height="200%">
<feGaussianBlur stdDeviation="0.9"/></filter>
</defs>"""


def look(panel: Panel, holes: Iterable[Hole], art: Artwork) -> str:
    """Return the picture's SVG: one unit of its view box is a millimetre."""
    width, height = panel.width_mm + 2 * MARGIN_MM, HEIGHT_MM + 2 * MARGIN_MM
    parts = [
        "<!-- SPDX-License-Identifier: CERN-OHL-P-2.0 -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{5 * width:g}" height="{5 * height:g}" '
        f'viewBox="{-MARGIN_MM:g} {-MARGIN_MM:g} {width:g} {height:g}" role="img">',
        f"<title>{panel.name}: front panel, {panel.hp} HP</title>",
        DEFINITIONS,
        *(_halo(part, colour) for part, colour in LIT.items()),
        _plate(panel),
        *_print(art),
        *(_rack_screw(hole) for hole in holes if hole.part == "rack"),
        *(_screw(hole.at_mm) for hole in holes if hole.part == "M3"),
        *(_control(each, hole) for each in panel.controls for hole in holes if hole.name == each.name),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def path(strokes: Iterable[Stroke]) -> str:
    """Return strokes as the data of an SVG path."""
    data, at = [], None
    for stroke in strokes:
        if stroke.start != at:
            data.append(f"M{_xy(stroke.start)}")
        at = stroke.end
        if isinstance(stroke, Arc):
            _, radius, _, turn = circle(stroke)
            data.append(f"A{radius:.3f} {radius:.3f} 0 {int(abs(turn) > math.pi)} {int(turn > 0)} {_xy(at)}")
        else:
            data.append(f"L{_xy(at)}")
    return "".join(data)


def _xy(point: Point) -> str:
    return f"{point[0]:.3f} {point[1]:.3f}"


def _pen(strokes: Iterable[Stroke], colour: str, width_mm: float) -> str:
    return (f'<path d="{path(strokes)}" fill="none" stroke="{colour}" stroke-width="{width_mm:g}" '
            'stroke-linecap="round" stroke-linejoin="round"/>')


def _pens(strokes: Iterable[Stroke], colour: str) -> list[str]:
    by_width: dict[float, list[Stroke]] = {}
    for stroke in strokes:
        by_width.setdefault(stroke.width_mm, []).append(stroke)
    return [_pen(group, colour, width) for width, group in by_width.items()]


def _print(art: Artwork) -> list[str]:
    parts = [*_pens(art.white, WHITE), *_pens(art.gold, GOLD)]
    for label in art.labels:
        plate = label.plate
        if plate is not None:
            parts.append(_rectangle(plate, 0.6, f'fill="{WHITE}"'))
        colour = "#1d1f22" if plate else GOLD if label.gold else WHITE
        parts += [f"<g><title>{label.text}</title>", *_pens(label.strokes, colour), "</g>"]
    return parts


def _rectangle(box: Box, radius_mm: float, style: str) -> str:
    return (f'<rect x="{box.left:.3f}" y="{box.top:.3f}" width="{box.right - box.left:.3f}" '
            f'height="{box.bottom - box.top:.3f}" rx="{radius_mm:g}" {style}/>')


def _disc(at: Point, radius_mm: float, style: str) -> str:
    return f'<circle cx="{at[0]:.3f}" cy="{at[1]:.3f}" r="{radius_mm:g}" {style}/>'


def _shadow(at: Point, radius_mm: float) -> str:
    return _disc(at, radius_mm, 'fill="#000" opacity="0.55" filter="url(#shadow)"')


def _plate(panel: Panel) -> str:
    box = Box(0, 0, panel.width_mm, HEIGHT_MM)
    shadow = Box(0.6, 1.4, panel.width_mm + 0.6, HEIGHT_MM + 1.4)
    return (_rectangle(shadow, 1, 'fill="#000" opacity="0.45" filter="url(#shadow)"') + "\n"
            + _rectangle(box, 0.6, 'fill="url(#plate)" stroke="#3c3f45" stroke-width="0.25"'))


def _polygon(at: Point, radius_mm: float, corners: int, style: str) -> str:
    around = [math.tau * corner / corners for corner in range(corners)]
    data = " ".join(f"{at[0] + radius_mm * math.cos(a):.3f},{at[1] + radius_mm * math.sin(a):.3f}"
                    for a in around)
    return f'<polygon points="{data}" {style}/>'


def _screw(at: Point) -> str:
    return "\n".join((
        _shadow((at[0] + 0.2, at[1] + 0.5), SCREW_HEAD_RADIUS_MM - 0.1),
        _disc(at, SCREW_HEAD_RADIUS_MM - 0.2, 'fill="url(#metal)" stroke="#55585c" stroke-width="0.15"'),
        _polygon(at, 1.35, 6, 'fill="#2b2d30"'),
    ))


def _rack_screw(hole: Hole) -> str:
    slot = _rectangle(hole.box, hole.radius_mm, 'fill="#08090a" stroke="#45484d" stroke-width="0.2"')
    return f"{slot}\n{_screw(hole.at_mm)}"


def _control(control: Control, hole: Hole) -> str:
    if control.part == "pot":
        return _knob(control.at_mm, POINTERS_DEG[control.name])
    if control.part in LIT:
        return _light(control.at_mm, control.part, control.name in SHINING)
    if control.part == "jack":
        return _jack(control.at_mm)
    return _button(control.at_mm) if control.part == "button" else _usb(hole)


def _knob(at: Point, turn_deg: float) -> str:
    x, y = at
    angle = math.radians(turn_deg)
    across, up = math.sin(angle), -math.cos(angle)
    start, end = ((x + reach * across, y + reach * up) for reach in (2.6, KNOB_RADIUS_MM - 0.7))
    return "\n".join((
        _shadow((x + 0.7, y + 1.6), KNOB_RADIUS_MM),
        _polygon(at, KNOB_RADIUS_MM, 36, 'fill="url(#skirt)" stroke="#0a0b0c" stroke-width="0.2" '
                 'stroke-linejoin="round"'),
        _disc(at, KNOB_RADIUS_MM - 1.1, 'fill="url(#cap)" stroke="#5a5d63" stroke-width="0.18"'),
        f'<line x1="{start[0]:.3f}" y1="{start[1]:.3f}" x2="{end[0]:.3f}" y2="{end[1]:.3f}" '
        f'stroke="{WHITE}" stroke-width="0.9" stroke-linecap="round"/>',
    ))


def _jack(at: Point) -> str:
    return "\n".join((
        _shadow((at[0] + 0.4, at[1] + 0.8), NUT_RADIUS_MM),
        _polygon(at, NUT_RADIUS_MM, 24, 'fill="url(#metal)" stroke="#4c4f53" stroke-width="0.2"'),
        _disc(at, 2.9, 'fill="none" stroke="#6d7074" stroke-width="0.35"'),
        _disc(at, 2.3, 'fill="#8b8e92"'),
        _disc(at, 1.8, 'fill="#050506"'),
    ))


def _halo(part: str, colour: str) -> str:
    stops = ((0.0, 0.9), (0.38, 0.55), (0.65, 0.18), (1.0, 0.0))
    return (f'<radialGradient id="{part}">'
            + "".join(f'<stop offset="{at:g}" stop-color="{colour}" stop-opacity="{opacity:g}"/>'
                      for at, opacity in stops) + "</radialGradient>")


def _light(at: Point, part: str, lit: bool) -> str:
    colour = (LIT if lit else UNLIT)[part]
    halo = [_disc(at, HALO_MM, f'fill="url(#{part})"')] if lit else []
    return "\n".join((*halo, _disc(at, 1.6, 'fill="#08090a"'), _disc(at, 1.45, f'fill="{colour}"'),
                      _disc(at, 1.45, 'fill="url(#shine)"')))


def _button(at: Point) -> str:
    return "\n".join((
        _disc(at, 2.0, 'fill="#060607" stroke="#45484d" stroke-width="0.2"'),
        _disc(at, 1.75, 'fill="url(#metal)" stroke="#3a3c40" stroke-width="0.15"'),
        _disc(at, 1.3, 'fill="#d8d9da" opacity="0.55"'),
    ))


def _usb(hole: Hole) -> str:
    x, y = hole.at_mm
    shell = Box(x - 3.75, y - 1.3, x + 3.75, y + 1.3)
    tongue = Box(x - 2.6, y - 0.35, x + 2.6, y + 0.35)
    return "\n".join((
        _rectangle(hole.box, hole.radius_mm, 'fill="#0b0c0d" stroke="#45484d" stroke-width="0.25"'),
        _rectangle(shell, 0.6, 'fill="#08090a" stroke="url(#metal)" stroke-width="0.5"'),
        _rectangle(tongue, 0.15, 'fill="#3a3c40"'),
    ))
