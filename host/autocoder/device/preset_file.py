# SPDX-License-Identifier: MIT
"""One preset as a file, to be kept, and given to another module."""

import json
from pathlib import Path
from typing import Any

from autocoder.atomic import replacing
from autocoder.device.presets import check_name
from autocoder.device.state import StoredPreset, checked_values
from autocoder.errors import InputError

FORMAT = 1
AGAIN = "write one with `autocoder preset dump`"
DAMAGED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def save_preset(path: Path, preset: StoredPreset, origin: dict[str, Any]) -> None:
    """Write a preset as JSON; origin: what module it is from, for people."""
    content = {"format": FORMAT, "module": origin, "preset": {"name": preset.name, "values": preset.values}}
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def load_preset(path: Path) -> StoredPreset:
    """Read a preset. Raises InputError for anything that `save_preset` does not write."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        if "presets" in content:
            raise InputError(f"{path}: all settings of a module; give it to `autocoder restore`, or {AGAIN}")
        found, form = content["preset"], content["format"]
        if form != FORMAT:
            raise InputError(f"{path}: format {form}, this program reads {FORMAT}; update autocoder")
        return StoredPreset(check_name(found["name"]), checked_values(found["values"]))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); {AGAIN}") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: no preset: line {error.lineno}, column {error.colno}: {error.msg}; {AGAIN}"
                         ) from error
    except DAMAGED as error:
        raise InputError(f"{path}: no preset; {AGAIN}") from error
