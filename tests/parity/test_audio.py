# SPDX-License-Identifier: MIT
"""What the module plays, on this computer and on the emulated Cortex-M7, against the float64 reference."""

import functools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import Target, run_module
from autocoder.device.settings import parse_setting
from autocoder.reference.filter import KNOB, decoder_input, latents_from_controls
from session_model import SessionModel

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
CountArray = npt.NDArray[np.uint16]

LEAST_SNR_DB = 110.0
SECONDS = 2.0
SAMPLES = round(SECONDS * spec.SAMPLE_RATE_HZ)
PERIOD = spec.FADE_SAMPLES
FULL_KNOB, ZERO_KNOB = 65_535, 0
SMALLEST_NORMAL = np.finfo(np.float32).tiny
TARGETS: tuple[Target, ...] = ("native", "qemu")

SOUNDS: dict[str, Callable[[int], FloatArray]] = {
    "white-noise": sounds.white_noise, "sweep": sounds.sweep, "impulses": sounds.impulses,
    "music": sounds.music,
}


def play(model: SessionModel, target: Target, sound: FloatArray, controls: CountArray) -> FloatArray:
    return run_module(target, model.program(target), sound, controls).output


def snr_db(output: npt.NDArray[np.floating], wanted: DoubleArray) -> float:
    """Return the energy of what is wanted over that of the difference, in dB."""
    return float(10.0 * np.log10(np.sum(wanted**2) / np.sum((output - wanted) ** 2)))


def unsound(output: FloatArray) -> int:
    """Return how many samples are not finite, or denormal."""
    small = (output != 0.0) & (np.abs(output) < SMALLEST_NORMAL)
    return int(np.count_nonzero(~np.isfinite(output) | small))


@pytest.fixture(scope="module")
def wanted(default_model: SessionModel) -> Callable[[str, int], DoubleArray]:
    """Return wanted(sound, samples): what the reference plays with moving controls."""
    @functools.cache
    def of_sound(name: str, samples: int) -> DoubleArray:
        controls = sounds.moving_controls(blocks_of(samples))
        return default_model.reference.play(SOUNDS[name](samples), controls)

    return of_sound


def test_the_controls_do_move(default_model: SessionModel) -> None:
    """Nearly every period must ask for another response, or the crossfades are not in the comparison."""
    latents = decoder_input(latents_from_controls(sounds.moving_controls(blocks_of(SAMPLES))))
    periods = latents[::spec.UPDATE_BLOCKS]
    assert np.mean(np.any(np.diff(periods.astype(int), axis=0) != 0, axis=1)) > 0.95
    assert (np.ptp(periods.astype(int), axis=0) > 128).all()


# 2 s and a length that ends inside a block and inside a crossfade.
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("sound", "samples"),
                         [*((name, SAMPLES) for name in SOUNDS), ("white-noise", 20 * PERIOD + 5 * 64 + 17)])
def test_plays_what_the_reference_plays(default_model: SessionModel, target: Target, sound: str, samples: int,
                                        wanted: Callable[[str, int], DoubleArray]) -> None:
    expected = wanted(sound, samples)
    assert np.abs(expected).max() > 0.01
    controls = sounds.moving_controls(blocks_of(samples))
    output = play(default_model, target, SOUNDS[sound](samples), controls)
    assert output.shape == expected.shape
    assert unsound(output) == 0
    assert snr_db(output, expected) >= LEAST_SNR_DB


def corner_jumps(blocks: int) -> CountArray:
    """Return ADC counts [blocks, 16] whose knobs jump to another corner of the cube every two periods."""
    corners = np.random.default_rng(5).integers(0, 2, (blocks, spec.LATENTS)) * FULL_KNOB
    turns = np.arange(blocks) // (2 * spec.UPDATE_BLOCKS)
    return sounds.still_controls(blocks, corners[turns])


def extreme_controls(name: str, blocks: int) -> CountArray:
    if name == "jumps":
        return corner_jumps(blocks)
    return sounds.still_controls(blocks, FULL_KNOB if name == "all-high" else ZERO_KNOB)


