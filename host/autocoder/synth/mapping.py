# SPDX-License-Identifier: MIT
"""What autocoding does to the latents between encoder and decoder."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError
from autocoder.spec import LATENTS

FloatArray = npt.NDArray[np.float32]

ZEROS, ONES = (0.0,) * LATENTS, (1.0,) * LATENTS


@dataclass(frozen=True)
class Mapping:
    """Latent i of the output is latent order[i] of the input, inverted (1 - u), scaled, offset, clipped.

    order: 0-based sources, each latent once; inverted: by output latent; scale, offset, low, high: by
    output latent; spread: first stretch each latent over 0..1 by its own extremes in the sound. Raises
    InputError for values that make no sense.
    """

    order: tuple[int, ...] = tuple(range(LATENTS))
    inverted: tuple[bool, ...] = (False,) * LATENTS
    scale: tuple[float, ...] = ONES
    offset: tuple[float, ...] = ZEROS
    low: tuple[float, ...] = ZEROS
    high: tuple[float, ...] = ONES
    spread: bool = False

    def __post_init__(self) -> None:
        if sorted(self.order) != list(range(LATENTS)):
            written = ",".join(str(each + 1) for each in self.order)
            raise InputError(f"order '{written}': name each latent from 1 to {LATENTS} once")
        for each in (self.inverted, self.scale, self.offset, self.low, self.high):
            if len(each) != LATENTS or not np.isfinite(each).all():
                raise InputError(f"{each}: {LATENTS} finite values are needed, one for each latent")
        if not all(0.0 <= low <= high <= 1.0 for low, high in zip(self.low, self.high, strict=True)):
            raise InputError("clip: each lower bound must be at most its upper one, both within 0..1")

    def apply(self, latents: FloatArray) -> FloatArray:
        """Return mapped latents 0..1, float32 [frames, LATENTS], of latents 0..1 of a whole sound."""
        if self.spread:
            lowest, highest = latents.min(axis=0), latents.max(axis=0)
            latents = (latents - lowest) / np.maximum(highest - lowest, np.float32(1e-6))
        picked = latents[:, list(self.order)]
        turned = np.where(self.inverted, 1.0 - picked, picked)
        moved = turned * np.array(self.scale) + np.array(self.offset)
        return np.asarray(np.clip(moved, self.low, self.high), dtype=np.float32)


UNCHANGED = Mapping()


def scrambled(seed: int) -> Mapping:
    """Return a mapping that reorders all latents and inverts about half of them, by seed."""
    random = np.random.default_rng(seed)
    order = tuple(int(each) for each in random.permutation(LATENTS))
    return Mapping(order=order, inverted=tuple(bool(each) for each in random.random(LATENTS) < 0.5))
