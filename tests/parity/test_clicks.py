# SPDX-License-Identifier: MIT
"""Whatever changes while the module plays, nothing clicks.

A change is held against the same sound without it, before and after. With both steady, a linear fade of L
samples from a to b can add no more than |b - a| / L to the largest step from sample to sample, and to the
second difference, which weighs a spectral splash by the square of its frequency, twice the steps' difference
and one more gap over L where the fade begins and ends, two where the next one follows. Nothing else may be
added. The sounds are low and dark, so that a step would stand out; each bound is also shown to catch the same
change made at once.
"""

import itertools

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import run_module
from autocoder.device.settings import parse_setting
from clicks import FADES, allowed, roughness
from session_model import SessionModel

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]

SECONDS = 1.6
CHANGE_S = 0.8
SAMPLES = round(SECONDS * spec.SAMPLE_RATE_HZ)
CHANGE = round(CHANGE_S * spec.SAMPLE_RATE_HZ)
MODES = ("filter", "reverb", "cross", "drone")
MODE_FADE = spec.MODE_FADE_BLOCKS * spec.BLOCK_SAMPLES
DARK = ("brightness=-1", "decay_s=0.3")
CORNERS = ("a.latent_1=0", "a.latent_2=1", "a.latent_3=0", "b.latent_1=1", "b.latent_2=0", "b.latent_3=1")


def play(model: SessionModel, *words: str) -> FloatArray:
    """Return what the module plays of a low tone, after everything in it has settled."""
    tone = 0.5 * np.sin(2.0 * np.pi * 55.0 * np.arange(SAMPLES) / spec.SAMPLE_RATE_HZ)
    controls = sounds.still_controls(blocks_of(SAMPLES), 32_768)
    settings = [parse_setting(each) for each in (*DARK, *words)]
    output = run_module("native", model.program("native"), sounds.stereo(tone, -tone), controls,
                        settings=settings).output
    return output[CHANGE - 4096:]


def check(changed: FloatArray, before: FloatArray, after: FloatArray, fade: int, ends: int = 1) -> None:
    bound = allowed(before, after, fade, ends)
    assert np.abs(before).max() > 1e-4 and np.abs(after).max() > 1e-4
    assert not np.array_equal(changed, before)
    assert not roughness(changed).exceeds(bound), (roughness(changed), bound)
    at = 8192 + int(np.argmax(np.abs(after - before).max(axis=1)[8192:16384]))
    at_once = np.concatenate([before[:at], after[at:]])
    assert roughness(at_once).exceeds(bound), "the bound would not notice a change made at once"


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(MODES, 2)))
def test_another_mode(two_models: SessionModel, before: str, after: str) -> None:
    steady = [play(two_models, f"mode={each}") for each in (before, after)]
    changed = play(two_models, f"mode={before}", f"{CHANGE_S}:mode={after}")
    check(changed, *steady, MODE_FADE)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("before", "after"), [
    ("model_a=0", "model_a=1"), ("model_a=1", "model_a=0"), ("morph=0", "morph=1"),
])
def test_another_model(two_models: SessionModel, mode: str, before: str, after: str) -> None:
    steady = [play(two_models, f"mode={mode}", each) for each in (before, after)]
    changed = play(two_models, f"mode={mode}", before, f"{CHANGE_S}:{after}")
    check(changed, *steady, FADES[mode])


@pytest.mark.parametrize("mode", MODES)
def test_latents_from_corner_to_corner_a_hundred_times_a_second(two_models: SessionModel, mode: str) -> None:
    """By presets whose latents are corners; on the way the knobs' smoothing passes what lies between."""
    corners = ("presets=on", f"a.mode={mode}", f"b.mode={mode}", "a.brightness=-1", "b.brightness=-1",
               "a.decay_s=0.3", "b.decay_s=0.3", *CORNERS)
    steady = [play(two_models, *corners, f"blend={blend}") for blend in (0, 1)]
    jumps = (f"{CHANGE_S + 0.01 * index:.2f}:blend={1 - index % 2}" for index in range(40))
    check(play(two_models, *corners, *jumps), *steady, FADES[mode], ends=2)


@pytest.mark.parametrize("mode", MODES)
def test_another_preset(two_models: SessionModel, mode: str) -> None:
    """Another mode, model and place, other gains, all at once."""
    other = MODES[(MODES.index(mode) + 1) % len(MODES)]
    presets = ("presets=on", f"a.mode={mode}", f"b.mode={other}", "a.brightness=-1", "b.brightness=-1",
               "a.decay_s=0.3", "b.decay_s=0.2", "b.model_a=1", "b.mix=0.6", "b.level=0.8", *CORNERS)
    steady = [play(two_models, *presets, f"blend={blend}") for blend in (0, 1)]
    changed = play(two_models, *presets, f"{CHANGE_S}:blend=1")
    check(changed, *steady, spec.BLOCK_SAMPLES)  # the gains go from one to the other within a block


@pytest.mark.parametrize("mode", MODES)
def test_freezing_and_going_on(two_models: SessionModel, mode: str) -> None:
    live, frozen = play(two_models, f"mode={mode}"), play(two_models, f"mode={mode}", "0.5:freeze=on")
    changed = play(two_models, f"mode={mode}", f"{CHANGE_S}:freeze=on", f"{CHANGE_S + 0.4}:freeze=off")
    bound = allowed(live, frozen, min(FADES[mode], MODE_FADE))
    assert not roughness(changed).exceeds(bound), (roughness(changed), bound)
