# SPDX-License-Identifier: MIT
"""Model folders: what training leaves and everything else starts from. Needs no TensorFlow."""

import hashlib
import json
import math
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing, replacing_folder
from autocoder.errors import ModelError, unwritable
from autocoder.shipped import MANIFEST as MANIFEST
from autocoder.spectra.choice import FrameChoice
from autocoder.spectra.frames import Analysis
from autocoder.vae.mistaken import mistaken

FORMAT = 2
DECODER = "decoder.tflite"
DECODER_INT8 = "decoder.int8.tflite"
ENCODER = "encoder.tflite"
ENCODER_INT8 = "encoder.int8.tflite"
GOLDEN = "golden.npz"
LATENT_SET = "latents.npz"
FILES = (DECODER, DECODER_INT8, ENCODER, ENCODER_INT8, GOLDEN, LATENT_SET)

LARGEST_SIZE = 1 << 24  # of a layer, a transform or a hop
LARGEST_DB = 1000.0
DAMAGED_MANIFEST = (OSError, ValueError, TypeError, LookupError, AttributeError, OverflowError,
                    RecursionError)

DAMAGED_ARRAYS = (OSError, EOFError, ValueError, TypeError, KeyError, zipfile.BadZipFile, zlib.error)

FloatArray = npt.NDArray[np.float32]
Int8Array = npt.NDArray[np.int8]


@dataclass
class Manifest:
    """The readable part of a model, `model.json`.

    widths: of the decoder's layers, from its latents to its bands
    choice: which frames of each recording it was trained on, and whether each was normalized by itself
    maximum: the linear mel value that 0 dB stands for (a full-scale sine being 1)
    gain: linear factor that makes pink noise leave the filter about as loud as it came in
    latent_low, latent_high: range of each latent before it was scaled to 0..1, in posterior means
    latent_effect_db: how much each latent changes the sound, largest first; `dead_latents` change nothing
    heldout, stages, training: measured figures by name
    hashes: SHA-256 of each file beside the manifest
    """

    name: str
    frames_sha256: str
    analysis: Analysis
    choice: FrameChoice
    widths: list[int]
    maximum: float
    gain: float
    latent_low: list[float]
    latent_high: list[float]
    latent_effect_db: list[float]
    dead_latents: list[int]
    training: dict[str, Any]
    heldout: dict[str, float]
    stages: dict[str, float] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def latents(self) -> int:
        """How many latents the model has; eight fill a module's panel."""
        return self.widths[0]


