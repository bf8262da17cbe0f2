# SPDX-License-Identifier: MIT
"""What can be said to a module, from firmware/link/messages.toml to C++ and Python source.

Run as a module it writes both files of the project.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from autocoder.atomic import replacing
from autocoder.bake import carray
from autocoder.device.parameter import Parameter

PROJECT = Path(__file__).resolve().parents[3]
MESSAGES = PROJECT / "firmware" / "link" / "messages.toml"
COMMAND = "make generated"


def load_parameters(path: Path = MESSAGES) -> tuple[Parameter, ...]:
    """Return the parameters of a file. Raises ValueError for what cannot be one."""
    parameters = tuple(_parse(each) for each in tomllib.loads(path.read_text())["parameter"])
    if len({each.name for each in parameters}) != len(parameters):
        raise ValueError("two parameters of one name")
    return parameters


def _parse(entry: dict[str, Any]) -> Parameter:
    choices, switch = tuple(entry.get("choices", ())), bool(entry.get("switch", False))
    if choices:
        low, high, default = 0.0, float(len(choices) - 1), float(choices.index(entry["default"]))
    elif switch:
        low, high, default = 0.0, 1.0, float(entry["default"])
    else:
        low, high, default = float(entry["minimum"]), float(entry["maximum"]), float(entry["default"])
    if not entry["name"].isidentifier() or not low <= default <= high:
        raise ValueError(f"parameter {entry['name']}")
    whole = bool(choices) or switch or bool(entry.get("whole", False))
    return Parameter(entry["name"], entry.get("unit", ""), low, high, default, choices, switch, whole,
                     bool(entry.get("preset", True)), entry["help"])


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _field(parameter: Parameter) -> str:
    """Return the parameter as a member of a C++ struct, with its default."""
    if parameter.choices:
        kind = _camel(parameter.name)
        value = f"{kind}::k{_camel(parameter.choices[int(parameter.default)])}"
    elif parameter.switch:
        kind, value = "bool", "true" if parameter.default else "false"
    elif parameter.whole:
        kind, value = "uint8_t", f"{parameter.default:.0f}"
    else:
        kind, value = "float", carray.number(parameter.default)
    return f"  {kind} {parameter.name} = {value};  // {parameter.help}"


def _assignment(parameter: Parameter, index: int) -> str:
    value = f"values[{index}]"
    if parameter.choices:
        value = f"static_cast<{_camel(parameter.name)}>({value})"
    elif parameter.switch:
        value = f"{value} >= 0.5f"
    elif parameter.whole:
        value = f"static_cast<uint8_t>({value})"
    return f"  parameters->{parameter.name} = {value};"


def _range(parameter: Parameter) -> str:
    numbers = [carray.number(each) for each in (parameter.minimum, parameter.maximum, parameter.default)]
    flags = ["true" if each else "false" for each in (parameter.whole, parameter.preset)]
    return f"    {{{', '.join([*numbers, *flags])}}},  // {parameter.name}"


def _enumeration(parameter: Parameter) -> str:
    names = ", ".join(f"k{_camel(each)}" for each in parameter.choices)
    return f"enum class {_camel(parameter.name)} : uint8_t {{ {names} }};"


def cpp_header(parameters: tuple[Parameter, ...]) -> str:
    """Return firmware/engine/parameters.h."""
    ids = ", ".join(f"k{_camel(each.name)}" for each in parameters)
    ranges = "\n".join(_range(each) for each in parameters)
    body = "\n".join([
        f"enum class ParameterId : uint8_t {{ {ids} }};",
        f"constexpr size_t kParameterCount = {len(parameters)};",
        "",
        *(_enumeration(each) for each in parameters if each.choices),
        "",
        "// All that can be said to the sound.",
        "struct Parameters {",
        "  uint16_t latents[kLatents] = {};  // position in the model's space, 0..65535 each",
        *(_field(each) for each in parameters),
        "};",
        "",
        "struct ParameterRange {",
        "  float minimum;",
        "  float maximum;",
        "  float initial;",
        "  bool whole;      // only whole numbers",
        "  bool in_preset;  // has a value in each preset",
        "};",
        "",
        "constexpr ParameterRange kParameterRanges[kParameterCount] = {",
        ranges,
        "};",
        "",
        "// Sets all but the latents from a number for each parameter, within its range.",
        "inline void AssignParameters(const float (&values)[kParameterCount], Parameters* parameters) {",
        *(_assignment(each, index) for index, each in enumerate(parameters)),
        "}",
    ])
    return carray.source([f"Written by `{COMMAND}` from firmware/link/messages.toml; do not edit."],
                         ["<cstddef>", "<cstdint>", "", "<generated/sizes.h>"], body,
                         "AUTOCODER_ENGINE_PARAMETERS_H_")


def _row(parameter: Parameter) -> str:
    name, unit, note = (json.dumps(each, ensure_ascii=False)
                        for each in (parameter.name, parameter.unit, parameter.help))
    choices = "".join(f"{json.dumps(each)}, " for each in parameter.choices).rstrip()
    choices = f"({choices})" if len(parameter.choices) < 2 else f"({choices.rstrip(',')})"
    numbers = f"{parameter.minimum!r}, {parameter.maximum!r}, {parameter.default!r}"
    return (f"    Parameter({name}, {unit}, {numbers},\n"
            f"              {choices}, {parameter.switch!r}, {parameter.whole!r}, {parameter.preset!r},\n"
            f"              {note}),")


def python_module(parameters: tuple[Parameter, ...]) -> str:
    """Return host/autocoder/device/parameters.py."""
    rows = "\n".join(_row(each) for each in parameters)
    return f'''# SPDX-License-Identifier: MIT
"""What can be said to a module. Written by `{COMMAND}` from firmware/link/messages.toml; do not edit."""

from autocoder.device.parameter import Parameter

PARAMETERS = (
{rows}
)
'''


def outputs(path: Path = MESSAGES) -> dict[Path, str]:
    """Return the text of each generated file by its path below the project."""
    parameters = load_parameters(path)
    return {Path("firmware/engine/parameters.h"): cpp_header(parameters),
            Path("host/autocoder/device/parameters.py"): python_module(parameters)}


if __name__ == "__main__":
    for place, text in outputs().items():
        with replacing(PROJECT / place) as temporary:
            temporary.write_text(text)
