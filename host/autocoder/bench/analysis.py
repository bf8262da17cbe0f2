# SPDX-License-Identifier: MIT
"""Analysis speed: beside a plain loop that multiplies every frame by the dense mel matrix, and by itself.

Run as a module it prints the user CPU seconds of the loop and of the analysis.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from autocoder.audio import write_wav
from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP, SAMPLE_RATE_HZ
from autocoder.spectra.frames import Analysis, build_frames
from autocoder.spectra.mel import analysis_matrix, mel_frames

SECONDS = 30
REPEATS = 10

# The sizes that this program's ancestor, franzson/autocoder, analyses with, and what it takes for 30 s of a
# 44.1 kHz file: 6.5 s of user time less 3.0 s for importing its libraries (Python 3.11, TensorFlow 2.12).
ANCESTOR = Analysis(rate_hz=44_100, fft=16_384, hop=1024, bands=512)
ANCESTOR_USER_SECONDS_PER_SECOND = 3.5 / 30.0


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


def user_seconds_per_second(rate_hz: int = ANCESTOR.rate_hz) -> float:
    """Return the user CPU seconds, by all threads together, that a second of a 44.1 kHz file takes.

    From the file to the targets at the ancestor's sizes, without imports; best of several. rate_hz: what
    the file is brought to first; the ancestor leaves it as it is.
    """
    sizes = replace(ANCESTOR, rate_hz=rate_hz)
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, SECONDS * ANCESTOR.rate_hz).astype(np.float32)
    with TemporaryDirectory() as folder:
        sound = Path(folder) / "noise.wav"
        write_wav(sound, samples, ANCESTOR.rate_hz)
        return _user_seconds(lambda: build_frames(sound, sizes), REPEATS) / SECONDS


def dense_loop(samples: npt.NDArray[np.float32], matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return mel frames [frames, bands], one transform and one dense product at a time."""
    window = np.hanning(ANALYSIS_FFT + 1)[:-1]
    window *= 2.0 / window.sum()
    starts = range(0, len(samples) - ANALYSIS_FFT + 1, ANALYSIS_HOP)
    return np.array([
        matrix @ np.abs(np.fft.rfft(samples[start:start + ANALYSIS_FFT] * window)) for start in starts
    ])


def _user_seconds(work: Callable[[], object], repeats: int) -> float:
    import resource  # POSIX only; `os.times` counts hundredths

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
