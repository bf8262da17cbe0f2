# SPDX-License-Identifier: MIT
"""Changes of the module's parameters in the course of a sound."""

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from autocoder.device.parameter import Parameter
from autocoder.device.parameters import PARAMETERS
from autocoder.errors import InputError
from autocoder.spec import BLOCK_SAMPLES, LATENTS, SAMPLE_RATE_HZ

RECORD = struct.Struct("<IHHf")  # block, bank, parameter, value
PRESETS = ("a", "b")
BANKS = ("", *PRESETS)  # the panel's own parameters, then those of the presets
LATEST_S = 24 * 3600.0
ON, OFF = ("on", "true", "1"), ("off", "false", "0")


LATENTS_OF_PRESET = tuple(Parameter(f"latent_{index + 1}", "", 0.0, 1.0, 0.5, (), False, False, True,
                                    "where this latent's knob stands") for index in range(LATENTS))
PRESET_PARAMETERS = tuple(each for each in PARAMETERS if each.preset) + LATENTS_OF_PRESET


@dataclass(frozen=True)
class Setting:
    """A parameter takes a value at the start of a block; the value of a choice is its number.

    preset: 'a' or 'b' whose parameter it is, '' for that of the panel
    """

    block: int
    name: str
    value: float
    preset: str = ""


def pack_settings(settings: Iterable[Setting]) -> bytes:
    """Return settings as an offline module reads them, in order of time."""
    numbers = {parameter.name: index for index, parameter in enumerate((*PARAMETERS, *LATENTS_OF_PRESET))}
    return b"".join(RECORD.pack(each.block, BANKS.index(each.preset), numbers[each.name], each.value)
                    for each in sorted(settings, key=lambda each: each.block))


def parse_setting(text: str) -> Setting:
    """Return the setting that somebody wrote: NAME=VALUE, or SECONDS:NAME=VALUE for one that comes later.

    A NAME that begins with 'a.' or 'b.' is one of a preset.

    Raises InputError for anything else, an unknown parameter, and a value out of its range.
    """
    assignment, _, time_s = reversed(text.rpartition(":"))
    name, equals, value = assignment.partition("=")
    if not equals:
        raise InputError(f"{text}: no setting; write NAME=VALUE or SECONDS:NAME=VALUE")
    preset, _, short = name.rpartition(".")
    if preset not in BANKS:
        raise InputError(f"{name}: no preset '{preset}'; there are {' and '.join(PRESETS)}")
    known = {parameter.name: parameter for parameter in (PRESET_PARAMETERS if preset else PARAMETERS)}
    if short not in known:
        owner = "a preset" if preset else "the module"
        raise InputError(f"{name}: no parameter of {owner}; there are {', '.join(known)}")
    return Setting(_block(text, time_s), short, parse_value(known[short], value), preset)


def _block(text: str, time_s: str) -> int:
    try:
        seconds = float(time_s or 0.0)
    except ValueError:
        seconds = math.nan
    if not 0.0 <= seconds <= LATEST_S:
        raise InputError(f"{text}: '{time_s}' is no time; write seconds from 0 to {LATEST_S:g}")
    return math.ceil(seconds * SAMPLE_RATE_HZ / BLOCK_SAMPLES)


def parse_value(parameter: Parameter, text: str) -> float:
    """Return the number that a text means for a parameter. Raises InputError for one that it cannot take."""
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
    if not parameter.minimum <= value <= parameter.maximum or (parameter.whole and value % 1.0):
        unit = f" {parameter.unit}" if parameter.unit else ""
        kind = "a whole number from " if parameter.whole else ""
        raise InputError(f"{parameter.name}={text}: choose {kind}{parameter.minimum:g} to "
                         f"{parameter.maximum:g}{unit}")
    return value
