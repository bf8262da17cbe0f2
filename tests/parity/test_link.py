# SPDX-License-Identifier: MIT
"""Messages and frames of the host at the firmware's reader and writer, and back."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocoder.device.frames import ANSWER, FrameReader, encode
from autocoder.device.messages import (
    MESSAGES,
    PAYLOAD_BYTES,
    ModelWriteRequest,
    ModelWriteResponse,
    PresetSaveRequest,
)
from autocoder.device.wire import Message
from link_messages import messages, pairs

Probe = Callable[..., Callable[..., str]]
Pair = tuple[Any, Message]
SLOW = [HealthCheck.too_slow]
TARGETS = ("native", "qemu")
MOST_INSTRUCTIONS = 60  # per byte: a full-speed USB's megabyte a second in an eighth of a Daisy's time


def mirrored(run: Callable[..., str], folder: Path, sent: list[Pair]) -> tuple[list[Pair], str]:
    """Return what requests and answers have become in the firmware, and what the probe printed."""
    wire = b"".join(encode(request.NUMBER | ANSWER, index % 256, response.pack())
                    + encode(request.NUMBER, index % 256, request.pack())
                    for index, (request, response) in enumerate(sent))
    (folder / "in").write_bytes(wire)
    printed, reader = run("link", "in", "out", folder=folder), FrameReader()
    frames = reader.feed((folder / "out").read_bytes())
    assert reader.errors == 0
    got = []
    for index, (ours, answer) in enumerate(zip(frames[::2], frames[1::2], strict=True)):
        request, response = MESSAGES[ours.type - 1]
        assert (answer.type, answer.sequence, ours.sequence) == (ours.type | ANSWER, index % 256, index % 256)
        got.append((request.unpack(ours.payload), response.unpack(answer.payload)))
    return got, printed


@pytest.mark.parametrize("target", TARGETS)
def test_every_message_is_the_same_on_both_sides(probe: Probe, target: str, tmp_path: Path) -> None:

    @settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
    @given(st.tuples(*(st.tuples(messages(request), messages(response)) for request, response in MESSAGES)),
           st.lists(pairs(), max_size=10))
    def check(each: tuple[Pair, ...], more: list[Pair]) -> None:
        sent = [*each, *more]
        assert mirrored(probe(target), tmp_path, sent)[0] == sent

    check()


@pytest.mark.parametrize("target", TARGETS)
def test_frames_of_every_length_are_the_same_on_both_sides(probe: Probe, target: str, tmp_path: Path) -> None:
    """Runs of 254 bytes and of zeros, where COBS has its seams."""
    rng = random.Random(1)
    sizes = (*range(240, 264), *range(496, 516), 2040)
    pieces = [bytes(rng.choice(values) for _ in range(size)) for size in sizes
              for values in (b"\x00", b"\x01", b"\x00\x01", bytes(range(256)))]
    sent: list[Pair] = [(ModelWriteRequest(1, piece), ModelWriteResponse()) for piece in pieces]
    assert mirrored(probe(target), tmp_path, sent)[0] == sent


@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(text=st.one_of(st.binary(max_size=6), st.text(max_size=3).map(str.encode)))
def test_both_sides_agree_on_what_is_text(probe: Probe, tmp_path_factory: pytest.TempPathFactory, text: bytes
                                          ) -> None:
    folder = tmp_path_factory.mktemp("text")
    (folder / "in").write_bytes(encode(PresetSaveRequest.NUMBER, 1, bytes([0, 0, len(text)]) + text))
    status = probe("native")("link", "in", "out", folder=folder).splitlines()[0]
    try:
        text.decode()
    except UnicodeDecodeError:
        assert status == "bad message"
    else:
        assert status == "ok"


def test_cost_of_a_byte(probe: Probe, tmp_path: Path) -> None:
    pieces = [random.Random(seed).randbytes(PAYLOAD_BYTES - 4) for seed in range(8)]
    (tmp_path / "in").write_bytes(b"".join(
        encode(ModelWriteRequest.NUMBER, 1, ModelWriteRequest(0, piece).pack()) for piece in pieces))
    printed = probe("qemu")("link", "in", "out", folder=tmp_path, counts=True)
    for name in ("decoded", "encoded"):
        found = re.search(rf"{name} (\d+) bytes (\d+) instructions", printed)
        assert found is not None, printed
        assert 1 < int(found[2]) / int(found[1]) < MOST_INSTRUCTIONS
