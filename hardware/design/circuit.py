# SPDX-License-Identifier: MIT
"""The circuit, block by block. Where a value comes from stands beside it; SPICE proves it."""

from design import audio, controller, controls, power
from design.netlist import Circuit
from design.panel import Panel, load


def circuit(panel: Panel | None = None) -> Circuit:
    """Return the whole module's circuit."""
    panel = panel or load()
    channels = [controls.cv_channel(number, control) for number, control in enumerate(panel.of("cv"), 1)]
    return Circuit((power.sheet(), controller.sheet(panel), controls.knobs(panel), *channels,
                    audio.inputs(panel), audio.outputs(panel), controls.front(panel)))
