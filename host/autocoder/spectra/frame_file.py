# SPDX-License-Identifier: MIT
"""Frame sets as files: one .npz with a hash of its content."""

import hashlib
import json
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from autocoder.atomic import replacing
from autocoder.errors import InputError
from autocoder.spectra.frames import Analysis, FrameSet

FORMAT = 1


def sha256(frames: FrameSet) -> str:
    """Return the hex hash of everything in the set; equal sets have equal hashes on any machine."""
    digest = hashlib.sha256(_header(frames).encode())
    digest.update(np.ascontiguousarray(frames.targets, dtype="<f4").data)
    digest.update(np.ascontiguousarray(frames.file_index, dtype="<u4").data)
    return digest.hexdigest()


def save_frames(frames: FrameSet, path: Path) -> None:
    """Write the set to a .npz file, whole or not at all. Raises InputError when it cannot be written."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, header=np.array(_header(frames)), sha256=np.array(sha256(frames)),
                 targets=frames.targets, file_index=frames.file_index)


def load_frames(path: Path) -> FrameSet:
    """Read what `save_frames` wrote. Raises InputError for a missing, damaged or foreign file."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            frames = _parse(stored["header"].item(), stored["targets"], stored["file_index"])
            expected = stored["sha256"].item()
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such frame set; run `autocoder analyze` first") from error
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError,
            zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path}: not a frame set of this version; run `autocoder analyze` again") from error
    if sha256(frames) != expected:
        raise InputError(f"{path}: the frame set is damaged; run `autocoder analyze` again")
    return frames


def _header(frames: FrameSet) -> str:
    return json.dumps({
        "format": FORMAT,
        "maximum": frames.maximum,
        "files": frames.files,
        "skipped": frames.skipped,
        "analysis": asdict(frames.analysis),
    }, sort_keys=True)


def _parse(header: Any, targets: Any, file_index: Any) -> FrameSet:
    """Return the set; raises ValueError, KeyError or TypeError for what cannot be one."""
    fields = json.loads(header)
    if fields["format"] != FORMAT:
        raise ValueError(f"format {fields['format']}")
    analysis = Analysis(**fields["analysis"])
    if targets.dtype != np.float32 or targets.ndim != 2 or targets.shape[1] != analysis.bands:
        raise ValueError("shape of the targets")
    if file_index.dtype != np.uint32 or file_index.shape != targets.shape[:1]:
        raise ValueError("shape of the file index")
    return FrameSet(targets=targets, maximum=float(fields["maximum"]), files=tuple(fields["files"]),
                    file_index=file_index, skipped=tuple(fields["skipped"]), analysis=analysis)
