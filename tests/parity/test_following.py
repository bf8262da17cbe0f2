# SPDX-License-Identifier: MIT
"""The whole module with latents that follow its input, native and emulated, against the reference.

The reference hears in float64: where a band of the input lies on the edge between two int8 steps the module
may hear the other one, and then encode another latent. These sounds have no such case on either target.
"""

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

DoubleArray = npt.NDArray[np.float64]

LEAST_SNR_DB = 110.0
SAMPLES = spec.SAMPLE_RATE_HZ
TARGETS: tuple[Target, ...] = ("native", "qemu")


def snr_db(output: npt.NDArray[np.floating], wanted: DoubleArray) -> float:
    return float(10.0 * np.log10(np.sum(wanted**2) / np.sum((output - wanted) ** 2)))


def played(model: SessionModel, target: Target, *words: str) -> npt.NDArray[np.float32]:
    settings = [parse_setting(each) for each in words]
    sound, controls = sounds.music(SAMPLES), sounds.still_controls(blocks_of(SAMPLES), 32_768)
    return run_module(target, model.program(target), sound, controls, settings=settings).output


def wanted(model: SessionModel, *words: str) -> DoubleArray:
    settings = [parse_setting(each) for each in words]
    sound, controls = sounds.music(SAMPLES), sounds.still_controls(blocks_of(SAMPLES), 32_768)
    if words[0].startswith("mode="):
        return play_mode(model.reference, sound, controls, settings)
    return model.reference.play(sound, controls, settings=settings)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("words", [
    ("follow=1", "0.3:follow=-0.5", "0.6:follow=0", "0.8:follow=0.7"),
    ("follow=1", "slew_ms=30", "0.4:freeze=on"),
    ("mode=cross", "follow=0.8"), ("mode=drone", "follow=-1", "walk=0.3"),
])
def test_latents_follow_the_input(two_models: SessionModel, target: Target, words: tuple[str, ...]) -> None:
    expected = wanted(two_models, *words)
    assert snr_db(played(two_models, target, *words), expected) >= LEAST_SNR_DB
    unmoved = wanted(two_models, *(each for each in words if "follow" not in each), "mix=1")
    assert snr_db(expected.astype(np.float32), unmoved) < 20.0  # following is heard


def test_without_an_encoder_nothing_follows(default_model: SessionModel) -> None:
    assert np.array_equal(played(default_model, "native", "follow=1"), played(default_model, "native"))
