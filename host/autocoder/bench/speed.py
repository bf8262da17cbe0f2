# SPDX-License-Identifier: MIT
"""Speed on this machine: ratios that carry over to others, and realtime factors that do not."""

import time

from autocoder.bench.analysis import (
    ANCESTOR_USER_SECONDS_PER_SECOND,
    analysis_speedup,
    user_seconds_per_second,
)
from autocoder.bench.measuring import Bench, Row, shared
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


@shared
def analysis_time(bench: Bench) -> float:
    """Return the user seconds of analysis per second of sound, measured once in a bench."""
    return user_seconds_per_second()


ROWS = (
    Row("analysis.user_seconds_per_second", "s of user time per s of sound, FFT 16384, hop 1024, 512 bands",
        analysis_time),
    Row("analysis.user_seconds_per_second.resampled", "the same, with 44.1 kHz brought to 48 kHz",
        lambda bench: user_seconds_per_second(SAMPLE_RATE_HZ)),
    Row("analysis.speedup_over_ancestor", "times less user time than 3.5 s for 30 s",
        lambda bench: ANCESTOR_USER_SECONDS_PER_SECOND / analysis_time(bench)),
    Row("analysis.speedup_over_dense_loop", "times, one BLAS thread",
        lambda bench: analysis_speedup(1)),
    Row("render.realtime_factor", "s of sound per s, desktop",
        lambda bench: realtime_factor(bench, "native", NATIVE_SECONDS)),
    Row("emulate.realtime_factor", "s of sound per s, emulated",
        lambda bench: realtime_factor(bench, "qemu", EMULATED_SECONDS)),
)
