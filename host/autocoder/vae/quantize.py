# SPDX-License-Identifier: MIT
"""Running an int8 decoder exactly as the module does: the official TFLite Micro runtime."""

import itertools
import struct

import numpy as np
import numpy.typing as npt

from autocoder.errors import ModelError
from autocoder.vae.scaling import OUTPUT_SCALE, from_sigmoid

Int8Array = npt.NDArray[np.int8]
FloatArray = npt.NDArray[np.floating]

MOST_CORNERS = 256
INPUT_STEPS = 255  # latents 0..1 are int8 -128..127


def quantize_latents(latents: FloatArray) -> Int8Array:
    """Return latents 0..1 as the decoder's int8 input, rounded to nearest; the shape stays."""
    rounded = np.floor(np.clip(latents, 0.0, 1.0) * INPUT_STEPS + 0.5)
    return np.asarray(rounded - 128, dtype=np.int8)


def dequantize_mel(mel: Int8Array) -> npt.NDArray[np.float32]:
    """Return the decoder's int8 output as targets 0..1; the shape stays."""
    return from_sigmoid((mel.astype(np.float32) + 128.0) * OUTPUT_SCALE)


def run_int8(content: bytes, latents: Int8Array, arena_bytes: int = 1 << 16) -> Int8Array:
    """Return int8 mel values [count, bands] of int8 latents [count, latents] by TFLite Micro.

    Raises ModelError when the runtime refuses the model.
    """
    from tflite_micro import runtime

    try:
        interpreter = runtime.Interpreter.from_bytes(content, arena_size=arena_bytes)
        rows = []
        for row in latents:
            interpreter.set_input(row[np.newaxis], 0)
            interpreter.invoke()
            rows.append(interpreter.get_output(0)[0].copy())
    except (RuntimeError, ValueError, struct.error) as error:
        raise ModelError(f"the int8 decoder does not run on TFLite Micro ({error}); train again") from error
    return np.asarray(np.stack(rows), dtype=np.int8)


def cube_corners(latents: int) -> FloatArray:
    """Return corners of the latent cube, float32 [corners, latents]: all, or MOST_CORNERS seeded ones."""
    if 1 << latents <= MOST_CORNERS:
        return np.array(list(itertools.product((0.0, 1.0), repeat=latents)), dtype=np.float32)
    return np.random.default_rng(0).integers(0, 2, (MOST_CORNERS, latents)).astype(np.float32)
