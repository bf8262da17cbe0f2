# SPDX-License-Identifier: MIT
"""The engine's parameters in C++."""

from autocoder.bake import carray
from autocoder.bake.cpp_messages import PROVENANCE
from autocoder.bake.link_file import camel
from autocoder.device.parameter import Parameter


def _field(parameter: Parameter) -> str:
    """Return the parameter as a member of a C++ struct, with its default."""
    if parameter.choices:
        kind = camel(parameter.name)
        value = f"{kind}::k{camel(parameter.choices[int(parameter.default)])}"
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
        value = f"static_cast<{camel(parameter.name)}>({value})"
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
    names = ", ".join(f"k{camel(each)}" for each in parameter.choices)
    return f"enum class {camel(parameter.name)} : uint8_t {{ {names} }};"


def header(parameters: tuple[Parameter, ...]) -> str:
    """Return firmware/engine/parameters.h."""
    ids = ", ".join(f"k{camel(each.name)}" for each in parameters)
    ranges = "\n".join(_range(each) for each in parameters)
    body = "\n".join([
        f"enum class ParameterId : uint8_t {{ {ids} }};",
        f"constexpr size_t kParameterCount = {len(parameters)};",
        "",
        *(_enumeration(each) for each in parameters if each.choices),
        "",
        "// All that can be said to the sound.",
        "struct Parameters {",
        "  // Positions in the model's space, 0..65535 each, at each scan of the CVs; the newest come last.",
        "  uint16_t latents[kCvScans][kLatents] = {};",
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
    return carray.source(PROVENANCE, ["<cstddef>", "<cstdint>", "", "<generated/sizes.h>"], body,
                         "AUTOCODER_ENGINE_PARAMETERS_H_")
