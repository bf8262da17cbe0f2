# SPDX-License-Identifier: MIT
"""The board in KiCad: its outline, its layers, its footprints and their nets."""

from collections.abc import Mapping, Sequence
from functools import cache

import pcbnew  # type: ignore[import-not-found, unused-ignore]

from design.identity import footprint_path
from design.panel import Panel
from layout.places import Place, on_page_mm

LIBRARIES = "/usr/share/kicad/footprints"
COPPER_LAYERS = 4
TITLE, REVISION, LICENCE = "autocoder carrier board", "A, unbuilt", "CERN-OHL-P-2.0"
OUTLINE_WIDTH_MM = 0.1
SEED = 7  # of KiCad's generator of UUIDs: two runs name the same things by the same


def point(at_mm: tuple[float, float]) -> pcbnew.VECTOR2I:
    """Return KiCad's point for one of the panel."""
    x, y = on_page_mm(at_mm)
    return pcbnew.VECTOR2I(pcbnew.FromMM(x), pcbnew.FromMM(y))


def placed(panel: Panel, places: Sequence[Place], nets: Mapping[tuple[str, str], str]) -> pcbnew.BOARD:
    """Return a board with outline, footprints and nets. nets: each pin's net, by reference and pin."""
    pcbnew.KIID.SeedGenerator(SEED)
    board = pcbnew.BOARD()
    board.SetCopperLayerCount(COPPER_LAYERS)
    for layer in (pcbnew.In1_Cu, pcbnew.In2_Cu):
        board.SetLayerType(layer, pcbnew.LT_POWER)
    title = board.GetTitleBlock()
    title.SetTitle(TITLE)
    title.SetRevision(REVISION)
    title.SetComment(0, LICENCE)
    items = {name: pcbnew.NETINFO_ITEM(board, name) for name in sorted(set(nets.values()))}
    for item in items.values():
        board.Add(item)
    _outline(board, panel)
    for place in places:
        _add_footprint(board, place, nets, items)
    return board


def _outline(board: pcbnew.BOARD, panel: Panel) -> None:
    left, top = panel.board_at_mm
    width, height = panel.board_size_mm
    shape = pcbnew.PCB_SHAPE(board, pcbnew.SHAPE_T_RECT)
    shape.SetStart(point((left, top)))
    shape.SetEnd(point((left + width, top + height)))
    shape.SetLayer(pcbnew.Edge_Cuts)
    shape.SetWidth(pcbnew.FromMM(OUTLINE_WIDTH_MM))
    board.Add(shape)


@cache
def _loaded(library: str, name: str) -> pcbnew.FOOTPRINT:
    return pcbnew.FootprintLoad(f"{LIBRARIES}/{library}.pretty", name)


def _add_footprint(board: pcbnew.BOARD, place: Place, nets: Mapping[tuple[str, str], str],
                   items: Mapping[str, pcbnew.NETINFO_ITEM]) -> None:
    library, name = place.kind.footprint.split(":")
    footprint = pcbnew.Cast_to_FOOTPRINT(_loaded(library, name).Duplicate())
    board.Add(footprint)  # KiCad turns over only what has a board
    footprint.SetFPID(pcbnew.LIB_ID(library, name))
    footprint.SetReference(place.part.reference)
    footprint.SetValue(place.part.value)
    footprint.SetOrientationDegrees(place.turn_deg)
    footprint.SetPosition(point(place.at_mm))
    if place.back:
        footprint.Flip(footprint.GetPosition(), pcbnew.FLIP_DIRECTION_LEFT_RIGHT)
    path = footprint_path(place.sheet.name, place.sheet.drawing, place.part.role)
    footprint.SetPath(pcbnew.KIID_PATH(path))
    for pad in footprint.Pads():
        net = nets.get((place.part.reference, pad.GetNumber()))
        if net is not None:
            pad.SetNet(items[net])
