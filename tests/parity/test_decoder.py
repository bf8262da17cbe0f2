# SPDX-License-Identifier: MIT
"""The module's decoder against the official TensorFlow Lite Micro runtime: every byte equal, on this
computer and on the emulated Cortex-M7."""

import contextlib
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.errors import ToolError
from decoder_models import LATENTS, latent_corners, official_decode, random_decoder

Int8Array = npt.NDArray[np.int8]
Probe = Callable[..., Callable[..., str]]

DEEP = (8, 16, 32, 64, 128, 256, 512, 1000, 512)
# Random latents for each network, the corners of the cube besides.
VECTORS = {(8, 64, 64): 10_000, (8, 512, 256): 10_000, (8, 1000, 512): 10_000, DEEP: 1_000}
COSTED = [(8, 512, 256), (8, 1000, 256), (8, 1000, 512)]
MOST_INSTRUCTIONS_PER_MAC = 1.5
LATENT_SCALE = np.float32(1 / 255)


def name_of(widths: tuple[int, ...]) -> str:
    return "-".join(map(str, widths))


@pytest.fixture(scope="module", params=VECTORS, ids=name_of)
def decoded(request: pytest.FixtureRequest) -> tuple[bytes, Int8Array, Int8Array]:
    """A model, latents [count, 8] and the official runtime's mel values [count, bands]."""
    widths = request.param
    model = random_decoder(widths)
    corners = (latent_corners() * 255 - 128).astype(np.int8)
    random = np.random.default_rng(2).integers(-128, 128, (VECTORS[widths], LATENTS)).astype(np.int8)
    latents = np.concatenate([corners, random])
    return model, latents, official_decode(model, latents)


def decode(run: Callable[..., str], folder: Path, model: bytes, latents: Int8Array, **options: Any) -> tuple[
        Int8Array, dict[str, int]]:
    """Return the firmware's mel values [count, bands] and the figures it printed."""
    (folder / "model.tflite").write_bytes(model)
    latents.tofile(folder / "latents.i8")
    printed = run("decode", "model.tflite", "latents.i8", "mel.i8", folder=folder, **options)
    figures = {name: int(value) for name, value in re.findall(r"(\w+) (\d+)$", printed, re.MULTILINE)}
    return np.fromfile(folder / "mel.i8", np.int8).reshape(len(latents), -1), figures


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_equals_the_official_runtime(decoded: tuple[bytes, Int8Array, Int8Array], probe: Probe, target: str,
                                     tmp_path: Path) -> None:
    model, latents, wanted = decoded
    got, _ = decode(probe(target), tmp_path, model, latents)
    assert got.shape == wanted.shape
    assert np.count_nonzero(got != wanted) == 0


def test_vectors_exercise_the_whole_range(decoded: tuple[bytes, Int8Array, Int8Array]) -> None:
    """Equality would mean little if the outputs rested at an end or hardly moved."""
    _, _, wanted = decoded
    assert wanted.min() < -120
    assert wanted.max() > 120
    assert len(np.unique(wanted)) > 60  # where the sigmoid is steep, a step of the logits is several here
    assert np.mean((wanted == -128) | (wanted == 127)) < 0.05
    assert np.median(np.ptp(wanted.astype(int), axis=0)) > 128


@contextlib.contextmanager
def edited(content: bytes) -> Iterator[tuple[Any, bytearray]]:
    """Give the .tflite `content` as objects to change, and what will hold the changed file at the end."""
    import flatbuffers
    from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(content, 0)
    changed = bytearray()
    yield model, changed
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    changed += builder.Output()


def store(model: Any, tensor: Any, values: npt.NDArray[np.integer]) -> None:
    """Make `values` the contents of a tensor of an opened model."""
    model.buffers[tensor.buffer].data = np.frombuffer(values.tobytes(), np.uint8)


def with_biases(base: bytes, biases: npt.NDArray[np.int64], weight_scale: float, logit_scale: float,
                zero_point: int) -> bytes:
    """Return the model 8-256 with zero weights and these biases, int32 [256]: its logits are the biases
    requantized, whatever the latents."""
    with edited(base) as (model, changed):
        graph = model.subgraphs[0]
        dense = graph.operators[0]
        weights, bias = (graph.tensors[index] for index in dense.inputs[1:])
        logits = graph.tensors[dense.outputs[0]].quantization
        logits.scale, logits.zeroPoint = [logit_scale], [zero_point]
        weights.quantization.scale = [weight_scale]
        bias.quantization.scale = [LATENT_SCALE * np.float32(weight_scale)]
        store(model, weights, np.zeros(256 * LATENTS, np.int8))
        store(model, bias, biases.astype("<i4"))
    return bytes(changed)


