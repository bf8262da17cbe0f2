# SPDX-License-Identifier: MIT
"""The Python side of the link: parameters and messages."""

import json
import textwrap

from autocoder.bake.link_file import Field, LinkFile, Message, camel
from autocoder.device.parameter import Parameter

WRITTEN = "Written by `make generated` from firmware/link/messages.toml; do not edit."
LINE = 110


def _row(parameter: Parameter) -> str:
    name, unit, note = (json.dumps(each, ensure_ascii=False)
                        for each in (parameter.name, parameter.unit, parameter.help))
    choices = "".join(f"{json.dumps(each)}, " for each in parameter.choices).rstrip()
    choices = f"({choices})" if len(parameter.choices) < 2 else f"({choices.rstrip(',')})"
    numbers = f"{parameter.minimum!r}, {parameter.maximum!r}, {parameter.default!r}"
    return (f"    Parameter({name}, {unit}, {numbers},\n"
            f"              {choices}, {parameter.switch!r}, {parameter.whole!r}, {parameter.preset!r},\n"
            f"              {note}),")


def parameters_module(parameters: tuple[Parameter, ...]) -> str:
    """Return host/autocoder/device/parameters.py."""
    rows = "\n".join(_row(each) for each in parameters)
    return f'''# SPDX-License-Identifier: MIT
"""What can be said to a module. {WRITTEN}"""

from autocoder.device.parameter import Parameter

PARAMETERS = (
{rows}
)
'''


def _field(field: Field) -> str:
    """Return the field as a member of a dataclass; runs of bytes are bytes, of other numbers tuples."""
    name, count = field.name, field.count
    if field.kind == "text":
        return f'    {name}: str = ""'
    if field.kind == "bytes" or (field.kind == "u8" and count):
        return f'    {name}: bytes = {f"bytes({count})" if count else repr(b"")}'.replace("'", '"')
    kind, zero = ("float", "0.0") if field.kind == "f32" else ("int", "0")
    if count:
        return f"    {name}: tuple[{kind}, ...] = ({zero},) * {count}"
    return f"    {name}: {kind} = {zero}"


def _kinds(fields: tuple[Field, ...]) -> str:
    kinds = [f"{each.kind}[{each.count}]" if each.count else each.kind for each in fields]
    text = ", ".join(json.dumps(each) for each in kinds) + ("," if len(kinds) == 1 else "")
    return "\n".join(textwrap.wrap(f"    KINDS = ({text})", LINE, subsequent_indent="             "))


def _classes(message: Message) -> list[str]:
    name, note = camel(message.name), message.help[0].upper() + message.help[1:]
    docstring = textwrap.wrap(f'"""{note}.', LINE - 7, initial_indent="    ", subsequent_indent="    ")
    docstring = [f'{docstring[0]}"""'] if len(docstring) == 1 else [*docstring, '    """']
    return ["@dataclass(frozen=True)", f"class {name}Response(Message):",
            f'    """Answers {name}Request."""', "",
            _kinds(message.response), *(_field(each) for each in message.response), "", "",
            "@dataclass(frozen=True)", f"class {name}Request(Request[{name}Response]):",
            *docstring, "",
            f"    NUMBER = {message.number}", _kinds(message.request),
            *(_field(each) for each in message.request), "",
            f"    def answer(self, payload: bytes) -> {name}Response:",
            f"        return {name}Response.unpack(payload)", "", ""]


def messages_module(link: LinkFile) -> str:
    """Return host/autocoder/device/messages.py."""
    statuses = "\n".join(f"    {json.dumps(each)}," for each in link.statuses)
    pairs = "\n".join(f"    ({name}Request, {name}Response),"
                      for name in (camel(each.name) for each in link.messages))
    classes = "\n".join(line for each in link.messages for line in _classes(each))
    return f'''# SPDX-License-Identifier: MIT
"""The messages of the link. {WRITTEN}"""

from dataclasses import dataclass
from typing import Any

from autocoder.device.wire import Message, Request

PROTOCOL_VERSION = {link.version}
PROTOCOL_OLDEST = {link.oldest}  # that this side still understands
PAYLOAD_BYTES = {link.payload_bytes}  # of a message, at most

# Why a request was refused, by number.
STATUSES = (
{statuses}
)


{classes}# By number, from 1 on.
MESSAGES: tuple[tuple[type[Request[Any]], type[Message]], ...] = (
{pairs}
)
'''
