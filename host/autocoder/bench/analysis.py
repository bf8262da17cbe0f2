# SPDX-License-Identifier: MIT
"""Analysis speed against a plain loop that multiplies every frame by the dense mel matrix.

Run as a module it prints the user CPU seconds of both.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP, SAMPLE_RATE_HZ
from autocoder.spectra.mel import analysis_matrix, mel_frames

SECONDS = 30
REPEATS = 10


@dataclass(frozen=True)
class AnalysisCost:
    """User CPU seconds for 30 s of sound, both by this process's threads together."""

    loop_s: float
    analysis_s: float

    @property
    def speedup(self) -> float:
        """How many times less the analysis takes."""
        return self.loop_s / self.analysis_s


def analysis_speedup(blas_threads: int | None = 1) -> float:
    """Return `analysis_cost(blas_threads).speedup`."""
    return analysis_cost(blas_threads).speedup


def analysis_cost(blas_threads: int | None = 1) -> AnalysisCost:
    """Return the user time of the loop and of the analysis, on one synthetic sound.

    The loop's matrix product runs on so many BLAS threads; None leaves the library its default, which
    makes the loop slower still, by threads that wait for each other.
    """
    environment = dict(os.environ)
    if blas_threads is not None:  # read once when the library loads, hence a process of its own
        environment["OPENBLAS_NUM_THREADS"] = str(blas_threads)
    run = subprocess.run([sys.executable, "-m", "autocoder.bench.analysis"], env=environment, text=True,
                         stdout=subprocess.PIPE, check=True)
    loop_s, analysis_s = map(float, run.stdout.split())
    return AnalysisCost(loop_s, analysis_s)


def measure() -> AnalysisCost:
    """Measure both in this process, best of several after a warm-up."""
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, SECONDS * SAMPLE_RATE_HZ).astype(np.float32)
    matrix = analysis_matrix().toarray()
    loop = _user_seconds(lambda: dense_loop(samples, matrix), repeats=2)
    return AnalysisCost(loop, _user_seconds(lambda: mel_frames(samples), REPEATS))


def dense_loop(samples: npt.NDArray[np.float32], matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return mel frames [frames, bands], one transform and one dense product at a time."""
    window = np.hanning(ANALYSIS_FFT + 1)[:-1]
    window *= 2.0 / window.sum()
    starts = range(0, len(samples) - ANALYSIS_FFT + 1, ANALYSIS_HOP)
    return np.array([
        matrix @ np.abs(np.fft.rfft(samples[start:start + ANALYSIS_FFT] * window)) for start in starts
    ])


def _user_seconds(work: Callable[[], object], repeats: int) -> float:
    work()
    best = float("inf")
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        work()
        best = min(best, resource.getrusage(resource.RUSAGE_SELF).ru_utime - before)
    return best


if __name__ == "__main__":
    cost = measure()
    sys.stdout.write(f"{cost.loop_s} {cost.analysis_s}\n")