def extreme_sound(name: str) -> FloatArray:
    samples = 40 * PERIOD + 1
    time = np.arange(samples)
    noise = np.random.default_rng(6).uniform(-1.0, 1.0, samples)
    mono = {
        "silence": np.zeros(samples),
        "full-scale": np.where(time // 50 % 2, 1.0, -1.0),
        "direct-current": np.ones(samples),
        # Down to the smallest denormal and past it; broad, for the filter may let a tone not by at all.
        "decay": 10.0 ** (-70.0 * np.maximum(time / samples - 0.3, 0.0)) * noise,
        "denormal": np.where(time % 3, 1e-40, -1e-42),
    }[name]
    return sounds.stereo(mono, mono)


def full_power(model: SessionModel, sound: FloatArray, controls: CountArray) -> float:
    """Return the power that the loudest of the responses would give to noise as strong as the sound.

    A constant or a square wave may lie where a filter passes a thousandth of what it passes elsewhere; what
    single precision loses is a share of the whole response, and is held against it.
    """
    latents = np.unique(decoder_input(latents_from_controls(controls))[::spec.UPDATE_BLOCKS], axis=0)
    return float(np.mean(sound**2) * max(np.sum(model.reference.response(row) ** 2) for row in latents))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("controls", ["all-low", "all-high", "jumps"])
@pytest.mark.parametrize("sound", ["silence", "full-scale", "direct-current", "decay", "denormal"])
def test_extremes_stay_sound(default_model: SessionModel, target: Target, controls: str, sound: str) -> None:
    samples = extreme_sound(sound)
    counts = extreme_controls(controls, blocks_of(len(samples)))
    output = play(default_model, target, samples, counts)
    assert unsound(output) == 0
    if sound in ("silence", "denormal"):
        assert np.all(output == 0.0)
        return
    assert np.abs(output).max() > 0.001
    error_power = np.mean((output - default_model.reference.play(samples, counts)) ** 2)
    assert error_power <= full_power(default_model, samples, counts) * 10.0 ** (-LEAST_SNR_DB / 10.0)


def test_extreme_controls_reach_the_ends_of_every_latent() -> None:
    for name, end in (("all-low", 0), ("all-high", spec.POSITION_ONE)):
        assert (latents_from_controls(extreme_controls(name, 100))[-1] == end).all()
    jumps = latents_from_controls(corner_jumps(400))
    assert (jumps.min(axis=0) < 0.05 * spec.POSITION_ONE).all()
    assert (jumps.max(axis=0) > 0.95 * spec.POSITION_ONE).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e-40, -1e-45])
def test_unsound_samples_are_noticed(value: float) -> None:
    output = np.full((10, 2), 0.5, dtype=np.float32)
    assert unsound(output) == 0
    output[3, 1] = value
    assert unsound(output) == 1


def step_bound(model: SessionModel, sound: FloatArray,
               controls: CountArray) -> tuple[DoubleArray, DoubleArray]:
    """Return the largest step that crossfading allows into each sample, and the step a plain switch makes.

    Between samples the output moves no more than the faster of the two sounds does, and by the share that
    one step of the fade moves from one sound to the other. Both [samples - 1], worst channel.
    """
    latents = decoder_input(latents_from_controls(controls))[::spec.UPDATE_BLOCKS]
    voices = {row.tobytes(): sounding(model, sound, row) for row in latents}
    silence = np.zeros(sound.shape)
    bound, switched = np.empty(len(sound) - 1), np.empty(len(sound) - 1)
    leaving = arriving = silence
    for period, start in enumerate(range(0, len(sound) - 1, PERIOD)):
        before = leaving
        leaving, arriving = arriving, voices[latents[period - 1].tobytes()] if period else silence
        span = slice(start, min(start + PERIOD, len(sound) - 1))
        after = slice(span.start + 1, span.stop + 1)
        moves = [np.abs(voice[after] - voice[span]) for voice in (leaving, arriving)]
        gap = np.maximum(np.abs(arriving - leaving)[after], np.abs(arriving - leaving)[span])
        bound[span] = (np.maximum(*moves) + gap / PERIOD).max(axis=1)
        switched[span] = moves[0].max(axis=1)
        if start:
            switched[start - 1] = np.abs(leaving[start] - before[start - 1]).max()
    return bound, switched


def sounding(model: SessionModel, sound: FloatArray, latents: npt.NDArray[np.int8]) -> DoubleArray:
    """Return the sound [samples, 2] through the response of these latents from its first sample on."""
    response = model.reference.response(latents)
    channels = [np.convolve(channel, response)[:len(sound)] for channel in sound.T.astype(float)]
    return np.stack(channels, axis=1)


