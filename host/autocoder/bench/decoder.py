# SPDX-License-Identifier: MIT
"""The decoder on the emulated Cortex-M7: instructions, memory, bits, and what int8 costs."""

import numpy as np
import numpy.typing as npt

from autocoder.bench.measuring import Bench, Row, shared
from autocoder.bench.programs import probe
from autocoder.spec import LATENTS
from autocoder.vae import model as models
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.quantize import cube_corners, dequantize_mel, quantize_latents, run_int8
from autocoder.vae.runtime import run_float
from autocoder.vae.scaling import from_sigmoid
from autocoder.vae.training import load_training

Int8Array = npt.NDArray[np.int8]

DEFAULT, LARGE = "default", "8-1000-512"
LARGE_HIDDEN, LARGE_BANDS = 1000, 512  # the size that TFLM with CMSIS-NN was counted on: 2.47 per MAC
COUNTED_LATENTS = 4
RANDOM_LATENTS = 10_000
OFFICIAL_ARENA_BYTES = 1 << 16


@shared
def decoder_bytes(bench: Bench) -> bytes:
    """Return the default model's int8 decoder."""
    manifest = models.load_manifest(bench.model)
    return models.require(bench.model, manifest, models.DECODER_INT8, f"quantize {bench.model}").read_bytes()


@shared
def large_decoder(bench: Bench) -> bytes:
    """Return an int8 decoder of the large size with seeded random weights."""
    load_training()
    from autocoder.vae.export import to_int8_tflite
    from autocoder.vae.network import build_decoder

    decoder = build_decoder(np.full(LARGE_BANDS, 0.5), (LATENTS, LARGE_HIDDEN, LARGE_BANDS), seed=1)
    random = np.random.default_rng(1).random((64, LATENTS), dtype=np.float32)
    return to_int8_tflite(decoder, np.concatenate([cube_corners(LATENTS), random]))


@shared
def decoder_counts(bench: Bench, size: str) -> dict[str, int]:
    """Return instructions_per_decode, multiply_adds and arena_bytes of a decoder."""
    content = decoder_bytes(bench) if size == DEFAULT else large_decoder(bench)
    latents = quantize_latents(random_latents()[:COUNTED_LATENTS])
    _, printed = probe(bench, "decode", content, latents.tobytes(), counts=True)
    pairs = (line.split() for line in printed.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2}


def instructions_per_mac(bench: Bench, size: str = DEFAULT) -> float:
    """Return instructions over multiply-adds of one decode."""
    counts = decoder_counts(bench, size)
    return counts["instructions_per_decode"] / counts["multiply_adds"]


def random_latents() -> npt.NDArray[np.float32]:
    """Return the latents 0..1 [RANDOM_LATENTS, LATENTS] that a model folder's figures are measured over."""
    return np.random.default_rng(1).random((RANDOM_LATENTS, LATENTS)).astype(np.float32)


@shared
def official_mel(bench: Bench) -> Int8Array:
    """Return what the official runtime decodes from the random latents, int8 [RANDOM_LATENTS, bands]."""
    return run_int8(decoder_bytes(bench), quantize_latents(random_latents()), OFFICIAL_ARENA_BYTES)


def mismatched_bytes(bench: Bench) -> float:
    """Return how many int8 mel values of the emulated module differ from the official runtime's."""
    expected = official_mel(bench)
    output, _ = probe(bench, "decode", decoder_bytes(bench), quantize_latents(random_latents()).tobytes())
    mel = np.frombuffer(output, dtype=np.int8).reshape(expected.shape)
    return float(np.count_nonzero(mel != expected))


def int8_distance_db(bench: Bench) -> float:
    """Return the mean distance that int8 adds to the float decoder over the random latents."""
    exact = from_sigmoid(run_float(bench.model / models.DECODER, random_latents()))
    return log_spectral_distance_db(dequantize_mel(official_mel(bench)), exact)


ROWS = (
    Row("decoder.instructions_per_mac", "instructions per MAC", instructions_per_mac),
    Row("decoder.instructions_per_mac.8-1000-512", "instructions per MAC",
        lambda bench: instructions_per_mac(bench, LARGE)),
    Row("decoder.instructions_per_decode", "instructions",
        lambda bench: float(decoder_counts(bench, DEFAULT)["instructions_per_decode"])),
    Row("ram.decoder_arena_bytes", "bytes",
        lambda bench: float(decoder_counts(bench, DEFAULT)["arena_bytes"])),
    Row("fidelity.decoder_mismatched_bytes", "bytes of 2 560 000", mismatched_bytes),
    Row("fidelity.int8_lsd_db", "dB, 10 000 random latents", int8_distance_db),
)
