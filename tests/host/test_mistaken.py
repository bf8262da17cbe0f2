# SPDX-License-Identifier: MIT
"""What is named in place of a model is recognized, by content, and named with what to do."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import bad_inputs
from autocoder.bake.bundle import MAGIC, bundle_bytes, read_bundle
from autocoder.errors import ModelError
from autocoder.vae.mistaken import mistaken
from autocoder.vae.model import load_manifest
from synth_model import STRINGS


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a file of each kind that autocoder writes or is given."""
    folder = tmp_path_factory.mktemp("inputs")
    bad_inputs.make_inputs(folder)
    return folder


def torch_script(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/constants.pkl", b"")


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(STRINGS / "model.json", "strings/model.json")


def baked(path: Path) -> None:
    path.mkdir()
    (path / "model.h").write_text("")


def without_manifest(path: Path) -> None:
    shutil.copytree(STRINGS, path)
    (path / "model.json").unlink()


def folder_of(name: str) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        path.mkdir()
        shutil.copytree(STRINGS, path / name)
    return make


def sounds_of_any_name(path: Path) -> None:
    path.mkdir()
    (path / os.fsdecode(b"\xe9.wav")).write_bytes(b"RIFF\0\0\0\0WAVEfmt ")


MADE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "folder without its manifest": (without_manifest, "without model.json", "restore it"),
    "folder of models": (folder_of("bells"), "models in it (bells)", "such as"),
    "empty folder": (Path.mkdir, "empty folder", "autocoder train"),
    "sounds": (sounds_of_any_name, "a folder of sounds", "autocoder analyze"),
    "baked": (baked, "autocoder bake", "model's own folder"),
    "empty file": (Path.touch, "empty file", "name"),
    "firmware": (lambda path: path.write_bytes(b"\x7fELF" + bytes(60)), "firmware", "autocoder flash"),
    "hex": (lambda path: path.write_text(":020000042000DA\n"), "firmware", "autocoder flash"),
    "PyTorch": (torch_script, "another program", "autocoder train"),
    "NAM": (lambda path: path.write_text(json.dumps({"architecture": "x", "weights": []})),
            "another program", "autocoder train"),
    "Keras": (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n"), "another program", "autocoder train"),
    "zip": (zipped, "archive with a model", "unpack"),
    "damaged zip": (lambda path: path.write_bytes(b"PK\3\4" + bytes(60)), "damaged archive", "name"),
    "network": (lambda path: path.write_bytes((STRINGS / "decoder.tflite").read_bytes()),
                "network alone", "whole model"),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "a picture", "name"),
    "text": (lambda path: path.write_text("Dear reader,\n"), "a text", "name"),
    "noise": (lambda path: path.write_bytes(bytes(range(7)) * 9), "unknown kind", "name"),
    "no file": (os.mkfifo, "no model there", "file or a folder"),
    "nothing": (lambda path: None, "no model there", "check the path"),
}


@pytest.mark.parametrize("kind", MADE)
def test_what_is_no_model_is_named(tmp_path: Path, kind: str) -> None:
    make, what, fix = MADE[kind]
    path = tmp_path / "thing"
    make(path)
    reason, _, advice = mistaken(path).partition("; ")
    assert what in reason and fix in advice
    with pytest.raises(ModelError, match="thing"):
        load_manifest(path)


@pytest.mark.parametrize(("name", "what"), [
    ("sound", "a sound file; train a model"), ("frames", "a frame set; train a model"),
    ("latents", "autocoder encode"), ("state", "calibration and presets; `autocoder restore"),
    ("key", "a signing key"), ("series", "a text or table")])
def test_files_of_autocoder_are_named(inputs: Path, name: str, what: str) -> None:
    path = inputs / bad_inputs.NAMES[name]
    assert what in mistaken(path)
    with pytest.raises(ModelError, match=what.split(";")[0]):
        load_manifest(path)
    shutil.copy(path, inputs / "renamed.acb")
    with pytest.raises(ModelError, match=what.split(";")[0]):
        read_bundle(inputs / "renamed.acb")


def test_a_file_inside_of_a_model_and_a_folder_of_sounds(inputs: Path, tmp_path: Path) -> None:
    assert f"one file of a model; name its folder, {STRINGS}" in mistaken(STRINGS / "golden.npz")
    shutil.copy(inputs / bad_inputs.NAMES["sound"], tmp_path / "a.wav")
    assert "a folder of sounds; train" in mistaken(tmp_path)


def test_a_bundle_of_another_format_says_which(tmp_path: Path) -> None:
    content = bytearray(bundle_bytes(STRINGS))
    content[len(MAGIC)] = 7
    path = tmp_path / "later.acb"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="of format 7, this program reads 1"):
        read_bundle(path)
