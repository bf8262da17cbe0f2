# SPDX-License-Identifier: MIT
"""Model folders whose files or figures are wrong: refused when they are loaded, whatever loads them."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.bake.bake import bake_model
from autocoder.errors import AutocoderError, ModelError
from autocoder.osc.distances import load_distances
from autocoder.osc.remote import Remote
from autocoder.similarity.encoded import encode_sound
from autocoder.synth.instrument import load_instrument
from autocoder.vae import model as models
from bad_inputs import change_manifest, replace_file
from sounds import strings
from synth_model import STRINGS

SOUND = "sound.wav"
HUGE = 10**30
NO_NUMBER: list[Any] = [None, "many", [], {}, True, math.nan, math.inf]
NO_SIZE = [*NO_NUMBER, 0, -1, 0.5, HUGE]
WRONG: dict[str, list[Any]] = {
    "analysis.rate_hz": NO_SIZE, "analysis.fft": NO_SIZE, "analysis.hop": NO_SIZE, "analysis.bands": NO_SIZE,
    "analysis.floor_db": [*NO_NUMBER, 0.0, 96.0, -HUGE], "analysis": [None, [], {}, {"sone": 1}],
    "choice": [None, [], {"kind": "some"}, {"count": -1}, {"kind": "spread", "count": "2"}],
    "widths": [None, 8, "8", [], [8], [256], [8, 512], [0, 512, 256], [-8, 512, 256], [8, 0, 256],
               [8, 512, 128], [8.0, 512, 256], [8, HUGE, 256], [7, 512, 256], {"8": 1}],
    "gain": [*NO_NUMBER, 0.0, -1.0], "maximum": [*NO_NUMBER, 0.0, -1.0],
    "latent_low": [None, [], [0.0] * 7, [math.nan] * 8, ["0"] * 8, [100.0] * 8, 0.0],
    "latent_high": [None, [], [0.0] * 9, [math.inf] * 8, [-100.0] * 8],
    "latent_effect_db": [None, [], [None] * 8, {}], "dead_latents": [None, [8], [-1], ["0"], [0.5]],
    "heldout": [None, [], {"lsd_db": "few"}, {"lsd_db": math.nan}], "stages": [None, {"int8": None}],
    "hashes": [None, [], "0", {"decoder.tflite": 0}, {"../model/model.json": "0"}, {"letter.txt": "0"}],
    "training": [None, 3, []], "name": [None, 3], "frames_sha256": [None, 3], "format": [None, 1, 3, "2"],
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a copy of the default model that a test may damage."""
    write_wav(tmp_path / SOUND, strings(0.2, seed=2))
    return Path(shutil.copytree(STRINGS, tmp_path / "model"))


def one_line(error: AutocoderError, *words: str) -> None:
    assert "\n" not in str(error) and "; " in str(error)
    for each in words:
        assert each in str(error)


@pytest.mark.parametrize(("path", "value"), [
    pytest.param(path, value, id=f"{path}-{str(value)[:30]}") for path, values in WRONG.items()
    for value in values])
def test_figures_that_no_model_has_are_refused(model: Path, path: str, value: object) -> None:
    *outer, name = path.split(".")
    change_manifest(model, lambda content: (content[outer[0]] if outer else content).update({name: value}))
    with pytest.raises(ModelError) as refused:
        models.load_manifest(model)
    one_line(refused.value, models.MANIFEST)


@pytest.mark.parametrize("name", json.loads((STRINGS / models.MANIFEST).read_text()))
def test_each_figure_is_needed_and_no_other_taken(model: Path, name: str) -> None:
    change_manifest(model, lambda content: content.pop(name))
    with pytest.raises(ModelError):
        models.load_manifest(model)
    change_manifest(model, lambda content: content.update({name: 1, f"{name}s": 1}))
    with pytest.raises(ModelError):
        models.load_manifest(model)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", '"model"', "[" * 100_000, "{" + '"a":{' * 5000,
                                  "1" * 5000, "\0", '{"format": 2}'], ids=lambda text: text[:8])
def test_manifests_that_are_none_are_refused(model: Path, text: str) -> None:
    (model / models.MANIFEST).write_text(text)
    with pytest.raises(ModelError) as refused:
        models.load_manifest(model)
    one_line(refused.value, models.MANIFEST)


