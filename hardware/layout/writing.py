# SPDX-License-Identifier: MIT
"""From the board in KiCad to what the router sees, and what it adds back to it."""

from collections.abc import Iterable
from pathlib import Path

import pcbnew  # type: ignore[import-not-found, unused-ignore]

from layout.board import point
from layout.copper import BACK, BOTH, FRONT, Copper, Pad, Point, Via
from layout.places import OFFSET_MM
from layout.planes import Plane
from layout.rules import ROUTED_CLEARANCE_MM, VIA_DRILL_MM, VIA_MM, ZONE_CLEARANCE_MM, ZONE_LEAST_MM

LAYERS = {FRONT: pcbnew.F_Cu, BACK: pcbnew.B_Cu}
SCREW_KEEP_MM = 3.2  # what the head of an M3 screw or its spacer covers, from the middle of the hole
ROUND_SHAPES = (pcbnew.PAD_SHAPE_CIRCLE, pcbnew.PAD_SHAPE_OVAL)
SPOKE_MM = 0.3
UNITS_PER_MM = 1_000_000
SPOKE_GAP_MM = 0.25


def pads(board: pcbnew.BOARD) -> list[Pad]:
    """Return all pads and holes, in the order of their references."""
    found = [_pad(footprint.GetReference(), pad)
             for footprint in board.Footprints() for pad in footprint.Pads()]
    found += [_keepout(footprint.GetReference(), zone)
              for footprint in board.Footprints() for zone in footprint.Zones()]
    return sorted(found)


def add_copper(board: pcbnew.BOARD, copper: Copper) -> None:
    """Add tracks and vias."""
    for track in copper.tracks:
        item = pcbnew.PCB_TRACK(board)
        item.SetStart(point(track.start_mm))
        item.SetEnd(point(track.end_mm))
        item.SetLayer(LAYERS[track.layer])
        item.SetWidth(pcbnew.FromMM(track.width_mm))
        item.SetNet(board.FindNet(track.net))
        board.Add(item)
    add_vias(board, copper.vias)


def add_vias(board: pcbnew.BOARD, vias: Iterable[Via]) -> None:
    """Add vias."""
    for via in vias:
        item = pcbnew.PCB_VIA(board)
        item.SetPosition(point(via.at_mm))
        item.SetWidth(pcbnew.FromMM(VIA_MM))
        item.SetDrill(pcbnew.FromMM(VIA_DRILL_MM))
        item.SetNet(board.FindNet(via.net))
        board.Add(item)


def add_plane(board: pcbnew.BOARD, plane: Plane) -> None:
    """Add a pour, not yet filled."""
    zone = pcbnew.ZONE(board)
    zone.SetLayer(board.GetLayerID(plane.layer))
    zone.SetNet(board.FindNet(plane.net))
    zone.SetZoneName(plane.name)
    zone.SetAssignedPriority(plane.priority)
    zone.SetLocalClearance(pcbnew.FromMM(ZONE_CLEARANCE_MM))
    zone.SetMinThickness(pcbnew.FromMM(ZONE_LEAST_MM))
    zone.SetThermalReliefGap(pcbnew.FromMM(SPOKE_GAP_MM))
    zone.SetThermalReliefSpokeWidth(pcbnew.FromMM(SPOKE_MM))
    zone.SetIslandRemovalMode(pcbnew.ISLAND_REMOVAL_MODE_ALWAYS)
    corners = pcbnew.VECTOR_VECTOR2I([point(corner) for corner in plane.corners_mm])
    zone.AddPolygon(corners)
    board.Add(zone)


def fill(path: Path) -> None:
    """Fill all pours of a saved board and save it. It must come from a file: KiCad crashes else."""
    board = pcbnew.LoadBoard(str(path))
    pcbnew.ZONE_FILLER(board).Fill(board.Zones())
    pcbnew.SaveBoard(str(path), board, True)


def _pad(reference: str, pad: pcbnew.PAD) -> Pad:
    box = pad.GetBoundingBox()
    apart = max(0.0, _mm(pad.GetLocalClearance() or 0) - ROUTED_CLEARANCE_MM)  # fiducials want more room
    half = _mm(box.GetWidth() / 2) + apart, _mm(box.GetHeight() / 2) + apart
    corner = min(half) if pad.GetShape() in ROUND_SHAPES else 0.0
    x, y = pad.GetPosition()
    at: Point = (round(_mm(x) - OFFSET_MM[0], 4), round(_mm(y) - OFFSET_MM[1], 4))
    if pad.GetAttribute() == pcbnew.PAD_ATTRIB_NPTH:
        return Pad(reference, pad.GetNumber(), "", at, (SCREW_KEEP_MM, SCREW_KEEP_MM), SCREW_KEEP_MM, BOTH)
    if pad.GetAttribute() == pcbnew.PAD_ATTRIB_PTH:
        layers: tuple[int, ...] = BOTH
    else:
        layers = (BACK,) if pad.IsOnLayer(pcbnew.B_Cu) else (FRONT,)
    return Pad(reference, pad.GetNumber(), pad.GetNetname(), at, half, corner, layers)


def _keepout(reference: str, zone: pcbnew.ZONE) -> Pad:
    """Return the circle below a jack where its footprint wants no copper on the front."""
    box = zone.GetBoundingBox()
    half = _mm(box.GetWidth() / 2), _mm(box.GetHeight() / 2)
    at = round(_mm(box.Centre().x) - OFFSET_MM[0], 4), round(_mm(box.Centre().y) - OFFSET_MM[1], 4)
    return Pad(reference, "", "", at, half, min(half), (FRONT,))


def _mm(units: float) -> float:
    return round(units / UNITS_PER_MM, 4)
