# SPDX-License-Identifier: MIT
"""Settings back onto a module: all is checked before anything is written, and only what differs is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from autocoder.device.banks import Place, number_of, places, shown, write_values
from autocoder.device.client import Module
from autocoder.device.controls import COLUMNS
from autocoder.device.messages import (
    CalibrationSetRequest,
    KeySetRequest,
    PresetDeleteRequest,
    PresetWriteRequest,
)
from autocoder.device.parameter import Parameter
from autocoder.device.state import State, preset_bytes, unknown_values
from autocoder.errors import InputError
from autocoder.names import fault_of
from autocoder.progress import Progress, silent


@dataclass
class Changes:
    """What has to be written so that a module has other settings.

    presets: the bytes of each by number, None for one that goes; unknown: names that this module has not
    """

    parameters: list[tuple[Place, float]] = field(default_factory=list)
    presets: dict[int, tuple[str, bytes] | None] = field(default_factory=dict)
    calibration: dict[str, tuple[int, int]] = field(default_factory=dict)
    key: bytes | None = None
    unknown: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return a line for each change."""
        return [*(f"{place.name}={shown(place.parameter, value)}" for place, value in self.parameters),
                *(f"preset {number}: {'deleted' if each is None else repr(each[0])}"
                  for number, each in self.presets.items()),
                *(f"calibration of {name}: {low} to {high}"
                  for name, (low, high) in self.calibration.items()),
                *(["the key"] if self.key is not None else [])]


def changes(wanted: State, present: State, parameters: Sequence[Parameter], presets: int) -> Changes:
    """Return what differs between settings and those of a module with these parameters and so many presets.

    Raises InputError for a value or a preset's number that the module cannot take.
    """
    found, known = Changes(), places(parameters)
    for name, value in wanted.parameters.items():
        if name not in known:
            found.unknown.append(name)
        elif present.parameters[name] != value:
            found.parameters.append((known[name], number_of(known[name].parameter, value)))
    for number, preset in wanted.presets.items():
        if number >= presets:
            raise InputError(f"preset {number}: this module stores {presets}; take it out of the file")
        found.unknown += [f"preset {number}: {each}" for each in unknown_values(preset.values, parameters)]
        content = preset_bytes(preset.values, parameters)
        if preset != present.presets.get(number):
            if fault := fault_of(preset.name):
                raise InputError(f"preset {number}: its name '{preset.name}' {fault}; change it in the file")
            found.presets[number] = (preset.name, content)
    found.presets |= {number: None for number in present.presets if number not in wanted.presets}
    found.calibration = {name: ends for name, ends in wanted.calibration.items()
                         if present.calibration.get(name) != ends}
    found.key = wanted.key if wanted.key != present.key else None
    return found


def write_changes(module: Module, found: Changes, progress: Progress = silent) -> None:
    """Write them. What is written once is whole; an interrupted restore is repeated."""
    whole, done = len(found.lines()), 0
    for name, (low, high) in found.calibration.items():
        module.ask(CalibrationSetRequest(COLUMNS.index(name), low, high))
        progress(done := done + 1, whole)
    for number, preset in found.presets.items():
        if preset is None:
            module.ask(PresetDeleteRequest(number))
        else:
            module.ask(PresetWriteRequest(number, *preset))
        progress(done := done + 1, whole)
    if found.parameters:
        write_values(module, found.parameters, keep=True)
    if found.key is not None:
        module.ask(KeySetRequest(found.key))
    progress(whole, whole)
