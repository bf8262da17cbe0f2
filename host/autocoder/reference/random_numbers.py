# SPDX-License-Identifier: MIT
"""The module's random numbers: PCG32, many words at a time, and what is drawn from them."""

import numpy as np
import numpy.typing as npt

from autocoder import spec

ComplexArray = npt.NDArray[np.complex128]

MULTIPLIER = np.uint64(6364136223846793005)
WORD_BITS = 32


class RandomNumbers:
    """Words of 32 bits by PCG32 (O'Neill 2014, XSH RR): a period of 2^64 for each stream."""

    def __init__(self, seed: int, stream: int) -> None:
        self._increment = np.uint64(2 * stream + 1)
        with np.errstate(over="ignore"):
            self._state = self._increment + np.uint64(seed)
        self.next(1)

    def next(self, count: int) -> npt.NDArray[np.uint32]:
        """Return the next words [count].

        The state's recurrence s <- a s + c is unrolled: after n steps it is a^n s + c (1 + .. + a^(n-1)).
        """
        factors = np.full(count + 1, MULTIPLIER)
        factors[0] = 1
        powers: npt.NDArray[np.uint64] = np.cumprod(factors, dtype=np.uint64)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(powers[:-1], dtype=np.uint64)])
        with np.errstate(over="ignore"):
            following = np.asarray(powers * self._state + sums * self._increment, dtype=np.uint64)
        self._state = following[-1]
        states = following[:-1]
        words = (((states >> np.uint64(18)) ^ states) >> np.uint64(27)).astype(np.uint32)
        turns = (states >> np.uint64(59)).astype(np.uint32)
        return np.asarray((words >> turns) | (words << (-turns & np.uint32(WORD_BITS - 1))))

    def directions(self, count: int) -> ComplexArray:
        """Return unit complex numbers [count] in PHASE_DIRECTIONS equally likely directions."""
        picked = self.next(count) // np.uint32(2**WORD_BITS // spec.PHASE_DIRECTIONS)
        return np.asarray(np.exp(2j * np.pi * picked / spec.PHASE_DIRECTIONS))
