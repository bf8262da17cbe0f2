# SPDX-License-Identifier: MIT
"""Between messages and the bytes of their payload.

Numbers are little endian; text is a byte of length, then UTF-8; bytes are all that is left. What a payload
lacks at its end reads as zero, what it has beyond is ignored: the other side may be older or newer.
"""

import re
import struct
from abc import abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Self, TypeVar

from autocoder.errors import LinkError

Answer = TypeVar("Answer", bound="Message", covariant=True)
Value = int | float | str | bytes | tuple[int, ...] | tuple[float, ...]

CODES = {"u8": "B", "u16": "H", "u32": "I", "i8": "b", "i32": "i", "f32": "f"}
LONGEST_TEXT_BYTES = 255
STRAY_BYTES = "surrogateescape"  # a name that somebody stored in another encoding can be read and deleted


@dataclass(frozen=True)
class Message:
    """What one frame says: a number, text or bytes for each of KINDS."""

    KINDS: ClassVar[tuple[str, ...]] = ()

    def pack(self) -> bytes:
        """Return the payload. Raises ValueError for a value that its field does not take."""
        return b"".join(_pack(kind, getattr(self, field.name))
                        for kind, field in zip(self.KINDS, fields(self), strict=True))

    @classmethod
    def unpack(cls, payload: bytes) -> Self:
        """Return the message of a payload. Raises LinkError for one that ends in the middle of a field."""
        values: list[Any] = []
        for kind in cls.KINDS:
            if not payload:
                break
            value, payload = _unpack(kind, payload)
            values.append(value)
        return cls(*values)


@dataclass(frozen=True)
class Request(Message, Generic[Answer]):
    """What can be asked of a module."""

    NUMBER: ClassVar[int] = 0

    @property
    def words(self) -> str:
        """What is asked for: 'self test' of SelfTestRequest."""
        return " ".join(re.findall("[A-Z][a-z0-9]*", type(self).__name__.removesuffix("Request"))).lower()

    @abstractmethod
    def answer(self, payload: bytes) -> Answer:
        """Return what its answer says. Raises LinkError for a damaged one."""


def _layout(kind: str) -> tuple[struct.Struct, int]:
    """Return how numbers are laid out, and how many in a run, 0 for a single one."""
    found = re.fullmatch(r"(\w+?)(?:\[(\d+)\])?", kind)
    assert found is not None
    count = int(found[2] or 0)
    if found[1] == "u8" and count:
        return struct.Struct(f"<{count}s"), 0
    return struct.Struct(f"<{max(count, 1)}{CODES[found[1]]}"), count


def _pack(kind: str, value: Value) -> bytes:
    if isinstance(value, str):
        text = value.encode("utf-8", STRAY_BYTES)
        if len(text) > LONGEST_TEXT_BYTES:
            raise ValueError(f"a text of {len(text)} bytes; at most {LONGEST_TEXT_BYTES}")
        return bytes([len(text)]) + text
    if kind == "bytes":
        assert isinstance(value, bytes)
        return value
    layout, _ = _layout(kind)
    if isinstance(value, bytes) and len(value) != layout.size:
        raise ValueError(f"{len(value)} bytes where {layout.size} belong")
    try:
        return layout.pack(*value) if isinstance(value, tuple) else layout.pack(value)
    except (struct.error, OverflowError) as reason:
        raise ValueError(f"{value!r} is no {kind}") from reason


def _unpack(kind: str, payload: bytes) -> tuple[Value, bytes]:
    if kind == "bytes":
        return payload, b""
    if kind == "text":
        end = 1 + payload[0]
        if end > len(payload):
            raise LinkError("a message is damaged: its text is cut")
        return payload[1:end].decode("utf-8", STRAY_BYTES), payload[end:]
    layout, count = _layout(kind)
    if layout.size > len(payload):
        raise LinkError(f"a message is damaged: it ends within a field of {layout.size} bytes")
    values = layout.unpack_from(payload)
    return values if count else values[0], payload[layout.size:]
