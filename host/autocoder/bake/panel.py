# SPDX-License-Identifier: MIT
"""The panel's pins, functions and names, from hardware/design/module.toml to C++ and Python.

Run as a module it writes all of the project's files that say it.
"""

from collections.abc import Iterable
from pathlib import Path

from autocoder.atomic import replacing
from autocoder.bake import carray, design
from autocoder.bake.link_file import camel, load_parameters
from autocoder.bake.messages import MESSAGES, PROJECT

DESIGN = PROJECT / "hardware" / "design" / "module.toml"
WRITTEN = "Written by `make generated` from hardware/design/module.toml; do not edit."
PROVENANCE = [WRITTEN]


def outputs(path: Path = DESIGN) -> dict[Path, str]:
    """Return the text of each generated file by its path below the project. Raises ValueError."""
    panel = design.load(path, load_parameters(MESSAGES))
    boards = Path("firmware/boards")
    pins = {boards / board / "pins.h": pins_header(panel, board) for board in design.BOARDS}
    return {**pins, Path("firmware/controls/functions.h"): functions_header(panel),
            Path("host/autocoder/device/panel_names.py"): names_module(panel)}


def pins_header(panel: design.Design, board: str) -> str:
    """Return firmware/boards/BOARD/pins.h."""
    body = "\n".join([
        "// Numbers of the board's pins.",
        _one("kMultiplexerPin", panel.common[board]),
        _many("kSelectPins", str(len(panel.select)), (each[board] for each in panel.select)) + "  // A, B, C",
        "",
        "// By latent: each knob's input of the multiplexer, each CV's pin.",
        _many("kKnobChannels", "kLatents", panel.channels),
        _many("kCvPins", "kLatents", (each[board] for each in panel.cvs)),
        "",
        f"// {', '.join(each.name for each in panel.functions)}.",
        _many("kFunctionPins", "kFunctions", (each.pin[board] for each in panel.functions)),
        "",
        _one("kButtonPin", panel.button[board]),
        _one("kGatePin", panel.gate[board]),
        "",
        "// By Light.",
        _many("kLightPins", "kLights", (each[board] for each in panel.light_pins)),
    ])
    return carray.source(PROVENANCE, ["<cstdint>", "", "<generated/sizes.h>", "", '"audio_types.h"'], body,
                         f"AUTOCODER_BOARDS_{board.upper()}_PINS_H_")


def functions_header(panel: design.Design) -> str:
    """Return firmware/controls/functions.h."""
    switch = panel.gate_parameter
    body = "\n".join([
        "// What each function knob sets.",
        "constexpr ParameterId kFunctionParameters[kFunctions] = {",
        *(f"    ParameterId::k{camel(each.parameter)}," for each in panel.functions),
        "};",
        "",
        "// What the gate switches on while it is high.",
        "inline void ApplyGate(bool high, Parameters* parameters) {",
        f"  parameters->{switch} = parameters->{switch} || high;",
        "}",
    ])
    return carray.source(PROVENANCE, ['"audio_types.h"', '"engine/parameters.h"'], body,
                         "AUTOCODER_CONTROLS_FUNCTIONS_H_")


def names_module(panel: design.Design) -> str:
    """Return host/autocoder/device/panel_names.py."""
    functions = "\n".join(f'    "{each.name}": "{each.parameter}",' for each in panel.functions)
    return f'''# SPDX-License-Identifier: MIT
"""Names on the panel. {WRITTEN}"""

# By latent.
KNOBS = ({_quoted(panel.knob_names)})
CVS = ({_quoted(panel.cv_names)})

# Function knobs in their order, and the parameter that each sets over its whole range.
FUNCTIONS = {{
{functions}
}}
'''


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{each}"' for each in names)


def _one(name: str, pin: int) -> str:
    return f"constexpr uint8_t {name} = {pin};"


def _many(name: str, count: str, pins: Iterable[int]) -> str:
    return f"constexpr uint8_t {name}[{count}] = {{{', '.join(map(str, pins))}}};"


if __name__ == "__main__":
    for place, text in outputs().items():
        with replacing(PROJECT / place) as temporary:
            temporary.write_text(text, encoding="utf-8")
