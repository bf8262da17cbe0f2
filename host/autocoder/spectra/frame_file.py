# SPDX-License-Identifier: MIT
"""Frame sets as files: one .npz with a hash of its content, whose targets are mapped, not read."""

import io
import json
import os
import struct
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.spectra.choice import FrameChoice
from autocoder.spectra.frames import Analysis, FrameSet
from autocoder.spectra.hashed_file import content_sha256, load_hashed, pieces

FORMAT = 2
TARGETS = "targets"

# Layout of a ZIP member before its data, from the ZIP specification (APPNOTE 4.3.7 and 4.5.3).
LOCAL_HEADER = struct.Struct("<4s10xI8xHH")
LOCAL_SIGNATURE = b"PK\x03\x04"
EXTRA_HEADER = struct.Struct("<HH")
PADDING = 0xD935  # the field that aligned archives mark their padding with
ZIP64_BYTES = 20
ALIGNMENT = 64
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a fixed date: equal sets have equal bytes

Array = npt.NDArray[Any]


def sha256(frames: FrameSet) -> str:
    """Return the hex hash of everything in the set; equal sets have equal hashes on any machine."""
    return content_sha256(_header(frames), ((frames.targets, "<f4"), (frames.file_index, "<u4")))


def save_frames(frames: FrameSet, path: Path) -> None:
    """Write the set to a .npz file, whole or not at all. Raises InputError when it cannot be written."""
    with (replacing(path) as temporary, temporary.open("wb") as file,
          zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive):
        _write(archive, file, "header", np.array(_header(frames)))
        _write(archive, file, "sha256", np.array(sha256(frames)))
        _write(archive, file, "file_index", frames.file_index)
        _write(archive, file, TARGETS, frames.targets)


def load_frames(path: Path) -> FrameSet:
    """Read what `save_frames` wrote; the targets stay on disk until they are used.

    Raises InputError for a missing, damaged or foreign file.
    """
    def parse(stored: Any) -> FrameSet:
        return _parse(stored["header"].item(), _map(path, stored), stored["file_index"])

    return load_hashed(path, "frame set", "analyze", parse, sha256)


def _header(frames: FrameSet) -> str:
    return json.dumps({
        "format": FORMAT,
        "maximum": frames.maximum,
        "files": frames.files,
        "file_frames": frames.file_frames,
        "skipped": frames.skipped,
        "analysis": asdict(frames.analysis),
        "choice": asdict(frames.choice),
    }, sort_keys=True)


def _parse(header: Any, targets: Any, file_index: Any) -> FrameSet:
    """Return the set; raises ValueError, KeyError or TypeError for what cannot be one."""
    fields = json.loads(header)
    if fields["format"] != FORMAT:
        raise ValueError(f"format {fields['format']}")
    analysis = Analysis(**fields["analysis"])
    if targets.dtype != np.float32 or targets.ndim != 2 or targets.shape[1] != analysis.bands:
        raise ValueError("shape of the targets")
    if file_index.dtype != np.uint32 or file_index.shape != targets.shape[:1] or not len(targets):
        raise ValueError("shape of the file index")
    files, file_frames = tuple(fields["files"]), tuple(fields["file_frames"])
    choice = FrameChoice(**fields["choice"])
    if file_index.max() >= len(files) or (len(file_frames) != len(files) and choice.kind != "all"):
        raise ValueError("number of files")
    return FrameSet(targets=targets, maximum=float(fields["maximum"]), files=files, file_index=file_index,
                    skipped=tuple(fields["skipped"]), analysis=analysis, choice=choice,
                    file_frames=file_frames)


def _write(archive: zipfile.ZipFile, file: BinaryIO, name: str, array: Array) -> None:
    """Write an array as a member; the data of the targets start at a multiple of ALIGNMENT, to be mapped."""
    member = zipfile.ZipInfo(f"{name}.npy", EARLIEST)
    if name == TARGETS:
        before = file.tell() + LOCAL_HEADER.size + len(member.filename) + ZIP64_BYTES + EXTRA_HEADER.size
        padding = -before % ALIGNMENT
        member.extra = EXTRA_HEADER.pack(PADDING, padding) + bytes(padding)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(array))
    with archive.open(member, "w", force_zip64=True) as writer:
        writer.write(header.getvalue())
        for piece in pieces(array, array.dtype) if array.ndim else [array]:
            writer.write(piece.tobytes())


def _map(path: Path, stored: Any) -> Array:
    """Return the targets mapped from the file; raises ValueError for what they cannot be."""
    member = stored.zip.getinfo(f"{TARGETS}.npy")
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError("compressed")
    with path.open("rb") as file:
        file.seek(member.header_offset)
        signature, checksum, name_bytes, extra_bytes = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
        start = file.seek(name_bytes + extra_bytes, os.SEEK_CUR)
        if signature != LOCAL_SIGNATURE or checksum != member.CRC:
            raise ValueError("local header")
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError("array format")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        data = file.tell()
        if fortran or dtype != np.float32 or data + 4 * int(np.prod(shape)) != start + member.file_size:
            raise ValueError("layout of the targets")
        mapped = np.asarray(np.memmap(file, dtype, "r", data, shape))
    return mapped if mapped.flags.aligned else mapped.copy()
