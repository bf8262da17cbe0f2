# SPDX-License-Identifier: MIT
"""Bytes that go to and from external RAM per sample, counted from where the firmware's buffers lie.

Every access counts, as if there were no cache: what a cache keeps of it makes the true figure smaller.
"""

from dataclasses import dataclass
from itertools import pairwise

from autocoder.bench.budgets import SOUNDINGS, Sounding
from autocoder.bench.measuring import Bench, Remarked, Row
from autocoder.spec import DRONE_WINDOW, FADE_SAMPLES, FRAME_HOP, SAMPLE_RATE_HZ
from autocoder.vae import model as models

BYTES_PER_SECOND = 400e6  # what a Daisy's SDRAM moves at best
COMPLEX = 8  # bytes of a stereo frame, and of a bin
CHANNELS = 2
# As in firmware/engine/reverb_layout.h.
MIDDLE_BEGIN, MIDDLE_SIZE = 1024, 512
TAIL_BEGIN, TAIL_SIZE = 8192, 4096

# A transform of 4096 = 8^4 in place: four passes over all of its samples, a swap of nearly all of them
# with the table of which, and the turns, of which the first passes read most.
PASSES_OF_4096 = 4
SWAP_TABLE, TURNS = 2, COMPLEX
# One of 2048 = 4 * 8^3.
PASSES_OF_2048 = 4


@dataclass(frozen=True)
class Traffic:
    """Bytes per sample."""

    read: float
    written: float

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(self.read + other.read, self.written + other.written)

    def times(self, count: float) -> "Traffic":
        """Return so many of it."""
        return Traffic(count * self.read, count * self.written)

    def share(self, rate_hz: int) -> float:
        """Return the share of what the memory moves at best."""
        return (self.read + self.written) * rate_hz / BYTES_PER_SECOND


def weights(bench: Bench, samples: int) -> Traffic:
    """Return the decoder's: each weight, one byte, once every so many samples."""
    widths = models.load_manifest(bench.model).widths
    return Traffic(sum(a * b for a, b in pairwise(widths)) / samples, 0.0)


def transform(passes: int) -> Traffic:
    """Return that of a transform in place, per sample of it."""
    moved = (passes + 1) * COMPLEX
    return Traffic(moved + SWAP_TABLE + TURNS, moved)


def tail() -> Traffic:
    """Return that of the longest partitions' own work, products apart: all of it lies in external RAM."""
    take = Traffic(4 * COMPLEX, 3 * COMPLEX)  # past, newest, turns, past again; two halves of bins, the past
    keep = Traffic(2 * COMPLEX, CHANNELS * COMPLEX)
    combine = Traffic(0, 2 * COMPLEX)
    finish = Traffic(3 * COMPLEX, COMPLEX)
    play = Traffic(COMPLEX, 0)
    return take + keep + combine + finish + play + transform(PASSES_OF_4096).times(4)


def reverb(taps: int) -> Traffic:
    """Return that of a response of so many taps at rest: the input's ring, products, the tail's work."""
    product = Traffic(2 * CHANNELS * COMPLEX, 0)  # past and response of each partition
    middle = -(-(min(taps, TAIL_BEGIN) - MIDDLE_BEGIN) // MIDDLE_SIZE)
    longest = max(0, -(-(taps - TAIL_BEGIN) // TAIL_SIZE))
    ring = Traffic(COMPLEX, COMPLEX) + Traffic(0, CHANNELS * COMPLEX)  # and the middle's spectra
    return ring + product.times(middle + longest) + tail()


def drone() -> Traffic:
    """Return that of the frames, which lie in external RAM: made once, played as often as they overlap."""
    overlap = DRONE_WINDOW // FRAME_HOP
    draw = Traffic(COMPLEX + COMPLEX // 2, COMPLEX)  # direction and amplitude
    play = Traffic(COMPLEX + COMPLEX // 2, 0)  # and the window
    return (draw + transform(PASSES_OF_2048) + play).times(overlap)


def traffic(bench: Bench, sounding: Sounding, rate_hz: int = SAMPLE_RATE_HZ) -> Traffic:
    """Return a mode's: with knobs that turn other latents are decoded in each update period or frame."""
    if sounding.mode == "reverb":
        return reverb(round(sounding.seconds * rate_hz))
    moved = drone() if sounding.mode == "drone" else Traffic(0.0, 0.0)
    if not sounding.turning:
        return moved
    return moved + weights(bench, FADE_SAMPLES if sounding.mode == "filter" else FRAME_HOP)


def _row(sounding: Sounding) -> Row:
    def measure(bench: Bench) -> Remarked:
        moved = traffic(bench, sounding)
        return Remarked(moved.read + moved.written, f"{moved.read:.0f} read, {moved.written:.0f} written; "
                        f"{moved.share(SAMPLE_RATE_HZ):.1%} of 400 MB/s at {SAMPLE_RATE_HZ} Hz, cache apart")
    return Row(f"external.{sounding.name}.bytes_per_sample", "bytes", measure)


ROWS = tuple(_row(each) for each in SOUNDINGS)
