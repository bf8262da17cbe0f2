# SPDX-License-Identifier: MIT
"""The pair of the USB: two tracks side by side, over ground, from the socket to the lead's end.

Full speed, 12 Mbit/s, asks for little: 0.2 mm wide and 0.2 mm apart, with ground 0.2 mm below, they are near
90 ohm. The router joins their ends to the pads. Numbers are millimetres on the panel, on the router's grid.
"""

from collections.abc import Sequence

from layout.copper import FRONT, Copper, Track
from layout.rules import TRACK_MM

PLUS, MINUS = "controller/usb_plus", "controller/usb_minus"
LANE_MM = {PLUS: 55.85, MINUS: 56.25}  # between the lights and the Seed's right row of pins
TOP_MM, BOTTOM_MM = 15.25, 105.65


def pair(names: dict[str, str]) -> tuple[Track, ...]:
    """Return both tracks. names: KiCad's names of the circuit's nets."""
    return tuple(Track(names[net], (x, TOP_MM), (x, BOTTOM_MM), FRONT, TRACK_MM)
                 for net, x in LANE_MM.items())


def trimmed(copper: Copper, pair_tracks: Sequence[Track]) -> Copper:
    """Return copper whose pair ends where the router joined it."""
    kept = [track for track in copper.tracks if track not in pair_tracks]
    for track in pair_tracks:
        ends = [end for other in kept if other.net == track.net for end in (other.start_mm, other.end_mm)]
        ends += [via.at_mm for via in copper.vias if via.net == track.net]
        joints = sorted(end for end in ends if end[0] == track.start_mm[0] and TOP_MM <= end[1] <= BOTTOM_MM)
        kept.append(track._replace(start_mm=joints[0], end_mm=joints[-1]))
    return Copper(tuple(kept), copper.vias)
