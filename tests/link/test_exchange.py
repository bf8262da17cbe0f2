# SPDX-License-Identifier: MIT
"""What the host does on a wire that loses, damages, repeats and delays: at a module of these tests alone."""

import os
from typing import Any

import pytest

from autocoder.device import exchange
from autocoder.device.client import Module
from autocoder.device.exchange import RoundTrip
from autocoder.device.frames import REFUSAL, FrameReader, encode
from autocoder.device.messages import (
    STATUSES,
    CalibrationSetRequest,
    ControlsReadRequest,
    ControlsReadResponse,
    HelloRequest,
    LogRequest,
    LogResponse,
    MetersRequest,
    MetersResponse,
    ModelBeginRequest,
    ModelBeginResponse,
    ModelInfoRequest,
    ModelReadRequest,
    ModelWriteRequest,
    ModelWriteResponse,
    ParameterGetRequest,
    ParameterSetRequest,
    PresetReadRequest,
    PresetRecallRequest,
    PresetSaveRequest,
)
from autocoder.device.refusals import NEWER, REFUSALS, RefusedError
from autocoder.device.upload import send_pieces
from autocoder.device.wire import Request
from autocoder.errors import LinkError
from link_damage import DAMAGES, damaging, losing
from link_peer import Handler, Peer, other_hello


def echoing() -> dict[Any, Handler]:
    """Return a handler that answers with what it was asked, so that mixed answers are seen."""
    return {LogRequest: lambda request: LogResponse(request.position, b"x" * (request.position % 300))}


def ask_many(module: Module, count: int) -> None:
    """Ask many different things and check that each answer is the right one."""
    answers = list(module.ask_all(LogRequest(position) for position in range(count)))
    assert [each.position for each in answers] == list(range(count))
    assert all(len(each.text) == each.position % 300 for each in answers)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat sooner: these answers take no time."""
    monkeypatch.setattr(exchange, "SHORTEST_TIMEOUT_S", 0.02)
    monkeypatch.setattr(exchange, "FIRST_TIMEOUT_S", 0.1)


@pytest.mark.parametrize("way", ["incoming", "outgoing"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_answer_comes_and_is_the_right_one(damage: str, way: str) -> None:
    wire = damaging(DAMAGES[damage], 0.3, seed=len(damage))
    with Peer(echoing(), **{way: wire}) as peer, Module(peer.port) as module:
        ask_many(module, 200)
        if damage == "lost":
            assert module.exchange.repeats > 0


class Collecting:
    """Takes the pieces of an upload, in their order alone."""

    def __init__(self) -> None:
        self.content = b""

    def handlers(self) -> dict[Any, Handler]:
        return {ModelBeginRequest: lambda _: ModelBeginResponse(0, len(self.content)),
                ModelWriteRequest: self._write}

    def _write(self, request: ModelWriteRequest) -> ModelWriteResponse | str:
        if request.offset != len(self.content):
            return "wrong offset"
        self.content += request.data
        return ModelWriteResponse(len(self.content))


def send(module: Module, content: bytes, piece_bytes: int) -> list[float]:
    """Send all pieces; return what was reported meanwhile."""
    reported: list[float] = []
    begin = ModelBeginRequest(0, len(content), bytes(32))
    send_pieces(module, begin, module.ask(begin), content, piece_bytes,
                lambda done, total: reported.append(done))
    return reported


@pytest.mark.parametrize(("piece_bytes", "row"), [(256, 8), (1024, 2), (2048, 1), (16, 16)])
def test_pieces_are_answered_a_quarter_of_a_window_at_a_time(piece_bytes: int, row: int) -> None:
    """Of 16 bytes each, after as many as may be under way at once, a quarter of those."""
    content, pieces = os.urandom(piece_bytes * (2 * row + 1)), Collecting()
    with Peer(pieces.handlers()) as peer, Module(peer.port) as module:
        reported = send(module, content, piece_bytes)
        assert pieces.content == content and module.exchange.repeats == 0
        assert len(peer.of(ModelWriteRequest)) == 2 * row + 1
        assert reported == [row * piece_bytes, 2 * row * piece_bytes, len(content)]


@pytest.mark.parametrize("way", ["incoming", "outgoing"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_pieces_that_nobody_answers_are_missed_all_the_same(damage: str, way: str) -> None:
    content, pieces = os.urandom(40_000), Collecting()
    wire = damaging(DAMAGES[damage], 0.05, seed=len(damage))
    with Peer(pieces.handlers(), **{way: wire}) as peer, Module(peer.port) as module:
        send(module, content, 256)
        assert pieces.content == content


def test_an_unhurt_wire_repeats_nothing() -> None:
    with Peer(echoing()) as peer, Module(peer.port) as module:
        ask_many(module, 300)  # more than there are sequence numbers
        assert module.exchange.repeats == 0
        assert len(peer.of(LogRequest)) == 300


def test_several_are_under_way_within_the_window() -> None:
    """The module hears the next request before the host has the answer to the last, and never too much."""
    window, count = 5, 50
    request_bytes = len(encode(LogRequest.NUMBER, 1, LogRequest(0x01010101).pack()))
    held: list[bytes] = []
    heard = released = most = 0

    def counting(data: bytes) -> bytes:
        nonlocal heard, most
        heard += data.count(b"\0") if greeted else 0
        most = max(most, heard - released)
        return data

    def holding(data: bytes) -> bytes:
        """Keep answers back until the window is full, then give the oldest."""
        nonlocal released
        if not greeted:
            return data
        held.append(data)
        given = held[:] if heard == count else held[:max(0, len(held) - window + 1)]
        del held[:len(given)]
        released += len(given)
        return b"".join(given)

    greeted = False
    hello = other_hello(window_bytes=window * request_bytes)
    with Peer(echoing(), hello, counting, holding) as peer, Module(peer.port) as module:
        greeted = True
        ask_many(module, count)
        assert module.exchange.repeats == 0
    assert most == window


def test_a_lost_request_is_repeated_when_a_later_one_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before its time is over."""
    with (Peer(echoing(), outgoing=losing(3, lambda data: b"")) as peer,
          Module(peer.port, patience_s=3.0) as module):
        monkeypatch.setattr(exchange, "SHORTEST_TIMEOUT_S", 1000.0)
        monkeypatch.setattr(exchange, "LONGEST_TIMEOUT_S", 1000.0)
        ask_many(module, 10)
        assert module.exchange.repeats == 1


