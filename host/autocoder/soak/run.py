# SPDX-License-Identifier: MIT
"""A long run: the scenario into the module, its output through the checks, second by second."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.emulator import Target
from autocoder.device.piped import PipedModule
from autocoder.errors import ToolError
from autocoder.levels import signal_to_error_db
from autocoder.soak.checks import LEAST_SNR_DB, problem_of, problem_of_counts
from autocoder.soak.scenario import BLOCKS, RATE_HZ, Scenario, Second

AHEAD_SECONDS = 4
OVERRUNS = "overruns"

Watch = Callable[["Report"], None]


@dataclass
class Report:
    """What was seen so far.

    marks: signal to error in dB of each mark, by its name, in order of time
    peaks: largest sample by kind of second; wall_s: time that each second of a kind took, checks included
    callback, total: most instructions of a block in the interrupt, and most of a second for each sample
    """

    played_s: int = 0
    marks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    peaks: dict[str, float] = field(default_factory=dict)
    wall_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    callback: int = 0
    total: float = 0.0

    def figures(self) -> dict[str, Any]:
        """Return what is worth keeping, for JSON."""
        wall = {name: float(np.median(each)) for name, each in self.wall_s.items()}
        return {
            "played_s": self.played_s,
            "wall_s": sum(sum(each) for each in self.wall_s.values()),
            "marks": {name: {"count": len(each), "first_db": each[0], "last_db": each[-1],
                             "worst_db": min(each)} for name, each in self.marks.items()},
            "peaks": self.peaks, "wall_s_of_a_second": wall,
            "most_callback_instructions_of_a_block": self.callback,
            "most_instructions_per_sample_in_a_second": self.total,
        }


class Soak:
    """One run: plays `seconds` of a scenario and raises ToolError for the first thing that is wrong."""

    def __init__(self, target: Target, program: Path, scenario: Scenario, bound: float) -> None:
        self.target, self.program, self.scenario, self.bound = target, program, scenario, bound
        self.report = Report()
        self._counts = np.zeros((0, 2), dtype=np.uint32)

    def play(self, seconds: int, watch: Watch = lambda report: None) -> Report:
        """Play it all; `watch` is called after each second."""
        to_come = enumerate(self.scenario.seconds(seconds))
        playing: deque[Second] = deque()
        with PipedModule(self.target, self.program, counts=self.target == "qemu") as module:
            began_s = time.monotonic()
            while True:
                while len(playing) < AHEAD_SECONDS and (following := next(to_come, None)):
                    self._feed(module, *following)
                    playing.append(following[1])
                if len(playing) < AHEAD_SECONDS:
                    module.end()
                if not playing:
                    break
                self._second(playing.popleft(), module.take(RATE_HZ))
                self._check_counts(module)
                now_s = time.monotonic()
                self.report.wall_s[self._name].append(now_s - began_s)
                began_s = now_s
                watch(self.report)
            self._end(module)
        return self.report

    def _feed(self, module: PipedModule, index: int, second: Second) -> None:
        module.feed(second.sound, second.controls,
                    [replace(each, block=each.block + index * BLOCKS) for each in second.settings])

    def _second(self, second: Second, output: npt.NDArray[np.float32]) -> None:
        self._name = second.name
        if len(output) < RATE_HZ:
            self._fail(f"the module ended {RATE_HZ - len(output)} samples early")
        if problem := problem_of(output, self.bound):
            self._fail(problem)
        peaks = self.report.peaks
        peaks[second.name] = max(peaks.get(second.name, 0.0), float(np.abs(output).max()))
        if second.wanted is not None:
            value_db = signal_to_error_db(second.wanted, output)
            self.report.marks[second.name].append(value_db)
            if not value_db >= LEAST_SNR_DB:
                self._fail(f"{value_db:.1f} dB from the reference, not {LEAST_SNR_DB:g}")
        self.report.played_s += 1

    def _check_counts(self, module: PipedModule) -> None:
        if self.target != "qemu":
            return
        new = module.counts()
        if problem := problem_of_counts(new):
            self._fail(problem)
        self.report.callback = max(self.report.callback, int(new[:, 0].max(initial=0)))
        self._counts = np.concatenate([self._counts, new])
        while len(self._counts) >= BLOCKS:
            total = float(self._counts[:BLOCKS].sum(dtype=np.float64)) / BLOCKS / spec.BLOCK_SAMPLES
            self.report.total = max(self.report.total, total)
            self._counts = self._counts[BLOCKS:]

    def _end(self, module: PipedModule) -> None:
        self._name = "end"
        printed = module.finish()
        if len(module.take(1)):
            self._fail("more came out than went in")
        self._check_counts(module)
        if OVERRUNS in printed:
            self._fail(printed)

    def _fail(self, problem: str) -> None:
        played_s = self.report.played_s
        clock = f"{played_s // 3600}:{played_s // 60 % 60:02}:{played_s % 60:02}"
        raise ToolError(f"soak, {self.target}, at {clock} ({self._name}): {problem}")
