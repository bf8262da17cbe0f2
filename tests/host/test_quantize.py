# SPDX-License-Identifier: MIT
"""The int8 decoder: its numbers, its files and what it adds to the float decoder."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from autocoder.errors import ModelError
from autocoder.reference.filter import decoder_input
from autocoder.spec import GOLDEN_VECTORS, LATENTS, MEL_BANDS
from autocoder.vae import model as models
from autocoder.vae.coding import decode
from autocoder.vae.create import RANDOM_LATENTS
from autocoder.vae.measures import frame_distances_db
from autocoder.vae.quantize import cube_corners, dequantize_mel, quantize_latents, run_int8
from session_model import SessionModel

MOST_ADDED_DB = 0.3  # the promise for trained models; one step of the output alone is 0.42 dB


def test_latents_become_the_nearest_of_256_steps() -> None:
    positions = np.arange(65_536)
    by_module = decoder_input(positions.astype(np.uint16))
    assert np.array_equal(quantize_latents(positions / 65_535.0), by_module)
    assert quantize_latents(np.array([-1.0, 0.0, 1.0, 2.0])).tolist() == [-128, -128, 127, 127]
    assert quantize_latents(np.zeros((3, LATENTS))).shape == (3, LATENTS)


def test_mel_values_are_the_sigmoid_without_its_margins() -> None:
    values = dequantize_mel(np.array([-128, -114, 0, 113, 127], dtype=np.int8))
    np.testing.assert_allclose(values, [0.0, 0.0, 0.5, (108 * 241 / 256 - 6) / 96, 1.0], atol=1e-4)
    assert values.dtype == np.float32


def test_corners_are_all_of_the_cube() -> None:
    corners = cube_corners(LATENTS)
    assert corners.shape == (256, LATENTS)
    assert len({row.tobytes() for row in corners}) == 256
    assert set(np.unique(corners)) == {0.0, 1.0}


@pytest.mark.parametrize("content", [b"", b"TFL3", b"no model at all" * 10])
def test_refuses_what_is_no_model(content: bytes) -> None:
    with pytest.raises(ModelError, match="does not run"):
        run_int8(content, np.zeros((1, LATENTS), np.int8))


def test_int8_adds_little_to_the_float_decoder(default_model: SessionModel) -> None:
    """Measured anew here, not read from the manifest: over the set's latents and over random ones."""
    content = (default_model.folder / models.DECODER_INT8).read_bytes()
    stored = models.load_latents(default_model.folder / models.LATENT_SET).latents
    random = np.random.default_rng(7).random((RANDOM_LATENTS, LATENTS)).astype(np.float32)
    for name, latents in (("set", stored), ("random", random)):
        int8 = dequantize_mel(run_int8(content, quantize_latents(latents)))
        added_db = float(frame_distances_db(int8, decode(default_model.folder, latents)).mean())
        assert 0.05 < added_db <= MOST_ADDED_DB, name
        assert default_model.manifest.stages[f"int8_added_{name}_db"] == pytest.approx(added_db, abs=0.02)


def test_golden_vectors_are_what_the_official_runtime_answers(default_model: SessionModel) -> None:
    golden = models.load_golden(default_model.folder / models.GOLDEN)
    content = (default_model.folder / models.DECODER_INT8).read_bytes()
    assert golden.latents.shape == (GOLDEN_VECTORS, LATENTS)
    assert golden.mel.shape == (GOLDEN_VECTORS, MEL_BANDS)
    assert np.array_equal(run_int8(content, golden.latents), golden.mel)
    assert golden.latents[:2].tolist() == [[-128] * LATENTS, [127] * LATENTS]
    assert len({row.tobytes() for row in golden.mel}) == GOLDEN_VECTORS


def test_the_file_is_what_the_module_reads(default_model: SessionModel) -> None:
    """Two operators, int8 throughout, one scale for each weight tensor, the scales that are fixed."""
    from tensorflow.lite.tools import flatbuffer_utils

    content = (default_model.folder / models.DECODER_INT8).read_bytes()
    graph = flatbuffer_utils.convert_bytearray_to_object(bytearray(content)).subgraphs[0]
    assert [tuple(graph.tensors[operator.outputs[0]].shape) for operator in graph.operators] == [
        (1, default_model.manifest.widths[1]), (1, MEL_BANDS), (1, MEL_BANDS)]
    assert all(len(tensor.quantization.scale) == 1 for tensor in graph.tensors)
    ends = [graph.tensors[index].quantization for index in (graph.inputs[0], graph.outputs[0])]
    assert [end.scale[0] for end in ends] == pytest.approx([1 / 255, 1 / 256])
    assert [int(end.zeroPoint[0]) for end in ends] == [-128, -128]


def test_quantizing_twice_gives_equal_files(default_model: SessionModel, tmp_path: Path) -> None:
    """Whatever the process has built before: names that count layers must not get into the files."""
    from autocoder.vae.create import quantize_model

    again = Path(shutil.copytree(default_model.folder, tmp_path / "again"))
    quantize_model(again)
    for name in (models.DECODER_INT8, models.ENCODER_INT8, models.GOLDEN, models.MANIFEST):
        assert (again / name).read_bytes() == (default_model.folder / name).read_bytes(), name


def test_quantizing_keeps_what_else_is_in_the_folder(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import quantize_model

    folder = Path(shutil.copytree(default_model.folder, tmp_path / "model"))
    (folder / "card.md").write_text("bells")
    quantize_model(folder)
    assert (folder / "card.md").read_text() == "bells"


def test_refuses_a_decoder_of_another_width(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import quantize_model

    other = Path(shutil.copytree(default_model.folder, tmp_path / "other"))
    manifest = models.load_manifest(other)
    manifest.widths[1] += 1
    models.save_manifest(other, manifest)
    with pytest.raises(ModelError, match="not this model's decoder"):
        quantize_model(other)
