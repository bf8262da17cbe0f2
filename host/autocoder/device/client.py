# SPDX-License-Identifier: MIT
"""A module at the other end of a serial port: who it is, what both sides know, and answers to requests."""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from autocoder.device.exchange import PATIENCE_S, Exchange
from autocoder.device.messages import (
    PROTOCOL_OLDEST,
    PROTOCOL_VERSION,
    HelloRequest,
    HelloResponse,
    ParameterDescribeRequest,
)
from autocoder.device.parameter import Parameter
from autocoder.device.parameters import PARAMETERS
from autocoder.device.refusals import RefusedError
from autocoder.device.transport import Transport
from autocoder.device.wire import Answer, Request
from autocoder.errors import LinkError

BUSY = "busy"
FINISH_S = 120.0
ASK_AGAIN_S = 0.02
GREETING_S = 5.0  # a module that is there answers at once; one that starts takes a second


class Module:
    """An open link to a module. Raises LinkError where there is none that this program can talk to.

    hello: what the module says of itself; note: what differs between both sides, '' where nothing does
    """

    def __init__(self, port: str, patience_s: float | None = None) -> None:
        """Open the port and greet. patience_s: without an answer; as long as is usual otherwise."""
        self.port = port
        self._transport = Transport(port)
        try:
            self.exchange = Exchange(self._transport, GREETING_S if patience_s is None else patience_s)
            self.hello: HelloResponse = self.ask(HelloRequest(PROTOCOL_VERSION, PROTOCOL_OLDEST))
            self.exchange.patience_s = PATIENCE_S if patience_s is None else patience_s
            self.exchange.window_bytes = self.hello.window_bytes
            self.exchange.hello = self.hello
            self.note = _negotiated(port, self.hello)
        except BaseException:
            self.close()
            raise
        self._parameters: tuple[Parameter, ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let others open the port."""
        self._transport.close()

    def ask(self, request: Request[Answer]) -> Answer:
        """Return the answer to a request. Raises RefusedError with the module's reason."""
        return next(self.ask_all([request]))

    def finish(self, request: Request[Answer], limit_s: float = FINISH_S) -> Answer:
        """Return the answer to a request that takes its time: ask again while the module is busy with it."""
        deadline_s = time.monotonic() + limit_s
        while True:
            try:
                return self.ask(request)
            except RefusedError as refused:
                if refused.status != BUSY or time.monotonic() > deadline_s:
                    raise
            time.sleep(ASK_AGAIN_S)  # leaves the wire and the module's loop to the work

    def ask_all(self, requests: Iterable[Request[Answer]], sparse: bool = False) -> Iterator[Answer]:
        """Yield the answers to requests in order; several are under way at a time.

        sparse: only some of them, for requests that are refused unless all before them have come
        """
        asked: deque[Request[Answer]] = deque()

        def remembered() -> Iterator[Request[Answer]]:
            for each in requests:
                asked.append(each)
                yield each

        for payload in self.exchange.stream(remembered(), sparse):
            request = asked.popleft()
            if payload is not None:
                yield request.answer(payload)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The module's own parameters: asked for where it may know others than this program."""
        if self._parameters is None:
            same = self.hello.protocol == PROTOCOL_VERSION and self.hello.parameters == len(PARAMETERS)
            self._parameters = PARAMETERS if same else tuple(self._describe())
        return self._parameters

    def _describe(self) -> Iterator[Parameter]:
        """Yield what the module says of each of its parameters."""
        for each in self.ask_all(ParameterDescribeRequest(number) for number in range(self.hello.parameters)):
            choices = tuple(each.choices.split(",")) if each.choices else ()
            yield Parameter(each.name, each.unit, each.minimum, each.maximum, each.initial, choices,
                            bool(each.is_switch), bool(each.whole), bool(each.in_preset), each.help)


def _negotiated(port: str, hello: HelloResponse) -> str:
    """Return what to say about different versions. Raises LinkError where neither side knows the other's."""
    ours, theirs = f"autocoder speaks protocol {PROTOCOL_VERSION}", f"the module's firmware {hello.firmware}"
    if hello.protocol < PROTOCOL_OLDEST:
        raise LinkError(f"{port}: {theirs} speaks protocol {hello.protocol}, which is too old for this "
                        f"autocoder; update the firmware with `autocoder flash`")
    if hello.oldest > PROTOCOL_VERSION:
        raise LinkError(f"{port}: {ours}, which is too old for {theirs}; update autocoder with "
                        "`pip install --upgrade autocoder`")
    if hello.protocol > PROTOCOL_VERSION:
        return (f"{theirs} is newer (protocol {hello.protocol}) than this autocoder ({PROTOCOL_VERSION}); "
                "what both know works, update autocoder for the rest")
    if hello.protocol < PROTOCOL_VERSION:
        return (f"{theirs} is older (protocol {hello.protocol}) than this autocoder ({PROTOCOL_VERSION}); "
                "what both know works, update the firmware for the rest")
    return ""
