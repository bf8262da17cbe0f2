# SPDX-License-Identifier: MIT
"""What autocoding does to the latents between encoder and decoder."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError
from autocoder.spec import LATENTS

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Mapping:
    """Latent i of the output is latent order[i] of the input, inverted (1 - u), scaled, offset, clipped.

    order: 0-based sources, each latent once; inverted: by output latent; scale, offset, low, high: by
    output latent; spread: first stretch each latent over 0..1 by its own extremes in the sound. What is
    left empty changes nothing, whatever the number of latents; the rest has a value for each latent.
    Raises InputError for values that make no sense.
    """

    order: tuple[int, ...] = ()
    inverted: tuple[bool, ...] = ()
    scale: tuple[float, ...] = ()
    offset: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    spread: bool = False

    def __post_init__(self) -> None:
        if sorted(self.order) != list(range(len(self.order))):
            names = ",".join(str(each + 1) for each in self.order)
            raise InputError(f"order '{names}': name each latent from 1 to {len(self.order)} once")
        if len({len(each) for each in self._given}) > 1:
            raise InputError("a mapping of different numbers of latents; give as many values everywhere")
        if not all(np.isfinite(each).all() for each in self._given):
            raise InputError("a mapping of values that are not finite; replace them")
        crossed = any(low > high for low, high in zip(self.low, self.high, strict=False))  # one may be empty
        if crossed or not all(0.0 <= each <= 1.0 for each in (*self.low, *self.high)):
            raise InputError("clip: each lower bound must be at most its upper one, both within 0..1")

    @property
    def _given(self) -> list[tuple[float, ...]]:
        every = (self.order, self.inverted, self.scale, self.offset, self.low, self.high)
        return [each for each in every if each]

    def check(self, latents: int) -> None:
        """Raise InputError when this is a mapping of another number of latents."""
        for each in self._given:
            if len(each) != latents:
                raise InputError(f"a mapping of {len(each)} latents; the model has {latents}")

    def apply(self, latents: FloatArray) -> FloatArray:
        """Return mapped latents 0..1, float32 [frames, latents], of latents 0..1 of a whole sound.

        Raises InputError for another number of latents than the mapping's.
        """
        self.check(latents.shape[1])
        if self.spread:
            lowest, highest = latents.min(axis=0), latents.max(axis=0)
            latents = (latents - lowest) / np.maximum(highest - lowest, np.float32(1e-6))
        picked = latents[:, list(self.order)] if self.order else latents
        turned = np.where(self.inverted or False, 1.0 - picked, picked)
        moved = turned * np.array(self.scale or 1.0) + np.array(self.offset or 0.0)
        return np.asarray(np.clip(moved, self.low or 0.0, self.high or 1.0), dtype=np.float32)


UNCHANGED = Mapping()


def scrambled(seed: int, latents: int = LATENTS) -> Mapping:
    """Return a mapping that reorders all latents and inverts about half of them, by seed."""
    random = np.random.default_rng(seed)
    order = tuple(int(each) for each in random.permutation(latents))
    return Mapping(order=order, inverted=tuple(bool(each) for each in random.random(latents) < 0.5))


def parse_order(text: str, latents: int) -> Mapping:
    """Return the mapping of an order that a user wrote: sources from 1 on, a minus inverts.

    Raises InputError.
    """
    try:
        sources = [int(each) for each in text.split(",")]
    except ValueError as error:
        raise InputError(f"order '{text}': write {latents} whole numbers with commas") from error
    if sorted(abs(each) for each in sources) != list(range(1, latents + 1)):
        raise InputError(f"order '{text}': the model has {latents} latents; name each of 1 to {latents} once")
    return Mapping(order=tuple(abs(each) - 1 for each in sources),
                   inverted=tuple(each < 0 for each in sources))
