# SPDX-License-Identifier: MIT
"""A module at which anything is thrown plays what an untouched one plays, and answers what is good."""

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import serial

from autocoder.device.client import Module
from autocoder.device.emulator import run_module
from autocoder.device.frames import QUIET, encode
from autocoder.device.live import LiveModule
from autocoder.device.messages import (
    PAYLOAD_BYTES,
    LogRequest,
    MetersRequest,
    ModelInfoRequest,
    ModelReadRequest,
    ParameterGetRequest,
    StatisticsRequest,
)
from autocoder.device.wire import Request
from autocoder.spec import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from link_peer import REQUESTS
from sounds import strings

REST = [(655 + 64_880) // 2] * 8 + [32_768] * 8  # what the panel reads when nobody touches it
RECORDED_LATE_BLOCKS = 32  # it writes sixteen at once
PLAYED_SAMPLES = 4 * SAMPLE_RATE_HZ  # at least: a slow computer plays less while all is thrown
SEED = 6
# What changes nothing however it is damaged, repeated and mixed: only questions.
QUESTIONS: list[Request[object]] = [
    MetersRequest(), StatisticsRequest(), LogRequest(0), ModelInfoRequest(0), ModelInfoRequest(9),
    ParameterGetRequest(0, 3), ParameterGetRequest(9, 999), ModelReadRequest(0, 0, 2048)]


def frames(count: int, choice: random.Random) -> list[bytes]:
    """Return good frames with questions."""
    asked = [choice.choice(QUESTIONS) for _ in range(count)]
    return [encode(each.NUMBER, choice.randrange(256), each.pack()) for each in asked]


def with_flipped_bits(choice: random.Random) -> bytes:
    content = bytearray(b"".join(frames(1500, choice)))
    for _ in range(len(content) // 20):
        content[choice.randrange(len(content))] ^= 1 << choice.randrange(8)
    return bytes(content)


def truncated(choice: random.Random) -> bytes:
    return b"".join(each[:choice.randrange(len(each) + 1)] for each in frames(1500, choice))


def repeated(choice: random.Random) -> bytes:
    return b"".join(each * choice.randrange(1, 6) for each in frames(400, choice))


def reordered(choice: random.Random) -> bytes:
    content = b"".join(frames(1500, choice))
    pieces = [content[start:start + 5] for start in range(0, len(content), 5)]
    choice.shuffle(pieces)
    return b"".join(pieces)


def of_every_type(choice: random.Random) -> bytes:
    """Whole frames of all types that are no message, and of messages that lack all that they say."""
    kinds = [kind for kind in range(256) if (kind & ~QUIET) > max(REQUESTS)]
    strange = [encode(kind, 0, choice.randbytes(choice.randrange(200))) for kind in kinds]
    empty = [encode(kind, 0, b"") for kind in (3, 22, 23, 25, 27)]
    return b"".join(strange + empty * 20)


def longest(choice: random.Random) -> bytes:
    """Frames as long as can be, one byte longer, and one that never ends."""
    whole = encode(64, 1, choice.randbytes(PAYLOAD_BYTES))
    return (whole * 5 + b"\x01" + whole) * 4 + b"\xff" * 40_000


def flood(choice: random.Random) -> bytes:
    return b"".join(frames(6000, choice))


def zeros(choice: random.Random) -> bytes:
    return bytes(60_000)


def noise(choice: random.Random) -> bytes:
    return choice.randbytes(1 << 20)


ATTACKS = [with_flipped_bits, truncated, repeated, reordered, of_every_type, longest, flood, zeros, noise]


class Attacked:
    """A module that is recorded while things are thrown at its port.

    waits: what was thrown, and how many blocks of the module passed until the next good request was answered
    """

    def __init__(self, live: LiveModule) -> None:
        self.live = live
        self.waits: dict[str, int] = {}

    def throw(self, name: str, content: bytes) -> None:
        """Write all of it as fast as the wire takes it, read what comes back, ask one good question."""
        with serial.Serial(self.live.port, timeout=0.1) as port:
            ended = threading.Event()
            reader = threading.Thread(target=lambda: [port.read(4096) for _ in iter(ended.is_set, True)])
            reader.start()  # a module whose answers nobody takes takes no questions
            port.write(content)
            ended.set()
            reader.join()
        passed = len(self.live.recorded()) // BLOCK_SAMPLES
        with Module(self.live.port, patience_s=60.0) as module:
            self.waits[name] = module.ask(MetersRequest()).blocks - passed


@pytest.fixture(scope="module")
def attacked(live_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Return a module after all attacks, at rest otherwise."""
    sound = np.repeat(strings(1.0, seed=3)[:, np.newaxis], 2, axis=1).astype(np.float32)
    with LiveModule(live_program, tmp_path_factory.mktemp("live"), sound, record=True) as live:
        with Module(live.port, patience_s=120.0):
            pass  # it has started
        found = Attacked(live)
        for attack in ATTACKS:
            found.throw(attack.__name__, attack(random.Random(SEED)))
        yield found


def test_the_next_good_request_is_answered_within_a_second(attacked: Attacked) -> None:
    """Of the module's time, which this computer's load does not lengthen."""
    assert list(attacked.waits) == [each.__name__ for each in ATTACKS]
    for name, blocks in attacked.waits.items():
        assert blocks <= SAMPLE_RATE_HZ // BLOCK_SAMPLES + RECORDED_LATE_BLOCKS, name


def test_what_was_damaged_was_seen(attacked: Attacked) -> None:
    with Module(attacked.live.port) as module:
        found = module.ask(StatisticsRequest())
    assert found.link_errors > 1000 and found.link_frames > 3000 and found.overruns == 0


def test_the_sound_is_that_of_an_untouched_module(attacked: Attacked,
                                                  firmware_program: Callable[[str], Path]) -> None:
    with Module(attacked.live.port) as module:
        while len(played := attacked.live.recorded()) < PLAYED_SAMPLES:
            module.ask(MetersRequest())
    count = len(played) // BLOCK_SAMPLES * BLOCK_SAMPLES
    controls = np.tile(np.array(REST, np.uint16), (count // BLOCK_SAMPLES, 1))
    sound = np.fromfile(attacked.live.folder / "in.f32", "<f4").reshape(-1, 2)
    untouched = run_module("qemu", firmware_program("qemu"), np.resize(sound, (count, 2)), controls)
    assert np.abs(played).max() > 1e-3
    np.testing.assert_array_equal(played[:count], untouched.output)
    assert "recording ended" not in attacked.live.printed()