def test_answers_to_repeated_requests_teach_no_round_trip() -> None:
    with Peer(echoing(), outgoing=losing(1, lambda data: b"")) as peer, Module(peer.port) as module:
        mean_s = module.exchange.round_trip.mean_s
        ask_many(module, 1)
        assert module.exchange.repeats == 1 and module.exchange.round_trip.mean_s == mean_s > 0.0


def test_a_repeat_does_not_run_into_what_was_cut_before_it() -> None:
    with Peer(echoing()) as peer, Module(peer.port) as module:
        peer.incoming = losing(0, lambda data: data[:-3])
        ask_many(module, 1)
        assert module.exchange.repeats == 1


def test_late_answers_to_earlier_requests_are_passed_over() -> None:
    """An answer that comes after its request was repeated and answered meets another one."""
    late: list[bytes] = []

    def delaying(data: bytes) -> bytes:
        late.append(data)
        return b"" if len(late) % 3 == 0 else b"".join(late[-2:])

    with Peer(echoing(), outgoing=delaying) as peer, Module(peer.port) as module:
        ask_many(module, 60)


def test_what_another_program_left_on_the_wire_does_no_harm() -> None:
    with Peer(echoing()) as peer:
        ahead = os.open(peer.port, os.O_RDWR | os.O_NOCTTY)
        os.write(ahead, b"half a fra")
        with Module(peer.port) as module:
            ask_many(module, 3)
            assert module.exchange.repeats == 0
        os.close(ahead)


def test_there_is_advice_for_every_status() -> None:
    assert set(REFUSALS) == set(STATUSES) - {"ok"}


def test_refusals_are_raised_with_a_reason_and_what_to_do() -> None:
    for status, (reason, fix) in REFUSALS.items():
        handlers: dict[Any, Handler] = {MetersRequest: lambda request, status=status: status}
        with (Peer(handlers) as peer, Module(peer.port) as module,
              pytest.raises(RefusedError) as refused):
            module.ask(MetersRequest())
        assert refused.value.status == status
        said = str(refused.value)
        assert f" ({status}); {fix}" in said and (reason in said or status == "unknown slot")


