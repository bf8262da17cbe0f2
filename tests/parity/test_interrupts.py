# SPDX-License-Identifier: MIT
"""The module with its audio in an interrupt that comes at any instruction of the main loop, emulated."""

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import ModuleRun, regular_periods, run_module
from autocoder.device.settings import parse_setting
from autocoder.reference.modes import play_mode
from session_model import SessionModel

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Ticks = npt.NDArray[np.uint32]
CountArray = npt.NDArray[np.uint16]

LEAST_SNR_DB = 110.0
SAMPLES = spec.SAMPLE_RATE_HZ
SETTLED = SAMPLES // 2  # by then a response of 0.3 s has been designed, and has faded in
MODES = ("filter", "reverb", "cross", "drone")
BLOCK_INSTRUCTIONS = 500_000_000 * spec.BLOCK_SAMPLES // spec.SAMPLE_RATE_HZ


def resting(samples: int) -> CountArray:
    """Return controls at rest where a model sounds; the slew of the knobs has nothing to do."""
    return np.full((blocks_of(samples), 2 * spec.LATENTS), 32_768, dtype=np.uint16)


def hurried_periods(blocks: int, seed: int) -> Ticks:
    """Return periods of a quarter to three quarters of the module's, each another, after a random start."""
    share = np.random.default_rng(seed).uniform(0.25, 0.75, blocks)
    return np.asarray(share * regular_periods(blocks), dtype=np.uint32)


def play(model: SessionModel, sound: FloatArray, controls: CountArray, periods: Ticks,
         *words: str) -> ModuleRun:
    settings = [parse_setting(each) for each in words]
    return run_module("qemu", model.program("qemu_interrupt"), sound, controls, settings=settings,
                      periods=periods)


def wanted(model: SessionModel, sound: FloatArray, controls: CountArray, *words: str) -> DoubleArray:
    settings = [parse_setting(each) for each in words]
    if "mode=filter" in words:
        return model.reference.play(sound, controls, settings=settings)
    return play_mode(model.reference, sound, controls, settings)


def snr_db(output: npt.NDArray[np.floating], expected: DoubleArray) -> float:
    return float(10.0 * np.log10(np.sum(expected**2) / np.sum((output - expected) ** 2)))


def places(run: ModuleRun) -> set[int]:
    """Return the addresses at which the main loop was interrupted."""
    assert run.preempted_at is not None
    return set(run.preempted_at[run.preempted_at > 0].tolist())


@pytest.mark.parametrize("words", [
    ("mode=filter", "0.4:slew_ms=40", "0.7:freeze=on"), ("mode=cross", "whiten=0.5", "brightness=0.2"),
    ("mode=drone", "walk=0.7", "0.5:freeze=on"),
])
def test_at_the_modules_pace_all_is_as_if_nobody_interrupted(default_model: SessionModel,
                                                             words: tuple[str, ...]) -> None:
    """With moving controls: each request is answered within its period, so nothing comes later than where
    the main loop has all the time it likes."""
    sound, controls = sounds.white_noise(SAMPLES), sounds.moving_controls(blocks_of(SAMPLES))
    run = play(default_model, sound, controls, regular_periods(len(controls)), *words)
    assert run.overruns == 0
    assert snr_db(run.output, wanted(default_model, sound, controls, *words)) >= LEAST_SNR_DB
    assert run.counts is not None
    assert (run.counts[:, 0] > 0).all() and (run.counts.sum(axis=1) <= 1.001 * BLOCK_INSTRUCTIONS).all()


@pytest.mark.parametrize("mode", MODES)
def test_interrupts_at_any_instruction_change_nothing(default_model: SessionModel, mode: str) -> None:
    """Two to three times as often as on the module, at random moments."""
    sound, controls = sounds.white_noise(SAMPLES), resting(SAMPLES)
    words = (f"mode={mode}", "decay_s=0.3", "walk=0.5")
    expected = wanted(default_model, sound, controls, *words)[SETTLED:]
    met: set[int] = set()
    for seed in (1, 2):
        run = play(default_model, sound, controls, hurried_periods(len(controls), seed), *words)
        assert run.overruns == 0
        assert snr_db(run.output[SETTLED:], expected) >= LEAST_SNR_DB
        print(mode, seed, len(places(run)), len(places(run) - met), int((run.preempted_at>0).sum()))
        met |= places(run)
