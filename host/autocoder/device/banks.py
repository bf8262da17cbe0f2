# SPDX-License-Identifier: MIT
"""The parameters of a module by the names that people write: mix, a.mix, b.latent_1."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autocoder.device.choosing import OFF, ON
from autocoder.device.client import Module
from autocoder.device.messages import ParameterGetRequest, ParameterSetRequest, SettingsSaveRequest
from autocoder.device.parameter import Parameter
from autocoder.device.settings import BANKS, LATENTS_OF_PRESET, parse_value, unknown_parameter
from autocoder.errors import InputError

Shown = bool | float | str  # a value as it is written into a file


@dataclass(frozen=True)
class Place:
    """Where a parameter's value stands; bank: 0 for the panel's, then those of the presets."""

    bank: int
    number: int
    parameter: Parameter

    @property
    def name(self) -> str:
        """What people call it."""
        return ".".join(each for each in (BANKS[self.bank], self.parameter.name) if each)


def places(parameters: Sequence[Parameter]) -> dict[str, Place]:
    """Return all places by name: those of the panel, then those of the presets with their latents."""
    found = [Place(0, number, each) for number, each in enumerate(parameters)]
    for bank in range(1, len(BANKS)):
        found += [Place(bank, number, each) for number, each in enumerate((*parameters, *LATENTS_OF_PRESET))
                  if each.preset]
    return {each.name: each for each in found}


def chosen(names: Sequence[str], parameters: Sequence[Parameter]) -> list[Place]:
    """Return the places of some names; 'a' and 'b' are all of that preset, no name all of the panel.

    Raises InputError for an unknown name.
    """
    known = places(parameters)
    found = [each for each in known.values() if not names and each.bank == 0]
    for name in names:
        if name in BANKS[1:]:
            found += [each for each in known.values() if BANKS[each.bank] == name]
        else:
            found.append(_known(name, known))
    return found


def parse_assignments(texts: Iterable[str], parameters: Sequence[Parameter]) -> list[tuple[Place, float]]:
    """Return the places and values of texts NAME=VALUE. Raises InputError for the first that is wrong."""
    known, assigned = places(parameters), []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"{text}: no setting; write NAME=VALUE, such as mix=0.5 or a.latent_1=0.2")
        place = _known(name, known)
        assigned.append((place, parse_value(place.parameter, value)))
    return assigned


def _known(name: str, known: dict[str, Place]) -> Place:
    if name not in known:
        owner, _, _ = name.rpartition(".")
        near = [each for each in known if each.startswith(f"{owner}.") or (not owner and "." not in each)]
        raise unknown_parameter(name, near or list(known), "this module")
    return known[name]


def read_values(module: Module, wanted: Sequence[Place]) -> list[float]:
    """Return what the module has in some places."""
    requests = (ParameterGetRequest(each.bank, each.number) for each in wanted)
    return [each.value for each in module.ask_all(requests)]


def write_values(module: Module, assigned: Sequence[tuple[Place, float]], keep: bool) -> list[float]:
    """Set values, kept for the next start or not; return what the module then has."""
    requests = (ParameterSetRequest(place.bank, place.number, value) for place, value in assigned)
    values = [each.value for each in module.ask_all(requests)]
    if keep:
        module.ask(SettingsSaveRequest())
    return values


def shown(parameter: Parameter, value: float) -> Shown:
    """Return a value as people read it: a choice by name, a switch as true or false, else a number."""
    if parameter.choices:
        number = round(value)
        return parameter.choices[number] if 0 <= number < len(parameter.choices) else float(number)
    if parameter.switch:
        return value >= 0.5
    return shortest(value)


def assignment(place: Place, value: Shown) -> str:
    """Return NAME=VALUE, as `parse_assignments` takes it."""
    text = (ON if value else OFF)[0] if isinstance(value, bool) else str(value).removesuffix(".0")
    return f"{place.name}={text}"


def shortest(value: float) -> float:
    """Return the number of the fewest digits that is this value in the single precision of a module."""
    packed = struct.pack("<f", value)
    candidates: Iterator[float] = (float(f"{value:.{digits}g}") for digits in range(1, 10))
    return next((each for each in candidates if struct.pack("<f", each) == packed), value)


def number_of(parameter: Parameter, value: object) -> float:
    """Return the number of a shown value. Raises InputError for one that the parameter cannot take."""
    text = value if isinstance(value, str) else ON[0] if value is True else OFF[0] if value is False else None
    if text is None:
        text = repr(value) if isinstance(value, (int, float)) else "nothing"
    return parse_value(parameter, text)
