# SPDX-License-Identifier: MIT
"""What a wire does to what passes it."""

import itertools
import random
from collections.abc import Callable

Wire = Callable[[bytes], bytes]


def damaging(change: Callable[[bytes, random.Random], bytes], share: float, seed: int) -> Wire:
    """Return a wire that damages a share of what passes it, after the greeting."""
    choice = random.Random(seed)
    passed = itertools.count()

    def wire(data: bytes) -> bytes:
        return change(data, choice) if next(passed) > 1 and choice.random() < share else data

    return wire


def flipped(data: bytes, choice: random.Random) -> bytes:
    place = choice.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << choice.randrange(8)]) + data[place + 1:]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "lost": lambda data, choice: b"",
    "flipped": flipped,
    "cut": lambda data, choice: data[:choice.randrange(len(data))],
    "repeated": lambda data, choice: data + data,
    "noisy": lambda data, choice: choice.randbytes(50) + data + choice.randbytes(50),
    "after an empty frame": lambda data, choice: b"\0\0" + data,
}


def losing(number: int, change: Wire) -> Wire:
    """Return a wire that does something to one of what passes it, the greeting being number 0."""
    passed = itertools.count()
    return lambda data: change(data) if next(passed) == number else data
