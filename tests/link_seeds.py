# SPDX-License-Identifier: MIT
"""What the fuzzers begin with: each message once, from the same file as the messages themselves."""

import random
import re
from pathlib import Path
from typing import Any

from autocoder.device.frames import encode
from autocoder.device.messages import MESSAGES
from autocoder.device.wire import CODES, Message

# Steps of tests/link/server_session.h.
REQUEST, REPEAT, DAMAGED, NOISE, POLL, PIECES = range(6)


def _value(kind: str, rng: random.Random) -> Any:
    if kind == "text":
        return rng.choice(["", "glass", "Größe"])
    if kind == "bytes":
        return rng.randbytes(20)
    found = re.fullmatch(r"(\w+?)(?:\[(\d+)\])?", kind)
    assert found is not None
    number, count = found[1], int(found[2] or 0)
    if number == "u8" and count:
        return rng.randbytes(count)
    values = [rng.random() if CODES[number] == "f" else rng.randrange(3) for _ in range(max(count, 1))]
    return tuple(values) if count else values[0]


def _requests() -> list[Message]:
    rng = random.Random(1)
    return [request(*(_value(kind, rng) for kind in request.KINDS)) for request, _ in MESSAGES]


def step(request: Any, sequence: int = 1) -> bytes:
    """Return the step of a session that sends a request."""
    payload = request.pack()
    return bytes([REQUEST, request.NUMBER, sequence]) + len(payload).to_bytes(2, "little") + payload


def seeds() -> dict[str, dict[str, bytes]]:
    """Return the inputs for each fuzzer, by name."""
    frames, server = {}, {}
    for index, request in enumerate(_requests()):
        name = type(request).__name__
        frames[name] = encode(index + 1, index, request.pack())
        server[name] = step(request, index)
    frames["all"] = b"".join(frames.values())
    server["all"] = b"".join(server.values())
    server["pieces"] = bytes([PIECES, 3, 2]) + server["all"] + bytes([POLL, 50])
    server["harmed"] = (server["all"] + bytes([REPEAT, NOISE, 9]) + b"any bytes" + bytes([DAMAGED, 4, 0, 255])
                        + server["HelloRequest"][1:])
    return {"frames": frames, "server": server}


def write_seeds(folder: Path, fuzzer: str) -> None:
    """Write each seed of a fuzzer to a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds()[fuzzer].items():
        (folder / name).write_bytes(content)
