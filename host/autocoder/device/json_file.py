# SPDX-License-Identifier: MIT
"""Settings and presets as JSON files, which people may edit and other editors may have saved."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from autocoder.atomic import replacing
from autocoder.errors import InputError
from autocoder.tables import text_of

FORMAT = 1
DAMAGED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
Parsed = TypeVar("Parsed")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write an object with its FORMAT, whole or not at all. Raises InputError where it cannot be written."""
    text = json.dumps({"format": FORMAT, **content}, indent=2, ensure_ascii=False) + "\n"
    with replacing(path) as temporary:  # bytes of a name that are not UTF-8 are escaped as in JSON
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")


def read_json(path: Path, parse: Callable[[dict[str, Any]], Parsed], fault: str, again: str) -> Parsed:
    """Return what `parse` makes of a file's object; it may raise any of DAMAGED, and InputError.

    fault: what a file is that cannot be read; again: how to write one. Raises InputError.
    """
    try:
        return parse(json.loads(text_of(path.read_bytes())))
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; {again}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except json.JSONDecodeError as error:
        why = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise InputError(f"{path}: {fault} ({why}); {again}") from error
    except KeyError as error:
        raise InputError(f"{path}: {fault} ({error} is missing); {again}") from error
    except DAMAGED as error:
        raise InputError(f"{path}: {fault} ({error}); {again}") from error


def check_format(path: Path, content: dict[str, Any]) -> None:
    """Raise InputError for an object of another FORMAT, KeyError for one without."""
    if content["format"] != FORMAT:
        raise InputError(f"{path}: format {content['format']}, this program reads {FORMAT}; update autocoder")
