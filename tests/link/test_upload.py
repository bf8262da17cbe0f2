# SPDX-License-Identifier: MIT
"""Uploads to the emulated module that are cut off anywhere go on where they stopped, and it plays on."""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.bake.bundle import bundle_bytes
from autocoder.commands.linked import RateBar
from autocoder.device.client import Module
from autocoder.device.emulator import run_module
from autocoder.device.live import LiveModule
from autocoder.device.messages import (
    ModelBeginRequest,
    ModelCommitRequest,
    ModelInfoRequest,
    ModelWriteRequest,
)
from autocoder.device.refusals import RefusedError
from autocoder.device.upload import bundle_hash, download, upload
from autocoder.errors import LinkError
from autocoder.spec import BLOCK_SAMPLES, FADE_SAMPLES
from sounds import strings
from synth_model import STRINGS

VOICES = STRINGS.parent / "voices"
POINTS = 50
PIECE_BYTES = 512
REST = [(655 + 64_880) // 2] * 8 + [32_768] * 8  # what the panel reads when nobody touches it
MOST_SENT_AGAIN = 8 * 4096  # the store syncs each eighth block: so much may be lost by a cut

FIRST_SAMPLES = 24_000  # of the old model, however fast the wire is
SETTLED_SAMPLES = 4096  # after a commit; by then the new model plays alone

FloatArray = npt.NDArray[np.float32]
Ask = Callable[..., Any]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def content() -> bytes:
    return bundle_bytes(VOICES)


def cut_at(live: LiveModule, point: int) -> Callable[[float, float], None]:
    """Return a progress report that cuts the module's power once it has so many bytes."""
    def progress(done: float, total: float) -> None:
        if done >= point:
            live.kill()

    return progress


def test_it_resumes_at_fifty_random_points(fresh: LiveModule, content: bytes) -> None:
    """Each cut finds the module at work on pieces that are under way; what had come stays."""
    points = sorted(random.Random(50).sample(range(PIECE_BYTES, len(content)), POINTS))
    reached = 0
    for point in points:
        with pytest.raises(LinkError), Module(fresh.port) as module:
            upload(module, 1, content, PIECE_BYTES, cut_at(fresh, point))
        fresh.restart()
        with Module(fresh.port) as module:
            begun = module.ask(ModelBeginRequest(1, len(content), bundle_hash(content)))
            assert not begun.present and point - MOST_SENT_AGAIN <= begun.offset <= len(content)
            assert begun.offset >= reached
            assert module.ask(ModelInfoRequest(1)).state == 0  # nothing plays before it is whole
            reached = begun.offset
    with Module(fresh.port) as module:
        done = upload(module, 1, content, PIECE_BYTES)
        assert done.offset == reached > 0
        assert download(module, 1) == content


@pytest.mark.parametrize("asked", range(4))
def test_a_cut_while_it_is_committed_leaves_nothing_or_all(fresh: LiveModule, content: bytes, asked: int
                                                           ) -> None:
    """Cut before the commit is asked for, after it has begun, and later."""
    digest = bundle_hash(content)
    with Module(fresh.port) as module:
        offset = module.ask(ModelBeginRequest(0, len(content), digest)).offset
        pieces = range(offset, len(content), 2048)
        list(module.ask_all(ModelWriteRequest(at, content[at:at + 2048]) for at in pieces))
        for _ in range(asked * asked):
            try:
                module.ask(ModelCommitRequest(0, digest))
            except RefusedError as refused:
                assert refused.status == "busy"
        fresh.kill()
    fresh.restart()
    with Module(fresh.port) as module:
        info = module.ask(ModelInfoRequest(0))
        assert (info.name, info.state) in (("strings", 1), ("voices", 2))
        done = upload(module, 0, content)
        assert done.present or done.offset == len(content)  # no piece was sent again
        assert module.ask(ModelInfoRequest(0)).hash == digest


def test_another_upload_takes_the_place_of_one_that_was_begun(fresh: LiveModule, content: bytes) -> None:
    other = bundle_bytes(STRINGS.parent / "metal")
    with pytest.raises(LinkError), Module(fresh.port) as module:
        upload(module, 1, content, 2048, cut_at(fresh, 60_000))
    fresh.restart()
    with Module(fresh.port) as module:
        assert upload(module, 1, other).offset == 0
        assert upload(module, 2, content).offset == 0
        assert download(module, 1) == other and download(module, 2) == content


def test_ctrl_c_leaves_the_module_whole(autocoder: Run, ask: Ask, live: LiveModule,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 130; the old model plays on, and the next upload goes on where this one stopped."""
    shown = RateBar.__call__

    def interrupted(bar: RateBar, done: float, total: float) -> None:
        shown(bar, done, total)
        if done > 40_000:
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(RateBar, "__call__", interrupted)
        code, out, err = autocoder("upload", VOICES, "--slot", 0, "--port", live.port, "--json")
    assert (code, out) == (130, "") and "interrupted" in err and "Traceback" not in err
    assert ask("models")[0]["name"] == "strings"
    done = ask("upload", VOICES, "--slot", 0)
    assert done["resumed_at"] > 40_000 and not done["present"]
    assert ask("models")[0]["name"] == "voices"
    ask("delete", 0)


def test_a_damaged_bundle_is_never_played(live: LiveModule, content: bytes) -> None:
    """Its hash is right, its bytes are not a model."""
    damaged = bytearray(content)
    damaged[len(content) // 2] ^= 1
    with Module(live.port) as module:
        with pytest.raises(RefusedError, match="bad checksum"):
            upload(module, 1, bytes(damaged))
        assert module.ask(ModelInfoRequest(1)).state == 0
        assert upload(module, 1, content).offset == 0


def test_a_bundle_that_is_too_large_is_refused_at_once(live: LiveModule) -> None:
    with Module(live.port) as module:
        size = module.hello.model_bytes + 1
        with pytest.raises(RefusedError, match="too large"):
            module.ask(ModelBeginRequest(1, size, bytes(32)))


def played_after_another_upload(live: LiveModule, content: bytes) -> tuple[int, FloatArray]:
    """Return where the commit was asked for, and what was played until the new model sounds alone."""
    digest = bundle_hash(content)
    with Module(live.port) as module:
        module.ask(ModelBeginRequest(0, len(content), digest))
        pieces = range(0, len(content), 2048)
        list(module.ask_all(ModelWriteRequest(at, content[at:at + 2048]) for at in pieces))
        asked = len(recorded(live, module, FIRST_SAMPLES))
        module.finish(ModelCommitRequest(0, digest))
        committed = len(live.recorded())
        return asked, recorded(live, module, committed + SETTLED_SAMPLES)


def recorded(live: LiveModule, module: Module, samples: int) -> FloatArray:
    """Return so many samples of what is played, once they are there."""
    while len(live.recorded()) < samples:
        module.ask(ModelInfoRequest(0))
    return live.recorded()[:samples // BLOCK_SAMPLES * BLOCK_SAMPLES]


def test_the_old_model_plays_until_the_new_one_fades_in(live_program: Path, tmp_path: Path, content: bytes,
                                                        firmware_program: Callable[[str], Path]) -> None:
    """Bit for bit what an untouched module plays, then evenly to what one plays that has the new model."""
    sound = np.repeat(strings(1.0, seed=3)[:, np.newaxis], 2, axis=1).astype(np.float32)
    with LiveModule(live_program, tmp_path, sound, record=True) as live:
        asked, played = played_after_another_upload(live, content)
        live.restart()
        with Module(live.port) as module:
            new = recorded(live, module, len(played))
    controls = np.tile(np.array(REST, np.uint16), (len(played) // BLOCK_SAMPLES, 1))
    old = run_module("qemu", firmware_program("qemu"), np.resize(sound, played.shape), controls).output
    fade = int(np.flatnonzero((played != old).any(axis=1))[0]) // FADE_SAMPLES * FADE_SAMPLES
    end = fade + FADE_SAMPLES
    assert asked <= fade < end < len(played) - FADE_SAMPLES
    np.testing.assert_array_equal(played[end:], new[end:])
    way = (np.arange(FADE_SAMPLES) / FADE_SAMPLES)[:, np.newaxis]
    between = (1.0 - way) * old[fade:end] + way * new[fade:end]
    np.testing.assert_allclose(played[fade:end], between, atol=1e-5 * np.abs(old).max(), rtol=0.0)
