# SPDX-License-Identifier: MIT
"""One preset as a file, to be kept, and given to another module."""

from pathlib import Path
from typing import Any

from autocoder.device.json_file import check_format, read_json, write_json
from autocoder.device.presets import check_name
from autocoder.device.state import StoredPreset, checked_values
from autocoder.errors import InputError

AGAIN = "write one with `autocoder preset dump`"


def save_preset(path: Path, preset: StoredPreset, origin: dict[str, Any]) -> None:
    """Write a preset as JSON; origin: what module it is from, for people."""
    write_json(path, {"module": origin, "preset": {"name": preset.name, "values": preset.values}})


def load_preset(path: Path) -> StoredPreset:
    """Read a preset. Raises InputError for anything that `save_preset` does not write."""
    def parse(content: dict[str, Any]) -> StoredPreset:
        if "presets" in content:
            raise InputError(f"{path}: all settings of a module; give it to `autocoder restore`, or {AGAIN}")
        check_format(path, content)
        found = content["preset"]
        return StoredPreset(check_name(found["name"]), checked_values(found["values"]))

    return read_json(path, parse, "no preset", AGAIN)
