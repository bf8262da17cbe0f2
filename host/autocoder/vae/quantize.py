# SPDX-License-Identifier: MIT
"""Running int8 networks exactly as the module does: the official TFLite Micro runtime."""

import itertools
import struct

import numpy as np
import numpy.typing as npt

from autocoder.errors import ModelError
from autocoder.quiet import quiet
from autocoder.vae.scaling import OUTPUT_SCALE, from_sigmoid, to_sigmoid

Int8Array = npt.NDArray[np.int8]
FloatArray = npt.NDArray[np.floating]

MOST_CORNERS = 256
LATENT_STEPS = 255  # latents 0..1 are int8 -128..127


def quantize_latents(latents: FloatArray) -> Int8Array:
    """Return latents 0..1 as the decoder's int8 input, rounded to nearest; the shape stays."""
    rounded = np.floor(np.clip(latents, 0.0, 1.0) * LATENT_STEPS + 0.5)
    return np.asarray(rounded - 128, dtype=np.int8)


def dequantize_latents(latents: Int8Array) -> npt.NDArray[np.float32]:
    """Return int8 latents as 0..1; the shape stays."""
    return (latents.astype(np.float32) + 128.0) / np.float32(LATENT_STEPS)


def quantize_mel(targets: FloatArray) -> Int8Array:
    """Return targets 0..1 as the encoder's int8 input, rounded to nearest; the shape stays."""
    rounded = np.floor(to_sigmoid(np.clip(targets, 0.0, 1.0)) / np.float32(OUTPUT_SCALE) + np.float32(0.5))
    return np.asarray(rounded - 128, dtype=np.int8)


def dequantize_mel(mel: Int8Array) -> npt.NDArray[np.float32]:
    """Return the decoder's int8 output as targets 0..1; the shape stays."""
    return from_sigmoid((mel.astype(np.float32) + 128.0) * OUTPUT_SCALE)


def run_int8(content: bytes, inputs: Int8Array, arena_bytes: int = 1 << 16) -> Int8Array:
    """Return what a network gives for int8 inputs [count, inputs] by TFLite Micro, int8 [count, outputs].

    Raises ModelError when the runtime refuses the model.
    """
    with quiet():
        from tflite_micro import runtime
    try:
        interpreter = runtime.Interpreter.from_bytes(content, arena_size=arena_bytes)
        rows = []
        for row in inputs:
            interpreter.set_input(row[np.newaxis], 0)
            interpreter.invoke()
            rows.append(interpreter.get_output(0)[0].copy())
    except (RuntimeError, ValueError, struct.error) as error:
        raise ModelError(f"the int8 network does not run on TFLite Micro ({error}); train again") from error
    return np.asarray(np.stack(rows), dtype=np.int8)


def cube_corners(latents: int) -> FloatArray:
    """Return corners of the latent cube, float32 [corners, latents]: all, or MOST_CORNERS seeded ones."""
    if 1 << latents <= MOST_CORNERS:
        return np.array(list(itertools.product((0.0, 1.0), repeat=latents)), dtype=np.float32)
    return np.random.default_rng(0).integers(0, 2, (MOST_CORNERS, latents)).astype(np.float32)
