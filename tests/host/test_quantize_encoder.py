# SPDX-License-Identifier: MIT
"""The int8 encoder: its numbers, its file and what it costs beside the float encoder."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.errors import ModelError
from autocoder.spec import GOLDEN_VECTORS, LATENTS, MEL_BANDS
from autocoder.vae import model as models
from autocoder.vae.coding import decode, encode
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.quantize import (
    dequantize_latents,
    dequantize_mel,
    quantize_latents,
    quantize_mel,
    run_int8,
)
from session_model import SessionModel

FRAMES = 300
# A step and a half of the latents, whose rounding alone makes 0.29 of one; it was trained for seconds.
MOST_LATENT_RMS = 1.5 / 255.0
MOST_ADDED_DB = 0.3


def content_of(model: SessionModel, name: str) -> bytes:
    return (model.folder / name).read_bytes()


def test_what_a_decoder_gives_an_encoder_takes() -> None:
    """Every value between floor and 0 dB survives the way to a target and back."""
    values = np.arange(-113, 114, dtype=np.int8)
    assert np.array_equal(quantize_mel(dequantize_mel(values)), values)
    assert quantize_mel(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])).tolist() == [-114, -114, 0, 114, 114]
    latents = np.arange(-128, 128).astype(np.int8)
    assert np.array_equal(quantize_latents(dequantize_latents(latents)), latents)


def test_mel_values_become_the_nearest_step() -> None:
    targets = np.random.default_rng(0).random((40, MEL_BANDS))
    assert quantize_mel(targets).shape == targets.shape
    inner = targets[(targets > 0.005) & (targets < 0.995)]
    error_db = 96.0 * np.abs(dequantize_mel(quantize_mel(inner)) - inner)
    assert 0.2 < error_db.max() <= 108.0 / 256.0 / 2.0 + 1e-4


def set_frames(model: SessionModel) -> npt.NDArray[np.float32]:
    """Return frames of the recordings, which quantizing never saw."""
    targets = model.frames.targets
    return targets[np.linspace(0, len(targets) - 1, FRAMES).astype(int)]


def test_int8_costs_little(default_model: SessionModel) -> None:
    """On the recordings' own frames, although the layers' ranges come from the decoder's."""
    frames = set_frames(default_model)
    found = encode(default_model.folder, frames)
    found_int8 = run_int8(content_of(default_model, models.ENCODER_INT8), quantize_mel(frames))
    rms = float(np.sqrt(np.mean((dequantize_latents(found_int8) - found) ** 2)))
    assert 0.2 / 255.0 < rms <= MOST_LATENT_RMS
    there_and_back = dequantize_mel(run_int8(content_of(default_model, models.DECODER_INT8), found_int8))
    in_float = log_spectral_distance_db(decode(default_model.folder, found), frames)
    assert log_spectral_distance_db(there_and_back, frames) <= in_float + MOST_ADDED_DB


def test_the_manifest_says_what_it_costs(default_model: SessionModel) -> None:
    """Measured anew here over all latents of the set."""
    stages, folder = default_model.manifest.stages, default_model.folder
    frames = decode(folder, models.load_latents(folder / models.LATENT_SET).latents)
    found = encode(folder, frames)
    found_int8 = run_int8(content_of(default_model, models.ENCODER_INT8), quantize_mel(frames))
    rms = float(np.sqrt(np.mean((dequantize_latents(found_int8) - found) ** 2)))
    assert stages["encoder_int8_latent_rms"] == pytest.approx(rms, rel=0.1)
    in_float = log_spectral_distance_db(decode(folder, found), frames)
    assert stages["encoder_round_trip_db"] == pytest.approx(in_float, abs=0.02)
    in_int8 = dequantize_mel(run_int8(content_of(default_model, models.DECODER_INT8), found_int8))
    assert stages["encoder_int8_round_trip_db"] == pytest.approx(log_spectral_distance_db(in_int8, frames),
                                                                 abs=0.02)
    assert stages["encoder_round_trip_db"] < stages["encoder_int8_round_trip_db"]