def sigmoid(logits: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the exact output in int8 steps."""
    return 128 * np.tanh(logits / 2)


@pytest.mark.parametrize(("target", "count"), [("native", 200), ("qemu", 20)])
def test_logistic_equals_for_every_input(probe: Probe, target: str, count: int, tmp_path: Path) -> None:
    base = random_decoder((8, 256))
    rng = np.random.default_rng(3)
    latents = np.zeros((1, LATENTS), np.int8)
    steps = np.arange(-128, 128)
    for _ in range(count):
        scale = np.float32(2.0 ** rng.uniform(-12, 2))
        zero_point = int(rng.integers(-128, 128))
        model = with_biases(base, 256 * (steps - zero_point), scale / 256 / LATENT_SCALE, scale, zero_point)
        wanted = official_decode(model, latents)
        exact = sigmoid(float(scale) * (steps - zero_point))
        assert np.max(np.abs(wanted[0] - exact)) < 1.5  # the model does ask for every input
        got, _ = decode(probe(target), tmp_path, model, latents)
        assert np.array_equal(got, wanted), (scale, zero_point)


@pytest.mark.parametrize(("target", "count"), [("native", 100), ("qemu", 10)])
def test_requantization_equals_where_it_rounds(probe: Probe, target: str, count: int, tmp_path: Path) -> None:
    """Large sums beside a rounding boundary tell apart multipliers that differ by 3e-8 of their value,
    as they do when the scales' product is formed in float32 and not in float64."""
    base = random_decoder((8, 256))
    rng = np.random.default_rng(4)
    latents = np.zeros((1, LATENTS), np.int8)
    for _ in range(count):
        logit_scale = np.float32(rng.uniform(0.02, 0.04))
        weight_scale = np.float32(logit_scale * 2.0 ** rng.uniform(-22.5, -21.5) / LATENT_SCALE)
        multiplier = float(LATENT_SCALE) * float(weight_scale) / float(logit_scale)
        boundaries = (rng.integers(-60, 60, 256) + 0.5) / multiplier
        biases = np.round(boundaries).astype(np.int64) + rng.integers(-12, 13, 256)
        model = with_biases(base, biases, weight_scale, logit_scale, 0)
        got, _ = decode(probe(target), tmp_path, model, latents)
        assert np.array_equal(got, official_decode(model, latents)), (weight_scale, logit_scale)


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_largest_sums_equal(probe: Probe, target: str, tmp_path: Path) -> None:
    """All 1024 hidden values at their maximum against weights at theirs: sums of 33 million, which the
    biases bring back into the range of the output."""
    hidden, bands = 1024, 16
    with edited(random_decoder((8, hidden, bands))) as (model, changed):
        graph = model.subgraphs[0]
        first, last = graph.operators[:2]
        store(model, graph.tensors[first.inputs[2]], np.full(hidden, 1 << 24, "<i4"))
        signs = np.resize([1, 1, -1, -1, 1, -1, -1, 1], bands)
        store(model, graph.tensors[last.inputs[1]], np.repeat(127 * signs, hidden).astype(np.int8))
        biases = 1000 * np.arange(bands) - signs * 127 * 255 * hidden
        store(model, graph.tensors[last.inputs[2]], biases.astype("<i4"))
    latents = np.zeros((1, LATENTS), np.int8)
    wanted = official_decode(bytes(changed), latents)
    assert len(np.unique(wanted)) > bands // 2  # not saturated
    got, _ = decode(probe(target), tmp_path, bytes(changed), latents)
    assert np.array_equal(got, wanted)


@pytest.mark.parametrize("widths", COSTED, ids=name_of)
def test_cost(probe: Probe, widths: tuple[int, ...], tmp_path: Path) -> None:
    latents = np.zeros((2, LATENTS), np.int8)
    _, figures = decode(probe("qemu"), tmp_path, random_decoder(widths), latents, counts=True)
    assert figures["multiply_adds"] == sum(a * b for a, b in itertools.pairwise(widths))
    per_mac = figures["instructions_per_decode"] / figures["multiply_adds"]
    assert 0.5 < per_mac <= MOST_INSTRUCTIONS_PER_MAC


@pytest.mark.parametrize("target", ["native", "qemu"])
@pytest.mark.parametrize(("options", "reason"), [
    ({"widths": (8, 16, 16), "per_channel": True}, "bad quantization"),
    ({"widths": (8, 16, 16), "last_activation": "tanh"}, "unsupported operator"),
    ({"widths": (7, 16, 16)}, "bad shape"),
    ({"widths": (8, 16, 513)}, "too large"),
])
def test_refuses_other_models(probe: Probe, target: str, options: dict[str, Any], reason: str,
                              tmp_path: Path) -> None:
    (tmp_path / "model.tflite").write_bytes(random_decoder(**options))
    with pytest.raises(ToolError, match=reason):
        probe(target)("load", "model.tflite", folder=tmp_path)
