# SPDX-License-Identifier: MIT
"""Autocoding: what is encoded, what is done to latents, and that phases are kept whole."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.errors import InputError
from autocoder.spectra.mel import mel_frames
from autocoder.synth.autocode import Autocode, with_phase_of
from autocoder.synth.mapping import Mapping, scrambled
from autocoder.synth.overlap import Grid, chunks
from autocoder.synth.renderer import render
from autocoder.vae.runtime import run_float
from autocoder.vae.scaling import to_sigmoid
from sounds import strings
from synth_model import STRINGS, strings_instrument

SOUND = np.stack([strings(1.5, seed=8), strings(1.5, seed=9)], axis=1)


@dataclass
class Echo:
    """Stands for a model that decodes exactly the amplitudes of the sound that it was made with."""

    sound: npt.NDArray[np.float32]
    grid: Grid
    rate_hz: int = 48_000
    latents: int = 8
    normalized: bool = False

    def encode_sound(self, sound: npt.NDArray[np.float32], grid: Grid) -> npt.NDArray[np.float32]:
        rows = np.arange(grid.frames_of(len(sound)), dtype=np.float32)
        return np.repeat(rows[:, np.newaxis], 8, axis=1)

    def mel(self, latents: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return latents

    def spectrum(self, mel: npt.NDArray[np.float32], fft: int) -> npt.NDArray[np.float32]:
        spectra = np.concatenate(list(chunks(self.sound, self.grid)), axis=1)[0]
        return np.asarray(np.abs(spectra[mel[:, 0].astype(int)]))


@dataclass(frozen=True)
class AsTheyAre(Mapping):
    """A mapping that leaves numbers beyond 0..1 alone."""

    def apply(self, latents: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return latents


def test_the_input_phase_is_kept_whole() -> None:
    """The ancestor dropped the sine of the phase: a perfect model then did not give its input back."""
    mono, grid = SOUND[:, :1], Grid()
    model: Any = Echo(mono, grid)
    np.testing.assert_allclose(render(Autocode(model, mono, AsTheyAre(), grid)), mono[:, 0], atol=1e-5)


def test_phases_survive_and_amplitudes_change() -> None:
    random = np.random.default_rng(1)
    carrier = (random.normal(size=(2, 5, 9)) + 1j * random.normal(size=(2, 5, 9))).astype(np.complex64)
    amplitude = random.random((5, 9)).astype(np.float32)
    made = with_phase_of(carrier, amplitude)
    np.testing.assert_allclose(np.angle(made), np.angle(carrier), atol=1e-5)
    np.testing.assert_allclose(np.abs(made), np.broadcast_to(amplitude, made.shape), rtol=1e-5)
    assert np.all(with_phase_of(np.zeros_like(carrier), amplitude) == 0.0)


class Humming(Echo):
    """Decodes a strong constant as well."""

    def spectrum(self, mel: npt.NDArray[np.float32], fft: int) -> npt.NDArray[np.float32]:
        spectra = super().spectrum(mel, fft)
        spectra[:, 0] += 10.0
        return spectra


def test_a_constant_is_never_made_louder() -> None:
    mono, grid = SOUND[:, :1], Grid()
    model: Any = Humming(mono, grid)
    np.testing.assert_allclose(render(Autocode(model, mono, AsTheyAre(), grid)), mono[:, 0], atol=1e-5)


def test_latents_are_the_encoders_at_the_frames_of_the_grid() -> None:
    grid = Grid(4096, 1024)
    around = np.zeros((len(SOUND) + 2 * 4096, SOUND.shape[1]), dtype=np.float32)
    around[grid.lead:grid.lead + len(SOUND)] = SOUND
    mel = mel_frames(around, 4096, 1024)[:grid.frames_of(len(SOUND))]
    targets = np.clip(1.0 + 20.0 * np.log10(np.maximum(mel / mel.max(), 1e-9)) / 96.0, 0.0, 1.0)
    wanted = np.clip(run_float(STRINGS / "encoder.tflite", to_sigmoid(targets)), 0.0, 1.0)
    np.testing.assert_allclose(strings_instrument().encode_sound(SOUND, grid), wanted, atol=2e-3)


@pytest.mark.parametrize(("fft", "hop"), [(1024, 256), (16_384, 1024)])
def test_frames_of_other_sizes_have_the_same_centres(fft: int, hop: int) -> None:
    """Frame j of any grid lies about sample j hop + hop - fft/2: shifted grids give the same latents."""
    grid, usual = Grid(fft, hop), Grid(4096, hop)
    shift = (fft - 4096) // 2 // hop
    other, latents = (strings_instrument().encode_sound(SOUND, each) for each in (grid, usual))
    first, count = max(0, -shift) + 8, 30
    np.testing.assert_allclose(other[first + shift:first + shift + count], latents[first:first + count],
                               atol=1e-5)


def test_autocoding_keeps_channels_length_and_is_bounded() -> None:
    made = render(Autocode(strings_instrument(), SOUND))
    assert made.shape == SOUND.shape
    assert 0.01 < np.abs(made).max() <= 1.0
    assert np.isfinite(made).all()


def test_following_keeps_the_levels_of_the_sound() -> None:
    """Foreign phases cost some power where frames overlap, about evenly; the swelling of 34 dB must stay."""
    swelling = SOUND * np.geomspace(0.01, 0.5, len(SOUND), dtype=np.float32)[:, np.newaxis]
    spreads = []
    for follow in (True, False):
        source = Autocode(strings_instrument(), swelling, Mapping(scale=(0.0,) * 8, offset=(0.5,) * 8),
                          follow=follow)
        made = render(source)
        rises = [10.0 * np.log10(np.mean(made[start:start + 8192]**2)
                                 / np.mean(swelling[start:start + 8192]**2))
                 for start in range(12_288, len(SOUND) - 8192, 8192)]
        assert not follow or max(np.abs(rises)) < 8.0
        spreads.append(max(rises) - min(rises))
    assert spreads[0] < 5.0 < 15.0 < spreads[1]


def test_silence_is_refused() -> None:
    with pytest.raises(InputError, match="silent"):
        render(Autocode(strings_instrument(), np.zeros((48_000, 1), dtype=np.float32)))


LATENTS = np.random.default_rng(2).random((20, 8)).astype(np.float32)


def test_mapping_reorders_inverts_scales_moves_and_clips() -> None:
    mapping = Mapping(order=(1, 0, 2, 3, 4, 7, 5, 6), inverted=(True,) + (False,) * 7,
                      scale=(1.0, 0.5) + (1.0,) * 6, offset=(0.0, 0.25, 0.9) + (0.0,) * 5,
                      low=(0.0,) * 8, high=(1.0,) * 3 + (0.4,) + (1.0,) * 4)
    made = mapping.apply(LATENTS)
    np.testing.assert_allclose(made[:, 0], 1.0 - LATENTS[:, 1], atol=1e-6)
    np.testing.assert_allclose(made[:, 1], 0.5 * LATENTS[:, 0] + 0.25, atol=1e-6)
    np.testing.assert_allclose(made[:, 2], np.minimum(LATENTS[:, 2] + 0.9, 1.0), atol=1e-6)
    np.testing.assert_allclose(made[:, 3], np.minimum(LATENTS[:, 3], 0.4), atol=1e-6)
    np.testing.assert_allclose(made[:, 5:], LATENTS[:, [7, 5, 6]], atol=1e-6)


def test_an_empty_mapping_is_for_any_number_of_latents_and_any_other_for_its_own() -> None:
    np.testing.assert_array_equal(Mapping().apply(LATENTS[:, :5]), LATENTS[:, :5])
    for options in ({"scale": (1.0,) * 7}, {"order": tuple(range(9))}):
        mapping = Mapping(**options)
        with pytest.raises(InputError, match="the model has 8"):
            mapping.apply(LATENTS)
        with pytest.raises(InputError, match="the model has 8"):
            Autocode(strings_instrument(), SOUND, mapping)


def test_spread_uses_each_latents_whole_range() -> None:
    made = Mapping(spread=True).apply(0.3 + 0.1 * LATENTS)
    np.testing.assert_allclose(made.min(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(made.max(axis=0), 1.0, atol=1e-5)


def test_scrambling_repeats_with_its_seed() -> None:
    assert scrambled(5) == scrambled(5)
    assert len({scrambled(seed).order for seed in range(8)}) > 4
    assert np.any(scrambled(5).apply(LATENTS) != LATENTS)


@pytest.mark.parametrize("options", [
    {"order": (0, 0, 1, 2, 3, 4, 5, 6)}, {"order": tuple(range(1, 9))},
    {"scale": (1.0,) * 7, "offset": (0.0,) * 8}, {"offset": (float("nan"),) * 8},
    {"low": (0.6,) * 8, "high": (0.5,) * 8}, {"high": (1.5,) * 8},
])
def test_mappings_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Mapping(**options)
