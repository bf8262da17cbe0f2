# SPDX-License-Identifier: MIT
"""Model folders: what training leaves and everything else starts from. Needs no TensorFlow."""

import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.errors import ModelError
from autocoder.spec import LATENTS
from autocoder.spectra.frames import Analysis

FORMAT = 1
MANIFEST = "model.json"
DECODER = "decoder.tflite"
DECODER_INT8 = "decoder.int8.tflite"
ENCODER = "encoder.tflite"
GOLDEN = "golden.npz"
LATENT_SET = "latents.npz"

DAMAGED_ARRAYS = (OSError, EOFError, ValueError, TypeError, KeyError, zipfile.BadZipFile, zlib.error)

FloatArray = npt.NDArray[np.float32]
Int8Array = npt.NDArray[np.int8]


@dataclass
class Manifest:
    """The readable part of a model, `model.json`.

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
    hidden: int
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


def file_sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` on success; on failure the earlier one stays.

    What an interrupted run left is removed first. Raises ModelError when `folder` holds something other
    than a model or cannot be written.
    """
    temporary = folder.with_name(f".{folder.name}.partial")
    earlier = folder.with_name(f".{folder.name}.earlier")
    try:
        if folder.exists() and not (folder / MANIFEST).exists() and any(folder.iterdir()):
            raise ModelError(f"{folder}: holds something other than a model; choose another folder")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
    except OSError as error:
        raise ModelError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error
    try:
        yield temporary
        shutil.rmtree(earlier, ignore_errors=True)
        if folder.exists():
            folder.rename(earlier)
        temporary.rename(folder)
        shutil.rmtree(earlier, ignore_errors=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `model.json` with the hashes of the files that lie beside it."""
    manifest.hashes = {
        each.name: file_sha256(each) for each in sorted(folder.iterdir())
        if each.name in (DECODER, DECODER_INT8, ENCODER, GOLDEN, LATENT_SET)
    }
    with replacing(folder / MANIFEST) as temporary:
        temporary.write_text(json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n")


def load_manifest(folder: Path) -> Manifest:
    """Read and check a model folder. Raises ModelError when it is missing, damaged or of another version."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text())
        if content["format"] != FORMAT:
            raise ModelError(f"{path}: format {content['format']}, this program reads {FORMAT}; train again")
        manifest = _parse(content)
    except FileNotFoundError as error:
        raise ModelError(f"{folder}: no model there; run `autocoder train` first") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{path}: damaged; restore the folder or train again") from error
    for name, expected in manifest.hashes.items():
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name}: missing; restore the folder or train again")
        if file_sha256(folder / name) != expected:
            raise ModelError(f"{folder / name}: does not match its hash; restore the folder or train again")
    return manifest


def _parse(content: dict[str, Any]) -> Manifest:
    """Return the manifest; raises ValueError or TypeError for what cannot be one."""
    if set(content) != {each.name for each in fields(Manifest)}:
        raise ValueError("fields")
    manifest = Manifest(**{**content, "analysis": Analysis(**content["analysis"])})
    for each in (manifest.latent_low, manifest.latent_high, manifest.latent_effect_db):
        if np.asarray(each, dtype=np.float64).shape != (LATENTS,):
            raise ValueError("latents")
    if not isinstance(manifest.gain, (int, float)) or not isinstance(manifest.hashes, dict):
        raise ValueError("types")
    return manifest


def require(folder: Path, manifest: Manifest, name: str, command: str) -> Path:
    """Return the path of one of the model's files. Raises ModelError naming the command that makes it."""
    if name not in manifest.hashes:
        raise ModelError(f"{folder}: has no {name}; run `autocoder {command}` first")
    return folder / name


@dataclass(frozen=True)
class Golden:
    """What the official runtime answers: latents int8 [vectors, latents], mel int8 [vectors, bands]."""

    latents: Int8Array
    mel: Int8Array


def load_golden(path: Path) -> Golden:
    """Read golden vectors. Raises ModelError for a damaged file."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Golden(stored["latents"], stored["mel"])
    except DAMAGED_ARRAYS as error:
        raise ModelError(f"{path}: damaged; run `autocoder quantize` again") from error


def save_golden(path: Path, golden: Golden) -> None:
    """Write golden vectors."""
    np.savez(path, latents=golden.latents, mel=golden.mel)


@dataclass(frozen=True)
class LatentSet:
    """Latents 0..1 of the training set, float32 [frames, latents], and which frames were held out."""

    latents: FloatArray
    heldout: npt.NDArray[np.bool_]


def load_latents(path: Path) -> LatentSet:
    """Read the latents of the training set. Raises ModelError for a damaged file."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return LatentSet(stored["latents"], stored["heldout"])
    except DAMAGED_ARRAYS as error:
        raise ModelError(f"{path}: damaged; train again") from error


def save_latents(path: Path, latents: LatentSet) -> None:
    """Write the latents of the training set."""
    np.savez(path, latents=latents.latents, heldout=latents.heldout)
