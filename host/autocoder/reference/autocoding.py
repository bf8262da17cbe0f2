# SPDX-License-Identifier: MIT
"""Latents that follow the module's input: its mel frames in float64, and how the encoded latents move knobs.

The encoder itself is the official TFLite Micro runtime; what comes after it is exact in integers.
"""

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.spectra.mel import analysis_matrix
from autocoder.spectra.stft import magnitude_chunks
from autocoder.vae.quantize import run_int8
from autocoder.vae.scaling import OUTPUT_SCALE, SPAN_DB

BoolArray = npt.NDArray[np.bool_]
DoubleArray = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]
Int8Array = npt.NDArray[np.int8]
LatentArray = npt.NDArray[np.uint16]

HOP_BLOCKS = spec.AUTOCODE_HOP // spec.BLOCK_SAMPLES
MIDDLE = 32_768
FOLLOW_ONE = 1 << 15


def wanted_frames(follow: FloatArray) -> BoolArray:
    """Return for each whole hop of follow [blocks] whether its last block follows at all."""
    return np.asarray(follow[HOP_BLOCKS - 1::HOP_BLOCKS] != 0.0)


def input_mel(inputs: npt.NDArray[np.floating], wanted: BoolArray | None = None) -> DoubleArray:
    """Return the wanted mel frames [frames, MEL_BANDS] of inputs [samples, 2] in int8 steps, not rounded.

    wanted: by hop; all by default. Frame j ends with hop j; before the first sample there is silence. 0 dB is
    a level that rises to a frame's loudest band at once and falls by AUTOCODE_PEAK_KEPT from frame to frame.
    """
    hops = len(inputs) // spec.AUTOCODE_HOP
    mono = np.concatenate([np.zeros(spec.ANALYSIS_FFT - spec.AUTOCODE_HOP),
                           np.asarray(inputs, dtype=np.float64).mean(axis=1)[:hops * spec.AUTOCODE_HOP]])
    magnitudes = np.concatenate(list(magnitude_chunks(mono, spec.ANALYSIS_FFT, spec.AUTOCODE_HOP)))
    mel = np.asarray(magnitudes @ analysis_matrix().toarray().T)
    mel = mel if wanted is None else mel[wanted[:hops]]
    peak, steps = 0.0, np.empty_like(mel)
    for index, frame in enumerate(mel):
        peak = max(spec.AUTOCODE_PEAK_KEPT * peak, spec.AUTOCODE_PEAK_FLOOR, frame.max())
        below_db = 20.0 * np.log10(np.maximum(frame / peak, 10.0 ** (spec.FLOOR_DB / 20.0)))
        steps[index] = (below_db - spec.FLOOR_DB + spec.SIGMOID_MARGIN_DB) / SPAN_DB / OUTPUT_SCALE - 128.0
    return steps


def rounded(steps: DoubleArray) -> Int8Array:
    """Return int8 steps of real ones, to the nearest, as the encoder takes them."""
    return np.floor(steps + 0.5).astype(np.int8)


def heard_latents(inputs: npt.NDArray[np.floating], follow: FloatArray, encoder: bytes) -> Int8Array:
    """Return what an int8 encoder makes of each frame of inputs [samples, 2] that follow [blocks] wants.

    int8 [frames, LATENTS]; none where nothing follows, or no hop is whole.
    """
    wanted = wanted_frames(follow)[:len(inputs) // spec.AUTOCODE_HOP]
    if not wanted.any():
        return np.empty((0, spec.LATENTS), dtype=np.int8)
    return run_int8(encoder, rounded(input_mel(inputs, wanted)))


def autocoded_latents(knobs: LatentArray, follow: FloatArray, encoded: Int8Array) -> LatentArray:
    """Return latents 0..65535 as knobs [blocks, ..., LATENTS] that follow encoded ones.

    follow: -1..1 by block; encoded: int8 of each wanted frame [frames, LATENTS]. A frame's latents are there
    from the block after its hop; before the first, the latents are the knobs. They stay while none is wanted.
    """
    moved = knobs.astype(np.int64)
    share = np.sign(follow) * np.floor(np.abs(follow.astype(np.float64)) * FOLLOW_ONE + 0.5)
    frames = np.cumsum(wanted_frames(follow))
    for block in range(HOP_BLOCKS, len(knobs)):
        have = int(frames[block // HOP_BLOCKS - 1])
        if have:
            away = (encoded[have - 1].astype(np.int64) + 128) * 257 - MIDDLE
            moved[block] += (away * int(share[block]) + FOLLOW_ONE // 2) >> 15
    return np.clip(moved, 0, spec.POSITION_ONE).astype(np.uint16)
