# SPDX-License-Identifier: MIT
"""Analysed files on disk, found again by the content of the sound file."""

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from autocoder.atomic import replacing
from autocoder.audio import FloatArray
from autocoder.errors import InputError

VERSION = 2  # of the analysis itself: another number makes every kept frame a stranger
MAGIC = b"acmel\x00\x00\x01"
HEADER = struct.Struct("<8sIIIf")  # magic, rows, bands, the file's frames, loudest value
CHECKSUM = struct.Struct("<I")  # CRC-32 of the header and the rows
DATA_AT = HEADER.size + CHECKSUM.size
PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class Analysed:
    """The chosen linear mel frames of one file, float32 [rows, bands], and how many it has in all."""

    mel: FloatArray
    file_frames: int


@dataclass(frozen=True)
class Source:
    """The chosen frames of one file, wherever they are: `load()` returns them, float32 [rows, bands].

    peak: the loudest of their linear mel values; file_frames: how many frames the file has in all
    """

    rows: int
    file_frames: int
    peak: float
    load: Callable[[], FloatArray]

    @classmethod
    def in_memory(cls, analysed: Analysed) -> "Source":
        """Return a source that holds its frames."""
        return cls(len(analysed.mel), analysed.file_frames, _peak(analysed.mel), lambda: analysed.mel)


class MelCache:
    """A folder of analysed files. What is in it can be deleted at any time; the next run makes it again."""

    def __init__(self, folder: Path) -> None:
        """Make the folder. Raises InputError when it cannot be made."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: no folder to keep analysed files in ({error.strerror}); "
                             "choose another --cache") from error

    def look_up(self, path: Path, recipe: Mapping[str, Any]) -> tuple[str, Source | None]:
        """Return the key of a sound file's content and recipe, and its frames where they are kept whole.

        Raises InputError for a file that cannot be read.
        """
        key = content_key(path, recipe)
        return key, self._whole(key)

    def store(self, key: str, analysed: Analysed) -> Source:
        """Keep the frames of a key. Raises InputError when the disk is full or cannot be written."""
        shape, content = analysed.mel.shape, np.ascontiguousarray(analysed.mel, dtype="<f4").data
        peak = _peak(analysed.mel)
        with replacing(self._path(key)) as temporary, temporary.open("wb") as file:
            header = HEADER.pack(MAGIC, *shape, analysed.file_frames, peak)
            file.write(header + CHECKSUM.pack(zlib.crc32(content, zlib.crc32(header))))
            file.write(content)
        return self._source(key, shape, analysed.file_frames, peak)

    def _whole(self, key: str) -> Source | None:
        """Return the frames of a key when every bit of them is as it was written."""
        try:
            with self._path(key).open("rb") as file:
                header, (expected,) = file.read(HEADER.size), CHECKSUM.unpack(file.read(CHECKSUM.size))
                magic, rows, bands, file_frames, peak = HEADER.unpack(header)
                checksum = zlib.crc32(header)
                while piece := file.read(PIECE_BYTES):
                    checksum = zlib.crc32(piece, checksum)
        except (OSError, struct.error):
            return None
        if magic != MAGIC or checksum != expected:
            return None
        return self._source(key, (rows, bands), file_frames, peak)

    def _source(self, key: str, shape: tuple[int, ...], file_frames: int, peak: float) -> Source:
        return Source(shape[0], file_frames, peak, partial(_load, self._path(key), shape))

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.mel"


def content_key(path: Path, recipe: Mapping[str, Any]) -> str:
    """Return a hex SHA-256 of a file's bytes and of how it is analysed; its name and date do not count.

    Raises InputError for a file that cannot be read.
    """
    digest = hashlib.sha256(json.dumps({"version": VERSION, **recipe}, sort_keys=True).encode())
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    return digest.hexdigest()


def _load(path: Path, shape: tuple[int, ...]) -> FloatArray:
    try:
        values = np.fromfile(path, dtype="<f4", offset=DATA_AT)
    except OSError as error:
        raise InputError(f"{path}: vanished while it was used ({error.strerror}); run it again") from error
    return values.reshape(shape)


def _peak(mel: FloatArray) -> float:
    return float(mel.max()) if mel.size else 0.0
