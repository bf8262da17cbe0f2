# SPDX-License-Identifier: MIT
"""What is said of a name that there is not, and the words for on and off."""

from collections.abc import Collection
from difflib import get_close_matches

from autocoder.errors import InputError

ON, OFF = ("on", "true", "1"), ("off", "false", "0")


def one_of(name: str, known: Collection[str], also: Collection[str] = ()) -> str:
    """Return the names that somebody may have meant, `also` such of another kind, or all that are known."""
    near = get_close_matches(name, dict.fromkeys([*known, *also]))
    return f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"


def switch_of(name: str, text: str) -> bool:
    """Return whether a text says on. Raises InputError for one that says neither."""
    if text not in ON + OFF:
        raise InputError(f"{name}={text}: write on or off")
    return text in ON
