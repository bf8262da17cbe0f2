# SPDX-License-Identifier: MIT
"""How fast the host makes sound of models, on one core."""

import time
from collections.abc import Callable

import numpy as np

from autocoder.bench.measuring import Bench, Row
from autocoder.synth import paths
from autocoder.synth.autocode import Autocode
from autocoder.synth.body import Body, periods_of
from autocoder.synth.instrument import load_instrument
from autocoder.synth.overlap import Grid
from autocoder.synth.render import Drone
from autocoder.synth.renderer import Source, render

SECONDS = 30.0
BODY_SECONDS = 10.0
REPEATS = 3
GRID = Grid(4096, 512)


def drone_factor(bench: Bench) -> float:
    """Return the seconds of a drone, walk included, made in a second of one core."""
    instrument = load_instrument(bench.model)
    samples = round(SECONDS * instrument.rate_hz)
    return _factor(lambda: Drone(instrument, paths.walk(GRID.frames_of(samples), 1), samples, GRID), SECONDS)


def autocode_factor(bench: Bench) -> float:
    """Return the seconds of a mono sound autocoded, encoder included, in a second of one core."""
    instrument = load_instrument(bench.model)
    samples = round(SECONDS * instrument.rate_hz)
    sound = np.random.default_rng(1).uniform(-0.5, 0.5, (samples, 1)).astype(np.float32)
    return _factor(lambda: Autocode(instrument, sound, grid=GRID), SECONDS)


def body_factor(bench: Bench) -> float:
    """Return the seconds of a stereo sound sent through a moving body in a second of one core."""
    instrument = load_instrument(bench.model)
    samples = round(BODY_SECONDS * instrument.rate_hz)
    sound = np.random.default_rng(1).uniform(-0.5, 0.5, (samples, 2)).astype(np.float32)
    path = paths.walk(periods_of(samples), 1)
    return _factor(lambda: Body(instrument, path, sound), BODY_SECONDS)


def _factor(make: Callable[[], Source], seconds: float) -> float:
    """Return the best of several: CPU time, because other programs must not count."""
    render(make())
    best_s = float("inf")
    for _ in range(REPEATS):
        start_s = time.process_time()
        render(make())
        best_s = min(best_s, time.process_time() - start_s)
    return seconds / best_s


ROWS = (
    Row("synth.render_realtime_factor", "s of sound per s of one core, FFT 4096, hop 512", drone_factor),
    Row("synth.autocode_realtime_factor", "s of sound per s of one core, FFT 4096, hop 512", autocode_factor),
    Row("synth.body_realtime_factor", "s of stereo sound per s of one core", body_factor),
)
