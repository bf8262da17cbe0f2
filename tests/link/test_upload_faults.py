# SPDX-License-Identifier: MIT
"""Uploads on a bad wire, to a slot of these tests alone that takes pieces as strictly as can be."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from autocoder.device import exchange
from autocoder.device.client import Module
from autocoder.device.messages import (
    ModelBeginRequest,
    ModelBeginResponse,
    ModelCommitRequest,
    ModelCommitResponse,
    ModelInfoRequest,
    ModelInfoResponse,
    ModelReadRequest,
    ModelReadResponse,
    ModelWriteRequest,
    ModelWriteResponse,
)
from autocoder.device.refusals import RefusedError
from autocoder.device.upload import upload
from autocoder.errors import LinkError
from link_damage import DAMAGES, damaging
from link_peer import Handler, Peer, Reply


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat sooner: these answers take no time."""
    monkeypatch.setattr(exchange, "SHORTEST_TIMEOUT_S", 0.02)
    monkeypatch.setattr(exchange, "FIRST_TIMEOUT_S", 0.1)


class Slot:
    """A slot that takes an upload as strictly as can be: the right offset or none; busy for a while after."""

    def __init__(self) -> None:
        self.announced: ModelBeginRequest | None = None
        self.come = b""
        self.kept: tuple[bytes, bytes] | None = None
        self.busy = 3

    def handlers(self) -> dict[Any, Handler]:
        return {ModelBeginRequest: self.begin, ModelWriteRequest: self.write, ModelCommitRequest: self.commit,
                ModelInfoRequest: self.info, ModelReadRequest: self.read}

    def begin(self, request: ModelBeginRequest) -> Reply:
        if self.kept and self.kept[1] == request.hash:
            return ModelBeginResponse(1, 0)
        if self.announced != request:
            self.announced, self.come = request, b""
        return ModelBeginResponse(0, len(self.come))

    def write(self, request: ModelWriteRequest) -> Reply:
        if request.offset != len(self.come):
            return "wrong offset"
        self.come += request.data
        return ModelWriteResponse(len(self.come))

    def commit(self, request: ModelCommitRequest) -> Reply:
        if self.busy:
            self.busy -= 1
            return "busy"
        self.kept = self.come, request.hash
        return ModelCommitResponse()

    def info(self, request: ModelInfoRequest) -> Reply:
        assert self.kept
        return ModelInfoResponse(2, 0, "peer's", 1.0, 0, len(self.kept[0]), self.kept[1])

    def read(self, request: ModelReadRequest) -> Reply:
        assert self.kept
        return ModelReadResponse(self.kept[0][request.offset:request.offset + request.count])


CONTENT = random.Random(8).randbytes(40_000)


@pytest.fixture(params=[256, 2048])
def piece_bytes(request: pytest.FixtureRequest) -> Iterator[int]:
    yield request.param


@pytest.mark.parametrize("way", ["incoming", "outgoing"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_an_upload_arrives_whole_on_a_bad_wire(damage: str, way: str, piece_bytes: int) -> None:
    slot = Slot()
    with (Peer(slot.handlers(), **{way: damaging(DAMAGES[damage], 0.15, seed=3)}) as peer,
          Module(peer.port) as module):
        done = upload(module, 1, CONTENT, piece_bytes)
    assert slot.kept and slot.kept[0] == CONTENT
    assert done.offset == 0 and not done.present


def test_what_is_there_is_not_sent_again() -> None:
    slot = Slot()
    with Peer(slot.handlers()) as peer, Module(peer.port) as module:
        upload(module, 1, CONTENT)
        sent = len(peer.of(ModelWriteRequest))
        done = upload(module, 1, CONTENT)
        assert done.present and len(peer.of(ModelWriteRequest)) == sent


@pytest.mark.parametrize("wrong", ["hash", "bytes"])
def test_an_upload_that_reads_back_wrong_is_reported(wrong: str) -> None:
    slot = Slot()
    handlers = slot.handlers()
    if wrong == "hash":
        handlers[ModelInfoRequest] = lambda request: ModelInfoResponse(2, size_bytes=len(CONTENT))
    else:
        handlers[ModelReadRequest] = lambda request: ModelReadResponse(bytes(request.count))
    with (Peer(handlers) as peer, Module(peer.port) as module,
          pytest.raises(LinkError, match="upload it again")):
        upload(module, 1, CONTENT)


def test_a_module_that_never_finds_its_place_is_given_up() -> None:
    handlers = {**Slot().handlers(), ModelWriteRequest: lambda request: "wrong offset"}
    with (Peer(handlers) as peer, Module(peer.port) as module,
          pytest.raises(RefusedError, match="wrong offset")):
        upload(module, 1, CONTENT)
