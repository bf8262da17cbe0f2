# SPDX-License-Identifier: MIT
"""Messages as bytes, and frames on a wire that damages them."""

import random
import zlib
from typing import Any

import pytest
from cobs import cobs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocoder.device.frames import ENCODED_BYTES, FRAME_BYTES, FrameReader, encode
from autocoder.device.messages import (
    MESSAGES,
    PAYLOAD_BYTES,
    HelloRequest,
    MetersResponse,
    ModelBeginRequest,
    ModelWriteRequest,
    ParameterSetRequest,
    PresetInfoResponse,
    PresetSaveRequest,
)
from autocoder.device.wire import Message
from autocoder.errors import LinkError
from autocoder.names import printable
from link_messages import messages, pairs

# However slow the machine is.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FRAMES = st.tuples(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=600))


def test_every_request_has_a_number_and_an_answer() -> None:
    for index, (request, response) in enumerate(MESSAGES):
        assert index + 1 == request.NUMBER
        assert request().answer(response().pack()) == response()


@pytest.mark.parametrize("kind", [kind for pair in MESSAGES for kind in pair], ids=lambda kind: kind.__name__)
def test_a_message_comes_back(kind: type[Message]) -> None:

    @unhurried
    @given(messages(kind))
    def check(message: Message) -> None:
        payload = message.pack()
        assert len(payload) <= PAYLOAD_BYTES
        assert kind.unpack(payload) == message

    check()


def test_a_payload_is_laid_out_as_the_file_says() -> None:
    assert HelloRequest(0x0102, 3).pack() == b"\x02\x01\x03\x00"
    assert ParameterSetRequest(1, 2, -1.5).pack() == b"\x01\x02\x00\x00\x00\xc0\xbf"
    assert PresetSaveRequest(1, 0, "é").pack() == b"\x01\x00\x02\xc3\xa9"
    assert ModelWriteRequest(1, b"abc").pack() == b"\x01\x00\x00\x00abc"
    assert ModelBeginRequest(1, 2, bytes(range(32))).pack() == b"\x01\x02\x00\x00\x00" + bytes(range(32))
    assert MetersResponse(latents=(1, 2, 3, 4, 5, 6, 7, 8)).pack()[:16] == bytes(
        [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0])


@unhurried
@given(pairs(), st.binary(max_size=20))
def test_an_older_and_a_newer_side_understand_each_other(pair: tuple[Any, Message], more: bytes) -> None:
    """What is added at the end is ignored; what is not sent yet is as if it were zero."""
    for message in pair:
        if "bytes" not in message.KINDS:
            assert type(message).unpack(message.pack() + more) == message
        assert type(message).unpack(b"") == type(message)()
    assert PresetInfoResponse.unpack(b"\x01") == PresetInfoResponse(1, "")


@pytest.mark.parametrize(("kind", "payload", "reason"), [
    (HelloRequest, b"\x01", "within a field"), (HelloRequest, b"\x01\x00\x02", "within a field"),
    (PresetInfoResponse, b"\x01\x03ab", "text is cut"),
    (MetersResponse, bytes(15), "within a field"),
])
def test_a_cut_message_is_refused(kind: type[Message], payload: bytes, reason: str) -> None:
    with pytest.raises(LinkError, match=reason):
        kind.unpack(payload)


@pytest.mark.parametrize("name", [b"caf\xe9", b"\xff\xfe", b"a\0\t\n\x1b[31m", b"\xc3\xa9\xc3", b"  "])
def test_any_name_is_read_and_printed(name: bytes) -> None:
    payload = bytes([1, len(name)]) + name
    read = PresetInfoResponse.unpack(payload)
    assert read.pack() == payload
    shown = printable(read.name)
    assert shown.isprintable() and shown.encode()


@pytest.mark.parametrize("message", [
    HelloRequest(65536, 0), HelloRequest(-1, 0), PresetSaveRequest(0, 0, "é" * 128),
    ModelBeginRequest(0, 0, b"short"), ParameterSetRequest(0, 0, 1e39), MetersResponse(latents=(1, 2)),
], ids=str)
def test_values_that_do_not_fit_are_refused(message: Message) -> None:
    with pytest.raises(ValueError):
        message.pack()


@unhurried
@given(st.lists(FRAMES, max_size=5), st.integers(1, 300))
def test_frames_come_back_in_any_pieces(sent: list[tuple[int, int, bytes]], piece: int) -> None:
    reader, wire = FrameReader(), b"".join(encode(*each) for each in sent)
    got = [frame for at in range(0, len(wire), piece) for frame in reader.feed(wire[at:at + piece])]
    assert [tuple(frame) for frame in got] == sent
    assert reader.errors == 0


def test_the_longest_frame() -> None:
    wire = encode(1, 2, b"\xff" * PAYLOAD_BYTES)
    assert len(wire) == ENCODED_BYTES
    assert [len(each.payload) for each in FrameReader().feed(wire)] == [PAYLOAD_BYTES]
    with pytest.raises(ValueError, match="at most 2064"):
        encode(1, 2, bytes(PAYLOAD_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"\x01", b"\x01\x02\x03\x04\x05", bytes(FRAME_BYTES - 3)], ids=len)
def test_a_good_checksum_over_the_wrong_size_is_no_frame(content: bytes) -> None:
    whole = content + zlib.crc32(content).to_bytes(4, "little")
    too_small_or_large = len(content) < 2 or len(whole) > FRAME_BYTES
    reader = FrameReader()
    assert (reader.feed(cobs.encode(whole) + b"\0") == []) == too_small_or_large
    assert reader.errors == too_small_or_large


@unhurried
@given(FRAMES, st.data())
def test_a_damaged_frame_is_dropped_and_the_next_one_comes(sent: tuple[int, int, bytes], data: st.DataObject
                                                           ) -> None:
    wire = bytearray(encode(*sent))
    at = data.draw(st.integers(0, len(wire) - 2))
    wire[at] ^= data.draw(st.integers(1, 255))
    reader = FrameReader()
    assert reader.feed(bytes(wire)) == []
    assert reader.errors >= 1
    assert [tuple(each) for each in reader.feed(encode(*sent))] == [sent]


def test_an_empty_frame_is_nothing() -> None:
    reader = FrameReader()
    assert reader.feed(b"\0\0\0" + encode(5, 6, b"") + b"\0") == [(5, 6, b"")]
    assert reader.errors == 0


def test_noise_is_not_kept() -> None:
    reader, noise = FrameReader(), random.Random(1).randbytes(1_000_000).replace(b"\0", b"\x01")
    assert reader.feed(noise) == []
    assert len(reader._begun) == ENCODED_BYTES
    assert reader.feed(b"\0" + encode(5, 6, b"good")) == [(5, 6, b"good")]
    assert reader.errors == 1
