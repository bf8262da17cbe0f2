# SPDX-License-Identifier: MIT
"""The module's encoder against the official TensorFlow Lite Micro runtime: every byte equal, on this
computer and on the emulated Cortex-M7."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.errors import ToolError
from autocoder.spec import LATENTS, MEL_BANDS
from autocoder.vae.quantize import dequantize_mel, run_int8
from decoder_models import random_decoder

Int8Array = npt.NDArray[np.int8]
Probe = Callable[..., Callable[..., str]]

# Mel frames for each network.
VECTORS = {(MEL_BANDS, 128, 128, LATENTS): 10_000, (MEL_BANDS, 512, 512, LATENTS): 1_000,
           (MEL_BANDS, LATENTS): 1_000}
COSTED = (MEL_BANDS, 512, 512, LATENTS)
MOST_INSTRUCTIONS_PER_MAC = 1.5


def name_of(widths: tuple[int, ...]) -> str:
    return "-".join(map(str, widths))


def mel_frames(count: int) -> Int8Array:
    """Return frames [count, MEL_BANDS] that wander from band to band, noise, and both ends."""
    rng = np.random.default_rng(5)
    walks = np.cumsum(rng.normal(0.0, 12.0, (count, MEL_BANDS)), axis=1) + rng.uniform(-100, 100, (count, 1))
    frames = np.clip(walks, -128, 127).astype(np.int8)
    frames[::10] = rng.integers(-128, 128, frames[::10].shape)
    frames[0], frames[1] = -128, 127
    return frames


def random_encoder(widths: tuple[int, ...]) -> bytes:
    """Return an int8 encoder, converted as the project does it, whose latents cover and leave 0..1."""
    from autocoder.vae.export import to_int8_encoder
    from autocoder.vae.network import build_dense

    rng = np.random.default_rng(1)
    samples = dequantize_mel(mel_frames(500))
    values, weights = (6.0 + 96.0 * samples) / 108.0, []
    for inputs, outputs in itertools.pairwise(widths):
        kernel = rng.normal(0.0, np.sqrt(2.0 / inputs), (inputs, outputs))
        bias = rng.normal(0.0, 0.3, outputs)
        values = values @ kernel + bias
        if outputs == widths[-1] and len(weights) == 2 * len(widths) - 4:
            spread = 0.3 / values.std(axis=0)
            kernel, bias = kernel * spread, 0.5 + (bias - values.mean(axis=0)) * spread
        weights += [kernel, bias]
        values = np.maximum(values, 0.0)
    encoder = build_dense(widths)
    encoder.set_weights(weights)
    return to_int8_encoder(encoder, samples)


@pytest.fixture(scope="module", params=VECTORS, ids=name_of)
def encoded(request: pytest.FixtureRequest) -> tuple[bytes, Int8Array, Int8Array]:
    """A model, mel frames [count, MEL_BANDS] and the official runtime's latents [count, LATENTS]."""
    model, frames = random_encoder(request.param), mel_frames(VECTORS[request.param])
    return model, frames, run_int8(model, frames)


def encode(run: Callable[..., str], folder: Path, model: bytes, frames: Int8Array, **options: Any
           ) -> tuple[Int8Array, dict[str, int]]:
    """Return the firmware's latents [count, LATENTS] and the figures it printed."""
    (folder / "model.tflite").write_bytes(model)
    frames.tofile(folder / "mel.i8")
    printed = run("encode", "model.tflite", "mel.i8", "latents.i8", folder=folder, **options)
    figures = {name: int(value) for name, value in re.findall(r"(\w+) (\d+)$", printed, re.MULTILINE)}
    return np.fromfile(folder / "latents.i8", np.int8).reshape(len(frames), -1), figures


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_equals_the_official_runtime(encoded: tuple[bytes, Int8Array, Int8Array], probe: Probe, target: str,
                                     tmp_path: Path) -> None:
    model, frames, wanted = encoded
    got, _ = encode(probe(target), tmp_path, model, frames)
    assert got.shape == wanted.shape == (len(frames), LATENTS)
    assert np.count_nonzero(got != wanted) == 0


def test_frames_exercise_the_whole_range(encoded: tuple[bytes, Int8Array, Int8Array]) -> None:
    """Equality would mean little if the latents rested at an end or hardly moved."""
    _, _, wanted = encoded
    assert len(np.unique(wanted)) == 256
    assert 0.001 < np.mean((wanted == -128) | (wanted == 127)) < 0.3


def test_cost(probe: Probe, tmp_path: Path) -> None:
    _, figures = encode(probe("qemu"), tmp_path, random_encoder(COSTED), mel_frames(2), counts=True)
    assert figures["multiply_adds"] == sum(a * b for a, b in itertools.pairwise(COSTED))
    per_mac = figures["instructions_per_encode"] / figures["multiply_adds"]
    assert 0.5 < per_mac <= MOST_INSTRUCTIONS_PER_MAC


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_refuses_a_decoder(probe: Probe, target: str, tmp_path: Path) -> None:
    """Its input is scaled otherwise, and a logistic ends it."""
    (tmp_path / "model.tflite").write_bytes(random_decoder((8, 16, 8)))
    with pytest.raises(ToolError, match="bad quantization"):
        probe(target)("load-encoder", "model.tflite", folder=tmp_path)
