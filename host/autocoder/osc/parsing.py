# SPDX-License-Identifier: MIT
"""What a datagram holds: one message, or a bundle of messages and bundles with the times they are due.

After the specification of OSC 1.0 with the types of 1.1. Arrays are read as their members: every address here
takes flat rows. A message without type tags has no arguments, as old programs send it.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autocoder.errors import InputError

Arguments = list[Any]

BUNDLE = b"#bundle\0"
BUNDLE_HEADER_BYTES = 16
MOST_ELEMENTS = 256  # messages and bundles in a datagram
MOST_ARGUMENTS = 16_384  # more than a datagram holds of numbers
SECONDS_1900_TO_1970 = 2_208_988_800
IMMEDIATELY = 1  # the time tag that means at once

NUMBERS = "ifhd"
RUN = re.compile(r"[ifhd]+|(.)\1*", re.DOTALL)  # numbers of any type, or one type, are read together
FIXED = {"T": True, "F": False, "N": None}
TAGS = "i f h d s S c b T F N I t r m [ ]"


@dataclass(frozen=True)
class Unused:
    """An argument of a type that no address takes, by a name for people."""

    kind: str


IMPULSE = Unused("an impulse")
OTHERS = {"t": (Unused("a time tag"), 8), "r": (Unused("a colour"), 4), "m": (Unused("a MIDI message"), 4)}


@dataclass(frozen=True)
class Message:
    """One message. time: when it is due, Unix seconds, 0 being at once; fault: why it cannot be read."""

    address: str
    arguments: Arguments = field(default_factory=list)
    time: float = 0.0
    fault: str = ""


def parse(datagram: bytes) -> list[Message]:
    """Return the messages in order. A message whose arguments cannot be read has a fault instead of them.

    Raises InputError for what is no OSC and for more than MOST_ELEMENTS.
    """
    found: list[Message] = []
    waiting, seen = [(0, len(datagram), 0.0)], 0
    while waiting:
        start, end, time = waiting.pop()
        if datagram.startswith(BUNDLE, start, end):
            parts, due = _bundle(datagram, start, end)
            seen += len(parts)
            if seen > MOST_ELEMENTS:
                raise InputError(f"a bundle of more than {MOST_ELEMENTS} messages; send several bundles")
            waiting += [(*part, max(time, due)) for part in reversed(parts)]
        else:
            found.append(_message(datagram, start, end, time))
    return found


def _bundle(data: bytes, start: int, end: int) -> tuple[list[tuple[int, int]], float]:
    """Return where each element begins and ends, and when they are due."""
    if end - start < BUNDLE_HEADER_BYTES:
        raise InputError("what came is no OSC message: a bundle without a time tag")
    tag, = struct.unpack_from(">Q", data, start + len(BUNDLE))
    due = 0.0 if tag <= IMMEDIATELY else tag / 2.0**32 - SECONDS_1900_TO_1970
    parts, place = [], start + BUNDLE_HEADER_BYTES
    while place < end:
        size = int.from_bytes(data[place:place + 4], "big")
        place += 4
        if size % 4 or not 0 < size <= end - place:
            raise InputError(f"what came is no OSC message: a bundle's element of {size} bytes, where "
                             f"{max(0, end - place)} follow")
        parts.append((place, place + size))
        place += size
    return parts, due


def _message(data: bytes, start: int, end: int, time: float) -> Message:
    if not data.startswith(b"/", start, end):
        raise InputError("what came is no OSC message: it begins neither with / nor with #bundle")
    try:
        address, place = _text(data, start, end)
    except InputError as error:
        raise InputError("what came is no OSC message: its address has no end") from error
    try:
        return Message(address, _arguments(data, place, end), time)
    except InputError as error:
        return Message(address, time=time, fault=str(error))


def _text(data: bytes, start: int, end: int) -> tuple[str, int]:
    """Return a text that a zero ends, and where what follows its padding begins."""
    stop = data.find(b"\0", start, end)
    following = stop + 4 - (stop - start) % 4
    if stop < 0 or following > end:
        raise InputError("the message ends within a text")
    return data[start:stop].decode(errors="backslashreplace"), following


def _arguments(data: bytes, place: int, end: int) -> Arguments:
    if place == end:
        return []
    if not data.startswith(b",", place, end):
        raise InputError("no type tags follow the address; they begin with a comma")
    tags, place = _text(data, place, end)
    if len(tags) > MOST_ARGUMENTS:
        raise InputError(f"{len(tags) - 1} arguments: at most {MOST_ARGUMENTS - 1}")
    _check_arrays(tags)
    found: Arguments = []
    for run in RUN.finditer(tags, 1):
        values, place = _run(data, place, end, run[0])
        found += values
    if place != end:
        raise InputError(f"{end - place} bytes follow the last argument")
    return found


def _check_arrays(tags: str) -> None:
    depth = 0
    for tag in tags if "[" in tags or "]" in tags else "":
        depth += (tag == "[") - (tag == "]")
        if depth < 0:
            raise InputError("the type tags close an array that is not open")
    if depth:
        raise InputError("the type tags leave an array open")


def _run(data: bytes, place: int, end: int, tags: str) -> tuple[Arguments, int]:
    """Return the arguments of a run of tags, and where the next one begins."""
    tag, count = tags[-1], len(tags)
    if tag in "[]":
        return [], place
    if tag in FIXED or tag == "I":
        return [FIXED.get(tag, IMPULSE)] * count, place
    if tag in NUMBERS:
        form = ">" + tags.replace("h", "q")
        following = place + struct.calcsize(form)
        _require(following, end, tag)
        return list(struct.unpack_from(form, data, place)), following
    if tag in OTHERS:
        other, size = OTHERS[tag]
        _require(place + count * size, end, tag)
        return [other] * count, place + count * size
    if tag == "c":
        _require(place + count * 4, end, tag)
        return [chr(data[place + 4 * each + 3]) for each in range(count)], place + 4 * count
    if tag not in "sSb":
        raise InputError(f"type tag '{tag}' is none of {TAGS}")
    take: Callable[[bytes, int, int], tuple[bytes | str, int]] = _blob if tag == "b" else _text
    values: Arguments = []
    for _ in range(count):
        value, place = take(data, place, end)
        values.append(value)
    return values, place


def _blob(data: bytes, place: int, end: int) -> tuple[bytes, int]:
    _require(place + 4, end, "b")
    size, = struct.unpack_from(">i", data, place)
    following = place + 4 + size + -size % 4
    if size < 0 or following > end:
        raise InputError(f"a blob of {size} bytes, where {end - place - 4} follow")
    return data[place + 4:place + 4 + size], following


def _require(needed: int, end: int, tag: str) -> None:
    if needed > end:
        raise InputError(f"the message ends within an argument of type {tag}; {needed - end} bytes are "
                         "missing")
