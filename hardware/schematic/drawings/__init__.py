# SPDX-License-Identifier: MIT
"""One module for each drawing: where its parts, wires and notes are, in steps of 1.27 mm."""

from collections.abc import Callable

from design.netlist import Sheet
from schematic.canvas import Drawing
from schematic.drawings import audio_in, audio_out, controller, cv_channel, knobs, panel, power

DRAW: dict[str, Callable[[Sheet], Drawing]] = {
    "power": power.draw,
    "controller": controller.draw,
    "knobs": knobs.draw,
    "cv_channel": cv_channel.draw,
    "audio_in": audio_in.draw,
    "audio_out": audio_out.draw,
    "panel": panel.draw,
}
