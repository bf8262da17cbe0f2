# SPDX-License-Identifier: MIT
"""Every mode of the whole module, native and emulated, against the reference; and from one to another."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import Target, run_module
from autocoder.device.settings import parse_setting
from autocoder.reference.modes import play_mode
from session_model import SessionModel

FloatArray = npt.NDArray[np.float32]

LEAST_SNR_DB = 110.0
SAMPLES = 40 * spec.FRAME_HOP
# Until the first response has faded in: two tail partitions until it begins, then one for each channel.
REVERB_SETTLED = 4 * 4096
TARGETS: tuple[Target, ...] = ("native", "qemu")
MODES = ("filter", "reverb", "cross", "drone")


def resting(samples: int) -> npt.NDArray[np.uint16]:
    """Return controls at rest where a model sounds; the slew of the knobs has nothing to do."""
    return np.full((blocks_of(samples), 2 * spec.LATENTS), 32_768, dtype=np.uint16)


def snr_db(output: npt.NDArray[np.floating], wanted: npt.NDArray[np.float64]) -> float:
    return float(10.0 * np.log10(np.sum(wanted**2) / np.sum((output - wanted) ** 2)))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("words", [
    ("mode=cross",), ("mode=cross", "whiten=0.5", "brightness=0.2", "0.2:mix=0.5"),
    ("mode=drone", "walk=0.7"), ("mode=drone", "walk=1", "brightness=-0.3", "0.2:freeze=on"),
])
def test_frames_are_those_of_the_reference(default_model: SessionModel, target: Target,
                                           words: tuple[str, ...]) -> None:
    sound, controls = sounds.white_noise(SAMPLES), sounds.moving_controls(blocks_of(SAMPLES))
    settings = [parse_setting(each) for each in words]
    played = run_module(target, default_model.program(target), sound, controls, settings=settings).output
    wanted = play_mode(default_model.reference, sound, controls, settings)
    assert snr_db(played, wanted) >= LEAST_SNR_DB


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("words", [("mode=reverb", "decay_s=0.3"),
                                   ("mode=reverb", "decay_s=0.5", "walk=0.8")])
def test_reverb_is_that_of_the_reference(default_model: SessionModel, target: Target,
                                         words: tuple[str, ...]) -> None:
    sound, controls = sounds.white_noise(2 * SAMPLES), resting(2 * SAMPLES)
    settings = [parse_setting(each) for each in words]
    played = run_module(target, default_model.program(target), sound, controls, settings=settings).output
    wanted = play_mode(default_model.reference, sound, controls, settings)
    assert snr_db(played[REVERB_SETTLED:], wanted[REVERB_SETTLED:]) >= LEAST_SNR_DB


def play(model: SessionModel, sound: FloatArray, *words: str) -> FloatArray:
    settings = [parse_setting(each) for each in words]
    return run_module("native", model.program("native"), sound, resting(len(sound)), settings=settings).output


FADE = spec.MODE_FADE_BLOCKS * spec.BLOCK_SAMPLES


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(MODES, 2)))
def test_modes_change_without_a_step(default_model: SessionModel, before: str, after: str) -> None:
    """From its first sample on, a linear fade is away from the mode before by no more than its gain times
    what the two modes can differ by; so no step is larger than that over the fade's length, beside those that
    the modes have themselves. A fade that is left out is away by all of it at once."""
    sound = sounds.music(96_000)
    steady = {each: play(default_model, sound, f"mode={each}") for each in (before, after)}
    changed = play(default_model, sound, f"mode={before}", f"1:mode={after}")
    apart = np.abs(changed - steady[before]).max(axis=1)
    start = int(np.flatnonzero(apart)[0])
    warmed = (750 + 1 + spec.MODE_WARM_BLOCKS) * spec.BLOCK_SAMPLES
    assert warmed <= start <= warmed + 2 * spec.BLOCK_SAMPLES
    # Noise differs from run to run, and its peaks with it.
    most = sum(1.5 * float(np.abs(each[start - 4096:start + 8192]).max()) for each in steady.values())
    gain = (np.arange(start, start + FADE) - warmed + 1.0) / FADE
    assert (apart[start:start + FADE] <= gain * most).all()
    # Without the linear fade's end the new mode would step in where it ends.
    end = warmed + FADE
    own = max(float(np.abs(np.diff(each[end - 4096:end + 4096], axis=0)).max()) for each in steady.values())
    assert np.abs(np.diff(changed[end - 8:end + 8], axis=0)).max() <= 1.5 * own + most / FADE


@pytest.mark.parametrize("after", MODES)
def test_a_mode_that_has_taken_over_is_itself(default_model: SessionModel, after: str) -> None:
    """The filter to the last bits of rounding; noise that started at another time as loud as it should be."""
    sound = sounds.music(96_000)
    before = "drone" if after != "drone" else "filter"
    steady = play(default_model, sound, f"mode={after}")[-20_000:]
    changed = play(default_model, sound, f"mode={before}", f"0.3:mode={after}")[-20_000:]
    if after == "filter":
        np.testing.assert_allclose(changed, steady, atol=1e-5)
    loudness = [float(np.sqrt(np.mean(each**2))) for each in (changed, steady)]
    assert loudness[0] == pytest.approx(loudness[1], rel=0.5)
