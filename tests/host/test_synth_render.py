# SPDX-License-Identifier: MIT
"""Latents to drones. The faults of the ancestor that are held here have their names in the tests."""

import numpy as np
import pytest
from scipy import signal

from autocoder.errors import InputError
from autocoder.spectra.mel import mel_to_spectrum
from autocoder.spectra.stft import magnitude_chunks
from autocoder.synth import paths
from autocoder.synth.overlap import Grid
from autocoder.synth.render import Drone
from autocoder.synth.renderer import render
from autocoder.synth.shaping import RandomPhases, Smoother, tilt
from autocoder.vae.runtime import run_float
from autocoder.vae.scaling import from_sigmoid
from synth_model import STRINGS, strings_instrument

RNG = np.random.default_rng(3)
SOUNDING = strings_instrument().recording[len(strings_instrument().recording) // 2]


def drone(seconds: float = 2.0, grid: Grid | None = None, **options: object) -> Drone:
    """Return a drone that rests at a frame of the recording."""
    grid, samples = grid or Grid(), round(seconds * 48_000)
    return Drone(strings_instrument(), paths.still(grid.frames_of(samples), SOUNDING), samples, grid,
                 **options)  # type: ignore[arg-type]


def test_a_vector_decodes_like_the_same_row() -> None:
    """The ancestor decoded a plain vector as its element 0 for all eight latents."""
    vector = np.linspace(0.1, 0.8, 8)
    alone = strings_instrument().mel(vector)
    assert alone.shape == (256,)
    np.testing.assert_array_equal(alone, strings_instrument().mel(vector[np.newaxis])[0])
    assert np.abs(np.log10(alone / strings_instrument().mel(np.full(8, vector[0])))).max() > 0.1


@pytest.mark.parametrize("shape", [(), (7,), (9,), (3, 7), (2, 3, 8)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="latents of shape"):
        strings_instrument().mel(np.zeros(shape))


def test_amplitudes_are_the_decoders_in_decibels_below_the_maximum() -> None:
    latents = RNG.random((70, 8)).astype(np.float32)
    targets = from_sigmoid(run_float(STRINGS / "decoder.tflite", latents)).astype(np.float64)
    wanted = strings_instrument().manifest.maximum * 10.0 ** (-96.0 * (1.0 - targets) / 20.0)
    np.testing.assert_allclose(strings_instrument().mel(latents), wanted, rtol=1e-4)


def test_a_row_does_not_depend_on_the_rows_around_it() -> None:
    latents = RNG.random((70, 8))
    whole = strings_instrument().mel(latents)
    for start, stop in ((0, 1), (31, 33), (40, 70)):
        np.testing.assert_array_equal(strings_instrument().mel(latents[start:stop]), whole[start:stop])


@pytest.mark.parametrize("fft", [256, 2048, 4096, 16_384])
def test_filter_and_spectrum_are_the_dense_interpolation(fft: int) -> None:
    mel = strings_instrument().mel(RNG.random((5, 8)))
    dense = mel.astype(np.float64) @ mel_to_spectrum(fft).T
    gain = strings_instrument().manifest.gain / strings_instrument().manifest.maximum
    np.testing.assert_allclose(strings_instrument().filter(mel, fft), dense * gain, rtol=1e-4)
    if fft >= 4096:
        np.testing.assert_allclose(strings_instrument().spectrum(mel, fft), dense * np.sqrt(4096 / fft),
                                   rtol=1e-4)


@pytest.mark.parametrize("fft", [512, 1024, 2048, 8192, 16_384])
def test_smaller_transforms_keep_the_energy(fft: int) -> None:
    """Unpacked to smaller FFTs the ancestor's filters had gaps: 45 % of the energy was discarded."""
    rendered, usual = (render(drone(6.0, Grid(size, size // 8))) for size in (fft, 4096))
    (frequency_hz, measured), (_, wanted) = (signal.welch(each, 48_000, nperseg=512)
                                             for each in (rendered, usual))
    for lowest in (400.0, 800.0, 1600.0, 3200.0, 6400.0):
        octave = (frequency_hz >= lowest) & (frequency_hz < 2.0 * lowest)
        assert 10.0 * np.log10(measured[octave].sum() / wanted[octave].sum()) == pytest.approx(0.0, abs=1.5)
    assert np.mean(rendered**2) == pytest.approx(np.mean(usual**2), rel=0.3)


def test_loudness_and_spectrum_are_the_decoders() -> None:
    """Synthesis from real parts alone loses half of the power."""
    amplitudes = np.concatenate(list(magnitude_chunks(render(drone(8.0, smoothing=0.0)), 4096, 1024)))
    mel = strings_instrument().spectrum(strings_instrument().mel(SOUNDING[np.newaxis]), 4096)[0]
    power_db = 10.0 * np.log10(np.sum(amplitudes.astype(np.float64)**2, axis=1).mean() / np.sum(mel[1:]**2))
    assert power_db == pytest.approx(0.0, abs=0.5)


def test_frames_are_not_symmetric_in_time() -> None:
    """From real parts alone a frame is its own mirror image."""
    for chunk in drone(0.5)._spectra():
        frames = np.fft.irfft(chunk[0], axis=1)[:, 1:]
        mirrored = np.sum(frames * frames[:, ::-1], axis=1) / np.sum(frames**2, axis=1)
        assert np.abs(mirrored).mean() < 0.5
        parts = np.sum(chunk.imag**2) / np.sum(chunk.real**2)
        assert parts == pytest.approx(1.0, abs=0.25)


def test_phases_point_everywhere_and_repeat_with_their_seed() -> None:
    drawn = RandomPhases(5)(400, 1025)
    np.testing.assert_allclose(np.abs(drawn), 1.0, atol=1e-6)
    for power in (1, 2, 3):
        assert abs(np.mean(drawn**power)) < 0.01
    np.testing.assert_array_equal(drawn, RandomPhases(5)(400, 1025))
    assert abs(np.mean(drawn * RandomPhases(6)(400, 1025).conj())) < 0.01


def test_walk_follows_its_formula() -> None:
    path = paths.walk(500, seed=4, step=0.3, power=2.0)
    drawn, place = np.random.default_rng(4).random((500, 8)), np.full(8, 0.5)
    for row, random in zip(path, drawn, strict=True):
        place = np.clip(place + (random**2.0 - 0.5) * 0.3, 0.0, 1.0)
        np.testing.assert_allclose(row, place, atol=1e-6)
    assert path.min() == 0.0 and path.max() <= 1.0


@pytest.mark.parametrize(("step", "power"), [(-0.1, 1.0), (0.1, 0.0)])
def test_walks_that_make_no_sense_are_refused(step: float, power: float) -> None:
    with pytest.raises(InputError):
        paths.walk(10, 1, step, power)


def test_paths_are_stretched_and_held() -> None:
    path = np.arange(3, dtype=np.float32)[:, np.newaxis] * np.ones(8, dtype=np.float32)
    # Windows of 100 samples, 50 apart: their middles are at 50, 100 and 150 of 200.
    places = np.array([0.0, 0.25, 0.375, 0.5, 0.6, 0.75, 1.2])
    np.testing.assert_allclose(paths.stretched(path, places, 50, 100)[:, 0],
                               [0.0, 0.0, 0.5, 1.0, 1.4, 2.0, 2.0], atol=1e-6)
    np.testing.assert_allclose(paths.stretched(path[:1], places, 50, 100)[:, 0], 0.0)
    np.testing.assert_allclose(paths.held(path, 5)[:, 7], [0.0, 1.0, 2.0, 2.0, 2.0])


@pytest.mark.parametrize("grid", [Grid(), Grid(1024, 256)])
def test_frames_of_the_recording_sound_when_they_were_recorded(grid: Grid) -> None:
    """Played at its own length, a set's path gives each frame the latents of the window about its middle."""
    instrument = strings_instrument()
    row, sizes = 700, instrument.manifest.analysis
    length = (len(instrument.recording) - 1) * sizes.hop + sizes.fft
    made = paths.chosen("recording", instrument, grid.places_of(length), 1, lambda sound: sound)
    middle = row * sizes.hop + sizes.fft // 2
    frame = (middle - grid.fft // 2 + grid.lead) // grid.hop
    assert frame * grid.hop - grid.lead + grid.fft // 2 == middle
    np.testing.assert_allclose(made[frame], instrument.recording[row], atol=1e-5)


def test_smoothing_follows_its_formula_across_chunks() -> None:
    frames = RNG.random((40, 6)).astype(np.float32)
    smooth = Smoother(0.9)
    smoothed = np.concatenate([smooth(frames[:7]), smooth(frames[7:])])
    mean = frames[0].astype(np.float64)
    for got, frame in zip(smoothed, frames, strict=True):
        mean = 0.1 * frame + 0.9 * mean
        np.testing.assert_allclose(got, mean, rtol=1e-5)


@pytest.mark.parametrize("amount", [-0.1, 1.0])
def test_smoothing_out_of_range_is_refused(amount: float) -> None:
    with pytest.raises(InputError, match="smoothing"):
        Smoother(amount)


@pytest.mark.parametrize("brightness", [-0.5, 0.1, 1.0])
def test_brightness_tilts_and_keeps_the_power_of_pink_noise(brightness: float) -> None:
    weights, bins = tilt(4096, brightness), np.arange(1, 2049)
    np.testing.assert_allclose(weights[1:] / weights[2048], (bins / 2048.0) ** brightness, rtol=1e-5)
    pink = 1.0 / bins
    assert np.sum(pink * weights[1:]**2) / pink.sum() == pytest.approx(1.0, abs=0.15)
    assert np.all(tilt(4096, 0.0) == pytest.approx(1.0))


def test_a_drone_repeats_with_its_seed_and_is_wide() -> None:
    wide = render(drone(channels=2))
    assert wide.shape == (96_000, 2)
    np.testing.assert_array_equal(wide, render(drone(channels=2)))
    assert abs(np.corrcoef(wide.T)[0, 1]) < 0.2
