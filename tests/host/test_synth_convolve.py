# SPDX-License-Identifier: MIT
"""Cross-synthesis and chains against the formula, in float64 and one bin at a time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.errors import InputError
from autocoder.synth import paths
from autocoder.synth.convolve import Convolve, Link, whitened
from autocoder.synth.overlap import Grid, chunks
from autocoder.synth.renderer import render
from sounds import strings
from synth_model import strings_instrument

GRID = Grid(1024, 256)
SOUND = np.stack([strings(0.5, seed=8), strings(0.5, seed=9)], axis=1)
FRAMES = GRID.frames_of(len(SOUND))


def link(seed: int = 1) -> Link:
    return Link(strings_instrument(), paths.walk(FRAMES, seed, step=0.5))


def spectra(source: Convolve) -> npt.NDArray[np.complex64]:
    return np.concatenate(list(source._spectra()), axis=1)


@pytest.mark.parametrize(("whitening", "brightness"), [(1.0, 0.0), (0.5, 0.3), (0.0, -0.2), (1.5, 0.0)])
def test_amplitudes_follow_the_formula_and_phases_stay(whitening: float, brightness: float) -> None:
    source = Convolve((link(),), SOUND, GRID, whitening, brightness)
    inputs = np.concatenate(list(chunks(SOUND, GRID)), axis=1).astype(np.complex128)
    made = spectra(source)
    model = source.links[0].instrument
    filters = model.filter(model.mel(source.links[0].latents), 1024).astype(np.float64)
    place = np.maximum(np.arange(513), 1) / 512.0
    wanted = place ** (2.0 * brightness) * np.abs(inputs) ** whitening * filters
    sounding = np.abs(inputs[:, 8:-8]) > 1e-6
    ratio = np.where(sounding, np.abs(made[:, 8:-8]) / np.maximum(wanted[:, 8:-8], 1e-30), np.nan)
    # c is free for each frame, and the same for all of its bins.
    np.testing.assert_allclose(ratio / np.nanmedian(ratio, axis=2, keepdims=True),
                               np.where(sounding, 1.0, np.nan), rtol=2e-3)
    turned = np.angle(made[:, 8:-8] * inputs[:, 8:-8].conj())
    assert np.abs(turned[sounding]).max() < 1e-3


def test_whitening_keeps_the_power_of_each_frame() -> None:
    inputs = np.concatenate(list(chunks(SOUND, GRID)), axis=1)
    for exponent in (0.0, 0.5, 2.0):
        power, changed = (np.sum(np.abs(each)**2, axis=2) for each in (inputs, whitened(inputs, exponent)))
        np.testing.assert_allclose(changed, power, rtol=1e-3, atol=1e-12)


def test_silence_stays_silent_however_white() -> None:
    assert np.abs(render(Convolve((link(),), np.zeros_like(SOUND), GRID, whitening=0.0))).max() < 1e-6


def test_a_chain_multiplies_its_models() -> None:
    first, second = link(1), link(2)
    alone = [spectra(Convolve((each,), SOUND, GRID)) for each in (first, second)]
    inputs = np.concatenate(list(chunks(SOUND, GRID)), axis=1)
    chained = spectra(Convolve((first, second), SOUND, GRID))
    np.testing.assert_allclose(chained * inputs, alone[0] * alone[1], rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize("links", [(link(1),), (link(1), link(2), link(3))])
def test_chains_keep_the_level_of_the_sound(links: tuple[Link, ...]) -> None:
    """The spectra have exactly the sound's power. How much is lost where frames that no longer fit each other
    overlap is the models' affair; of these four-fold frames a tenth is always left."""
    source = Convolve(links, SOUND, GRID, whitening=0.5, brightness=0.2)
    inputs = np.concatenate(list(chunks(SOUND, GRID)), axis=1)
    power = np.sum(np.abs(source._level * spectra(source))**2, dtype=np.float64)
    assert power == pytest.approx(np.sum(np.abs(inputs)**2, dtype=np.float64), rel=1e-3)
    made = np.concatenate(list(source.blocks()))
    assert -10.0 < 10.0 * np.log10(np.mean(made**2) / np.mean(SOUND**2)) < 1.0


@dataclass
class OtherRate:
    rate_hz: int = 44_100


@pytest.mark.parametrize("options", [{"whitening": 3.0}, {"links": ()}, {"smoothing": 1.0},
                                     {"links": (link(), Link(OtherRate(), link().latents))}])  # type: ignore[arg-type]
def test_what_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        render(Convolve(**{"links": (link(),), "sound": SOUND, "grid": GRID, **options}))
