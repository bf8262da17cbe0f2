# SPDX-License-Identifier: MIT
"""What a running emulated module plays, as it comes: its recording is followed."""

import time
from collections.abc import Iterator

import numpy as np

from autocoder.device.live import FloatArray, LiveModule
from autocoder.spec import SAMPLE_RATE_HZ

AHEAD = SAMPLE_RATE_HZ // 10  # samples wait before the first are given: this computer does other things, too
MOST_BEHIND = SAMPLE_RATE_HZ // 2  # more than these are left out, or the sound would come later and later
POLL_S = 0.005


def heard(module: LiveModule) -> Iterator[FloatArray]:
    """Yield pieces [samples, 2] of what a module plays, until it ends. It must have been made to record."""
    taken, least = 0, AHEAD
    while module.running:
        waiting = module.recorded_samples() - taken
        if waiting < 0:  # it was started again, and records anew
            taken = 0
        elif waiting < least:
            time.sleep(POLL_S)
        else:
            taken += waiting - AHEAD if waiting > MOST_BEHIND else 0
            piece = np.ascontiguousarray(module.recorded(taken))
            taken, least = taken + len(piece), 1
            yield piece
