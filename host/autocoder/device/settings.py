# SPDX-License-Identifier: MIT
"""Changes of the module's parameters in the course of a sound."""

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from autocoder.device.parameter import Parameter
from autocoder.device.parameters import PARAMETERS
from autocoder.errors import InputError
from autocoder.spec import BLOCK_SAMPLES, SAMPLE_RATE_HZ

RECORD = struct.Struct("<IIf")  # block, parameter, value
LATEST_S = 24 * 3600.0
ON, OFF = ("on", "true", "1"), ("off", "false", "0")


@dataclass(frozen=True)
class Setting:
    """A parameter takes a value at the start of a block; the value of a choice is its number."""

    block: int
    name: str
    value: float


def pack_settings(settings: Iterable[Setting]) -> bytes:
    """Return settings as an offline module reads them, in order of time."""
    numbers = {parameter.name: index for index, parameter in enumerate(PARAMETERS)}
    return b"".join(RECORD.pack(each.block, numbers[each.name], each.value)
                    for each in sorted(settings, key=lambda each: each.block))


def parse_setting(text: str) -> Setting:
    """Return the setting that somebody wrote: NAME=VALUE, or SECONDS:NAME=VALUE for one that comes later.

    Raises InputError for anything else, an unknown parameter, and a value out of its range.
    """
    assignment, _, time_s = reversed(text.rpartition(":"))
    name, equals, value = assignment.partition("=")
    known = {parameter.name: parameter for parameter in PARAMETERS}
    if not equals:
        raise InputError(f"{text}: no setting; write NAME=VALUE or SECONDS:NAME=VALUE")
    if name not in known:
        raise InputError(f"{name}: no parameter of the module; there are {', '.join(known)}")
    return Setting(_block(text, time_s), name, _value(known[name], value))


def _block(text: str, time_s: str) -> int:
    try:
        seconds = float(time_s or 0.0)
    except ValueError:
        seconds = math.nan
    if not 0.0 <= seconds <= LATEST_S:
        raise InputError(f"{text}: '{time_s}' is no time; write seconds from 0 to {LATEST_S:g}")
    return math.ceil(seconds * SAMPLE_RATE_HZ / BLOCK_SAMPLES)


def _value(parameter: Parameter, text: str) -> float:
    if parameter.choices:
        if text not in parameter.choices:
            raise InputError(f"{parameter.name}={text}: choose {', '.join(parameter.choices)}")
        return float(parameter.choices.index(text))
    if parameter.switch:
        if text not in ON + OFF:
            raise InputError(f"{parameter.name}={text}: write on or off")
        return float(text in ON)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not parameter.minimum <= value <= parameter.maximum:
        unit = f" {parameter.unit}" if parameter.unit else ""
        raise InputError(f"{parameter.name}={text}: choose {parameter.minimum:g} to "
                         f"{parameter.maximum:g}{unit}")
    return value
