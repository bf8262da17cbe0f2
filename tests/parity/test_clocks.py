# SPDX-License-Identifier: MIT
"""Boards of other sample rates and blocks: the module built for each, against the reference in its clock."""

import dataclasses
import functools
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.bake.bake import bake_model
from autocoder.device.build import build_firmware
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import Target, run_module
from autocoder.device.settings import Setting, parse_setting
from autocoder.reference.filter import Reference
from autocoder.reference.modes import play_mode
from session_model import SessionModel

LEAST_SNR_DB = 110.0  # as at the default clock
SAMPLES = 3 * 12_288 + 17  # whole blocks, hops and tail partitions of all clocks meet every 12 288 samples
REVERB_SETTLED = 4 * 4096  # as in test_modes
# Each block once. The transforms of 32 and 128 on the emulated processor are CMSIS-DSP's of both kinds.
CLOCKS: dict[spec.Clock, Target] = {
    spec.Clock(48_000, 16): "native", spec.Clock(48_000, 32): "qemu",
    spec.Clock(44_100, 48): "native", spec.Clock(48_000, 128): "qemu",
}
DERIVED = tuple(name for name, value in vars(spec.Clock).items() if isinstance(value, property))
MODES = {"filter": (), "cross": ("mode=cross", "whiten=0.5"), "drone": ("mode=drone", "walk=0.5"),
         "reverb": ("mode=reverb", "decay_s=0.4")}


def set_clock(monkeypatch: pytest.MonkeyPatch, clock: spec.Clock) -> None:
    """Let the reference play in another clock: it reads its sizes from spec when it plays."""
    for name in (*(each.name for each in dataclasses.fields(clock)), *DERIVED):
        assert hasattr(spec, name.upper())
        monkeypatch.setattr(spec, name.upper(), getattr(clock, name))


@functools.cache
def built(model: Path, place: Path, clock: spec.Clock, target: Target) -> Path:
    bake_model(model, place / "generated", clock=clock)
    return build_firmware(target, place / "generated", place / "build")


def program(model: SessionModel, clock: spec.Clock) -> Path:
    place = model.builds / f"{clock.sample_rate_hz}-{clock.block_samples}"
    return built(model.folder, place, clock, CLOCKS[clock])


def snr_db(output: npt.NDArray[np.floating], wanted: npt.NDArray[np.float64]) -> float:
    return float(10.0 * np.log10(np.sum(wanted**2) / np.sum((output - wanted) ** 2)))


def wanted(reference: Reference, sound: npt.NDArray[np.float32], controls: npt.NDArray[np.uint16],
           settings: list[Setting]) -> npt.NDArray[np.float64]:
    if not settings:
        return reference.play(sound, controls)
    return play_mode(reference, sound, controls, settings)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: f"{clock.sample_rate_hz}-{clock.block_samples}")
def test_every_mode_is_that_of_the_reference(monkeypatch: pytest.MonkeyPatch, default_model: SessionModel,
                                             clock: spec.Clock, mode: str) -> None:
    blocks = blocks_of(SAMPLES, clock.block_samples)
    sound = sounds.white_noise(SAMPLES)
    controls = (np.full((blocks, 2 * spec.LATENTS), 32_768, dtype=np.uint16) if mode == "reverb"
                else sounds.fast_controls(blocks, clock))
    settings = [parse_setting(each) for each in MODES[mode]]
    output = run_module(CLOCKS[clock], program(default_model, clock), sound, controls, settings=settings,
                        block_samples=clock.block_samples).output
    set_clock(monkeypatch, clock)
    reference = Reference(default_model.reference.models, clock.sample_rate_hz)
    start = REVERB_SETTLED if mode == "reverb" else 0
    expected = wanted(reference, sound, controls, settings)[start:]
    assert np.abs(expected).max() > 0.01
    assert snr_db(output[start:], expected) >= LEAST_SNR_DB
