# SPDX-License-Identifier: MIT
"""Speed on this machine: ratios that carry over to others, and realtime factors that do not."""

import time

from autocoder.bench.analysis import analysis_speedup
from autocoder.bench.measuring import Bench, Row
from autocoder.bench.programs import program
from autocoder.bench.stimuli import noise
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import Target, run_module
from autocoder.device.gesture import gesture
from autocoder.spec import SAMPLE_RATE_HZ

NATIVE_SECONDS = 20.0
EMULATED_SECONDS = 4.0


def realtime_factor(bench: Bench, target: Target, seconds: float) -> float:
    """Return the seconds of sound per second of wall time that one core renders while the controls move."""
    samples = round(seconds * SAMPLE_RATE_HZ)
    sound, controls = noise(samples), gesture(blocks_of(samples))
    built = program(bench, target)
    start_s = time.monotonic()
    run_module(target, built, sound, controls, target == "qemu", bench.progress)
    return seconds / (time.monotonic() - start_s)


ROWS = (
    Row("analysis.speedup_over_dense_loop", "times, one BLAS thread",
        lambda bench: analysis_speedup(1)),
    Row("render.realtime_factor", "s of sound per s, desktop",
        lambda bench: realtime_factor(bench, "native", NATIVE_SECONDS)),
    Row("emulate.realtime_factor", "s of sound per s, emulated",
        lambda bench: realtime_factor(bench, "qemu", EMULATED_SECONDS)),
)
