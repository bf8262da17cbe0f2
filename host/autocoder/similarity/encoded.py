# SPDX-License-Identifier: MIT
"""Recordings as latents: one point for each frame, with its file and its time. Needs no TensorFlow."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.progress import Progress, silent
from autocoder.spectra.choice import FrameChoice
from autocoder.spectra.frames import build_frames
from autocoder.spectra.hashed_file import content_sha256, load_hashed
from autocoder.vae.coding import encode
from autocoder.vae.model import ENCODER, load_manifest, require

FORMAT = 1

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Encoded:
    """Latents of all files in order; within a file in order of time.

    latents: float32 [frames, latents], 0..1
    file_index: uint32 [frames] into files; times_s: float64 [frames], the middle of the window in its file
    files: names relative to the encoded folder; encoder_sha256: of the encoder that made the latents
    skipped: one line for each file that was left out
    """

    latents: FloatArray
    file_index: npt.NDArray[np.uint32]
    times_s: npt.NDArray[np.float64]
    files: tuple[str, ...]
    encoder_sha256: str
    skipped: tuple[str, ...] = ()


def encode_sound(sound: Path, model: Path, progress: Progress = silent, *, choice: FrameChoice | None = None,
                 own_level: bool = False, cache: Path | None = None, strict: bool = False) -> Encoded:
    """Encode a sound file or a folder with the encoder of a model folder.

    Levels are relative to the model's training set, so that a sound of it gets the latents it was
    trained with; with `own_level` to the loudest of all that is encoded. `choice`, `cache` and `strict` as
    for `build_frames`, but frames are normalized one by one where the model's were, and only there.
    Raises InputError for an unusable sound and ModelError for an unusable model.
    """
    manifest = load_manifest(model)
    require(model, manifest, ENCODER, "train")
    chosen = replace(choice or FrameChoice(), normalized=manifest.choice.normalized)
    frames = build_frames(sound, manifest.analysis, lambda done, total: progress(done, 2 * total),
                          choice=chosen, cache=cache, maximum=None if own_level else manifest.maximum,
                          strict=strict)
    latents = encode(model, frames.targets, lambda done, total: progress(total + done, 2 * total))
    return Encoded(latents, frames.file_index, frames.times_s(), frames.files, manifest.hashes[ENCODER],
                   frames.skipped)


def save_encoded(encoded: Encoded, path: Path) -> None:
    """Write latents to a .npz file, whole or not at all. Raises InputError when it cannot be written."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, header=np.array(_header(encoded)), sha256=np.array(_sha256(encoded)),
                 latents=encoded.latents, file_index=encoded.file_index, times_s=encoded.times_s)


def load_encoded(path: Path) -> Encoded:
    """Read what `save_encoded` wrote. Raises InputError for a missing, damaged or foreign file."""
    def parse(stored: Any) -> Encoded:
        return _parse(stored["header"].item(), stored["latents"], stored["file_index"], stored["times_s"])

    return load_hashed(path, "set of latents", "encode", parse, _sha256)


def _header(encoded: Encoded) -> str:
    left_out = {"skipped": encoded.skipped} if encoded.skipped else {}  # what has none is as it always was
    return json.dumps({"format": FORMAT, "files": encoded.files, "encoder_sha256": encoded.encoder_sha256,
                       **left_out}, sort_keys=True)


def _sha256(encoded: Encoded) -> str:
    return content_sha256(_header(encoded), (
        (encoded.latents, "<f4"), (encoded.file_index, "<u4"), (encoded.times_s, "<f8")))


def _parse(header: Any, latents: Any, file_index: Any, times_s: Any) -> Encoded:
    """Return the latents; raises ValueError, KeyError or TypeError for what cannot be them."""
    fields = json.loads(header)
    if fields["format"] != FORMAT:
        raise ValueError(f"format {fields['format']}")
    if latents.dtype != np.float32 or latents.ndim != 2 or not latents.size:
        raise ValueError("shape of the latents")
    if file_index.dtype != np.uint32 or file_index.shape != latents.shape[:1]:
        raise ValueError("shape of the file index")
    if times_s.dtype != np.float64 or times_s.shape != latents.shape[:1]:
        raise ValueError("shape of the times")
    files = tuple(fields["files"])
    if file_index.max() >= len(files):
        raise ValueError("number of files")
    return Encoded(latents, file_index, times_s, files, fields["encoder_sha256"],
                   tuple(fields.get("skipped", ())))
