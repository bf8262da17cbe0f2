# SPDX-License-Identifier: MIT
"""Requests and their answers over a wire that loses, damages and repeats: several under way, all in order."""

import itertools
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from autocoder.device.frames import ANSWER, ENCODED_BYTES, QUIET, REFUSAL, Frame, FrameReader, encode
from autocoder.device.messages import STATUSES, HelloResponse
from autocoder.device.refusals import RefusedError
from autocoder.device.transport import Transport
from autocoder.device.wire import Request
from autocoder.errors import LinkError

MOST_UNDER_WAY = 64  # far below the 256 sequence numbers, so that late answers meet no new request
FIRST_TIMEOUT_S = 0.5
SHORTEST_TIMEOUT_S = 0.2
LONGEST_TIMEOUT_S = 4.0
MOST_BACKOFF = 4.0  # nobody else is on the wire; only the module may need longer than before
PATIENCE_S = 12.0  # without any answer
QUIET_SHARE = 4  # a row of quiet requests is a quarter of what may be under way
GATHER_S = 0.002  # for the rest of an answer where others are under way: waking up slows the wire


class RoundTrip:
    """How long to wait for an answer, from how long answers took: Jacobson's and Karn's rule, as in TCP."""

    def __init__(self) -> None:
        self.mean_s = 0.0
        self.deviation_s = 0.0

    def took(self, seconds: float) -> None:
        """Learn from an answer to a request that was sent once."""
        if self.mean_s == 0.0:
            self.mean_s, self.deviation_s = seconds, seconds / 2.0
        self.deviation_s += (abs(seconds - self.mean_s) - self.deviation_s) / 4.0
        self.mean_s += (seconds - self.mean_s) / 8.0

    def timeout_s(self, tries: int) -> float:
        """Return how long to wait after so many tries."""
        once_s = self.mean_s + 4.0 * self.deviation_s if self.mean_s else FIRST_TIMEOUT_S
        return min(max(once_s, SHORTEST_TIMEOUT_S) * min(2.0 ** (tries - 1), MOST_BACKOFF), LONGEST_TIMEOUT_S)


@dataclass
class _UnderWay:
    """A request that was sent, and its answer's payload or the refusal's status once it has come.

    quiet: it is not answered; the next one that is speaks for it
    """

    request: Request[Any]
    sequence: int
    frame: bytes
    quiet: bool
    sent_s: float = 0.0
    tries: int = 1
    payload: bytes | None = None
    status: str = ""

    @property
    def done(self) -> bool:
        return self.payload is not None or bool(self.status)

    def answered_by(self, frame: Frame) -> bool:
        """Whether a frame is the answer that this request waits for."""
        number = self.request.NUMBER
        refused = frame.type == REFUSAL and len(frame.payload) >= 2 and frame.payload[0] == number
        return (not self.done and frame.sequence == self.sequence
                and (refused or frame.type == number | ANSWER))