def test_every_byte_of_a_file_is_guarded(model: Path) -> None:
    for name in models.load_manifest(model).hashes:
        content = (model / name).read_bytes()
        for place in (0, len(content) // 3, len(content) - 1):
            (model / name).write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1:])
            with pytest.raises(ModelError) as refused:
                load_instrument(model)
            one_line(refused.value, name)
        (model / name).write_bytes(content)
    load_instrument(model)


def copy_of(name: str) -> Callable[[Path], object]:
    return lambda path: shutil.copy(STRINGS / name, path)


def text(path: Path) -> None:
    path.write_text("a letter")


def latent_set(latents: Any, heldout: Any) -> Callable[[Path], object]:
    return lambda path: np.savez(path, latents=latents, heldout=heldout)


def golden(latents: Any, mel: Any, **encoded: Any) -> Callable[[Path], object]:
    return lambda path: np.savez(path, latents=latents, mel=mel, **encoded)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def decode(folder: Path) -> None:
    load_instrument(folder).mel(ROWS)


def encode(folder: Path) -> None:
    load_instrument(folder).encode(np.ones((1, 256), np.float32), 1.0)


def encode_file(folder: Path) -> None:
    encode_sound(folder.parent / SOUND, folder)


def recall(folder: Path) -> None:
    _ = load_instrument(folder).recording


def find_similar(folder: Path) -> None:
    load_distances(folder)


def serve(folder: Path) -> None:
    Remote().load(str(folder), ("decoder", "encoder"))


def bake(folder: Path) -> None:
    bake_model(folder, folder.parent / "generated")


def bake_encoder(folder: Path) -> None:
    bake_model(folder, folder.parent / "generated", encoder=True)


def quantize(folder: Path) -> None:
    from autocoder.vae.create import quantize_model

    quantize_model(folder)


ROWS, HELDOUT = np.full((64, 8), 0.5, np.float32), np.zeros(64, bool)
VECTORS, MEL = np.zeros((64, 8), np.int8), np.zeros((64, 256), np.int8)
FOREIGN = {
    models.DECODER: ([text, empty, copy_of(models.ENCODER), copy_of(models.DECODER_INT8),
                      copy_of(models.GOLDEN)], [decode, serve, quantize]),
    models.ENCODER: ([text, empty, copy_of(models.DECODER)], [encode, encode_file, serve, quantize]),
    models.LATENT_SET: ([text, empty, copy_of(models.GOLDEN), latent_set(ROWS * np.float32(np.nan), HELDOUT),
                         latent_set(ROWS[:, :7], HELDOUT), latent_set(ROWS[:0], HELDOUT[:0]),
                         latent_set(ROWS[0], HELDOUT[0]), latent_set(ROWS, HELDOUT[1:]),
                         latent_set(ROWS.astype(object), HELDOUT), latent_set(ROWS.astype(int), HELDOUT)],
                        [recall, find_similar, quantize]),
    models.GOLDEN: ([text, empty, copy_of(models.LATENT_SET), golden(VECTORS[:, :7], MEL),
                     golden(VECTORS, MEL[:, 1:]), golden(VECTORS, MEL[:1]), golden(VECTORS[:0], MEL[:0]),
                     golden(ROWS, MEL), golden(VECTORS, MEL, encoded=MEL[:1])], [bake, bake_encoder]),
    models.DECODER_INT8: ([text, empty, copy_of(models.DECODER), copy_of(models.ENCODER)], [bake]),
    models.ENCODER_INT8: ([text, empty, copy_of(models.ENCODER), copy_of(models.DECODER_INT8)],
                          [bake_encoder]),
}


@pytest.mark.parametrize(("name", "write", "work"), [
    pytest.param(name, write, work, id=f"{name}-{place}-{work.__name__}")
    for name, (writes, works) in FOREIGN.items() for place, write in enumerate(writes) for work in works])
def test_files_of_something_else_are_refused(model: Path, name: str, write: Callable[[Path], object],
                                             work: Callable[[Path], object]) -> None:
    """Whole by their hashes, but not what their names say."""
    replace_file(model, name, write)
    with pytest.raises(ModelError) as refused:
        work(model)
    one_line(refused.value, str(model))
    assert not (model.parent / "generated").exists()
