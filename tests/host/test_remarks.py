# SPDX-License-Identifier: MIT
"""What a user is told about a model, and how training meets other people's settings of Keras."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.commands.training import model_rows, resuming
from autocoder.errors import InputError
from autocoder.spectra.choice import parse_choice
from autocoder.spectra.frames import build_frames
from autocoder.vae.remarks import MOST_GAIN, comparison, remarks
from session_model import SessionModel

SETTINGS = '{"floatx": "float64", "backend": "torch", "image_data_format": "channels_first"}'
STEP = """
import numpy
from autocoder.vae.network import build_decoder
decoder = build_decoder(numpy.full(16, 0.5), (8, 4, 16), 1)
print(decoder.layers[0].kernel.dtype, decoder(numpy.zeros((1, 8), "float32")).dtype.name)
"""


def test_a_good_model_is_left_without_remarks(default_model: SessionModel) -> None:
    manifest = replace(default_model.manifest, heldout={"lsd_db": 2.0, "pca8_lsd_db": 3.0})
    assert remarks(manifest) == []


def test_each_fault_is_named_with_what_to_do(default_model: SessionModel) -> None:
    manifest = default_model.manifest
    faulty = replace(manifest, dead_latents=list(range(8)), gain=MOST_GAIN,
                     heldout={"lsd_db": 3.21, "pca8_lsd_db": 3.0, "spectral_convergence": 0.5},
                     training={**manifest.training, "silent_share": 0.97})
    dead, worse, loud, silent = remarks(faulty)
    assert dead.startswith("all 8 latents are dead") and "more varied" in dead
    assert "7 % worse than PCA-8" in worse and "more sound" in worse
    assert "bound of 48 dB" in loud
    assert "97 % of the set is silence" in silent
    assert remarks(replace(manifest, dead_latents=[6, 7]))[0].startswith("latents 7, 8 are dead")
    assert "7 % worse than PCA-8" in model_rows(faulty)[0][1]


def test_worse_is_never_less_than_nothing_better() -> None:
    assert [comparison(share) for share in (0.26, 0.001, -0.001, -0.07)] == [
        "26 % better", "no better", "no better", "7 % worse"]


def test_an_interrupted_training_names_the_command_that_goes_on() -> None:
    assert resuming(["train", "a b.npz", "--steps", "9"]) == "autocoder train 'a b.npz' --steps 9 --resume"
    assert resuming(["train", "a.npz", "--resume"]) == "autocoder train a.npz --resume"


@pytest.mark.parametrize("backend", ["torch", "jax", None])
def test_other_settings_of_keras_change_nothing(backend: str | None, tmp_path: Path) -> None:
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text(SETTINGS)
    unknown = {name: "--none_such" for name in ("XLA_FLAGS", "TF_XLA_FLAGS")}
    environment = {**os.environ, "HOME": str(tmp_path), **unknown}
    for name in ("KERAS_BACKEND", "KERAS_HOME", "TF_CPP_MIN_LOG_LEVEL"):
        environment.pop(name, None)
    if backend is not None:
        environment["KERAS_BACKEND"] = backend
    done = subprocess.run([sys.executable, "-c", STEP], env=environment, capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "float32 float32\n", "")
    assert (tmp_path / ".keras" / "keras.json").read_text() == SETTINGS


@pytest.mark.parametrize("kind", ["average", "first"])
def test_a_few_files_of_one_spectrum_each_are_told_how_many_it_takes(kind: str, tmp_path: Path) -> None:
    from autocoder.vae.train import gather_material

    for index in range(3):
        noise = 0.1 * np.random.default_rng(index).standard_normal(48_000)
        write_wav(tmp_path / f"{index}.wav", noise.astype(np.float32))
    with pytest.raises(InputError, match="3 spectra are too few") as caught:
        gather_material(build_frames(tmp_path, choice=parse_choice(kind)))
    advice = re.search(r"takes (\d+); analyze (\d+) files, or with --per-file (\d+) or all",
                       str(caught.value))
    assert advice is not None and advice[1] == advice[2]
    gather_material(build_frames(tmp_path, choice=parse_choice(advice[3])))
    with pytest.raises(InputError):
        gather_material(build_frames(tmp_path, choice=parse_choice(str(int(advice[3]) - 1))))


def test_a_click_is_told_of_a_smaller_fft(tmp_path: Path) -> None:
    write_wav(tmp_path / "click.wav", np.ones(1000, np.float32))
    with pytest.raises(InputError, match="a smaller --fft"):
        build_frames(tmp_path / "click.wav")
