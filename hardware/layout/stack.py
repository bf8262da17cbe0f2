# SPDX-License-Identifier: MIT
"""What the board is made of, layer by layer: a common stack of four layers, 1.6 mm thick.

KiCad's Python cannot set it, so it is written into the file. The prepreg's thickness is what the impedance of
the USB pair hangs on.
"""

OUTER_UM, INNER_UM = 35.0, 15.2  # of copper; the inner layers are half an ounce
PREPREG_UM, CORE_UM = 210.4, 1065.0
MASK_UM = 10.0
FR4 = '(material "FR4") (epsilon_r 4.4) (loss_tangent 0.02)'
FINISH = "ENIG"


def with_stack(board: str) -> str:
    """Return a board file's text with its stack. Raises ValueError where it has no setup."""
    before, setup, after = board.partition("\t(setup\n")
    if not setup:
        raise ValueError("the board has no setup")
    return before + setup + _stack() + after


def _stack() -> str:
    rows = [_plain("F.SilkS", "Top Silk Screen"), _plain("F.Paste", "Top Solder Paste"),
            _thick("F.Mask", "Top Solder Mask", MASK_UM), _thick("F.Cu", "copper", OUTER_UM),
            _thick("dielectric 1", "prepreg", PREPREG_UM, FR4), _thick("In1.Cu", "copper", INNER_UM),
            _thick("dielectric 2", "core", CORE_UM, FR4), _thick("In2.Cu", "copper", INNER_UM),
            _thick("dielectric 3", "prepreg", PREPREG_UM, FR4), _thick("B.Cu", "copper", OUTER_UM),
            _thick("B.Mask", "Bottom Solder Mask", MASK_UM), _plain("B.Paste", "Bottom Solder Paste"),
            _plain("B.SilkS", "Bottom Silk Screen")]
    rows.append(f'\t\t\t(copper_finish "{FINISH}") (dielectric_constraints no))\n')
    return "\t\t(stackup\n" + "".join(rows)


def _plain(name: str, kind: str) -> str:
    return f'\t\t\t(layer "{name}" (type "{kind}"))\n'


def _thick(name: str, kind: str, thickness_um: float, more: str = "") -> str:
    return f'\t\t\t(layer "{name}" (type "{kind}") (thickness {thickness_um / 1000:g}) {more})\n'
