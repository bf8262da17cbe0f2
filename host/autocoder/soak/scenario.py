# SPDX-License-Identifier: MIT
"""What a module is given in a long run, second by second, drawn from a seed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.controls import CountArray
from autocoder.device.parameter import Parameter
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import PRESET_PARAMETERS, PRESETS, Setting
from autocoder.reference.filter import Reference
from autocoder.soak.marks import MARK_SECONDS, MARKS, Mark, mark_controls, mark_sound, wanted

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Random = np.random.Generator

RATE_HZ = spec.SAMPLE_RATE_HZ
BLOCKS = RATE_HZ // spec.BLOCK_SAMPLES  # of a second: a whole number of them
JUMP_BLOCKS = 7.5  # 100 Hz
CHANGE_SHARE = 0.25  # of parameters, in a second
HURRY_SHARE = 0.1  # of seconds, in which the mode is another one in each of HURRY_BLOCKS blocks
HURRY_BLOCKS = 100


@dataclass(frozen=True)
class Second:
    """A second of what goes into the module, and what must come out, where that is known.

    sound: float32 [RATE_HZ, 2]; controls: uint16 [BLOCKS, 16]; settings: by block within this second
    wanted: float64 [RATE_HZ, 2] of the second that `name` marks, or None
    """

    name: str
    sound: FloatArray
    controls: CountArray
    settings: list[Setting]
    wanted: DoubleArray | None = None


def noise(random: Random) -> FloatArray:
    return np.clip(random.normal(0.0, 0.3, (RATE_HZ, 2)), -1.0, 1.0).astype(np.float32)


def silence(random: Random) -> FloatArray:
    return np.zeros((RATE_HZ, 2), dtype=np.float32)


def square(random: Random) -> FloatArray:
    """Return full scale, at pitches of 20 Hz to 5 kHz."""
    cycles = np.arange(RATE_HZ)[:, np.newaxis] * np.geomspace(20.0, 5000.0, 99)[random.integers(99, size=2)]
    return np.where(cycles % RATE_HZ < RATE_HZ / 2, 1.0, -1.0).astype(np.float32)


def bursts(random: Random) -> FloatArray:
    """Return silence with single samples of full scale."""
    sound = silence(random)
    sound[random.integers(RATE_HZ, size=30), random.integers(2, size=30)] = random.choice([-1.0, 1.0], 30)
    return sound


def subnormal(random: Random) -> FloatArray:
    """Return numbers that arithmetic takes for zero, or stalls at."""
    return (random.uniform(-1.0, 1.0, (RATE_HZ, 2)) * 1e-38).astype(np.float32)


def fading(random: Random) -> FloatArray:
    """Return noise that dies away through all numbers there are."""
    fall = np.geomspace(1.0, 1e-46, RATE_HZ)[:, np.newaxis]
    return (np.clip(random.normal(0.0, 0.3, (RATE_HZ, 2)), -1.0, 1.0) * fall).astype(np.float32)


def constant(random: Random) -> FloatArray:
    """Return full scale that does not move."""
    return np.ones((RATE_HZ, 2), dtype=np.float32) * random.choice([-1.0, 1.0], 2).astype(np.float32)


SOUNDS: dict[str, Callable[[Random], FloatArray]] = {
    each.__name__: each for each in (noise, silence, square, bursts, subnormal, fading, constant)}


class Scenario:
    """Seconds of a run: random ones, with marks at the start, every so often and at the end.

    music: float32 [samples, 2], played in some seconds beside what is made here
    """

    def __init__(self, seed: int, music: FloatArray, reference: Reference,
                 marks: Sequence[Mark] = MARKS, seconds_between: int = 600) -> None:
        self.random = np.random.default_rng(seed)
        self.music = music
        self.marks = [(each, wanted(reference, each)) for each in marks]
        self.seconds_between = seconds_between
        self.last = mark_controls(1)[0].astype(np.float64)

    @property
    def shortest(self) -> int:
        """Seconds of the shortest run: marks, one second, marks."""
        return 2 * len(self.marks) * MARK_SECONDS + 1

    def seconds(self, count: int) -> Iterator[Second]:
        """Yield this many seconds. Raises ValueError where they are too few."""
        own = len(self.marks) * MARK_SECONDS
        if count < self.shortest:
            raise ValueError(f"{count} s: a run has at least {self.shortest} s")
        yield from self.marked()
        left = count - own
        while left > 0:
            between = min(self.seconds_between, left - own)
            if left - between - own < own + 1:
                between = left - own  # no room for marks in between
            for _ in range(between):
                yield self.drawn()
            yield from self.marked()
            left -= between + own

    def marked(self) -> Iterator[Second]:
        """Yield the seconds of all marks."""
        sound, controls = mark_sound(), mark_controls(BLOCKS)
        for mark, played in self.marks:
            for second in range(MARK_SECONDS):
                here = slice(second * RATE_HZ, (second + 1) * RATE_HZ)
                yield Second(f"mark {mark.mode}", sound[here], controls, mark.settings(),
                             played[here] if second == MARK_SECONDS - 1 else None)
        self.last = controls[-1].astype(np.float64)

    def drawn(self) -> Second:
        """Return a random second."""
        name = str(self.random.choice([*SOUNDS, "music"]))
        sound = self.excerpt() if name == "music" else SOUNDS[name](self.random)
        controls = self.moved()
        self.last = controls[-1].astype(np.float64)
        return Second(name, sound, controls, self.changes())

    def excerpt(self) -> FloatArray:
        """Return a second of the music from anywhere in it."""
        start = int(self.random.integers(max(1, len(self.music) - RATE_HZ)))
        return np.resize(self.music[start:start + RATE_HZ], (RATE_HZ, 2))

    def moved(self) -> CountArray:
        """Return ADC counts [BLOCKS, 16]: at rest, walking, jumping, between corners, or noise."""
        inputs = 2 * spec.LATENTS
        held = (np.arange(BLOCKS) / JUMP_BLOCKS).astype(int)
        way = self.random.integers(5)
        counts: DoubleArray
        if way == 0:
            counts = np.broadcast_to(self.last, (BLOCKS, inputs))
        elif way == 1:
            counts = self.last + np.cumsum(self.random.normal(0.0, 500.0, (BLOCKS, inputs)), axis=0)
        elif way == 2:
            counts = self.random.uniform(0, spec.FULL_COUNTS, (BLOCKS, inputs))[held]
        elif way == 3:
            counts = self.random.choice([0.0, spec.FULL_COUNTS], (BLOCKS, inputs))[held]
        else:
            counts = self.random.uniform(0, spec.FULL_COUNTS, (BLOCKS, inputs))
        return np.asarray(np.clip(np.rint(counts), 0, spec.FULL_COUNTS), dtype=np.uint16)

    def changes(self) -> list[Setting]:
        """Return what is set in a second: of the panel and of both presets, always something at block 0."""
        places = [("", each) for each in PARAMETERS]
        places += [(preset, each) for preset in PRESETS for each in PRESET_PARAMETERS]
        chosen = [place for place in places if self.random.random() < CHANGE_SHARE]
        settings = [Setting(int(self.random.integers(BLOCKS)), each.name, self.value(each), preset)
                    for preset, each in chosen]
        if self.random.random() < HURRY_SHARE:
            mode, start = PARAMETERS[[each.name for each in PARAMETERS].index("mode")], 100
            settings += [Setting(start + block, "mode", self.value(mode)) for block in range(HURRY_BLOCKS)]
        return [Setting(0, "mix", float(self.random.random())), *settings]

    def value(self, parameter: Parameter) -> float:
        """Return a value of its whole range; an end of it in a quarter of all cases."""
        least, most = parameter.minimum, parameter.maximum
        if parameter.switch:
            return float(self.random.random() < 0.25)
        if parameter.whole:
            return float(self.random.integers(int(least), int(most) + 1))
        if self.random.random() < 0.25:
            return float(self.random.choice([least, most]))
        return least + (most - least) * float(self.random.random()) ** 2
