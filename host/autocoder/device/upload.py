# SPDX-License-Identifier: MIT
"""A bundle into a slot of a module and back: resumed where it stopped, left out where it is there already."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from autocoder.device.client import Module
from autocoder.device.messages import (
    ModelBeginRequest,
    ModelBeginResponse,
    ModelCommitRequest,
    ModelInfoRequest,
    ModelReadRequest,
    ModelWriteRequest,
)
from autocoder.device.refusals import RefusedError
from autocoder.errors import LinkError
from autocoder.progress import Progress, silent

HASH_BYTES = 32
OFFSET_BYTES = 4  # of a piece's message beside the piece
SMALLEST_PIECE, LARGEST_PIECE = 256, 2048
LOST_PLACE = ("wrong offset", "no upload")  # a piece was lost, or the module was reset
MOST_STARTS = 20  # without a byte more


@dataclass(frozen=True)
class Uploaded:
    """What an upload came to.

    present: the slot held the same already; offset: where it went on; seconds: that the pieces took;
    repeats: requests that had to be sent again
    """

    bytes: int
    hash: str
    present: bool
    offset: int
    seconds: float
    repeats: int

    @property
    def bytes_per_second(self) -> float:
        """Bytes of the model per second; 0 where none were sent."""
        return (self.bytes - self.offset) / self.seconds if self.seconds > 0.0 else 0.0


def bundle_hash(content: bytes) -> bytes:
    """Return the hash by which a module knows a bundle."""
    return hashlib.blake2b(content, digest_size=HASH_BYTES).digest()


def upload(module: Module, slot: int, content: bytes, piece_bytes: int = LARGEST_PIECE,
           progress: Progress = silent, read_back: bool = True) -> Uploaded:
    """Bring a bundle into a slot, where it plays from then on.

    read_back: compare every byte afterwards, not the hash alone. Raises RefusedError and LinkError; what has
    come stays on the module, and the next upload of the same bundle goes on there.
    """
    digest = bundle_hash(content)
    begin = ModelBeginRequest(slot, len(content), digest)
    repeats = module.exchange.repeats
    begun = module.ask(begin)
    start_s = time.monotonic()
    if not begun.present:
        send_pieces(module, begin, begun, content, min(piece_bytes, most_data(module)), progress)
    seconds = time.monotonic() - start_s
    if not begun.present:
        module.finish(ModelCommitRequest(slot, digest))
    _check(module, slot, content, digest, read_back)
    progress(len(content), len(content))
    return Uploaded(len(content), digest.hex(), bool(begun.present),
                    len(content) if begun.present else begun.offset,
                    0.0 if begun.present else seconds, module.exchange.repeats - repeats)


def most_data(module: Module) -> int:
    """Return the largest piece that the module takes."""
    return int(module.hello.payload_bytes) - OFFSET_BYTES


def send_pieces(module: Module, begin: ModelBeginRequest, begun: ModelBeginResponse, content: bytes,
                piece_bytes: int, progress: Progress = silent) -> None:
    """Send the pieces from where the module stands, and again from there where it lost its place."""
    offset, starts = begun.offset, 0
    while offset < len(content):
        try:
            for answer in module.ask_all(_pieces(content, offset, piece_bytes), sparse=True):
                offset, starts = answer.next, 0
                progress(offset, len(content))
        except RefusedError as refused:
            if refused.status not in LOST_PLACE or starts == MOST_STARTS:
                raise
            offset, starts = module.ask(begin).offset, starts + 1


def _pieces(content: bytes, offset: int, piece_bytes: int) -> Iterator[ModelWriteRequest]:
    for start in range(offset, len(content), piece_bytes):
        yield ModelWriteRequest(start, content[start:start + piece_bytes])


def _check(module: Module, slot: int, content: bytes, digest: bytes, read_back: bool) -> None:
    info = module.ask(ModelInfoRequest(slot))
    if bytes(info.hash) != digest or info.size_bytes != len(content):
        raise LinkError(f"slot {slot}: holds something other than what was uploaded; upload it again")
    if read_back and read_model(module, slot, len(content)) != content:
        raise LinkError(f"slot {slot}: its bytes differ from those that were uploaded; upload it again, and "
                        "if it stays, the module's flash is worn out")


def read_model(module: Module, slot: int, size: int, progress: Progress = silent) -> bytes:
    """Return so many bytes of the bundle that a slot holds. Raises RefusedError where none was stored."""
    piece = min(LARGEST_PIECE, int(module.hello.payload_bytes))
    content = b""
    starts = range(0, size, piece)
    requests = (ModelReadRequest(slot, start, min(piece, size - start)) for start in starts)
    for start, answer in zip(starts, module.ask_all(requests), strict=True):
        if len(answer.data) != min(piece, size - start):
            raise LinkError(f"slot {slot}: ends after {start + len(answer.data)} of {size} bytes; repeat the "
                            "command")
        content += answer.data
        progress(len(content), size)
    return content


def download(module: Module, slot: int, progress: Progress = silent) -> bytes:
    """Return the bundle that was stored in a slot. Raises RefusedError and LinkError."""
    info = module.ask(ModelInfoRequest(slot))
    content = read_model(module, slot, info.size_bytes, progress)
    if not content:
        raise LinkError(f"slot {slot}: holds no model that was uploaded; see `autocoder models`")
    if bundle_hash(content) != bytes(info.hash):
        raise LinkError(f"slot {slot}: what was read does not match its hash; repeat the command, and if it "
                        "stays, upload the model again")
    return content
