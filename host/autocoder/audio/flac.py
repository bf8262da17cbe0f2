# SPDX-License-Identifier: MIT
"""Whether a FLAC file is whole: by its total, by the hash of its sound or by a frame that was begun."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autocoder.audio.part import Part
from autocoder.audio.resampling import FloatArray
from autocoder.audio.view import FileView

INFO_AT, INFO_BYTES = 8, 34  # behind the file's mark and the block's own header
LARGEST_FRAME_BYTES = 1 << 20


@dataclass(frozen=True)
class Info:
    """STREAMINFO: total in samples, 0 where its writer did not know it; md5 likewise all zeros."""

    block: int
    bits: int
    total: int
    md5: bytes


def share_of_flac(path: Path, part: Part, samples: FloatArray, failed: bool) -> float | None:
    """Return how much of a FLAC file is there, 0..1, given the samples [n, channels] that were decoded.

    failed: whether the decoder ended in an error; None stands for a cut file of unknown length.
    """
    with FileView(path, part.start, part.end) as view:
        info = _parse(view.bytes_at(INFO_AT, INFO_BYTES))
        tail = view.bytes_at(max(0, view.size - LARGEST_FRAME_BYTES), LARGEST_FRAME_BYTES)
    if len(samples) >= info.total > 0 or _md5(samples, info.bits) == info.md5:
        return 1.0
    if info.total:
        return len(samples) / info.total
    return None if failed and _begins_frame(tail, -(-len(samples) // max(1, info.block))) else 1.0


def _parse(content: bytes) -> Info:
    packed = int.from_bytes(content[10:18])
    return Info(int.from_bytes(content[2:4]), (packed >> 36 & 31) + 1, packed & (1 << 36) - 1, content[18:])


def _md5(samples: FloatArray, bits: int) -> bytes:
    """Return the hash that STREAMINFO has of the sound: of whole numbers, as few bytes each as hold them."""
    digest, size = hashlib.md5(usedforsecurity=False), (bits + 7) // 8
    for start in range(0, len(samples), 1 << 16):
        numbers = np.rint(samples[start:start + (1 << 16)].astype(np.float64) * 2.0**(bits - 1))
        digest.update(numbers.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :size].tobytes())
    return digest.digest()


def _begins_frame(tail: bytes, number: int) -> bool:
    """Tell whether a frame of this number, which was not decoded, begins in the end of a file."""
    return re.search(rb"\xff\xf8.." + re.escape(chr(number).encode()), tail, re.DOTALL) is not None
