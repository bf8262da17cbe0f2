# SPDX-License-Identifier: MIT
"""The module with its audio in an interrupt that comes at any instruction of the main loop, emulated."""

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import ModuleRun, regular_periods, run_module
from autocoder.device.settings import Setting, parse_setting
from autocoder.errors import ToolError
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
    for seed in (1, 2):
        run = play(default_model, sound, controls, hurried_periods(len(controls), seed), *words)
        assert run.overruns == 0
        assert snr_db(run.output[SETTLED:], expected) >= LEAST_SNR_DB


def test_an_interrupt_flushes_subnormal_numbers(default_model: SessionModel) -> None:
    """A handler starts from a state of the floating point unit of its own."""
    time = np.arange(8_000)
    faint = np.where(time % 3, 1e-40, -1e-42)
    run = play(default_model, sounds.stereo(faint, faint), resting(len(time)),
               regular_periods(blocks_of(len(time))), "mix=0.5")
    assert np.all(run.output == 0.0)


def test_a_sound_longer_than_its_memory_is_refused(default_model: SessionModel) -> None:
    sound = np.zeros((5 * SAMPLES + 1, 2), dtype=np.float32)
    with pytest.raises(ToolError, match=r"status 2: firmware: no room for in\.f32"):
        play(default_model, sound, resting(len(sound)), regular_periods(blocks_of(len(sound))))


def moving_settings(blocks: int) -> list[Setting]:
    """Return a tour from each mode to each other while the other parameters jump ten times a second."""
    random = np.random.default_rng(3)
    tour = ("filter", "reverb", "filter", "cross", "filter", "drone", "reverb", "cross", "reverb", "drone",
            "cross", "drone", "filter")
    settings = [Setting(0, "slew_ms", 20.0), Setting(0, "decay_s", 0.3)]
    settings += [Setting(index * blocks // len(tour), "mode", MODES.index(mode))
                 for index, mode in enumerate(tour)]
    for block in range(0, blocks, 75):
        drawn = {"whiten": random.uniform(0.5, 1.0), "brightness": random.uniform(-0.5, 0.2),
                 "walk": random.uniform(), "mix": random.uniform(0.5, 1.0), "freeze": random.integers(2)}
        settings += [Setting(block, name, float(value)) for name, value in drawn.items()]
    return settings


def tone(samples: int, frequency_hz: float = 55.0) -> FloatArray:
    """Return a low sine [samples, 2], out of phase: it moves little, and a click would stand out."""
    wave = 0.5 * np.sin(2.0 * np.pi * frequency_hz * np.arange(samples) / spec.SAMPLE_RATE_HZ)
    return sounds.stereo(wave, -wave)


def excess(output: FloatArray, beside: FloatArray) -> float:
    """Return by how much steps of the output exceed those of another within 0.13 s, at the worst."""
    window, around = 512, 12
    both = [np.abs(np.diff(each, axis=0)).max(axis=1) for each in (output, beside)]
    steps, others = (each[:len(each) // window * window].reshape(-1, window).max(axis=1) for each in both)
    others = np.array([others[max(0, at - around):at + around + 1].max() for at in range(len(others))])
    return float((steps / others).max())


def test_nothing_clicks_while_all_moves(default_model: SessionModel) -> None:
    """Steps as large as where nobody interrupts, times two for noise and fades that come at other times."""
    sound = tone(4 * SAMPLES)
    blocks = blocks_of(len(sound))
    controls, settings = sounds.moving_controls(blocks), moving_settings(blocks)
    alone = run_module("native", default_model.program("native"), sound, controls, settings=settings).output
    met = []
    for seed in (1, 2):
        run = run_module("qemu", default_model.program("qemu_interrupt"), sound, controls, settings=settings,
                         periods=hurried_periods(blocks, seed))
        assert run.overruns == 0
        assert np.isfinite(run.output).all() and np.abs(run.output).max() > 0.01
        assert excess(run.output, alone) <= 2.0
        met.append(places(run))
    # The main loop was at work, and interrupted at other instructions each time.
    assert min(map(len, met)) > 200 and len(met[1] - met[0]) > 100
    stale = alone.copy()
    stale[70_016:70_080] = alone[69_952:70_016]
    assert excess(stale, alone) > 5.0


# Ticks of a block that the audio leaves so little of that the loop cannot keep up.
OVERLOADS = {"reverb": 3_500, "cross": 3_300, "drone": 900}


@pytest.mark.parametrize("mode", OVERLOADS)
def test_an_overload_is_counted_and_fades(default_model: SessionModel, mode: str) -> None:
    """For a quarter of a second. What is missing fades over a block or a frame's window; then all is back."""
    sound, controls = tone(3 * SAMPLES, 110.0), resting(3 * SAMPLES)
    words = (f"mode={mode}", "decay_s=0.6", "brightness=-1" if mode == "drone" else "brightness=0")
    periods = regular_periods(len(controls))
    steady = play(default_model, sound, controls, periods, *words)
    late_from, late_to = len(periods) // 2, len(periods) * 7 // 12
    periods[late_from:late_to] = OVERLOADS[mode]
    late = play(default_model, sound, controls, periods, *words)
    assert steady.overruns == 0
    assert late.overruns > 0
    heard = slice(late_from * spec.BLOCK_SAMPLES, late_to * spec.BLOCK_SAMPLES)
    assert snr_db(late.output[heard], steady.output[heard].astype(float)) < 30.0
    own, steps = (np.abs(np.diff(each.output[heard.start:], axis=0)).max() for each in (steady, late))
    # Middle and tail may fade in the same block. Without fades, steps would be 64 times this share.
    peak = np.abs(steady.output[heard.start:]).max()
    assert steps <= 1.5 * own + 2.0 * peak / spec.BLOCK_SAMPLES
    end = 2 * SAMPLES + SAMPLES // 2
    if mode != "drone":  # whose phases go on from where they were
        expected = wanted(default_model, sound, controls, *words)[end:]
        assert snr_db(late.output[end:], expected) >= LEAST_SNR_DB