@pytest.mark.parametrize("target", TARGETS)
def test_a_jump_of_the_latents_makes_no_step(default_model: SessionModel, target: Target) -> None:
    """A low sine moves little from sample to sample: a click would stand out."""
    tone = 0.9 * np.sin(2.0 * np.pi * 55.0 * np.arange(30 * PERIOD) / spec.SAMPLE_RATE_HZ)
    sound = sounds.stereo(tone, -tone)
    knobs = np.zeros((blocks_of(len(sound)), spec.LATENTS))
    knobs[len(knobs) // 2:] = FULL_KNOB
    controls = sounds.still_controls(len(knobs), knobs)
    bound, switched = step_bound(default_model, sound, controls)
    output = play(default_model, target, sound, controls)
    steps = np.abs(np.diff(output, axis=0)).max(axis=1)
    # What single precision loses is a share of the whole response, as above; a step holds two such errors.
    rounding = 2.0 * np.sqrt(full_power(default_model, sound, controls) * 10.0 ** (-LEAST_SNR_DB / 10.0))
    assert np.all(steps <= bound + rounding), (np.max(steps - bound), rounding)
    assert switched.max() > 3.0 * (bound.max() + rounding)  # without the fade this sound would have clicked


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("offset", [0, 1, 31, 63])
def test_an_impulse_is_answered_at_its_own_sample(default_model: SessionModel, target: Target,
                                                  offset: int) -> None:
    """The engine adds no sample of delay. What is left is that a board fills a block before it is
    processed and plays it after: 2 * 64 samples, 2.67 ms."""
    resting = sounds.still_controls(1, clearest_knobs(default_model))
    at = 30 * spec.UPDATE_BLOCKS * spec.BLOCK_SAMPLES + 3 * spec.BLOCK_SAMPLES + offset
    sound = np.zeros((at + spec.IMPULSE_TAPS, 2), dtype=np.float32)
    sound[at] = 1.0, -1.0
    output = play(default_model, target, sound, np.repeat(resting, blocks_of(len(sound)), axis=0))
    expected = response_at(default_model, resting)
    audible = np.flatnonzero(np.abs(output[:, 0]) > 0.5 * abs(expected[0]))
    assert int(audible[0]) == at
    np.testing.assert_allclose(output[at:, 0], expected, atol=1e-5 * np.abs(expected).max())
    np.testing.assert_allclose(output[at:, 1], -expected, atol=1e-5 * np.abs(expected).max())
    assert 2 * spec.BLOCK_SAMPLES / spec.SAMPLE_RATE_HZ <= 0.003


def response_at(model: SessionModel, resting: CountArray) -> DoubleArray:
    """Return the response once the smoothing of these controls [1, 16] has settled."""
    settled = latents_from_controls(np.repeat(resting, 200, axis=0))[-1]
    return model.reference.response(decoder_input(settled))


def clearest_knobs(model: SessionModel) -> npt.NDArray[np.intp]:
    """Return knob counts, of a few random ones, whose response starts loudest beside its peak."""
    def start(knobs: npt.NDArray[np.intp]) -> float:
        response = np.abs(response_at(model, sounds.still_controls(1, knobs)))
        return float(response[0] / response.max())

    candidates = np.random.default_rng(8).integers(KNOB.low_counts, KNOB.high_counts, (20, spec.LATENTS))
    best = max(candidates, key=start)
    assert start(best) > 0.01  # far above rounding
    return best


@pytest.mark.parametrize("target", TARGETS)
def test_parameters_do_what_the_reference_does(default_model: SessionModel, target: Target) -> None:
    """Gains, slew and freeze, changed while playing: latents bit by bit, or the responses would differ."""
    sound, controls = sounds.music(SAMPLES), sounds.moving_controls(blocks_of(SAMPLES))
    settings = [parse_setting(each) for each in (
        "slew_ms=40", "0.3:mix=0.2", "0.5:level=0.5", "0.7:freeze=on", "1.1:slew_ms=300", "1.2:freeze=off",
        "1.5:mix=0.9", "1.6:slew_ms=0")]
    played = run_module(target, default_model.program(target), sound, controls, settings=settings).output
    wanted = default_model.reference.play(sound, controls, settings=settings)
    assert snr_db(played, wanted) >= LEAST_SNR_DB
    untouched = default_model.reference.play(sound, controls)
    assert snr_db(played, untouched) < 20.0  # the settings are heard


@pytest.mark.parametrize("target", TARGETS)
def test_a_jump_of_a_gain_makes_no_step(default_model: SessionModel, target: Target) -> None:
    """Through a block, so 1/64 of the change at a time on top of what the sound does by itself."""
    sound = np.full((SAMPLES // 4, 2), 0.5, dtype=np.float32)
    controls = np.full((blocks_of(len(sound)), 16), 32_768, dtype=np.uint16)
    settings = [parse_setting("mix=0"), parse_setting("0.2:level=0"), parse_setting("0.3:level=1")]
    played = run_module(target, default_model.program(target), sound, controls, settings=settings).output
    assert np.abs(np.diff(played, axis=0)).max() <= 0.5 / spec.BLOCK_SAMPLES + 1e-6
    assert played.min() == 0.0 and played.max() == pytest.approx(0.5)
