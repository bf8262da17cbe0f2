# SPDX-License-Identifier: MIT
"""What parameters do over time: values by block, latents through the slew, gains by sample."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import BANKS, LATENTS_OF_PRESET, Setting

DoubleArray = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]
LatentArray = npt.NDArray[np.uint16]

ONE_Q16 = 1 << 16


def values_by_block(settings: Iterable[Setting], blocks: int) -> dict[str, FloatArray]:
    """Return the value that each parameter has in each block, float32 [blocks].

    Where the presets play, those that presets have are between the two: numbers evenly, others in the middle.
    """
    panel, a, b = (_bank(list(settings), blocks, bank) for bank in BANKS)
    playing, blend = panel["presets"] >= 0.5, panel["blend"]
    for each in PARAMETERS:
        if each.preset:
            between = (np.where(blend < 0.5, a[each.name], b[each.name]) if each.whole
                       else a[each.name] + blend * (b[each.name] - a[each.name]))
            panel[each.name] = np.where(playing, between, panel[each.name]).astype(np.float32)
    return panel


def knobs_by_block(settings: Iterable[Setting], blocks: int) -> LatentArray | None:
    """Return the positions 0..65535 [blocks, LATENTS] that presets have in place of the knobs, or None.

    Raises ValueError where presets play for some of the time only.
    """
    panel, a, b = (_bank(list(settings), blocks, bank) for bank in BANKS)
    if not panel["presets"].any():
        return None
    if not panel["presets"].all():
        raise ValueError("presets begin or end")
    way = _positions(panel["blend"])
    columns = [(_positions(a[each.name]) * (spec.POSITION_ONE - way) + _positions(b[each.name]) * way)
               // spec.POSITION_ONE for each in LATENTS_OF_PRESET]
    return np.stack(columns, axis=1).astype(np.uint16)


def _bank(settings: list[Setting], blocks: int, bank: str) -> dict[str, FloatArray]:
    known = PARAMETERS if not bank else (*PARAMETERS, *LATENTS_OF_PRESET)
    values = {each.name: np.full(blocks, each.default, dtype=np.float32) for each in known}
    for setting in sorted(settings, key=lambda each: each.block):
        if setting.preset == bank:
            values[setting.name][setting.block:] = setting.value
    return values


def _positions(shares: FloatArray) -> npt.NDArray[np.int64]:
    rounded: npt.NDArray[np.int64] = np.floor(shares * np.float32(spec.POSITION_ONE) + np.float32(0.5)
                                              ).astype(np.int64)
    return rounded


def moved_latents(targets: LatentArray, slew_ms: FloatArray, freeze: FloatArray) -> LatentArray:
    """Return the latents 0..65535 [blocks, LATENTS] after each block of positions [blocks, scans, LATENTS].

    A slew of one pole follows them. slew_ms, freeze: [blocks]. The share of the way gone in the time T from
    one scan to the next is T / (T + slew), in 2^-24.
    """
    scan_ms = np.float32(1000.0 * (spec.BLOCK_SAMPLES // targets.shape[1]) / spec.SAMPLE_RATE_HZ)
    state = np.full(targets.shape[2], 32_768 * ONE_Q16, dtype=np.int64)
    latents = np.empty((len(targets), targets.shape[2]), dtype=targets.dtype)
    for block, scans in enumerate(targets):
        share = int(np.rint(np.float32(1 << 24) * (scan_ms / (scan_ms + slew_ms[block]))))
        for target in scans[:0] if freeze[block] else scans:
            state += ((target.astype(np.int64) * ONE_Q16 - state) * share) >> 24
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
