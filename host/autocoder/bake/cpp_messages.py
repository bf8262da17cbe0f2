# SPDX-License-Identifier: MIT
"""The C++ side of the link: messages, statuses, and what a parameter is called."""

import json
import textwrap

from autocoder import __version__
from autocoder.bake import carray
from autocoder.bake.link_file import Field, LinkFile, Message, camel
from autocoder.device.parameter import Parameter

PROVENANCE = ["Written by `make generated` from firmware/link/messages.toml; do not edit."]
TYPES = {"u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "i8": "int8_t", "i32": "int32_t",
         "f32": "float", "text": "Text", "bytes": "Bytes"}
INITIAL = {"text": "", "bytes": "", "f32": " = 0.0f"}


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, carray.LINE, initial_indent="// ", subsequent_indent="// ")


def _member(field: Field) -> str:
    if field.count:
        return f"  {TYPES[field.kind]} {field.name}[{field.count}] = {{}};"
    return f"  {TYPES[field.kind]} {field.name}{INITIAL.get(field.kind, ' = 0')};"


def _struct(name: str, head: list[str], fields: tuple[Field, ...]) -> list[str]:
    wire = "wire" if fields else "/*wire*/"
    moves = [f"    wire->Field(&{each.name});" for each in fields]
    lines = [*head, *(_member(each) for each in fields)]
    return [f"struct {name} {{", *lines, *([""] if lines else []),
            "  template <typename Wire>",
            *([f"  void Fields(Wire* {wire}) {{", *moves, "  }"] if moves else
              [f"  void Fields(Wire* {wire}) {{}}"]),
            "};", ""]


def _structs(message: Message) -> list[str]:
    name = camel(message.name)
    return [*_comment(f"{message.name}: {message.help}"),
            *_struct(f"{name}Request", [f"  static constexpr uint8_t kNumber = {message.number};"],
                     message.request),
            *_struct(f"{name}Response", [], message.response)]


def messages_header(link: LinkFile) -> str:
    """Return firmware/link/messages.h."""
    handlers = [f"  virtual Status Handle(const {name}Request& request, {name}Response* response) = 0;"
                for name in (camel(each.name) for each in link.messages)]
    body = "\n".join([
        f"constexpr uint16_t kProtocolVersion = {link.version};",
        f"constexpr uint16_t kProtocolOldest = {link.oldest};  // that this side still understands",
        f"constexpr size_t kPayloadBytes = {link.payload_bytes};  // of a message, at most",
        f'constexpr char kFirmwareVersion[] = "{__version__}";',
        f"constexpr uint8_t kMessageCount = {len(link.messages)};  // numbered from 1 on",
        "",
        *(line for each in link.messages for line in _structs(each)),
        "// Answers requests. Anything but kOk refuses one. What a request points to is there until Handle",
        "// returns; what a response points to must be there until the next call.",
        "class RequestHandler {",
        " public:",
        *handlers,
        "",
        " protected:",
        "  ~RequestHandler() = default;",
        "};",
        "",
        "// Reads a request by its number, has it handled and writes the answer. Where it returns anything",
        "// but kOk the request is refused for that reason, whatever has been written.",
        "Status Dispatch(uint8_t number, Reader* request, RequestHandler* handler, Writer* response);",
    ])
    return carray.source(PROVENANCE, ["<cstddef>", "<cstdint>", "", '"link/wire.h"', '"status.h"'], body,
                         "AUTOCODER_LINK_MESSAGES_H_")


def messages_source(link: LinkFile) -> str:
    """Return firmware/link/messages.cc."""
    cases = [line for name in (camel(each.name) for each in link.messages) for line in (
        f"    case {name}Request::kNumber:",
        f"      return Answer<{name}Request, {name}Response>(request, handler, response);")]
    body = "\n".join([
        "namespace {",
        "",
        "template <typename Request, typename Response>",
        "Status Answer(Reader* from, RequestHandler* handler, Writer* to) {",
        "  Request request;",
        "  request.Fields(from);",
        "  if (!from->ok()) return Status::kBadMessage;",
        "  Response response;",
        "  const Status status = handler->Handle(request, &response);",
        "  if (status != Status::kOk) return status;",
        "  response.Fields(to);",
        "  return to->ok() ? Status::kOk : Status::kTooLarge;",
        "}",
        "",
        "}  // namespace",
        "",
        "Status Dispatch(uint8_t number, Reader* request, RequestHandler* handler, Writer* response) {",
        "  switch (number) {",
        *cases,
        "  }",
        "  return Status::kUnknownMessage;",
        "}",
    ])
    return carray.source(PROVENANCE, ['"link/messages.h"'], body)


def status_header(link: LinkFile) -> str:
    """Return firmware/status.h."""
    names = [f"k{camel(each)}" for each in link.statuses]
    body = "\n".join([
        "enum class Status : uint8_t {",
        *(f"  {each}," for each in names),
        "};",
        "",
        f"constexpr int kStatusCount = {len(names)};",
        "",
        '// A short name for people and logs, such as "bad shape".',
        "const char* StatusName(Status status);",
    ])
    return carray.source(PROVENANCE, ["<cstdint>"], body, "AUTOCODER_STATUS_H_")


def status_source(link: LinkFile) -> str:
    """Return firmware/status.cc."""
    cases = [line for each in link.statuses for line in (
        f"    case Status::k{camel(each)}:", f"      return {json.dumps(each)};")]
    body = "\n".join(["const char* StatusName(Status status) {", "  switch (status) {", *cases, "  }",
                      '  return "unknown";', "}"])
    return carray.source(PROVENANCE, ['"status.h"'], body)


def texts_header(parameters: tuple[Parameter, ...]) -> str:
    """Return firmware/link/parameter_texts.h."""
    body = "\n".join([
        "// What a parameter is for a host; its range is in engine/parameters.h.",
        "struct ParameterText {",
        "  const char* name;",
        "  const char* unit;",
        "  const char* choices;  // with commas between them, empty for a number",
        "  const char* help;",
        "  bool is_switch;",
        "};",
        "",
        f"constexpr size_t kParameterTexts = {len(parameters)};  // one for each parameter",
        "",
        "extern const ParameterText kParameterText[kParameterTexts];",
    ])
    return carray.source(PROVENANCE, ["<cstddef>"], body, "AUTOCODER_LINK_PARAMETER_TEXTS_H_")


def texts_source(parameters: tuple[Parameter, ...]) -> str:
    """Return firmware/link/parameter_texts.cc."""
    rows = []
    for each in parameters:
        texts = (each.name, each.unit, ",".join(each.choices), each.help)
        name, unit, choices, note = (json.dumps(text, ensure_ascii=False) for text in texts)
        rows.append(f"    {{{name}, {unit}, {choices},\n     {note}, {'true' if each.switch else 'false'}}},")
    body = "\n".join(["const ParameterText kParameterText[kParameterTexts] = {", *rows, "};"])
    return carray.source(PROVENANCE, ['"link/parameter_texts.h"'], body)
