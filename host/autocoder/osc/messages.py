# SPDX-License-Identifier: MIT
"""Between bytes and OSC messages, each in time that grows with the bytes alone.

Our own, as python-osc copies what is left of a datagram for each argument, and what it has written so far for
each that it writes: a reply of 100 kB took seconds. The tests hold this against python-osc.
"""

import struct
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError
from autocoder.osc.parsing import Arguments, parse

FloatArray = npt.NDArray[np.float32]

LARGEST_DATAGRAM = 65_507  # bytes that UDP over IPv4 takes
NUMBER_BYTES = 5  # of a float or a whole number: its tag and its value


def _padded(text: bytes) -> bytes:
    return text + b"\0" * (4 - len(text) % 4)


def build(address: str, *arguments: float | str | bytes) -> bytes:
    """Return a message; whole numbers beyond 32 bits go as 64."""
    encoded = [_argument(each) for each in arguments]
    tags = "," + "".join(tag for tag, _ in encoded)
    return b"".join((_padded(address.encode()), _padded(tags.encode()), *(data for _, data in encoded)))


def _argument(value: Any) -> tuple[str, bytes]:
    if isinstance(value, bool):
        return "T" if value else "F", b""
    if isinstance(value, int):
        small = -1 << 31 <= value < 1 << 31
        return ("i", struct.pack(">i", value)) if small else ("h", struct.pack(">q", value))
    if isinstance(value, float):
        return "f", struct.pack(">f", value)
    if isinstance(value, bytes):
        return "b", struct.pack(">i", len(value)) + value + b"\0" * (-len(value) % 4)
    return "s", _padded(value.encode())


@lru_cache(maxsize=256)
def _header(address: str, tag: str, count: int) -> bytes:
    return _padded(address.encode()) + _padded(b"," + tag.encode() * count)


def build_floats(address: str, values: npt.NDArray[np.floating]) -> bytes:
    """Return a message of floats [count], count at least 1. Raises InputError above what UDP takes."""
    return _whole(_header(address, "f", values.size) + values.astype(">f4").tobytes(), values.size)


def build_rows(address: str, rows: npt.NDArray[np.floating]) -> list[bytes]:
    """Return a message of floats for each row [rows, count]. Raises InputError above what UDP takes."""
    width = rows.shape[1]
    header, written = _header(address, "f", width), rows.astype(">f4").tobytes()
    return [_whole(header + written[start:start + 4 * width], width)
            for start in range(0, len(written), 4 * width)]


def build_integers(address: str, values: npt.NDArray[np.integer]) -> bytes:
    """Return a message of 32-bit whole numbers [count]. Raises InputError above what UDP takes."""
    return _whole(_header(address, "i", values.size) + values.astype(">i4").tobytes(), values.size)


def _whole(message: bytes, count: int) -> bytes:
    if len(message) > LARGEST_DATAGRAM:
        raise InputError(f"{count} numbers do not fit one message; ask for fewer rows")
    return message


def rows_that_fit(address: str, width: int) -> int:
    """Return how many rows of so many floats one message holds."""
    around = len(_padded(address.encode())) + 1 + 4  # the tags' comma and their padding
    return (LARGEST_DATAGRAM - around) // (NUMBER_BYTES * width)


@lru_cache(maxsize=8)
def _float_start(address: str) -> bytes:
    return _padded(address.encode()) + b","


def read_floats(datagram: bytes, address: str) -> FloatArray | None:
    """Return the arguments of a message to `address` if all are floats, or None if it is anything else.

    A short cut for the messages of which there are thousands a second.
    """
    start = _float_start(address)
    end = datagram.find(b"\0", len(start))
    if not datagram.startswith(start) or end < 0 or datagram[len(start):end].strip(b"f"):
        return None
    first = (end // 4 + 1) * 4
    if len(datagram) != first + 4 * (end - len(start)):
        return None
    return np.frombuffer(datagram, dtype=">f4", offset=first).astype(np.float32)


def read(datagram: bytes) -> list[tuple[str, Arguments]]:
    """Return the (address, arguments) of a message, or of all those in a bundle, in order.

    Arrays are flat and time tags are not looked at. Raises InputError for what is no OSC.
    """
    found = parse(datagram)
    for each in found:
        if each.fault:
            raise InputError(f"{each.address}: {each.fault}")
    return [(each.address, each.arguments) for each in found]
