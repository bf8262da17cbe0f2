# SPDX-License-Identifier: MIT
"""Messages of any content, for hypothesis."""

import re
from typing import Any

from hypothesis import strategies as st

from autocoder.device.messages import MESSAGES, PAYLOAD_BYTES
from autocoder.device.wire import Message

NUMBERS: dict[str, st.SearchStrategy[Any]] = {
    "u8": st.integers(0, 2**8 - 1), "u16": st.integers(0, 2**16 - 1), "u32": st.integers(0, 2**32 - 1),
    "i8": st.integers(-2**7, 2**7 - 1), "i32": st.integers(-2**31, 2**31 - 1),
    "f32": st.floats(width=32, allow_nan=False),
}
TEXTS = st.text(max_size=255).filter(lambda text: len(text.encode()) <= 255)
MOST_BYTES = PAYLOAD_BYTES - 600  # beside two texts


def values(kind: str) -> st.SearchStrategy[Any]:
    """Return what a field of this kind takes."""
    if kind == "text":
        return TEXTS
    if kind == "bytes":
        return st.binary(max_size=MOST_BYTES)
    found = re.fullmatch(r"(\w+?)(?:\[(\d+)\])?", kind)
    assert found is not None
    number, count = found[1], int(found[2] or 0)
    if number == "u8" and count:
        return st.binary(min_size=count, max_size=count)
    return st.tuples(*[NUMBERS[number]] * count) if count else NUMBERS[number]


def messages(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Return messages of one kind."""
    return st.tuples(*map(values, kind.KINDS)).map(lambda drawn: kind(*drawn))


def pairs() -> st.SearchStrategy[tuple[Any, Message]]:
    """Return any request, and an answer to it."""
    return st.sampled_from(MESSAGES).flatmap(
        lambda pair: st.tuples(messages(pair[0]), messages(pair[1])))
