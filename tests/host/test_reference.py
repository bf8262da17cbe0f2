# SPDX-License-Identifier: MIT
"""The float64 reference against computations of another kind."""

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocoder import spec
from autocoder.bake.tables import end_fade
from autocoder.device.settings import Setting
from autocoder.reference.filter import (
    CV,
    KNOB,
    Calibration,
    Reference,
    decoder_input,
    impulse_from_spectrum,
    latents_from_controls,
    load_reference,
    spectrum_from_mel,
)
from session_model import SessionModel
from sounds import still_controls, white_noise

DoubleArray = npt.NDArray[np.float64]

counts = st.integers(0, 65_535)
PERIOD = spec.FADE_SAMPLES
# Half of the knob's travel, within a count: latents rest where the smoother starts.
CENTRE_COUNTS = 32_768


def zeros_inside(seed: int, largest: float) -> DoubleArray:
    """Return pairs of zeros, complex [8], within a circle."""
    rng = np.random.default_rng(seed)
    return np.asarray(rng.uniform(0.2, largest, 8) * np.exp(1j * rng.uniform(0.1, math.pi - 0.1, 8)))


def filter_of(zeros: DoubleArray) -> DoubleArray:
    """Return the taps of the filter with these zeros and their conjugates."""
    return np.real(np.poly(np.concatenate([zeros, zeros.conj()])))


@pytest.mark.parametrize("seed", range(5))
def test_a_minimum_phase_filter_comes_back_from_its_magnitude(seed: int) -> None:
    """Zeros inside the circle make a filter of minimum phase by definition; the design must find it."""
    taps = filter_of(zeros_inside(seed, 0.8))
    response = impulse_from_spectrum(np.abs(np.fft.rfft(taps, spec.SPECTRUM_FFT)))
    # The odd bins of the design are means of their neighbours: right to about 1e-5 for so smooth a filter.
    np.testing.assert_allclose(response[:len(taps)], taps, atol=1e-4 * np.abs(taps).max())
    assert np.abs(response[len(taps):]).max() < 1e-4 * np.abs(taps).max()


@pytest.mark.parametrize("seed", range(5))
def test_energy_comes_earlier_than_in_any_other_filter_of_equal_magnitude(seed: int) -> None:
    zeros = zeros_inside(seed, 0.8)
    response = impulse_from_spectrum(np.abs(np.fft.rfft(filter_of(zeros), spec.SPECTRUM_FFT)))
    earliest = np.cumsum(response[:17] ** 2)
    for moved in range(1, 2 ** len(zeros), 37):
        outside = np.array([(moved >> place) & 1 for place in range(len(zeros))], dtype=bool)
        flipped = np.where(outside, 1.0 / zeros.conj(), zeros)
        other = filter_of(flipped) * np.prod(np.abs(zeros[outside]) ** 2)
        assert np.all(np.cumsum(other**2) <= earliest * (1.0 + 1e-3))
        assert other[0] ** 2 < 0.9 * earliest[0]


def test_the_response_has_the_magnitude_it_was_designed_for() -> None:
    octaves = np.log2(np.maximum(np.arange(spec.SPECTRUM_BINS), 1) / 40.0)
    wanted = 10.0 ** (-np.minimum(np.abs(octaves) * 6.0, 60.0) / 20.0)
    designed = np.abs(np.fft.rfft(impulse_from_spectrum(wanted), spec.IMPULSE_FFT))[::2]
    assert np.abs(20.0 * np.log10(designed / wanted)).max() < 0.1


def test_silence_gives_the_floor_as_a_single_tap() -> None:
    response = impulse_from_spectrum(np.zeros(spec.SPECTRUM_BINS))
    assert response[0] == pytest.approx(spec.SPECTRUM_MINIMUM)
    assert np.abs(response[1:]).max() < 1e-18


