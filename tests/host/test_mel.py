# SPDX-License-Identifier: MIT
"""Mel bands against the formulas, librosa and the properties the module relies on."""

import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autocoder.errors import InputError
from autocoder.spectra.mel import (
    analysis_matrix,
    band_centres_hz,
    bin_frequencies_hz,
    hz_to_mel,
    mel_frames,
    mel_to_hz,
    mel_to_spectrum,
    reduced_mel_to_spectrum,
)
from autocoder.spectra.stft import magnitude_chunks

SIZES = [512, 1024, 2048, 4096, 8192, 16384]


def test_scale_agrees_with_librosa() -> None:
    frequencies_hz = np.linspace(0, 24_000, 5000)
    np.testing.assert_allclose(hz_to_mel(frequencies_hz), librosa.hz_to_mel(frequencies_hz, htk=True))
    mel = np.linspace(0, 3900, 5000)
    np.testing.assert_allclose(mel_to_hz(mel), librosa.mel_to_hz(mel, htk=True), atol=1e-9)


@given(st.floats(0, 1e5))
def test_scale_inverts(frequency_hz: float) -> None:
    assert mel_to_hz(hz_to_mel(frequency_hz)) == pytest.approx(frequency_hz, rel=1e-9, abs=1e-9)


def test_centres_are_inside_the_range_and_equally_spaced_in_mel() -> None:
    centres_hz = band_centres_hz()
    assert len(centres_hz) == 256
    expected = librosa.mel_frequencies(n_mels=258, fmin=20.0, fmax=20_000.0, htk=True)[1:-1]
    np.testing.assert_allclose(centres_hz, expected)


@pytest.mark.parametrize("fft", SIZES)
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("bands", [256, 512])
def test_no_band_is_empty_and_rows_are_means(fft: int, rate_hz: int, bands: int) -> None:
    matrix = analysis_matrix(fft, rate_hz, bands)
    dense = matrix.toarray()
    assert dense.shape == (bands, fft // 2 + 1)
    np.testing.assert_allclose(dense.sum(axis=1), 1.0, rtol=1e-12)
    assert dense.min() >= 0.0
    assert matrix.nnz < 4 * (fft // 2 + 1) + 2 * bands  # sparse: no zeros kept


@pytest.mark.parametrize("fft", SIZES)
def test_narrow_bands_read_the_centre_and_wide_ones_are_triangles(fft: int) -> None:
    dense = analysis_matrix(fft, 48_000, 256).toarray()
    bins_hz = bin_frequencies_hz(fft)
    edges_hz = librosa.mel_frequencies(n_mels=258, fmin=20.0, fmax=20_000.0, htk=True)
    edges_mel = librosa.hz_to_mel(edges_hz, htk=True)
    for band in range(0, 256, 5):
        left_hz, centre_hz = edges_hz[band], edges_hz[band + 1]
        if centre_hz - left_hz < 48_000 / fft:
            assert dense[band] @ bins_hz == pytest.approx(centre_hz, rel=1e-9)
            assert np.count_nonzero(dense[band]) <= 2
        else:
            bins_mel = librosa.hz_to_mel(bins_hz, htk=True)
            triangle = np.interp(bins_mel, edges_mel[band:band + 3], [0.0, 1.0, 0.0], 0.0, 0.0)
            np.testing.assert_allclose(dense[band], triangle / triangle.sum(), atol=1e-9)


def test_refuses_a_rate_that_cannot_hold_the_bands() -> None:
    with pytest.raises(InputError, match="cannot hold"):
        analysis_matrix(4096, 32_000)


def test_flat_magnitudes_give_flat_mel() -> None:
    np.testing.assert_allclose(analysis_matrix() @ np.full(2049, 0.25), 0.25, rtol=1e-12)


def test_frames_are_the_dense_product_of_the_magnitudes() -> None:
    samples = np.random.default_rng(7).uniform(-1, 1, 300_000).astype(np.float32)
    seen: list[tuple[float, float]] = []
    frames = mel_frames(samples, progress=lambda done, total: seen.append((done, total)))
    magnitudes = np.concatenate(list(magnitude_chunks(samples.astype(np.float64))))
    exact = magnitudes @ analysis_matrix().toarray().T
    assert frames.shape == exact.shape
    np.testing.assert_allclose(frames, exact, rtol=2e-5)
    assert seen[-1] == (len(frames), len(frames))
    assert seen == sorted(seen)


@pytest.mark.parametrize("fft", SIZES)
def test_dense_spectrum_interpolates_in_mel(fft: int) -> None:
    dense = mel_to_spectrum(fft)
    centres_hz, bins_hz = band_centres_hz(), bin_frequencies_hz(fft)
    ramp = hz_to_mel(centres_hz)  # linear in mel, so interpolation gives each bin its own mel value
    expected = np.clip(hz_to_mel(bins_hz), ramp[0], ramp[-1])
    np.testing.assert_allclose(dense @ ramp, expected, rtol=1e-12)
    assert np.count_nonzero(dense, axis=1).max() <= 2


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), fft=st.sampled_from(SIZES), rate_hz=st.sampled_from([44_100, 48_000]),
       bands=st.sampled_from([128, 256, 512]))
def test_reduced_equals_dense_over_the_whole_range(seed: int, fft: int, rate_hz: int, bands: int) -> None:
    decibels = np.random.default_rng(seed).uniform(-96.0, 0.0, (20, bands))
    mel = 10.0 ** (decibels / 20.0)
    dense = mel @ mel_to_spectrum(fft, rate_hz, bands).T
    reduced = reduced_mel_to_spectrum(fft, rate_hz, bands).apply(mel.astype(np.float32))
    assert np.abs(20.0 * np.log10(reduced / dense)).max() < 0.01


def test_reduced_form_fits_its_types() -> None:
    reduced = reduced_mel_to_spectrum()
    assert (reduced.band.dtype, reduced.low.dtype, reduced.high.dtype) == (np.uint16, np.float32, np.float32)
    assert len(reduced.band) == len(reduced.low) == len(reduced.high) == 1025
    assert int(reduced.band.max()) == 254  # band + 1 stays inside
    np.testing.assert_allclose(reduced.low + reduced.high, 1.0, rtol=1e-6)
    assert (reduced.low[0], reduced.high[-1]) == (1.0, 1.0)
