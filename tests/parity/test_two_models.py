# SPDX-License-Identifier: MIT
"""Two models in the module, and two presets, native and emulated, against the reference."""

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
SAMPLES = 40 * spec.FRAME_HOP
REVERB_SETTLED = 4 * 4096  # see test_modes.py
TARGETS: tuple[Target, ...] = ("native", "qemu")
PRESETS = ("presets=on", "a.mix=0.9", "b.mix=0.5", "a.latent_1=0.1", "b.latent_1=0.9", "a.latent_4=1",
           "b.latent_7=0", "b.model_a=1", "b.slew_ms=30")


def snr_db(output: npt.NDArray[np.floating], wanted: DoubleArray) -> float:
    return float(10.0 * np.log10(np.sum(wanted**2) / np.sum((output - wanted) ** 2)))


def both(model: SessionModel, target: Target, words: tuple[str, ...],
         moving: bool) -> tuple[npt.NDArray[np.float32], DoubleArray]:
    """Return what the module and what the reference plays."""
    sound, blocks = sounds.white_noise(SAMPLES), blocks_of(SAMPLES)
    controls = sounds.moving_controls(blocks) if moving else sounds.still_controls(blocks, 32_768)
    settings = [parse_setting(each) for each in words]
    output = run_module(target, model.program(target), sound, controls, settings=settings).output
    if any(each.startswith(("mode=", "a.mode=")) for each in words):
        return output, play_mode(model.reference, sound, controls, settings)
    return output, model.reference.play(sound, controls, settings=settings)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("words", [
    ("model_a=1",), ("morph=0.3", "0.1:morph=0.8", "0.2:model_a=1", "0.3:morph=1"),
    (*PRESETS, "0.1:blend=0.3", "0.2:blend=0.8"),
    ("mode=cross", "morph=0.5", "0.2:morph=0"), ("mode=drone", "walk=0.5", "morph=0.7", "0.2:model_b=0"),
    (*PRESETS, "a.mode=cross", "b.mode=cross", "b.whiten=0.8", "0.2:blend=0.6"),
])
def test_models_and_presets_are_those_of_the_reference(two_models: SessionModel, target: Target,
                                                       words: tuple[str, ...]) -> None:
    output, wanted = both(two_models, target, words, moving=True)
    assert np.abs(wanted).max() > 0.01
    assert snr_db(output, wanted) >= LEAST_SNR_DB


@pytest.mark.parametrize("target", TARGETS)
def test_a_reverb_morphs(two_models: SessionModel, target: Target) -> None:
    output, wanted = both(two_models, target, ("mode=reverb", "decay_s=0.15", "morph=0.4"), moving=False)
    assert snr_db(output[REVERB_SETTLED:], wanted[REVERB_SETTLED:]) >= LEAST_SNR_DB


def test_the_two_models_differ(two_models: SessionModel) -> None:
    """Or all of the above would hold for one model alone."""
    one, other, between = (both(two_models, "native", (words,), moving=False)[1]
                           for words in ("model_a=0", "model_a=1", "morph=0.5"))
    assert snr_db(other, one) < 20.0
    assert snr_db(between, one) < 20.0 and snr_db(between, other) < 20.0
