# SPDX-License-Identifier: MIT
"""What each mode takes on the emulated Cortex-M7, for each rate, audio block and length of response."""

import itertools
from dataclasses import dataclass

import numpy as np

from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.programs import program_in
from autocoder.bench.stimuli import noise
from autocoder.device.controls import CountArray
from autocoder.device.emulator import run_module
from autocoder.device.settings import parse_setting
from autocoder.spec import (
    BLOCK_CHOICES,
    CV_ZERO_VOLT_COUNTS,
    KNOB_HIGH_COUNTS,
    KNOB_LOW_COUNTS,
    LATENTS,
    RATE_CHOICES_HZ,
    Clock,
)

CLOCKS_HZ = (480_000_000, 600_000_000)  # Daisy Seed, Teensy 4.1
REVERB_SECONDS = (0.5, 1.0, 2.0, 4.0)
# Blocks, update periods, hops and the reverb's longest partitions all meet at multiples of this.
WHOLE_SAMPLES = 12_288
COUNTED_SAMPLES = 2 * WHOLE_SAMPLES
# From stop to stop so fast that the decoder sees other latents in each update period.
TURN_SAMPLES = 24_000


@dataclass(frozen=True)
class Sounding:
    """A mode, in reverb with the length of its response; turning: whether its knobs do.

    Knobs that turn all the time make the filter decode, design and crossfade in each update period, cross and
    drone decode for each frame. In reverb they rest: designing another response has no deadline there and
    takes what time there is.
    """

    mode: str
    seconds: float = 0.0
    turning: bool = True

    @property
    def name(self) -> str:
        """As rows call it."""
        if self.mode == "reverb":
            return f"reverb{self.seconds:g}s"
        return self.mode if self.turning else f"{self.mode}.resting"

    @property
    def title(self) -> str:
        """As tables call it."""
        if self.mode == "reverb":
            return f"reverb, {self.seconds:g} s"
        return self.mode if self.turning else f"{self.mode}, at rest"

    @property
    def settings(self) -> list[str]:
        """What the module is told."""
        return [f"mode={self.mode}", *([f"decay_s={self.seconds:g}"] if self.seconds else [])]


SOUNDINGS = (Sounding("filter", turning=False), Sounding("filter"),
             *(Sounding("reverb", each, turning=False) for each in REVERB_SECONDS),
             Sounding("cross", turning=False), Sounding("cross"),
             Sounding("drone", turning=False), Sounding("drone"))
CLOCKS = tuple(Clock(rate_hz, block) for rate_hz, block in itertools.product(RATE_CHOICES_HZ, BLOCK_CHOICES))


@dataclass(frozen=True)
class Load:
    """Instructions per sample: the interrupt's mean, its worst block, and the main loop's mean."""

    interrupt: float
    worst: float
    loop: float

    @property
    def total(self) -> float:
        """Return what both take together."""
        return self.interrupt + self.loop

    def share(self, rate_hz: int, clock_hz: int) -> float:
        """Return the share of a processor's time, at one instruction a cycle."""
        return self.total * rate_hz / clock_hz


def turning_controls(blocks: int, clock: Clock) -> CountArray:
    """Return ADC counts [blocks, 16] of knobs that go to and fro without rest, each from another place."""
    turns = np.arange(blocks)[:, np.newaxis] * clock.block_samples / TURN_SAMPLES
    places = np.abs((turns + np.arange(LATENTS) / LATENTS) % 2.0 - 1.0)
    counts = np.full((blocks, 2 * LATENTS), CV_ZERO_VOLT_COUNTS, dtype=np.uint16)
    counts[:, :LATENTS] = np.rint(KNOB_LOW_COUNTS + places * (KNOB_HIGH_COUNTS - KNOB_LOW_COUNTS))
    return counts


def resting_controls(blocks: int) -> CountArray:
    """Return ADC counts [blocks, 16] of knobs that stand where their smoothing starts from."""
    return np.full((blocks, 2 * LATENTS), CV_ZERO_VOLT_COUNTS, dtype=np.uint16)


@shared
def load(bench: Bench, sounding: Sounding, clock: Clock) -> Load:
    """Play noise through the emulated module and count, once the mode is at its full sound."""
    samples = WHOLE_SAMPLES + COUNTED_SAMPLES
    blocks = samples // clock.block_samples
    controls = turning_controls(blocks, clock) if sounding.turning else resting_controls(blocks)
    played = run_module("qemu", program_in(bench, "qemu", clock), noise(samples), controls, True,
                        bench.progress, settings=[parse_setting(each) for each in sounding.settings],
                        block_samples=clock.block_samples)
    assert played.counts is not None  # asked for above
    counts = played.counts[WHOLE_SAMPLES // clock.block_samples:] / clock.block_samples
    return Load(float(counts[:, 0].mean()), float(counts[:, 0].max()), float(counts[:, 1].mean()))


def instructions(bench: Bench, sounding: Sounding, clock: Clock) -> Remarked:
    """Return what interrupt and loop take together, and the shares of both processors' time."""
    taken = load(bench, sounding, clock)
    shares = ", ".join(f"{taken.share(clock.sample_rate_hz, hz):.1%} of {hz / 1e6:.0f} MHz"
                       for hz in CLOCKS_HZ)
    return Remarked(taken.total, f"interrupt {taken.interrupt:.0f}, worst block {taken.worst:.0f}, "
                                 f"loop {taken.loop:.0f}; {shares}")


def _row(sounding: Sounding, clock: Clock) -> Row:
    name = f"budget.{sounding.name}.{clock.sample_rate_hz}.{clock.block_samples}"
    return Row(name, "instructions per sample", lambda bench: instructions(bench, sounding, clock))


ROWS = tuple(_row(sounding, clock) for sounding in SOUNDINGS for clock in CLOCKS)
