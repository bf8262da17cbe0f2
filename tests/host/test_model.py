# SPDX-License-Identifier: MIT
"""Model folders: what is refused, and that a new model replaces an earlier one whole or not at all."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autocoder.errors import InputError, ModelError
from autocoder.reference.filter import load_reference
from autocoder.spectra.frames import FrameSet
from autocoder.vae import model as models
from session_model import SessionModel

FILES = (models.DECODER, models.DECODER_INT8, models.ENCODER, models.ENCODER_INT8, models.GOLDEN,
         models.LATENT_SET)


@pytest.fixture
def folder(default_model: SessionModel, tmp_path: Path) -> Path:
    """Return a copy of the model that a test may damage."""
    return Path(shutil.copytree(default_model.folder, tmp_path / "copy"))


def edit(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Rewrite the manifest with a change that returns None, or what to write instead."""
    content = json.loads((folder / models.MANIFEST).read_text())
    changed = change(content)
    (folder / models.MANIFEST).write_text(json.dumps(content if changed is None else changed))


def refused(folder: Path, reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as raised:
        models.load_manifest(folder)
    message = str(raised.value)
    assert str(folder) in message
    assert "\n" not in message


def content_of(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_what_is_saved_loads_equal(folder: Path, default_model: SessionModel) -> None:
    manifest = models.load_manifest(folder)
    assert manifest == default_model.manifest
    assert set(manifest.hashes) == set(FILES)
    written = (folder / models.MANIFEST).read_bytes()
    models.save_manifest(folder, manifest)
    assert (folder / models.MANIFEST).read_bytes() == written


def test_refuses_a_folder_without_a_model(tmp_path: Path) -> None:
    refused(tmp_path, "no model there")
    refused(tmp_path / "absent", "no model there")


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    refused(folder, f"{name}: missing")


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_single_changed_bit(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    refused(folder, f"{name}: does not match its hash")


def test_refuses_a_truncated_manifest_wherever_it_ends(folder: Path) -> None:
    content = (folder / models.MANIFEST).read_bytes()
    for length in range(0, len(content) - 2, max(1, len(content) // 50)):
        (folder / models.MANIFEST).write_bytes(content[:length])
        refused(folder, "damaged")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"1", b"null", b"{}", b'"format"', b'{"format": 2}'])
def test_refuses_a_foreign_manifest(folder: Path, content: bytes) -> None:
    (folder / models.MANIFEST).write_bytes(content)
    refused(folder, "damaged")


def test_refuses_another_format_by_its_number(folder: Path) -> None:
    edit(folder, lambda content: content.update(format=3))
    refused(folder, "format 3, this program reads 2")


@pytest.mark.parametrize("change", [
    lambda content: content.pop("gain"),
    lambda content: content.update(extra=1),
    lambda content: content.update(analysis=None),
    lambda content: content["analysis"].update(window="hann"),
    lambda content: content.update(hashes=["decoder.tflite"]),
    lambda content: content.update(hashes={"decoder.tflite": None}),
    lambda content: content.update(gain="loud"),
    lambda content: content.update(latent_low=[0.0] * 7),
], ids=["field-missing", "field-unknown", "no-analysis", "analysis-field", "hash-list", "hash-none",
        "gain-text", "seven-latents"])
def test_refuses_damaged_fields(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    def quietly(content: dict[str, Any]) -> None:
        change(content)

    edit(folder, quietly)
    refused(folder, "damaged|does not match")


def test_a_model_that_is_not_quantized_says_how(folder: Path) -> None:
    edit(folder, lambda content: content["hashes"].pop(models.DECODER_INT8) and None)
    with pytest.raises(ModelError, match="autocoder quantize"):
        load_reference(folder)


@pytest.mark.parametrize("load", [models.load_golden, models.load_latents])
@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 no archive"])
def test_refuses_damaged_arrays(tmp_path: Path, load: Callable[[Path], object], content: bytes) -> None:
    (tmp_path / "arrays.npz").write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        load(tmp_path / "arrays.npz")


def test_refuses_arrays_cut_off_or_with_other_names(tmp_path: Path, default_model: SessionModel) -> None:
    content = (default_model.folder / models.GOLDEN).read_bytes()
    for length in range(0, len(content), len(content) // 20):
        (tmp_path / "golden.npz").write_bytes(content[:length])
        with pytest.raises(ModelError, match="damaged"):
            models.load_golden(tmp_path / "golden.npz")
    np.savez(tmp_path / "other.npz", other=np.zeros(3))
    np.save(tmp_path / "single.npy", np.zeros(3))
    for name in ("other.npz", "single.npy"):
        with pytest.raises(ModelError, match="damaged"):
            models.load_golden(tmp_path / name)


class InterruptedRunError(Exception):
    """Stands for whatever ends a run early."""


def interrupt(step: int, steps: int, last: object, pca8_lsd_db: float) -> None:
    raise InterruptedRunError


def test_an_interrupted_training_leaves_the_earlier_model(folder: Path, default_model: SessionModel) -> None:
    from autocoder.vae.create import create_model
    from autocoder.vae.options import Options

    def press_control_c(step: int, steps: int, last: object, pca8_lsd_db: float) -> None:
        raise KeyboardInterrupt

    before = content_of(folder)
    with pytest.raises(KeyboardInterrupt):
        create_model(default_model.frames, folder, Options(hidden=8, steps=500), press_control_c)
    assert content_of(folder) == before
    assert [each.name for each in folder.parent.iterdir()] == [folder.name]


def test_an_interrupted_training_leaves_nothing_where_nothing_was(default_model: SessionModel,
                                                                  tmp_path: Path) -> None:
    from autocoder.vae.create import create_model
    from autocoder.vae.options import Options

    with pytest.raises(InterruptedRunError):
        create_model(default_model.frames, tmp_path / "new", Options(hidden=8, steps=500), interrupt)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_quantization_leaves_the_earlier_model(folder: Path) -> None:
    from autocoder.vae.create import quantize_model

    def stop(done: float, total: float) -> None:
        raise InterruptedRunError

    before = content_of(folder)
    with pytest.raises(InterruptedRunError):
        quantize_model(folder, stop)
    assert content_of(folder) == before


def test_a_failed_exchange_of_folders_keeps_one_of_them(folder: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever step of the exchange fails, a whole model can be found beside the folder."""
    before = content_of(folder)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == folder:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises((ModelError, OSError)), models.new_folder(folder) as temporary:
        (temporary / models.MANIFEST).write_text("new")
    survivors = [content_of(each) for each in folder.parent.iterdir() if each.is_dir()]
    assert before in survivors


def test_a_new_model_replaces_the_earlier_one_wholly(folder: Path) -> None:
    with models.new_folder(folder) as temporary:
        (temporary / models.MANIFEST).write_text("new")
    assert content_of(folder) == {models.MANIFEST: b"new"}
    assert [each.name for each in folder.parent.iterdir()] == [folder.name]


def test_never_replaces_what_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "song.wav").write_text("precious")
    with pytest.raises(ModelError, match="other than a model"), models.new_folder(tmp_path / "music"):
        pytest.fail("was let in")
    assert (tmp_path / "music" / "song.wav").read_text() == "precious"


def test_a_set_too_short_to_train_on_leaves_nothing(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import create_model

    frames = default_model.frames
    short = FrameSet(frames.targets[:10], frames.maximum, frames.files, frames.file_index[:10], (),
                     frames.analysis)
    with pytest.raises(InputError, match="too few"):
        create_model(short, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
