# SPDX-License-Identifier: MIT
"""What somebody named in place of a model: its kind in words, and what to do with it."""

import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

from autocoder.audio.content import has_sound
from autocoder.audio.view import FileView
from autocoder.shipped import MANIFEST
from autocoder.tables import text_of

TRAIN = "train a model on it first: `autocoder analyze`, `autocoder train`, `autocoder quantize`"
ANOTHERS = "a model of another program; autocoder plays its own, which `autocoder train` makes of sounds"
FIRMWARE = "firmware; `autocoder flash` builds and writes it, with --model for a model in it"
MOST_LOOKED_AT = 200  # of a folder's entries
LONGEST_JSON_BYTES = 1 << 24

BEGINNINGS = (
    (b"ACB\n", "a bundle, which `autocoder upload` and `verify` take; others take the model's folder"),
    (b"\x7fELF", FIRMWARE), (b":", FIRMWARE), (b"UF2\n", FIRMWARE),
    (b"autocoder signing key", "a signing key; give it with --key, and name a model"),
    (b"\x89HDF", ANOTHERS), (b"\x80", ANOTHERS),
    (b"\x89PNG", "a picture; name a model's folder"), (b"\xff\xd8\xff", "a picture; name a model's folder"),
    (b"\x1f\x8b", "an archive; unpack it, and name the model's folder in it"),
    (b"7z\xbc\xaf", "an archive; unpack it, and name the model's folder in it"),
)


def mistaken(path: Path) -> str:
    """Return what a path is that holds no model, and what to do: 'a sound file; train a model on it first'.

    Whatever is there, and whether it can be read or not: raises nothing.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return _file(path)
        return "no model there; " + ("name a file or a folder" if path.exists() else
                                     "run `autocoder train` first, or check the path")
    except OSError as error:
        return f"cannot be read ({error.strerror}); check who may read it"


def _folder(folder: Path) -> str:
    entries = sorted(itertools.islice(folder.iterdir(), MOST_LOOKED_AT))
    names = {each.name for each in entries}
    models = [each for each in entries if (each / MANIFEST).is_file()]
    if models:
        listed = ", ".join(each.name for each in models)
        return f"a folder with models in it ({listed}); name one of them, such as {models[0]}"
    if "model.h" in names:
        return "C++ files that `autocoder bake` wrote; name the model's own folder"
    if any(each.suffix == ".tflite" for each in entries):
        return f"a folder without {MANIFEST}, which a model needs; restore it, or train again"
    if not entries:
        return "an empty folder, no model there; run `autocoder train` first"
    if any(each.is_file() and _is_sound(each) for each in entries):
        return f"a folder of sounds; {TRAIN}"
    return f"a folder without {MANIFEST}, so no model; name the folder that `autocoder train -o` wrote"


def _file(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(64)
    if not start:
        return "an empty file; name a model's folder"
    if _is_sound(path):  # before the beginnings: an mp3 may begin with anything
        return f"a sound file; {TRAIN}"
    if (path.parent / MANIFEST).is_file():
        return f"one file of a model; name its folder, {path.parent}"
    if start[4:8] == b"TFL3":
        return "a TensorFlow Lite network alone; name the folder of the whole model"
    for beginning, meaning in BEGINNINGS:
        if start.startswith(beginning):
            return meaning
    if start.startswith(b"PK"):
        return _archive(path)
    return _json(path) or _text(start) or "a file of an unknown kind; name a model's folder"


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {Path(each).stem for each in archive.namelist()}
            inside = [each for each in archive.namelist() if Path(each).name == MANIFEST]
    except zipfile.BadZipFile:
        return "a damaged archive; name a model's folder"
    if "targets" in names:
        return "a frame set; train a model on it first: `autocoder train`, `autocoder quantize`"
    if {"latents", "heldout"} <= names or {"latents", "mel"} <= names:
        return "one file of a model; name the folder that it belongs to"
    if {"header", "latents"} <= names:
        return "latents that `autocoder encode` wrote; name the model that they were made with"
    if inside:
        return "an archive with a model in it; unpack it, and name the model's folder"
    return ANOTHERS if names & {"constants", "data", "config"} else "an archive; unpack it, and name a model"


def _json(path: Path) -> str:
    """Return what a JSON file is; '' for what is none."""
    try:
        if path.stat().st_size > LONGEST_JSON_BYTES:
            return ""
        content = json.loads(text_of(path.read_bytes()))
    except (ValueError, RecursionError):
        return ""
    return _record(content if isinstance(content, dict) else {}, path)


def _record(content: dict[str, Any], path: Path) -> str:
    def has(*names: str) -> bool:
        return all(each in content for each in names)

    if has("calibration", "presets"):
        return f"a module's settings, with calibration and presets; `autocoder restore {path}` takes them"
    if has("preset"):
        return f"a preset; `autocoder preset restore {path}` takes it"
    if has("architecture", "weights"):
        return ANOTHERS
    if has("latent_low", "widths"):
        return "a model's manifest alone; name the folder of the whole model"
    return "a JSON file, but no model; name the folder that `autocoder train -o` wrote"


def _text(start: bytes) -> str:
    printable = set(range(32, 256)) | set(b"\t\r\n")
    return "a text or table, but no model; name a model's folder" if set(start) <= printable else ""


def _is_sound(path: Path) -> bool:
    """Whether a file begins like a sound. Raises OSError."""
    with FileView(path) as view:
        return has_sound(view)
