# SPDX-License-Identifier: MIT
"""Synthesized sets: the same on every run, and what physics says of voices and of metal."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.audio import find_sounds
from autocoder.demo.sounds import SYNTHESIZED, gather
from autocoder.errors import InputError
from autocoder.sounds.curves import STEPS_PER_SECOND, held, per_sample
from autocoder.sounds.metal import Piece, bar_ratios, hammer, plate_ratios, play, ring
from autocoder.sounds.voices import MEN, Phrase, breathed, sing, tract, voiced

RATE_HZ = 48_000
FloatArray = npt.NDArray[np.float64]
Make = Callable[[], dict[str, npt.NDArray[np.float32]]]


def spectrum_db(sound: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return frequencies and the level of a sound there."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ), 20.0 * np.log10(spectrum + 1e-12)


def still_phrase(pitch_hz: float, formants_hz: npt.ArrayLike, breath: float) -> Phrase:
    """Return half a second of one vowel on one note."""
    steps = round(0.5 * STEPS_PER_SECOND)
    return Phrase(np.full(steps, pitch_hz), np.tile(np.asarray(formants_hz, float), (steps, 1)),
                  np.full(steps, 0.5), np.full(steps, breath))


@pytest.mark.parametrize("make", [lambda: sing(0.5), lambda: play(2, 0.5)], ids=["voices", "metal"])
def test_sets_are_finite_loud_and_the_same_again(make: Make) -> None:
    first, again = make(), make()
    assert list(first) == list(again) and len(first) == 4
    for name, sound in first.items():
        assert sound.dtype == np.float32 and np.isfinite(sound).all()
        assert np.abs(sound).max() == pytest.approx(0.5)
        np.testing.assert_array_equal(sound, again[name])
    sounds = list(first.values())
    assert all(np.abs(left - right).max() > 0.1 for left, right in pairwise(sounds))


def test_a_voice_has_the_harmonics_of_its_pitch() -> None:
    """Between them there is nothing: 60 dB below them, where the window's side lobes end."""
    frequencies_hz, level = spectrum_db(voiced(still_phrase(200.0, MEN[4], 0.0)))
    for harmonic in range(1, 12):
        near = np.abs(frequencies_hz - 200.0 * harmonic)
        assert level[near < 4.0].max() > level[(near > 60.0) & (near < 100.0)].max() + 60.0


@pytest.mark.parametrize("vowel", range(10))
def test_a_tract_resonates_at_its_formants(vowel: int) -> None:
    """Within 4 %: the skirts of close neighbours shift a peak, and the lowest, by their slopes."""
    frequencies_hz = np.arange(100.0, 4000.0, 1.0)
    gain = tract(MEN[vowel:vowel + 1].astype(float), frequencies_hz[None])[0]
    peaks = frequencies_hz[1:-1][(gain[1:-1] > gain[:-2]) & (gain[1:-1] > gain[2:])]
    np.testing.assert_allclose(peaks, MEN[vowel], rtol=0.04)


def test_breath_is_noise_with_the_formants_shape() -> None:
    """The level in a formant over that in a valley, averaged over 100 Hz, is the tract's within 3 dB."""
    phrase = still_phrase(200.0, (700.0, 1800.0, 3000.0), 1.0)
    frequencies_hz, level = spectrum_db(breathed(phrase, np.random.default_rng(1)))
    power = 10.0 ** (level / 10.0)
    gains = tract(phrase.formants_hz[:1], frequencies_hz[None])[0] ** 2

    def around(values: FloatArray, centre_hz: float) -> float:
        return float(10.0 * np.log10(values[np.abs(frequencies_hz - centre_hz) < 50.0].mean()))

    for peak_hz, valley_hz in ((700.0, 1250.0), (1800.0, 2400.0)):
        wanted = around(gains, peak_hz) - around(gains, valley_hz)
        assert around(power, peak_hz) - around(power, valley_hz) == pytest.approx(wanted, abs=3.0)


def test_bars_and_plates_have_the_textbooks_ratios() -> None:
    """A free bar: 1, 2.756, 5.404, 8.933; a hinged square plate: 1, 2.5 twice, 4, 5 twice."""
    np.testing.assert_allclose(bar_ratios(4), [1.0, 2.756, 5.404, 8.933], rtol=1e-3)
    np.testing.assert_allclose(plate_ratios(6, 1.0), [1.0, 2.5, 2.5, 4.0, 5.0, 5.0])


def test_a_struck_bar_rings_in_its_modes_and_dies_away_in_its_time() -> None:
    """The lowest mode falls by 60 dB in decay_s at 500 Hz; a quarter of that time takes 15 dB."""
    piece = Piece("bar", bar_ratios(4), 0.0, 0.0, 1.0)
    random = np.random.default_rng(3)
    sound = ring(piece, 500.0, hammer(RATE_HZ, random), random)
    frequencies_hz, level = spectrum_db(sound)
    for ratio in bar_ratios(3):
        near = np.abs(frequencies_hz - 500.0 * ratio)
        assert level[near < 8.0].max() > level[(near > 150.0) & (near < 250.0)].max() + 20.0
    later = [10.0 * np.log10(np.mean(sound[start:start + 2400] ** 2)) for start in (24_000, 36_000)]
    assert later[0] - later[1] == pytest.approx(15.0, abs=0.5)


def test_curves_hold_and_glide() -> None:
    random = np.random.default_rng(0)
    curve = held(1000, (0.5, 0.5), random.random, 0.02, random)
    assert curve.shape == (1000,) and curve.min() >= 0.0 and curve.max() <= 1.0
    steps = np.abs(np.diff(curve))
    assert np.median(steps) < 1e-4 and steps.max() > 0.05
    assert len(per_sample(curve)) == 1000 * 256


def test_gather_writes_the_synthesized_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SYNTHESIZED, "metal", lambda: play(1, 0.2))
    source = gather("metal", tmp_path)
    assert source.origin == "synthesized metal"
    assert [each.path.stem for each in find_sounds(tmp_path).sounds] == ["bars", "bells", "gongs", "plates"]
    with pytest.raises(InputError, match=r"metal.*voices"):
        gather("wood", tmp_path)
