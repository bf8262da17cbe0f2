# SPDX-License-Identifier: MIT
"""The front panel as KiCad's board. Needs Debian's own Python, for pcbnew: `python3 -m panel.board FILE`.

Ground on both sides shields what lies behind; jacks' nuts touch it where the mask is open under them.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from design import panel as panels
from design import parts
from design.panel import HEIGHT_MM, Panel
from panel import copper, sexpr
from panel.artwork import NUT_RADIUS_MM, Artwork, artwork
from panel.holes import Hole, holes, outline
from panel.shapes import Box, Point, rounded

EDGE_PEN_MM = 0.05
CORNER_MM = 0.5
PLANE_INSET_MM = 0.5
PLANE_CLEARANCE_MM = 0.3
NUT_GAP_MM = 0.45  # from a jack's hole to where its nut finds copper
PLATE_RADIUS_MM = 0.6
VIA_ABOVE_MM = 6.6  # from a knob's middle, below the knob
BACK = (("autocoder, front panel, revision A", 73.0, 2.0), ("Unbuilt. CERN-OHL-P-2.0", 76.5, 1.5))
BACK_TEXT_MIDDLE = 50.65
GROUND_PAD_MM = ((50.65, 80.0), 3.0)  # where and how wide
GROUND_TEXT = ("GND", 83.5, 1.5)

HEAD = """(kicad_pcb (version 20241229) (generator "autocoder") (generator_version "9.0")
(general (thickness 1.6) (legacy_teardrops no))
(paper "A4")
(title_block (title "autocoder, front panel") (rev "A") (comment 1 "Unbuilt.") (comment 2 "CERN-OHL-P-2.0"))
(layers (0 "F.Cu" signal) (2 "B.Cu" signal) (5 "F.SilkS" user "F.Silkscreen")
(7 "B.SilkS" user "B.Silkscreen")
(1 "F.Mask" user) (3 "B.Mask" user) (25 "Edge.Cuts" user) (27 "Margin" user)
(31 "F.CrtYd" user "F.Courtyard") (29 "B.CrtYd" user "B.Courtyard") (35 "F.Fab" user) (33 "B.Fab" user))
(setup (stackup (layer "F.SilkS" (type "Top Silk Screen") (color "White"))
(layer "F.Mask" (type "Top Solder Mask") (color "Black") (thickness 0.01))
(layer "F.Cu" (type "copper") (thickness 0.035))
(layer "dielectric 1" (type "core") (thickness 1.51) (material "FR4") (epsilon_r 4.5) (loss_tangent 0.02))
(layer "B.Cu" (type "copper") (thickness 0.035))
(layer "B.Mask" (type "Bottom Solder Mask") (color "Black") (thickness 0.01))
(layer "B.SilkS" (type "Bottom Silk Screen") (color "White"))
(copper_finish "ENIG") (dielectric_constraints no))
(pad_to_mask_clearance 0) (tenting front back))
(net 0 "")
(net 1 "GND")"""


def document(panel: Panel, cut: Sequence[Hole], art: Artwork) -> str:
    """Return the board's text, planes still empty."""
    box = Box(0, 0, panel.width_mm, HEIGHT_MM)
    items = [HEAD]
    items += [sexpr.hole(each, number) for number, each in enumerate(cut, 1) if not _window(each)]
    items += [sexpr.graphic(stroke, "Edge.Cuts", "outline", str(index))
              for index, stroke in enumerate(rounded(box, CORNER_MM, EDGE_PEN_MM))]
    for each in filter(_window, cut):
        items += [sexpr.graphic(stroke, "Edge.Cuts", each.name, str(index))
                  for index, stroke in enumerate(outline(each, EDGE_PEN_MM))]
    items += _prints(art)
    items += [sexpr.ring(each.at_mm, each.size_mm[0] / 2 + NUT_GAP_MM, NUT_RADIUS_MM, "F.Mask", each.name)
              for each in cut if each.part == "jack"]
    items += [sexpr.via((each.at_mm[0], each.at_mm[1] - VIA_ABOVE_MM), each.name)
              for each in cut if each.part == "pot"]
    items += [sexpr.back_text(text, (BACK_TEXT_MIDDLE, y), size) for text, y, size in (*BACK, GROUND_TEXT)]
    at, size = GROUND_PAD_MM
    items.append(sexpr.ground_pad(at, size))
    items.append(sexpr.plane(_corners(box.grown(-PLANE_INSET_MM)), PLANE_CLEARANCE_MM, ("F.Cu", "B.Cu")))
    return "\n".join(items) + "\n)\n"


def write(path: Path) -> None:
    """Write the board. Raises OSError."""
    panel = panels.load()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(copper.filled(document(panel, holes(panel, parts.load()), artwork(panel))))


def _prints(art: Artwork) -> list[str]:
    items = [sexpr.graphic(stroke, layer, "line", str(index))
             for layer, strokes in (("F.SilkS", art.white), ("F.Mask", art.gold))
             for index, stroke in enumerate(strokes)]
    for label in art.labels:
        if label.plate is not None:
            pieces = copper.plate(label.plate, PLATE_RADIUS_MM, label.strokes)
            items += [sexpr.polygon(piece, "F.SilkS", label.of, str(index))
                      for index, piece in enumerate(pieces)]
            continue
        layer = "F.Mask" if label.gold else "F.SilkS"
        items += [sexpr.graphic(stroke, layer, "label", label.of, str(index))
                  for index, stroke in enumerate(label.strokes)]
    return items


def _window(each: Hole) -> bool:
    """Return whether a hole is neither a drill's nor a slot: the board's edge goes around it."""
    return min(each.size_mm) != 2 * each.radius_mm


def _corners(box: Box) -> list[Point]:
    return [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
