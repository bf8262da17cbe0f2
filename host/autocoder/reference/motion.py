# SPDX-License-Identifier: MIT
"""What parameters do over time: values by block, latents through the slew, gains by sample."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import Setting

DoubleArray = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]
LatentArray = npt.NDArray[np.uint16]

ONE_Q16 = 1 << 16
BLOCK_MS = np.float32(1000.0 * spec.BLOCK_SAMPLES / spec.SAMPLE_RATE_HZ)


def values_by_block(settings: Iterable[Setting], blocks: int) -> dict[str, FloatArray]:
    """Return the value that each parameter has in each block, float32 [blocks]."""
    values = {each.name: np.full(blocks, each.default, dtype=np.float32) for each in PARAMETERS}
    for setting in sorted(settings, key=lambda each: each.block):
        values[setting.name][setting.block:] = setting.value
    return values


def moved_latents(targets: LatentArray, slew_ms: FloatArray, freeze: FloatArray) -> LatentArray:
    """Return the latents 0..65535 [blocks, LATENTS] of positions that a slew of one pole follows.

    slew_ms, freeze: [blocks]. The share of the way gone in a block is T / (T + slew), in 1/65536.
    """
    state = np.full(targets.shape[1], 32_768 * ONE_Q16, dtype=np.int64)
    latents = np.empty_like(targets)
    for block, target in enumerate(targets):
        if not freeze[block]:
            share = int(np.rint(np.float32(ONE_Q16) * (BLOCK_MS / (BLOCK_MS + slew_ms[block]))))
            state += ((target.astype(np.int64) * ONE_Q16 - state) * share) >> 16
        latents[block] = np.minimum((state + ONE_Q16 // 2) >> 16, spec.POSITION_ONE)
    return latents


def mixed(dry: DoubleArray, wet: DoubleArray, values: dict[str, FloatArray]) -> DoubleArray:
    """Return the output [samples, 2] of both at the gains that mix and level give by block."""
    wet_gain, dry_gain = (gains_by_sample(each)[:len(dry), np.newaxis] for each in (
        values["level"] * values["mix"], values["level"] * (1.0 - values["mix"])))
    return np.asarray(wet_gain * wet + dry_gain * dry)


def gains_by_sample(gains: npt.NDArray[np.floating]) -> DoubleArray:
    """Return gains [samples] of gains [blocks]: each block moves linearly to its own from that before."""
    before = np.concatenate([gains[:1], gains[:-1]]).astype(np.float64)
    place = (np.arange(spec.BLOCK_SAMPLES) + 1.0) / spec.BLOCK_SAMPLES
    ramps: DoubleArray = before[:, np.newaxis] + (gains - before)[:, np.newaxis] * place
    return ramps.ravel()
