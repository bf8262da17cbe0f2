# SPDX-License-Identifier: MIT
"""The one renderer: what a file holds and what is heard live are the same samples."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

from autocoder.progress import Progress, silent

FloatArray = npt.NDArray[np.float32]

FULL_SCALE = 1.0


class Source(Protocol):
    """What can be rendered: a finite sound that is made block by block.

    rate_hz: samples per second; channels: 1 or more; samples: length of the whole sound
    """

    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def samples(self) -> int: ...

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, channels] from the start; each call gives the same samples."""
        ...


def render(source: Source, progress: Progress = silent) -> FloatArray:
    """Return the whole sound, float32 [samples] of one channel or [samples, channels].

    Sounds beyond full scale are divided by max |x|; others stay as they are.
    """
    sound = np.empty((source.samples, source.channels), dtype=np.float32)
    filled = 0
    for block in source.blocks():
        sound[filled:filled + len(block)] = block
        filled += len(block)
        progress(filled, source.samples)
    sound *= level_of(float(np.abs(sound).max(initial=0.0)))
    return sound[:, 0] if source.channels == 1 else sound


def levelled_blocks(source: Source) -> Iterator[FloatArray]:
    """Yield the samples that `render` returns, float32 [any, channels], keeping no more than a block.

    A first pass finds the peak: a level that moved with it would make the sound depend on its past.
    """
    level = level_of(max((float(np.abs(block).max(initial=0.0)) for block in source.blocks()), default=0.0))
    for block in source.blocks():
        yield block * level


def level_of(peak: float) -> np.float32:
    """Return what to multiply a sound of that max |x| by so that it does not clip: 1 or less."""
    return np.float32(1.0 if peak <= FULL_SCALE else FULL_SCALE / peak)
