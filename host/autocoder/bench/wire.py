# SPDX-License-Identifier: MIT
"""What the wire of the emulated module carries with nothing on it but bytes: tests/firmware/wire_probe.cc."""

import struct
import tempfile
import time
import zlib
from pathlib import Path

from autocoder.bench.measuring import Bench
from autocoder.bench.programs import program
from autocoder.device.live import LiveModule
from autocoder.device.transport import Transport
from autocoder.errors import ToolError

HEADER = "<I"
ANSWER = "<II"
PATIENCE_S = 120.0


def bare_bytes_per_second(bench: Bench, data: bytes, write_bytes: int) -> float:
    """Return how fast the wire carries `data`, handed to the port in pieces of `write_bytes`.

    The module counts and sums them and does nothing else; its audio interrupt plays silence. Raises ToolError
    where they do not arrive whole.
    """
    with (tempfile.TemporaryDirectory(prefix="autocoder-") as folder,
          LiveModule(program(bench, "qemu_wire"), Path(folder)) as module):
        transport = Transport(module.port)
        try:
            _send(transport, b"", write_bytes)  # answered: it has started
            return len(data) / _send(transport, data, write_bytes)
        finally:
            transport.close()


def _send(transport: Transport, data: bytes, write_bytes: int) -> float:
    """Return the seconds from the first byte until the module says that all are there."""
    begin_s = time.monotonic()
    transport.write(struct.pack(HEADER, len(data)))
    for offset in range(0, len(data), write_bytes):
        transport.write(data[offset:offset + write_bytes])
    answer = b""
    while len(answer) < struct.calcsize(ANSWER):
        piece = transport.read(PATIENCE_S)
        if not piece:
            raise ToolError(f"the wire lost some of {len(data)} bytes: no answer in {PATIENCE_S:g} s")
        answer += piece
    taken_s = time.monotonic() - begin_s
    if struct.unpack(ANSWER, answer) != (len(data), zlib.crc32(data)):
        raise ToolError(f"the wire changed some of {len(data)} bytes; run it again")
    return taken_s
