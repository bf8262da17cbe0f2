# SPDX-License-Identifier: MIT
"""CVs that move within a block: every scan of them moves the latents as it does in the reference."""

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import Target, run_module
from autocoder.device.settings import parse_setting
from session_model import SessionModel

LEAST_SNR_DB = 110.0
SAMPLES = 40 * spec.FADE_SAMPLES
TARGETS: tuple[Target, ...] = ("native", "qemu")
SOUND = sounds.white_noise(SAMPLES)
CONTROLS = sounds.fast_controls(blocks_of(SAMPLES))


def snr_db(output: npt.NDArray[np.floating], wanted: npt.NDArray[np.floating]) -> float:
    return float(10.0 * np.log10(np.sum(wanted.astype(np.float64)**2) / np.sum((output - wanted) ** 2)))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("words", [(), ("slew_ms=2",), ("slew_ms=20", "0.1:freeze=on", "0.2:freeze=off")])
def test_every_scan_counts(default_model: SessionModel, target: Target, words: tuple[str, ...]) -> None:
    settings = [parse_setting(each) for each in words]
    output = run_module(target, default_model.program(target), SOUND, CONTROLS, settings=settings).output
    wanted = default_model.reference.play(SOUND, CONTROLS, settings=settings)
    assert snr_db(output, wanted) >= LEAST_SNR_DB


def test_a_slew_hears_what_came_between_blocks(default_model: SessionModel) -> None:
    """Or the test above would pass with the newest scan alone."""
    settings = [parse_setting("slew_ms=2")]
    knobs, newest = CONTROLS[:, :spec.LATENTS], CONTROLS[:, -spec.LATENTS:]
    wanted = default_model.reference.play(SOUND, CONTROLS, settings=settings)
    by_block = default_model.reference.play(SOUND, np.concatenate([knobs, newest], axis=1), settings=settings)
    assert snr_db(by_block, wanted) < 40.0


def test_refuses_rows_of_another_length(default_model: SessionModel) -> None:
    for rows in (CONTROLS[:, :-1], CONTROLS[1:]):
        with pytest.raises(ValueError, match="controls must be"):
            run_module("native", default_model.program("native"), SOUND, rows)
