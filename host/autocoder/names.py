# SPDX-License-Identifier: MIT
"""Names of files and of stored things: how they are kept, how they are shown, and which are refused."""

import contextlib
import os
import unicodedata
from pathlib import Path, PurePath

ESCAPED_BYTES = range(0xDC80, 0xDD00)  # how Python keeps bytes that are not in a name's encoding (PEP 383)
JOINERS = "\u200c\u200d"  # of scripts and emoji, without a width of their own
CONTROLS = frozenset({"Cc", "Zl", "Zp"})  # control characters and separators of lines


def stored(name: str | PurePath) -> str:
    """Return a file's name as it is kept in sets and models: its bytes as UTF-8, in any locale the same.

    Bytes that are no UTF-8 stay what Python makes of them (surrogateescape); folders are parted by '/'.
    """
    text = name.as_posix() if isinstance(name, PurePath) else name
    try:
        return os.fsencode(text).decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text  # already stored, in a locale that cannot express it


def on_disk(name: str) -> Path:
    """Return the path of a stored name in this locale."""
    return Path(os.fsdecode(name.encode("utf-8", "surrogateescape")))


def printable(text: str) -> str:
    """Return a text that any UTF-8 terminal shows in one line: control characters and stray bytes escaped."""
    with contextlib.suppress(UnicodeEncodeError):  # a lone surrogate that stands for no byte
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    return "".join(each if each.isprintable() or each in JOINERS else _escaped(each) for each in text)


def fault_of(name: str) -> str | None:
    """Return why a name cannot be given to something that is stored, None where it can; '' is no name."""
    kinds = [unicodedata.category(each) for each in name]
    if "Cs" in kinds:
        return "is not UTF-8"
    if not CONTROLS.isdisjoint(kinds):
        return "has a control character, such as a tab or a line's end"
    if name and all(each[0] in "CZ" for each in kinds):
        return "is only blanks"
    return None


def _escaped(character: str) -> str:
    if ord(character) in ESCAPED_BYTES:
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
