# SPDX-License-Identifier: MIT
"""Containers of chunks: WAV, RF64, BW64, W64, AIFF, 8SVX, CAF and AU, and the size of their data.

The data's size is believed unless it is none: nothing, -1 or just under the largest number, as programs
write that cannot return to the header. Data is missing where both the data and the container around it
end behind the file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from autocoder.audio.part import Part
from autocoder.audio.tags import before_tags
from autocoder.audio.view import FileView

STREAM_SLACK = 1 << 25  # sizes of streams lie so far below the largest number, a little more than sox's
SIZE_SLACK_BYTES = 8  # some programs count the chunk's own header
LARGEST_CHUNKS = 10_000
W64_DATA = b"data\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"
W64_RIFF = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"
W64_HEADER = 24
MPEG_LAYER_3 = 0x55
LARGE_RIFF = (b"RF64", b"BW64")


@dataclass(frozen=True)
class Data:
    """Where the samples lie: from `at` on, `size` bytes by the field at `field`, `width` bytes wide.

    added: what the field counts beside the samples; outer: the container's size by its own field, None
    where it has none; last: whether nothing that decoding needs comes behind; mpeg: whether they are an mp3
    """

    at: int
    size: int
    field: int
    width: int
    order: str
    added: int = 0
    outer: int | None = None
    last: bool = False
    mpeg: bool = False


def find_data(view: FileView) -> Data | None:
    """Return where the samples of a container of chunks lie; None for other files.

    None also where the header has them begin inside itself or behind the file: libsndfile judges those.
    """
    found = _declared_data(view)
    return found if found is not None and found.field < found.at <= view.size else None


def _declared_data(view: FileView) -> Data | None:
    magic, form = view.bytes_at(0, 4), view.bytes_at(8, 4)
    if magic in (b"RIFF", b"RIFX", *LARGE_RIFF) and form == b"WAVE":
        return _riff(view, "big" if magic == b"RIFX" else "little", magic in LARGE_RIFF)
    if magic == b"FORM" and form in (b"AIFF", b"AIFC", b"8SVX", b"16SV"):
        return _iff(view)
    if view.bytes_at(0, 16) == W64_RIFF:
        return _w64(view)
    if magic == b"caff":
        return _caf(view)
    if magic in (b".snd", b"dns."):
        order = "big" if magic == b".snd" else "little"
        return Data(_number(view, 4, 4, order), _number(view, 8, 4, order), 8, 4, order, last=True)
    return None


def data_part(view: FileView, data: Data) -> Part:
    """Return the file as one part, its sizes corrected where they are none or reach too far."""
    present = view.size - data.at
    size, share = data.size, 1.0  # libsndfile believes the size of some and takes all that follows of others
    if not 0 < data.size <= present and _is_no_size(data.size, data.width) and not _is_empty(view, data):
        size = max(0, _end_of_stream(view, data) - data.at)
    elif size > present:
        size = present
        missing = data.size - present
        if missing > SIZE_SLACK_BYTES and not _ends_inside(view, data):
            share = present / data.size
    end = data.at + size
    if not data.last:
        outer = data.outer if data.outer is not None and data.outer >= end else view.size
        end = max(end, min(outer, _end_of_stream(view, data)))
    header = _header(view, data, size)
    return Part(data.at - len(header) if header else 0, end, header, share=share)


def _end_of_stream(view: FileView, data: Data) -> int:
    """Return where samples without a size end: before tags, and before the header that libsndfile repeats."""
    end = before_tags(view)
    return end - data.at if view.bytes_at(max(0, end - data.at), 12) == view.bytes_at(0, 12) else end


def _header(view: FileView, data: Data, size: int) -> bytes:
    """Return the header up to the samples with another size; nothing where it is right as it is."""
    if view.bytes_at(0, 4) in LARGE_RIFF:
        return _large_header(view, size)
    if size == data.size:
        return b""
    header = bytearray(view.bytes_at(0, data.at))
    written = (size + data.added).to_bytes(data.width, data.order)  # type: ignore[arg-type]
    header[data.field:data.field + data.width] = written
    return bytes(header)


def _large_header(view: FileView, size: int) -> bytes:
    """Return the shortest RF64 header: libsndfile knows no BW64, and no longer chunks before the samples."""
    kind = next((view.bytes_at(at, length) for name, at, length in _chunks(view, 12, "little")
                 if name == b"fmt "), b"")
    kind += bytes(len(kind) % 2)
    sizes = struct.pack("<QQQI", size + 64 + len(kind), size, 0, 0)
    return b"".join((b"RF64\xff\xff\xff\xffWAVE", b"ds64", struct.pack("<I", len(sizes)), sizes,
                     b"fmt ", struct.pack("<I", len(kind)), kind, b"data\xff\xff\xff\xff"))


def _is_no_size(size: int, width: int) -> bool:
    """Tell whether a size in a field of so many bytes is what programs write that do not know it."""
    signed, unsigned = (1 << 8 * width - 1), (1 << 8 * width)
    return size <= 0 or abs(signed - size) < STREAM_SLACK or unsigned - size < STREAM_SLACK


def _is_empty(view: FileView, data: Data) -> bool:
    """Tell whether nothing but chunks follows data of size 0."""
    if data.size != 0 or data.width == 8 or data.outer is None:
        return False
    at = data.at
    while at + 8 <= view.size:
        name = view.bytes_at(at, 4)
        if not (name.isascii() and name.decode().isprintable()):
            return False
        size = _number(view, at + 4, 4, data.order)
        at += 8 + size + size % 2
    return at <= view.size + 1


def _ends_inside(view: FileView, data: Data) -> bool:
    """Tell whether the container by its own size ends inside the file, or has no size either."""
    if data.outer is None:
        return False
    return data.outer <= view.size + 1 or _is_no_size(data.outer - 8, data.width)


def _chunks(view: FileView, at: int, order: str) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, place of the content and size of each chunk."""
    for _ in range(LARGEST_CHUNKS):
        if at + 8 > view.size:
            return
        size = _number(view, at + 4, 4, order)
        yield view.bytes_at(at, 4), at + 8, size
        at += 8 + size + size % 2


