# SPDX-License-Identifier: MIT
"""Changes of the module's parameters in the course of a sound."""

import math
import re
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from autocoder.device.choosing import one_of, switch_of
from autocoder.device.panel import CONTROLS, HELD
from autocoder.device.parameter import Parameter
from autocoder.device.parameters import PARAMETERS
from autocoder.errors import InputError
from autocoder.spec import BLOCK_SAMPLES, LATENTS, SAMPLE_RATE_HZ

RECORD = struct.Struct("<IHHf")  # block, bank, parameter, value
PRESETS = ("a", "b")
BANKS = ("", *PRESETS)  # the panel's own parameters, then those of the presets
LATEST_S = 24 * 3600.0
LATENT = re.compile(f"latent_([1-{LATENTS}])")
TURN = "turn {0} (emulated: `autocoder panel {0}=VALUE`, offline: `autocoder emulate --set {0}=VALUE`)"
PANEL, PANEL_BANK = "panel", 0xFFFF  # of an offline module: see firmware/boards/offline/held_panel.h

LATENTS_OF_PRESET = tuple(Parameter(f"latent_{index + 1}", "", 0.0, 1.0, 0.5, (), False, False, True,
                                    "where this latent's knob stands") for index in range(LATENTS))
PRESET_PARAMETERS = tuple(each for each in PARAMETERS if each.preset) + LATENTS_OF_PRESET


@dataclass(frozen=True)
class Setting:
    """A parameter takes a value at the start of a block; the value of a choice is its number.

    preset: 'a' or 'b' whose parameter it is, '' for that of the panel; PANEL for a control, in counts
    """

    block: int
    name: str
    value: float
    preset: str = ""


def pack_settings(settings: Iterable[Setting]) -> bytes:
    """Return settings as an offline module reads them, in order of time."""
    numbers = {parameter.name: index for index, parameter in enumerate((*PARAMETERS, *LATENTS_OF_PRESET))}

    def place(each: Setting) -> tuple[int, int]:
        if each.preset == PANEL:
            return PANEL_BANK, HELD[each.name]
        return BANKS.index(each.preset), numbers[each.name]

    return b"".join(RECORD.pack(each.block, *place(each), each.value)
                    for each in sorted(settings, key=lambda each: each.block))


def parse_setting(text: str) -> Setting:
    """Return the setting that somebody wrote: NAME=VALUE, or SECONDS:NAME=VALUE for one that comes later.

    A NAME that begins with 'a.' or 'b.' is one of a preset.

    Raises InputError for anything else, an unknown parameter, and a value out of its range.
    """
    block, name, value = split(text)
    preset, _, short = name.rpartition(".")
    if preset not in BANKS:
        raise InputError(f"{name}: no preset '{preset}'; there are {' and '.join(PRESETS)}")
    known = {parameter.name: parameter for parameter in (PRESET_PARAMETERS if preset else PARAMETERS)}
    if short not in known:
        names = [f"{preset}.{each}" if preset else each for each in known]
        raise unknown_parameter(name, names, "a preset" if preset else "the module")
    return Setting(block, short, parse_value(known[short], value), preset)


def split(text: str) -> tuple[int, str, str]:
    """Return block, name and value of [SECONDS:]NAME=VALUE. Raises InputError for anything else."""
    assignment, _, time_s = reversed(text.rpartition(":"))
    name, equals, value = assignment.partition("=")
    if not equals:
        raise InputError(f"{text}: no setting; write NAME=VALUE or SECONDS:NAME=VALUE")
    return _block(text, time_s), name, value


def unknown_parameter(name: str, known: Collection[str], owner: str) -> InputError:
    """Return the error for a name that is none of an owner's parameters, with what to do."""
    latent = LATENT.fullmatch(name)
    if latent:
        number = latent[1]
        return InputError(f"{name}: no parameter of {owner}; knob{number} and cv{number} move this latent: "
                          f"{TURN.format(f'knob{number}')}, or set a.{name} of preset a")
    if name in CONTROLS:
        return InputError(f"{name}: a control of the panel, no parameter of {owner}; {TURN.format(name)}")
    return InputError(f"{name}: no parameter of {owner}; {one_of(name, known, CONTROLS)}")


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
        return float(switch_of(parameter.name, text))
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