def file_sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` on success; on failure the earlier one stays.

    Raises ModelError when `folder` holds something other than a model or cannot be written, InputError where
    something else or something protected is there.
    """
    if folder.is_dir() and not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise ModelError(f"{folder}: holds something other than a model; choose another folder")
    try:
        with replacing_folder(folder) as temporary:
            yield temporary
    except OSError as error:
        raise ModelError(str(unwritable(folder, error))) from error


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `model.json` with the hashes of the files that lie beside it."""
    manifest.hashes = {
        each.name: file_sha256(each) for each in sorted(folder.iterdir())
        if each.name in FILES
    }
    with replacing(folder / MANIFEST) as temporary:
        temporary.write_text(json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n", encoding="utf-8")


def load_manifest(folder: Path) -> Manifest:
    """Read and check a model folder. Raises ModelError when it is missing, damaged or of another version."""
    path = folder / MANIFEST
    if not path.exists():
        raise ModelError(f"{folder}: {mistaken(folder)}")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        if content["format"] != FORMAT:
            raise ModelError(f"{path}: format {content['format']}, this program reads {FORMAT}; train again")
        manifest = _parse(content)
    except DAMAGED_MANIFEST as error:
        raise ModelError(f"{path}: damaged; restore the folder or train again") from error
    for name, expected in manifest.hashes.items():
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name}: missing; restore the folder or train again")
        if file_sha256(folder / name) != expected:
            raise ModelError(f"{folder / name}: does not match its hash; restore the folder or train again")
    return manifest


def _parse(content: dict[str, Any]) -> Manifest:
    """Return the manifest; raises ValueError or TypeError for what cannot be one."""
    analysis, choice = content["analysis"], content["choice"]
    for record, kind in ((content, Manifest), (analysis, Analysis), (choice, FrameChoice)):
        _check(set(record) == {each.name for each in fields(kind)})
    manifest = Manifest(**{**content, "analysis": Analysis(**analysis), "choice": FrameChoice(**choice)})
    _check_sizes(manifest)
    _check(_is_number(manifest.gain) and manifest.gain > 0.0)
    _check(_is_number(manifest.maximum) and manifest.maximum > 0.0)
    for row in (manifest.latent_low, manifest.latent_high, manifest.latent_effect_db):
        _check(isinstance(row, list) and len(row) == manifest.latents and all(map(_is_number, row)))
    _check(all(low < high for low, high in zip(manifest.latent_low, manifest.latent_high, strict=True)))
    _check(all(type(each) is int and 0 <= each < manifest.latents for each in manifest.dead_latents))
    for figures in (manifest.heldout, manifest.stages):
        _check(all(map(_is_number, figures.values())))
    _check(set(manifest.hashes) <= set(FILES))
    texts = (manifest.name, manifest.frames_sha256, *manifest.hashes.values())
    _check(all(isinstance(each, str) for each in texts) and isinstance(manifest.training, dict))
    return manifest


def _check_sizes(manifest: Manifest) -> None:
    analysis, widths = manifest.analysis, manifest.widths
    _check(isinstance(widths, list) and len(widths) > 1 and widths[-1] == analysis.bands)
    for each in (analysis.rate_hz, analysis.fft, analysis.hop, *widths):
        _check(type(each) is int and 0 < each <= LARGEST_SIZE)
    _check(_is_number(analysis.floor_db) and -LARGEST_DB <= analysis.floor_db < 0.0)


def _check(holds: bool) -> None:
    if not holds:
        raise ValueError("a value that no model has")


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def require(folder: Path, manifest: Manifest, name: str, command: str) -> Path:
    """Return the path of one of the model's files. Raises ModelError naming the command that makes it."""
    if name not in manifest.hashes:
        raise ModelError(f"{folder}: has no {name}; run `autocoder {command}` first")
    return folder / name


@dataclass(frozen=True)
class Golden:
    """What the official runtime answers: latents int8 [vectors, latents], mel int8 [vectors, bands].

    encoded: what the encoder makes of the mel values, int8 [vectors, latents]; None without an encoder
    """

    latents: Int8Array
    mel: Int8Array
    encoded: Int8Array | None = None


def load_golden(path: Path) -> Golden:
    """Read golden vectors. Raises ModelError for a damaged file."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            encoded = stored.get("encoded")
            golden = Golden(stored["latents"], stored["mel"], encoded)
        for each in (golden.latents, golden.mel, golden.mel if encoded is None else encoded):
            _check(each.dtype == np.int8 and each.ndim == 2 and len(each) == len(golden.mel))
        return golden
    except DAMAGED_ARRAYS as error:
        raise ModelError(f"{path}: damaged; run `autocoder quantize` again") from error


def save_golden(path: Path, golden: Golden) -> None:
    """Write golden vectors."""
    if golden.encoded is None:
        np.savez(path, latents=golden.latents, mel=golden.mel)
    else:
        np.savez(path, latents=golden.latents, mel=golden.mel, encoded=golden.encoded)


@dataclass(frozen=True)
class LatentSet:
    """Latents 0..1 of the training set, float32 [frames, latents], and which frames were held out.

    file_index: uint32 [frames], the recording that each frame is of; all of the first in older models
    """

    latents: FloatArray
    heldout: npt.NDArray[np.bool_]
    file_index: npt.NDArray[np.uint32]


def load_latents(path: Path) -> LatentSet:
    """Read the latents of the training set. Raises ModelError for a damaged file."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            frames = len(stored["latents"])
            files = stored["file_index"] if "file_index" in stored else np.zeros(frames, np.uint32)
            latents = LatentSet(stored["latents"], stored["heldout"], files)
        rows = latents.latents
        _check(rows.dtype == np.float32 and rows.ndim == 2 and len(rows) > 0)
        _check(bool(np.isfinite(rows).all()))
        _check(latents.heldout.dtype == np.bool_ and latents.heldout.shape == rows.shape[:1])
        _check(files.dtype == np.uint32 and files.shape == rows.shape[:1])
        return latents
    except DAMAGED_ARRAYS as error:
        raise ModelError(f"{path}: damaged; train again") from error


def latent_set(folder: Path, manifest: Manifest) -> LatentSet:
    """Return the latents of a model's training set. Raises ModelError where they do not fit the model."""
    path = require(folder, manifest, LATENT_SET, "train")
    latents = load_latents(path)
    columns = latents.latents.shape[1]
    if columns != manifest.latents:
        raise ModelError(f"{path}: rows of {columns} latents, not {manifest.latents}; train again")
    return latents


def save_latents(path: Path, latents: LatentSet) -> None:
    """Write the latents of the training set."""
    np.savez(path, latents=latents.latents, heldout=latents.heldout, file_index=latents.file_index)