class Exchange:
    """One conversation over a transport.

    window_bytes: of frames that the module takes in while it is at work; hello: what it said of itself, once
    it has
    """

    def __init__(self, transport: Transport, patience_s: float = PATIENCE_S) -> None:
        self.transport = transport
        self.patience_s = patience_s
        self.window_bytes = 0
        self.hello = HelloResponse()  # nothing is known yet
        self.round_trip = RoundTrip()
        self.repeats = 0
        self._reader = FrameReader()
        self._sequence = os.urandom(1)[0]  # what still comes for another program's requests is not ours
        transport.write(b"\0")  # ends what an interrupted program left half sent

    def ask(self, request: Request[Any]) -> bytes:
        """Return the payload of the answer to one request. Raises RefusedError and LinkError."""
        return next(iter(self.stream([request]))) or b""

    def stream(self, requests: Iterable[Request[Any]], sparse: bool = False) -> Iterator[bytes | None]:
        """Yield the payloads of the answers to requests, in order; the window is kept full meanwhile.

        sparse: have the module answer now and then, the others yield None; for requests that are refused
        unless all before them have come. Each that is not answered is sent again; all can be. Raises
        RefusedError for a refusal, and LinkError where nothing comes any more.
        """
        under_way: deque[_UnderWay] = deque()
        waiting = self._prepared(requests, sparse)
        following = next(waiting, None)
        while following or under_way:
            while following and self._fits(following, under_way):
                self.transport.write(following.frame)
                following.sent_s = time.monotonic()
                under_way.append(following)
                following = next(waiting, None)
            self._await_first(under_way)
            first = under_way.popleft()
            if first.status:
                raise RefusedError(self.transport.port, first.request, first.status, self.hello)
            yield None if first.quiet else first.payload

    def _prepared(self, requests: Iterable[Request[Any]], sparse: bool) -> Iterator[_UnderWay]:
        """Yield what is to be sent. Of sparse ones the last is answered, and one a quarter of the window."""
        may_be_quiet = sparse and self.window_bytes >= 2 * ENCODED_BYTES  # so that one fits behind them
        row: list[int] = []
        for request, following in itertools.pairwise(itertools.chain(requests, [None])):
            assert request is not None  # only the last is none, which only follows
            payload = request.pack()
            row.append(len(payload))
            quiet = (may_be_quiet and following is not None and len(row) < MOST_UNDER_WAY // QUIET_SHARE
                     and sum(row) < self.window_bytes // QUIET_SHARE)
            if not quiet:
                row.clear()
            yield self._prepare(request, payload, quiet)

    def _prepare(self, request: Request[Any], payload: bytes, quiet: bool) -> _UnderWay:
        self._sequence = (self._sequence + 1) % 256
        frame = encode(request.NUMBER | (QUIET if quiet else 0), self._sequence, payload)
        return _UnderWay(request, self._sequence, frame, quiet)

    def _fits(self, following: _UnderWay, under_way: deque[_UnderWay]) -> bool:
        sent = sum(len(each.frame) for each in under_way)
        return not under_way or (sent + len(following.frame) <= self.window_bytes
                                 and len(under_way) < MOST_UNDER_WAY)

    def _await_first(self, under_way: deque[_UnderWay]) -> None:
        """Return once the oldest request is answered; repeat what is to be answered where nothing comes."""
        first = under_way[0]
        awaited = next(each for each in under_way if not each.quiet)
        heard_s = time.monotonic()
        while not first.done:
            now_s = time.monotonic()
            if now_s - heard_s > self.patience_s:
                raise LinkError(f"{self.transport.port}: no answer in {self.patience_s:g} s; is it a module? "
                                "Power it off and on, or choose another with --port")
            since_s = awaited.sent_s if awaited.tries > 1 else max(heard_s, awaited.sent_s)
            due_s = since_s + self.round_trip.timeout_s(awaited.tries)
            gather_s = GATHER_S if len(under_way) > 1 else 0.0
            for frame in self._reader.feed(self.transport.read(max(due_s - now_s, 0.0), gather_s)):
                if self._take(frame, under_way):
                    heard_s = time.monotonic()
            if not first.done and time.monotonic() >= due_s:
                self._repeat(awaited)

    def _repeat(self, one: _UnderWay) -> None:
        """Send a request again; the byte before it ends what noise may have begun."""
        self.transport.write(b"\0" + one.frame)
        one.sent_s = time.monotonic()
        one.tries += 1
        self.repeats += 1

    def _take(self, frame: Frame, under_way: deque[_UnderWay]) -> bool:
        """Give an answer to its request; false for one that nobody waits for."""
        one = next((each for each in under_way if each.answered_by(frame)), None)
        if one is None:
            return False
        if frame.type == REFUSAL:
            code = frame.payload[1]
            one.status = STATUSES[code] if code < len(STATUSES) else f"status {code}"
        else:
            one.payload = frame.payload
        if one.tries == 1:
            self.round_trip.took(time.monotonic() - one.sent_s)
        for earlier in itertools.takewhile(lambda each: each is not one, under_way):
            if earlier.quiet:
                earlier.payload = b""
            elif not earlier.done and earlier.tries == 1:  # answers come in order: this one was lost
                self._repeat(earlier)
        return True