def _riff(view: FileView, order: str, is_64: bool) -> Data | None:
    outer, sizes_at, mpeg = 8 + _number(view, 4, 4, order), None, False
    for name, at, size in _chunks(view, 12, order):
        if name == b"ds64" and is_64:
            sizes_at, outer = at, 8 + _number(view, at, 8, order)
        elif name == b"fmt ":
            mpeg = _number(view, at, 2, order) == MPEG_LAYER_3
        elif name == b"data":
            if sizes_at is not None and size == 0xFFFFFFFF:
                field = sizes_at + 8
                return Data(at, _number(view, field, 8, order), field, 8, order, 0, outer, True, mpeg)
            return Data(at, size, at - 4, 4, order, 0, outer, True, mpeg)
    return None


def _iff(view: FileView) -> Data | None:
    outer = 8 + _number(view, 4, 4, "big")
    for name, at, size in _chunks(view, 12, "big"):
        if name == b"BODY":
            return Data(at, size, at - 4, 4, "big", 0, outer, last=True)
        if name == b"SSND":
            before = 8 + _number(view, at, 4, "big")  # two fields and what the first of them skips
            return Data(at + before, size - before if size else 0, at - 4, 4, "big", before, outer)
    return None


def _w64(view: FileView) -> Data | None:
    outer, at = _number(view, 16, 8, "little"), 40
    while at + W64_HEADER <= view.size:
        size = _number(view, at + 16, 8, "little")
        if view.bytes_at(at, 16) == W64_DATA:
            return Data(at + W64_HEADER, size - W64_HEADER, at + 16, 8, "little", W64_HEADER, outer)
        at += max(W64_HEADER, size + -size % 8)
    return None


def _caf(view: FileView) -> Data | None:
    at = 8
    while at + 12 <= view.size:
        size = int.from_bytes(view.bytes_at(at + 4, 8), "big", signed=True)
        if view.bytes_at(at, 4) == b"data":
            return Data(at + 16, size - 4 if size > 0 else size, at + 4, 8, "big", 4)
        at += 12 + max(0, size)
    return None


def _number(view: FileView, at: int, width: int, order: str) -> int:
    return int.from_bytes(view.bytes_at(at, width), order)  # type: ignore[arg-type]