def test_the_end_is_a_half_cosine_down_to_nothing() -> None:
    fade = end_fade()
    assert len(fade) == spec.IMPULSE_FADE_TAPS
    assert fade[-1] == pytest.approx(0.0, abs=1e-15)
    assert fade[spec.IMPULSE_FADE_TAPS // 2 - 1] == pytest.approx(0.5)
    for tap in (0, 1, 100, 255):
        assert fade[tap] == pytest.approx(math.cos(math.pi * (tap + 1) / 512) ** 2)  # half angle
    comb = np.where(np.arange(spec.SPECTRUM_BINS) % 2, 1e-3, 1.0)  # rings to the end
    assert abs(impulse_from_spectrum(comb)[-1]) < 1e-12


def test_spectrum_is_the_decibel_formula_between_centres() -> None:
    """Mel, interpolation and decibels spelt out once more, by bin."""
    mel = np.random.default_rng(2).integers(-128, 128, spec.MEL_BANDS).astype(np.int8)
    spectrum = spectrum_from_mel(mel, gain=3.0)

    def mel_of(frequency_hz: float) -> float:
        return 1127.0 * math.log(1.0 + frequency_hz / 700.0) * (2595.0 / math.log(10.0) / 1127.0)

    def amplitude(band: int) -> float:
        over_range = (int(mel[band]) + 128) / 256 * 108.0 - 6.0  # the sigmoid spans 6 dB more at both ends
        return 3.0 * 10.0 ** ((min(max(over_range, 0.0), 96.0) - 96.0) / 20.0)

    lowest, highest = mel_of(20.0), mel_of(20_000.0)
    spacing = (highest - lowest) / 257
    for index in (0, 1, 2, 3, 17, 100, 511, 800, 853, 854, 1024):
        place = (mel_of(index * 48_000 / 2048) - lowest) / spacing - 1.0
        place = min(max(place, 0.0), 255.0)
        band = min(int(place), 254)
        expected = amplitude(band) + (place - band) * (amplitude(band + 1) - amplitude(band))
        assert spectrum[index] == pytest.approx(expected, rel=1e-9)


@given(low=counts, high=counts, raw=counts)
def test_positions_are_the_rounded_line_through_both_points(low: int, high: int, raw: int) -> None:
    if low == high:
        return
    slope = Fraction(65_535 * 65_536, high - low)
    gain = math.floor(abs(slope) + Fraction(1, 2)) * (1 if slope > 0 else -1)  # halves away from zero
    exact = Fraction((raw - low) * gain, 65_536)
    position = int(Calibration(low, high).position(np.array([raw]))[0])
    assert position == math.floor(exact + Fraction(1, 2))


@given(low=counts, high=counts)
def test_calibration_points_are_the_ends(low: int, high: int) -> None:
    if low != high:
        position = Calibration(low, high).position(np.array([low, high]))
        assert position.tolist() == [0, 65_535]


@pytest.mark.parametrize(("span", "gain"), [(2**17, 32_768), (-(2**17), -32_768)])
def test_a_gain_between_two_integers_rounds_away_from_zero(span: int, gain: int) -> None:
    """65535 * 65536 / 2^17 is 32767.5."""
    one_count = Calibration(0, span).position(np.array([2**15]))
    assert int(one_count[0]) == (2**15 * gain + 2**15) >> 16


def test_default_channels_cover_knob_and_five_volts() -> None:
    assert (KNOB.low_counts, KNOB.high_counts) == (655, 64_880)
    assert CV.position(np.array([spec.CV_ZERO_VOLT_COUNTS, spec.CV_FIVE_VOLT_COUNTS])).tolist() == [0, 65_535]
    assert CV.position(np.array([65_535]))[0] < -65_535  # -5 V takes away as much as +5 V adds


def settled(knob: int, cv: int) -> int:
    """Return where a latent comes to rest: near the ends and near 0 V these are what is meant."""
    position = min(max(int(KNOB.position(np.array([knob]))[0]), 0), 65_535)
    if not spec.KNOB_END_POSITIONS < position < 65_535 - spec.KNOB_END_POSITIONS:
        position = 65_535 if position > 32_768 else 0
    voltage = 0 if abs(cv - 32_768) <= spec.CV_REST_COUNTS else int(CV.position(np.array([cv]))[0])
    return min(max(position + voltage, 0), 65_535)


@given(st.lists(st.tuples(counts, counts), min_size=8, max_size=8))
def test_latents_settle_exactly_on_knob_plus_cv(pairs: list[tuple[int, int]]) -> None:
    row = np.array([[knob for knob, _ in pairs] + [cv for _, cv in pairs]], dtype=np.uint16)
    latents = latents_from_controls(np.repeat(row, 120, axis=0)).astype(np.int64)
    wanted = [settled(knob, cv) for knob, cv in pairs]
    assert latents[-1].tolist() == wanted
    assert np.all(np.diff(np.abs(latents - wanted), axis=0) <= 0)  # never past it


@given(st.lists(counts, min_size=8, max_size=8))
def test_a_knob_is_smoothed_by_a_quarter_of_the_way_each_block(knobs: list[int]) -> None:
    row = np.array([knobs + [32_768] * 8], dtype=np.uint16)
    latents = latents_from_controls(np.repeat(row, 10, axis=0)).astype(np.int64)
    wanted = np.array([settled(knob, 32_768) for knob in knobs])
    distance, start = np.abs(latents - wanted), np.abs(32_768 - wanted)
    np.testing.assert_allclose(distance[0], 0.75 * start, atol=1.0)
    np.testing.assert_allclose(distance[9], 0.75**10 * start, atol=1.0)


@given(st.lists(counts, min_size=8, max_size=8), st.lists(counts, min_size=8, max_size=8))
def test_a_cv_is_not_smoothed(before: list[int], after: list[int]) -> None:
    """A latent is what its CV is in that block, wherever it moves by more than a converter's noise."""
    rows = np.array([[32_768] * 8 + before, [32_768] * 8 + after], dtype=np.uint16)
    latents = latents_from_controls(np.repeat(rows, 60, axis=0))
    moved = np.abs(np.array(after) - np.array(before)) > spec.CONTROL_PLAY_COUNTS
    wanted = np.array([settled(32_768, cv) for cv in after])
    assert np.array_equal(latents[60][moved], wanted[moved])


def test_decoder_input_is_the_nearest_of_its_256_steps() -> None:
    latents = np.arange(65_536)
    nearest = np.rint(latents / 65_535 * 255) - 128
    assert np.array_equal(decoder_input(latents.astype(np.uint16)), nearest)
    assert decoder_input(np.array([0, 65_535], np.uint16)).tolist() == [-128, 127]


@pytest.fixture(scope="module")
def reference(default_model: SessionModel) -> Reference:
    return default_model.reference


def resting(reference: Reference, samples: int) -> tuple[npt.NDArray[np.uint16], DoubleArray]:
    """Return controls that leave the latents where they start, and the response they ask for."""
    controls = still_controls(-(-samples // spec.BLOCK_SAMPLES), CENTRE_COUNTS)
    inputs = decoder_input(latents_from_controls(controls))
    assert (inputs == inputs[0]).all()
    return controls, reference.response(inputs[0])


def through(sound: npt.NDArray[np.floating], response: DoubleArray) -> DoubleArray:
    """Return the sound [samples, 2] convolved by definition, as long as it was."""
    channels = [np.convolve(channel, response)[:len(sound)] for channel in np.asarray(sound, float).T]
    return np.stack(channels, axis=1)


def test_resting_controls_are_silence_then_a_fade_then_plain_convolution(reference: Reference) -> None:
    sound = white_noise(5 * PERIOD + 100)
    controls, response = resting(reference, len(sound))
    gain = np.clip((np.arange(len(sound)) - PERIOD) / PERIOD, 0.0, 1.0)[:, np.newaxis]
    wanted = gain * through(sound, response)
    np.testing.assert_allclose(reference.play(sound, controls), wanted, atol=1e-12 * np.abs(wanted).max())


def test_a_jump_fades_one_convolution_into_the_other(reference: Reference) -> None:
    """Latents that move between two updates are heard one period after they are taken."""
    sound = white_noise(60 * PERIOD)
    controls, before = resting(reference, len(sound))
    turn = 30 * spec.UPDATE_BLOCKS
    controls[turn:, :spec.LATENTS] = 60_000
    after = reference.response(decoder_input(latents_from_controls(controls))[turn])
    played = reference.play(sound, controls)
    period = slice(31 * PERIOD, 32 * PERIOD)
    gain = (np.arange(PERIOD) / PERIOD)[:, np.newaxis]
    wanted = (1.0 - gain) * through(sound, before)[period] + gain * through(sound, after)[period]
    assert not np.array_equal(before, after)
    np.testing.assert_allclose(played[period], wanted, atol=1e-12 * np.abs(wanted).max())
    np.testing.assert_allclose(played[2 * PERIOD:31 * PERIOD],
                               through(sound, before)[2 * PERIOD:31 * PERIOD], atol=1e-12)


def test_mix_and_level(reference: Reference) -> None:
    sound = white_noise(4 * PERIOD)
    controls, _ = resting(reference, len(sound))
    wet = reference.play(sound, controls)
    settings = [Setting(0, "mix", 0.25), Setting(0, "level", 0.5)]
    mixed = reference.play(sound, controls, settings=settings)
    np.testing.assert_allclose(mixed, 0.125 * wet + 0.375 * sound.astype(float), atol=1e-12)


def test_progress_ends_at_the_end(reference: Reference) -> None:
    seen: list[tuple[float, float]] = []
    sound = white_noise(2 * PERIOD + 9)
    reference.play(sound, resting(reference, len(sound))[0], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(sound), len(sound))
    assert seen == sorted(seen)


def test_a_folder_gives_its_reference(default_model: SessionModel) -> None:
    loaded = load_reference(default_model.folder)
    assert loaded.models[0].gain == default_model.manifest.gain
    assert loaded.models[0].decoder == (default_model.folder / "decoder.int8.tflite").read_bytes()
