# SPDX-License-Identifier: MIT
"""Talks to tests/firmware/live_probe.cc on the running emulated board, through pyserial."""

import struct
from types import TracebackType
from typing import Any

import serial

from autocoder.device.live import LiveModule

ANSWER_S = 60.0
BLOCKS_PER_S = 750


class LiveProbe:
    """An open port of a module that runs the probe; answers come whole or the test fails."""

    def __init__(self, module: LiveModule) -> None:
        self.serial: Any = serial.Serial(module.port, timeout=ANSWER_S, write_timeout=ANSWER_S)

    def __enter__(self) -> "LiveProbe":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.serial.close()

    def ask(self, request: str, form: str = "", *numbers: int) -> None:
        self.serial.write(request.encode() + struct.pack(f"<{form}", *numbers))

    def take(self, size: int) -> bytes:
        answer = bytes(self.serial.read(size))
        assert len(answer) == size
        return answer

    def echo(self, data: bytes) -> bytes:
        self.ask("e", "I", len(data))
        self.serial.write(data)
        return self.take(len(data))

    def program(self, offset: int, byte: int) -> bool:
        self.ask("p", "IB", offset, byte)
        return self.take(1) == b"\1"

    def erase(self, offset: int) -> bool:
        self.ask("x", "I", offset)
        return self.take(1) == b"\1"

    def flash(self, offset: int, count: int) -> bytes:
        self.ask("r", "II", offset, count)
        return self.take(count)

    def counts(self) -> list[int]:
        self.ask("c")
        return list(struct.unpack("<16H", self.take(32)))

    def time(self) -> tuple[int, int, int]:
        """Ticks, ticks per second, blocks."""
        self.ask("t")
        ticks, per_second, blocks = struct.unpack("<3I", self.take(12))
        return ticks, per_second, blocks

    def stay_away(self, ticks: int) -> None:
        """Keep the main loop from everything for so long; the answer has to be taken."""
        self.ask("w", "I", ticks)