@pytest.mark.parametrize(("request_", "status", "said"), [
    (ModelInfoRequest(7), "unknown slot", "slot 7: this module has slots 0 to 2"),
    (ModelReadRequest(1, 0, 4), "not found", "slot 1: it holds no model that was uploaded"),
    (ModelBeginRequest(2, 2_000_000, bytes(32)), "too large", "slot 2: the model's 2,000,000 bytes are more "
     "than the 1,048,576"),
    (PresetSaveRequest(99, 0, "x"), "bad parameter", "preset 99: this module stores presets 0 to 15"),
    (PresetRecallRequest(4, 0), "not found", "preset 4: nothing is stored there"),
    (PresetReadRequest(4), "unsupported version", "preset 4: it was stored by another firmware"),
    (PresetReadRequest(4), "bad checksum", "preset 4: what is stored there is damaged"),
    (ParameterSetRequest(1, 0, 2.0), "bad parameter", "a.mix: the module has no such parameter"),
    (ParameterGetRequest(0, 999), "bad parameter", "parameter 999: the module has no such parameter"),
    (CalibrationSetRequest(9, 1, 1), "bad calibration", "calibration of cv2: both ends are nearly the same"),
    (ModelWriteRequest(0, b"x"), "no upload", "the upload: the module was reset"),
], ids=str)
def test_a_refusal_names_what_was_asked_for_and_what_there_is(request_: Request[Any], status: str, said: str
                                                              ) -> None:
    with Peer({type(request_): lambda _: status}) as peer, Module(peer.port) as module:
        with pytest.raises(RefusedError) as refused:
            module.ask(request_)
        assert f"{peer.port}: {said}" in str(refused.value) and f" ({status}); " in str(refused.value)


def test_a_reason_that_only_a_newer_module_knows() -> None:
    def unknown(data: bytes) -> bytes:
        frame, = FrameReader().feed(data)
        if frame.type != REFUSAL:
            return data
        return encode(REFUSAL, frame.sequence, bytes([frame.payload[0], 200]))

    with Peer(outgoing=unknown) as peer, Module(peer.port) as module:
        with pytest.raises(RefusedError, match="status 200") as refused:
            module.ask(MetersRequest())
        assert all(each in str(refused.value) for each in NEWER)


def test_what_takes_its_time_is_asked_for_again() -> None:
    left = iter(["busy", "busy", ControlsReadResponse((7,) * 16)])
    with Peer({ControlsReadRequest: lambda request: next(left)}) as peer, Module(peer.port) as module:
        assert module.finish(ControlsReadRequest()).counts == (7,) * 16
        assert len(peer.of(ControlsReadRequest)) == 3


def test_what_takes_for_ever_is_given_up() -> None:
    with (Peer({ControlsReadRequest: lambda request: "busy"}) as peer, Module(peer.port) as module,
          pytest.raises(RefusedError, match="busy")):
        module.finish(ControlsReadRequest(), limit_s=0.1)


def test_a_module_that_falls_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer({MetersRequest: lambda request: MetersResponse()}) as peer:
        with Module(peer.port, patience_s=0.3) as module:
            peer.outgoing = lambda data: b""
            with pytest.raises(LinkError, match="no answer in 0"):
                module.ask(MetersRequest())
        assert len(peer.of(MetersRequest)) > 1


def test_a_port_where_nobody_answers_says_so() -> None:
    with Peer(outgoing=lambda data: b"") as peer, pytest.raises(LinkError, match="is it a module"):
        Module(peer.port, patience_s=0.2)


def test_a_port_that_echoes_is_no_module() -> None:
    with Peer() as peer:
        peer._answer = lambda frame: b""  # type: ignore[method-assign]
        peer.incoming = lambda data: os.write(peer._master, data) * b""
        with pytest.raises(LinkError, match="is it a module"):
            Module(peer.port, patience_s=0.2)


def test_the_timeout_follows_what_answers_take() -> None:
    slow, fast = RoundTrip(), RoundTrip()
    for _ in range(50):
        slow.took(0.8)
        fast.took(0.002)
    assert 0.8 < slow.timeout_s(1) < 1.2
    assert fast.timeout_s(1) < 0.1
    assert fast.timeout_s(2) == 2 * fast.timeout_s(1)
    assert fast.timeout_s(9) == exchange.MOST_BACKOFF * fast.timeout_s(1)
    assert slow.timeout_s(9) <= exchange.LONGEST_TIMEOUT_S


def test_the_first_thing_said_is_hello() -> None:
    with Peer(echoing()) as peer, Module(peer.port) as module:
        ask_many(module, 1)
        assert [type(each) for each in peer.heard] == [HelloRequest, LogRequest]
