# SPDX-License-Identifier: MIT
"""What the board must keep to: net classes, least sizes, severities. KiCad reads them from the project file.

`project_fragments` returns what belongs under `board` and `net_settings` there; `design_rules` the text of
autocoder.kicad_dru.
"""

from collections.abc import Iterable
from typing import Any

TRACK_MM = 0.2
POWER_TRACK_MM = 0.5
CLEARANCE_MM = 0.15  # what DRC asks; tracks are routed to ROUTED_CLEARANCE_MM
ROUTED_CLEARANCE_MM = 0.2
VIA_MM = 0.6
VIA_DRILL_MM = 0.3
EDGE_MM = 0.5  # copper to the board's edge
ZONE_CLEARANCE_MM = 0.25
ZONE_LEAST_MM = 0.25  # the narrowest part of a pour
HOLE_TO_HOLE_MM = 0.25
NECK_MM = 0.1  # the narrowest neck of a pour; no current needs one, each pad has a via or a hole
SPOKES = 1  # of a pad on each layer: those of ground have two layers more
TEXT_MM = 0.8  # the least height of a text in silkscreen

POWER_NETS = ("+12V", "-12V", "+6V5", "power/plus_12_in", "power/plus_12_fused", "power/minus_12_in",
              "power/minus_12_fused", "power/switcher_in", "power/switcher_out", "controller/usb_bus")


def project_fragments(power_nets: Iterable[str]) -> dict[str, Any]:
    """Return `board` and `net_settings` of the project file. power_nets: KiCad's names of POWER_NETS."""
    return {
        "board": {"design_settings": {"rules": _least(), "rule_severities": _severities()}},
        "net_settings": {
            "classes": [_net_class("Default", TRACK_MM, 2147483647), _net_class("Power", POWER_TRACK_MM, 0)],
            "meta": {"version": 4},
            "net_colors": None,
            "netclass_assignments": None,
            "netclass_patterns": [{"netclass": "Power", "pattern": name} for name in sorted(power_nets)],
        },
    }


def design_rules() -> str:
    """Return the text of the file of design rules."""
    return """(version 1)

# The Seed stands 8 mm above the board in sockets: small parts and the pins of the lights have room below it.
(rule "below the Seed"
  (constraint courtyard_clearance (min -100mm))
  (condition "A.Reference == 'U201' || B.Reference == 'U201'"))

(rule "what supplies is wide"
  (constraint track_width (min 0.5mm))
  (condition "A.NetClass == 'Power'"))
"""


def _least() -> dict[str, Any]:
    return {
        "min_clearance": CLEARANCE_MM,
        "min_connection": NECK_MM,
        "min_copper_edge_clearance": EDGE_MM,
        "min_hole_clearance": 0.25,
        "min_hole_to_hole": HOLE_TO_HOLE_MM,
        "min_resolved_spokes": SPOKES,
        "min_silk_clearance": 0.0,
        "min_text_height": TEXT_MM,
        "min_text_thickness": 0.1,
        "min_through_hole_diameter": VIA_DRILL_MM,
        "min_track_width": TRACK_MM,
        "min_via_annular_width": 0.1,
        "min_via_diameter": 0.5,
        "solder_mask_to_copper_clearance": 0.0,
    }


def _severities() -> dict[str, str]:
    """Return the checks that are on beyond KiCad's own choice.

    Off stays what compares footprints with symbols' filters: KiCad's polyfuse wants no fuse's footprint.
    """
    return {
        "footprint_type_mismatch": "warning",
        "lib_footprint_issues": "warning",
        "lib_footprint_mismatch": "warning",
        "missing_courtyard": "warning",
        "npth_inside_courtyard": "error",
        "pth_inside_courtyard": "error",
        "track_dangling": "warning",
        "via_dangling": "warning",
    }


def _net_class(name: str, track_mm: float, priority: int) -> dict[str, Any]:
    return {
        "bus_width": 12,
        "clearance": CLEARANCE_MM,
        "diff_pair_gap": 0.2,
        "diff_pair_via_gap": 0.25,
        "diff_pair_width": TRACK_MM,
        "line_style": 0,
        "microvia_diameter": 0.3,
        "microvia_drill": 0.1,
        "name": name,
        "pcb_color": "rgba(0, 0, 0, 0.000)",
        "priority": priority,
        "schematic_color": "rgba(0, 0, 0, 0.000)",
        "track_width": track_mm,
        "via_diameter": VIA_MM,
        "via_drill": VIA_DRILL_MM,
        "wire_width": 6,
    }
