# SPDX-License-Identifier: MIT
"""A module in a few lines on a pseudo-terminal, for faults and versions that the real one cannot show."""

import contextlib
import os
import pty
import select
import threading
import tty
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from autocoder.device import messages
from autocoder.device.frames import ANSWER, QUIET, REFUSAL, Frame, FrameReader, encode
from autocoder.device.messages import PROTOCOL_OLDEST, PROTOCOL_VERSION, STATUSES, HelloResponse
from autocoder.device.parameters import PARAMETERS
from autocoder.device.wire import Message, Request

HELLO = HelloResponse(PROTOCOL_VERSION, PROTOCOL_OLDEST, "9.9.9", "peer", "none", 3, 16, len(PARAMETERS),
                      messages.PAYLOAD_BYTES, 8192, 1 << 20, 48_000, 64)
REQUESTS: dict[int, type[Request[Any]]] = {
    each.NUMBER: each for each in vars(messages).values()
    if isinstance(each, type) and issubclass(each, Request) and each is not Request}

Reply = Message | str  # an answer, or the status of a refusal
Handler = Callable[[Any], Reply]


@dataclass
class Peer:
    """Answers requests by their class; what is not handled is an unknown message.

    heard: every request that came whole; incoming, outgoing: what the wire makes of what is sent
    """

    handlers: dict[type[Request[Any]], Handler] = field(default_factory=dict)
    hello: HelloResponse = HELLO
    incoming: Callable[[bytes], bytes] = lambda data: data
    outgoing: Callable[[bytes], bytes] = lambda data: data
    heard: list[Request[Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.port = os.ttyname(slave)
        self._slave = slave  # held open, so that the port is there between two commands
        self._end, self._ended = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._ended, b"e")
        self._thread.join()
        for each in (self._master, self._slave, self._end, self._ended):
            os.close(each)

    def of(self, kind: type[Request[Any]]) -> list[Any]:
        """Return the requests of a class that came."""
        return [each for each in self.heard if isinstance(each, kind)]

    def _serve(self) -> None:
        reader, sending = FrameReader(), b""
        os.set_blocking(self._master, False)
        while True:
            ready, _, _ = select.select([self._master, self._end], [self._master] if sending else [], [])
            if self._end in ready:
                return
            with contextlib.suppress(BlockingIOError):
                for frame in reader.feed(self.incoming(os.read(self._master, 4096))):
                    if answer := self._answer(frame):
                        sending += self.outgoing(answer)
            with contextlib.suppress(BlockingIOError):
                sending = sending[os.write(self._master, sending):] if sending else sending

    def _answer(self, frame: Frame) -> bytes:
        number, quiet = frame.type & ~QUIET, bool(frame.type & QUIET)
        kind = REQUESTS.get(number)
        reply: Reply = "unknown message"
        if kind is not None:
            request = kind.unpack(frame.payload)
            self.heard.append(request)
            if kind in self.handlers:
                reply = self.handlers[kind](request)
            elif kind is messages.HelloRequest:
                reply = self.hello
        if isinstance(reply, str):
            return encode(REFUSAL, frame.sequence, bytes([number, STATUSES.index(reply)]))
        return b"" if quiet else encode(number | ANSWER, frame.sequence, reply.pack())


def other_hello(**fields: Any) -> HelloResponse:
    """Return the usual greeting with some fields changed."""
    return replace(HELLO, **fields)
