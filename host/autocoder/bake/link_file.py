# SPDX-License-Identifier: MIT
"""What firmware/link/messages.toml says, checked."""

import keyword
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from autocoder.device.parameter import Parameter

# Bytes of one of each on the wire.
NUMBERS = {"u8": 1, "u16": 2, "u32": 4, "i8": 1, "i32": 4, "f32": 4}
TEXT_BYTES = 256  # at most, with its length
LAST_MESSAGE = 126  # 127 with the answer's bit is the refusal
# What neither language takes for the name of a field, or takes for something else.
CPP_WORDS = frozenset({
    "auto", "bool", "case", "catch", "char", "const", "default", "delete", "do", "double", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int",
    "long", "mutable", "namespace", "new", "operator", "private", "protected", "public", "register",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw",
    "true", "try", "typedef", "typename", "union", "unsigned", "using", "virtual", "void", "volatile",
    "while",
})
TAKEN = CPP_WORDS | frozenset(keyword.kwlist) | {
    "bytes", "int", "str", "float", "tuple", "type", "pack", "unpack", "answer", "fields"}


@dataclass(frozen=True)
class Field:
    """One field of a message: a number, `count` numbers, text or bytes."""

    name: str
    kind: str
    count: int = 0

    @property
    def most_bytes(self) -> int:
        if self.kind == "bytes":
            return 0
        return TEXT_BYTES if self.kind == "text" else NUMBERS[self.kind] * max(self.count, 1)


class Message(NamedTuple):
    """A request and its answer."""

    name: str
    number: int
    help: str
    request: tuple[Field, ...]
    response: tuple[Field, ...]


class LinkFile(NamedTuple):
    """All of the file."""

    version: int
    oldest: int
    payload_bytes: int
    statuses: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    messages: tuple[Message, ...]


def load_parameters(path: Path) -> tuple[Parameter, ...]:
    """Return the parameters of a file. Raises ValueError for what cannot be one."""
    return _parameters(tomllib.loads(path.read_text(encoding="utf-8")))


def load(path: Path) -> LinkFile:
    """Return what a file says. Raises ValueError for what cannot be said."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    protocol, statuses = entries["protocol"], tuple(entries["status"]["names"])
    if not 1 <= protocol["oldest"] <= protocol["version"]:
        raise ValueError("protocol: oldest is from 1 to version")
    if statuses[0] != "ok" or len(set(statuses)) != len(statuses) or len(statuses) > 256:
        raise ValueError("statuses: ok first, each once")
    if any(not re.fullmatch(r"[a-z]+([ -][a-z]+)*", each) for each in statuses):
        raise ValueError("statuses: words of small letters")
    messages = tuple(_message(each, index + 1, protocol["payload_bytes"])
                     for index, each in enumerate(entries["message"]))
    if len({each.name for each in messages}) != len(messages) or len(messages) > LAST_MESSAGE:
        raise ValueError("two messages of one name, or too many")
    return LinkFile(protocol["version"], protocol["oldest"], protocol["payload_bytes"], statuses,
                    _parameters(entries), messages)


def camel(name: str) -> str:
    """Return the name as C++ and Python name types."""
    return "".join(part.capitalize() for part in re.split("[_ -]", name))


def _parameters(entries: dict[str, Any]) -> tuple[Parameter, ...]:
    parameters = tuple(_parameter(each) for each in entries["parameter"])
    if len({each.name for each in parameters}) != len(parameters):
        raise ValueError("two parameters of one name")
    return parameters


def _parameter(entry: dict[str, Any]) -> Parameter:
    choices, switch = tuple(entry.get("choices", ())), bool(entry.get("switch", False))
    if choices:
        low, high, default = 0.0, float(len(choices) - 1), float(choices.index(entry["default"]))
    elif switch:
        low, high, default = 0.0, 1.0, float(entry["default"])
    else:
        low, high, default = float(entry["minimum"]), float(entry["maximum"]), float(entry["default"])
    if not entry["name"].isidentifier() or not low <= default <= high:
        raise ValueError(f"parameter {entry['name']}")
    texts = (entry["name"], entry.get("unit", ""), ",".join(choices), entry["help"])
    if any(len(each.encode()) >= TEXT_BYTES for each in texts):
        raise ValueError(f"parameter {entry['name']}: a text is too long for a message")
    whole = bool(choices) or switch or bool(entry.get("whole", False))
    return Parameter(entry["name"], entry.get("unit", ""), low, high, default, choices, switch, whole,
                     bool(entry.get("preset", True)), entry["help"])


def _message(entry: dict[str, Any], number: int, payload_bytes: int) -> Message:
    name = entry["name"]
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
        raise ValueError(f"message {name}: small letters and underscores")
    sides = []
    for side in ("request", "response"):
        fields = tuple(_field(each) for each in entry[side])
        if len({each.name for each in fields}) != len(fields):
            raise ValueError(f"message {name}: two fields of one name")
        if any(each.kind == "bytes" for each in fields[:-1]):
            raise ValueError(f"message {name}: bytes come last")
        if sum(each.most_bytes for each in fields) > payload_bytes:
            raise ValueError(f"message {name}: more than a frame takes")
        sides.append(fields)
    return Message(name, number, entry["help"], *sides)


def _field(text: str) -> Field:
    found = re.fullmatch(r"([a-z]\w*): (?:(text|bytes)|(u8|u16|u32|i8|i32|f32)(?:\[([1-9]\d*)\])?)", text)
    if found is None or found[1] in TAKEN:
        raise ValueError(f"field {text!r}")
    return Field(found[1], found[2] or found[3], int(found[4] or 0))