def test_golden_latents_are_what_the_official_runtime_answers(default_model: SessionModel) -> None:
    golden = models.load_golden(default_model.folder / models.GOLDEN)
    assert golden.encoded is not None and golden.encoded.shape == (GOLDEN_VECTORS, LATENTS)
    assert np.array_equal(run_int8(content_of(default_model, models.ENCODER_INT8), golden.mel),
                          golden.encoded)
    assert len({row.tobytes() for row in golden.encoded}) == GOLDEN_VECTORS


def test_the_file_is_what_the_module_reads(default_model: SessionModel) -> None:
    """Dense layers alone, one scale for each weight tensor, a decoder's scales at both ends."""
    from tensorflow.lite.tools import flatbuffer_utils

    model = flatbuffer_utils.convert_bytearray_to_object(
        bytearray(content_of(default_model, models.ENCODER_INT8)))
    graph, hidden = model.subgraphs[0], default_model.manifest.widths[-2]
    assert {model.operatorCodes[operator.opcodeIndex].builtinCode for operator in graph.operators} == {9}
    assert [tuple(graph.tensors[operator.outputs[0]].shape) for operator in graph.operators] == [
        (1, hidden), (1, hidden), (1, LATENTS)]
    assert all(len(tensor.quantization.scale) == 1 for tensor in graph.tensors)
    ends = [graph.tensors[index].quantization for index in (graph.inputs[0], graph.outputs[0])]
    assert [np.float32(end.scale[0]) for end in ends] == [np.float32(1 / 256), np.float32(1 / 255)]
    assert [int(end.zeroPoint[0]) for end in ends] == [-128, -128]


def test_weights_and_biases_are_those_of_the_float_encoder(default_model: SessionModel) -> None:
    """To half a step, each bias in steps of the scales that its layer has now."""
    from tensorflow.lite.tools import flatbuffer_utils

    from autocoder.vae.export import dense_weights

    model = flatbuffer_utils.convert_bytearray_to_object(
        bytearray(content_of(default_model, models.ENCODER_INT8)))
    graph, wanted = model.subgraphs[0], dense_weights(content_of(default_model, models.ENCODER))
    for layer, operator in enumerate(graph.operators):
        entry, weights, bias = (graph.tensors[index] for index in operator.inputs)
        step = float(weights.quantization.scale[0])
        stored = np.array(model.buffers[weights.buffer].data, dtype=np.uint8).view(np.int8)
        np.testing.assert_allclose(step * stored.reshape(weights.shape).T, wanted[2 * layer],
                                   atol=0.51 * step)
        bias_step = step * float(entry.quantization.scale[0])
        assert bias.quantization.scale[0] == pytest.approx(bias_step, rel=1e-6)
        counts = np.array(model.buffers[bias.buffer].data, dtype=np.uint8).view("<i4")
        np.testing.assert_allclose(bias_step * counts, wanted[2 * layer + 1], atol=0.51 * bias_step,
                                   rtol=1e-5)


def without_encoder(model: SessionModel, folder: Path) -> Path:
    """Return a copy of the folder that has never had an encoder."""
    shutil.copytree(model.folder, folder)
    for name in (models.ENCODER, models.ENCODER_INT8):
        (folder / name).unlink()
    models.save_manifest(folder, replace(model.manifest))
    return folder


def test_a_model_without_an_encoder_stays_without(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import quantize_model

    folder = without_encoder(default_model, tmp_path / "model")
    manifest = quantize_model(folder)
    assert models.ENCODER_INT8 not in manifest.hashes and not (folder / models.ENCODER_INT8).exists()
    assert not any(name.startswith("encoder") for name in manifest.stages)
    golden = models.load_golden(folder / models.GOLDEN)
    assert golden.encoded is None
    assert np.array_equal(golden.mel, models.load_golden(default_model.folder / models.GOLDEN).mel)


def test_refuses_an_encoder_of_another_model(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import quantize_model

    folder = Path(shutil.copytree(default_model.folder, tmp_path / "model"))
    shutil.copy(folder / models.DECODER, folder / models.ENCODER)
    models.save_manifest(folder, replace(default_model.manifest))
    with pytest.raises(ModelError, match="not this model's encoder"):
        quantize_model(folder)
