# SPDX-License-Identifier: MIT
"""All settings of a module as one file: parameters of all banks, stored presets, calibration, key."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autocoder.device.banks import Shown, number_of, places, read_values, shown
from autocoder.device.client import Module
from autocoder.device.controls import COLUMNS
from autocoder.device.json_file import check_format, read_json, write_json
from autocoder.device.messages import CalibrationGetRequest, KeyGetRequest, PresetReadRequest
from autocoder.device.parameter import Parameter
from autocoder.device.presets import LONGEST_NAME_BYTES, preset_slots
from autocoder.device.settings import LATENTS_OF_PRESET
from autocoder.errors import InputError, LinkError

KEY_BYTES = 32
LARGEST_COUNT = 2**31 - 1


@dataclass(frozen=True)
class StoredPreset:
    """A preset of the module's store; values by name, the latents included."""

    name: str
    values: dict[str, Shown]


@dataclass(frozen=True)
class State:
    """All that can be set on a module.

    parameters: values by name, as `autocoder set` takes them; presets: by number; calibration: counts at
    both ends by channel; key: 32 bytes, all zero where any model is taken
    """

    parameters: dict[str, Shown] = field(default_factory=dict)
    presets: dict[int, StoredPreset] = field(default_factory=dict)
    calibration: dict[str, tuple[int, int]] = field(default_factory=dict)
    key: bytes = bytes(KEY_BYTES)


def read_state(module: Module) -> State:
    """Return all settings of a module."""
    known = places(module.parameters)
    values = read_values(module, list(known.values()))
    parameters = {name: shown(place.parameter, value)
                  for (name, place), value in zip(known.items(), values, strict=True)}
    ends = module.ask_all(CalibrationGetRequest(channel) for channel in range(len(COLUMNS)))
    calibration = {name: (each.low_counts, each.high_counts)
                   for name, each in zip(COLUMNS, ends, strict=True)}
    used = [each.number for each in preset_slots(module) if each.name is not None]
    return State(parameters, read_presets(module, used), calibration, module.ask(KeyGetRequest()).key)


def read_presets(module: Module, numbers: Sequence[int]) -> dict[int, StoredPreset]:
    """Return stored presets by number. Raises RefusedError for a number under which nothing is stored."""
    stored = module.ask_all(PresetReadRequest(number) for number in numbers)
    return {number: StoredPreset(each.name, preset_values(each.values, module.parameters))
            for number, each in zip(numbers, stored, strict=True)}


def preset_values(content: bytes, parameters: Sequence[Parameter]) -> dict[str, Shown]:
    """Return the values of a stored preset by name: parameters by number, the latents last.

    Raises LinkError where it is too short. Another firmware may have stored fewer or more.
    """
    numbers = struct.unpack(f"<{len(content) // 4}f", content[:len(content) // 4 * 4])
    stored = len(numbers) - len(LATENTS_OF_PRESET)
    if stored < 0:
        raise LinkError("a stored preset is damaged: it ends early; save it again or delete it")
    pairs = [*zip(parameters, numbers[:stored], strict=False),
             *zip(LATENTS_OF_PRESET, numbers[stored:], strict=True)]
    return {each.name: shown(each, value) for each, value in pairs}


def preset_bytes(values: dict[str, Shown], parameters: Sequence[Parameter]) -> bytes:
    """Return the values as the module stores them; what is not named has its default."""
    numbers = [number_of(each, values[each.name]) if each.name in values else each.default
               for each in (*parameters, *LATENTS_OF_PRESET)]
    return struct.pack(f"<{len(numbers)}f", *numbers)


def unknown_values(values: dict[str, Shown], parameters: Sequence[Parameter]) -> list[str]:
    """Return the names of a preset's values that a module with these parameters has not."""
    known = {each.name for each in (*parameters, *LATENTS_OF_PRESET)}
    return [each for each in values if each not in known]


def save_state(path: Path, state: State, origin: dict[str, Any]) -> None:
    """Write settings as JSON; origin: what module they are from, for people."""
    write_json(path, {
        "module": origin, "parameters": state.parameters,
        "presets": {str(number): {"name": each.name, "values": each.values}
                    for number, each in state.presets.items()},
        "calibration": {name: list(ends) for name, ends in state.calibration.items()},
        "key": state.key.hex(),
    })


def load_state(path: Path) -> State:
    """Read settings from JSON. Raises InputError for anything that `save_state` does not write."""
    def parse(content: dict[str, Any]) -> State:
        if "preset" in content:
            raise InputError(f"{path}: one preset; give it to `autocoder preset restore`")
        check_format(path, content)
        return _parse(content)

    return read_json(path, parse, "not the settings of a module", "write them with `autocoder dump`")


def _parse(content: dict[str, Any]) -> State:
    """Return the settings; raises ValueError or TypeError for what cannot be some."""
    presets = {int(number): StoredPreset(each["name"], checked_values(each["values"]))
               for number, each in content["presets"].items()}
    for number, each in presets.items():
        _check(0 <= number < 256, f"preset {number}: numbers are 0 to 255")
        _check(isinstance(each.name, str) and len(each.name.encode("utf-8", "surrogateescape"))
               <= LONGEST_NAME_BYTES, f"preset {number}: a name has {LONGEST_NAME_BYTES} bytes at most")
    calibration = {}
    for name, (low, high) in content["calibration"].items():
        _check(name in COLUMNS, f"calibration of '{name}', which is no channel")
        for each in (low, high):
            _check(type(each) is int and abs(each) <= LARGEST_COUNT, f"calibration of {name}: {each!r}")
        calibration[name] = (low, high)
    key = bytes.fromhex(content["key"])
    _check(len(key) == KEY_BYTES)
    return State(checked_values(content["parameters"]), presets, calibration, key)


def checked_values(content: dict[str, Any]) -> dict[str, Shown]:
    """Return values by name as they were written. Raises ValueError for anything else."""
    _check(isinstance(content, dict))
    _check(all(type(each) in (bool, int, float, str) for each in content.values()))
    return dict(content)


def _check(holds: bool, what: str = "a value that no module has") -> None:
    if not holds:
        raise ValueError(what)
