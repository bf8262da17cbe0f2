# SPDX-License-Identifier: MIT
"""Short-time magnitudes against their definition and scipy.signal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from autocoder.errors import InputError
from autocoder.spectra.stft import CHUNK_FRAMES, frame_count, magnitude_chunks


def stft_magnitude(samples: np.ndarray, *sizes: int, workers: int = 1) -> np.ndarray:
    """Return all chunks as [frames, bins]."""
    return np.concatenate(list(magnitude_chunks(samples, *sizes, workers=workers)))


@pytest.mark.parametrize("fft", [512, 4096, 16384])
def test_full_scale_sine_on_a_bin_reads_one(fft: int) -> None:
    bin_index = fft // 16
    time = np.arange(4 * fft)
    magnitude = stft_magnitude(np.sin(2 * np.pi * bin_index * time / fft + 0.3), fft, fft // 4)
    np.testing.assert_allclose(magnitude[:, bin_index], 1.0, rtol=1e-12)
    np.testing.assert_allclose(magnitude[:, bin_index + 1], 0.5, rtol=1e-9)  # a Hann window's neighbours
    assert magnitude[:, bin_index + 3:].max() < 1e-9


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 2e-6)])
def test_agrees_with_scipy(dtype: type, tolerance: float) -> None:
    samples = np.random.default_rng(4).uniform(-1, 1, 40_000).astype(dtype)
    ours = stft_magnitude(samples, 2048, 512)
    _, _, theirs = signal.stft(samples.astype(np.float64), window="hann", nperseg=2048, noverlap=1536,
                               boundary=None, padded=False)  # scaled to 1/sum(window), one-sided
    assert ours.dtype == dtype
    np.testing.assert_allclose(ours, 2 * np.abs(theirs.T), atol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_channels_join_their_powers(dtype: type) -> None:
    samples = np.random.default_rng(5).uniform(-1, 1, (60_000, 3)).astype(dtype)
    apart = np.stack([stft_magnitude(np.ascontiguousarray(each), 2048, 512) for each in samples.T])
    joined = stft_magnitude(samples, 2048, 512)
    assert joined.dtype == dtype
    np.testing.assert_allclose(joined, np.sqrt(np.mean(apart**2, axis=0)), rtol=1e-4)
    opposite = np.stack([samples[:, 0], -samples[:, 0]], axis=1)
    np.testing.assert_allclose(stft_magnitude(opposite, 2048, 512), apart[0], rtol=1e-5)


@pytest.mark.parametrize("channels", [1, 2, 5])
def test_equal_channels_are_one_to_the_bit(channels: int) -> None:
    one = np.random.default_rng(6).uniform(-1, 1, 20_000).astype(np.float32)
    several = np.repeat(one[:, np.newaxis], channels, axis=1)
    np.testing.assert_array_equal(stft_magnitude(several, 2048, 512), stft_magnitude(one, 2048, 512))


@given(samples=st.integers(0, 9000), fft=st.sampled_from([512, 1024, 2048]), hop=st.integers(1, 3000))
def test_frames_are_whole_windows_only(samples: int, fft: int, hop: int) -> None:
    starts = [start for start in range(0, samples, hop) if start + fft <= samples]
    assert frame_count(samples, fft, hop) == len(starts)


@settings(max_examples=25, deadline=None)
@given(extra=st.integers(0, 3 * CHUNK_FRAMES * 64), seed=st.integers(0, 2**32 - 1))
def test_each_frame_depends_on_its_window_alone(extra: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    samples = rng.uniform(-1, 1, 512 + extra)
    magnitude = stft_magnitude(samples, 512, 64)
    assert magnitude.shape == (frame_count(len(samples), 512, 64), 257)
    frame = int(rng.integers(len(magnitude)))
    window = signal.get_window("hann", 512)
    alone = 2 * np.abs(np.fft.rfft(samples[frame * 64:frame * 64 + 512] * window)) / window.sum()
    np.testing.assert_allclose(magnitude[frame], alone, atol=1e-12)


def test_workers_do_not_change_the_result() -> None:
    samples = np.random.default_rng(5).uniform(-1, 1, 200_000).astype(np.float32)
    np.testing.assert_array_equal(stft_magnitude(samples, workers=1), stft_magnitude(samples, workers=2))


def test_samples_are_left_as_they_were() -> None:
    samples = np.random.default_rng(6).uniform(-1, 1, 20_000).astype(np.float32)
    before = samples.copy()
    stft_magnitude(samples)
    np.testing.assert_array_equal(samples, before)


def test_refuses_a_sound_shorter_than_one_frame() -> None:
    with pytest.raises(InputError, match=r"shorter than one frame \(4095 of 4096 samples\)"):
        next(magnitude_chunks(np.zeros(4095)))
    assert len(stft_magnitude(np.zeros(4096))) == 1
