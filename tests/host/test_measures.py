# SPDX-License-Identifier: MIT
"""Distances and the PCA they are compared with."""

import numpy as np
import pytest
from scipy import linalg

from autocoder.vae.measures import (
    fit_pca,
    frame_distances_db,
    log_spectral_distance_db,
    spectral_convergence,
)


def frames(seed: int, count: int = 300, bands: int = 40) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.2, 0.8, (count, bands)).astype(np.float32)


def test_distance_is_decibels_rms_over_bands_then_the_mean_over_frames() -> None:
    first = np.full((2, 4), 0.5)
    second = first.copy()
    second[0] += [0.01, -0.01, 0.01, -0.01]  # 0.96 dB everywhere
    second[1, 2] += 0.02  # 1.92 dB in one band of four
    np.testing.assert_allclose(frame_distances_db(first, second), [0.96, 0.96])
    assert log_spectral_distance_db(first, second) == pytest.approx(0.96)
    second[1, 2] = 0.5
    assert log_spectral_distance_db(first, second) == pytest.approx(0.48)
    assert log_spectral_distance_db(first, second, floor_db=-48.0) == pytest.approx(0.24)


def test_distance_is_zero_to_itself_and_equal_both_ways() -> None:
    assert log_spectral_distance_db(frames(1), frames(1)) == 0.0
    apart_db = log_spectral_distance_db(frames(1), frames(2))
    assert apart_db == log_spectral_distance_db(frames(2), frames(1)) > 1.0


def test_convergence_is_linear_and_relative_to_the_target() -> None:
    target = np.ones((3, 2))
    halved = target + 20.0 * np.log10(0.5) / 96.0  # amplitudes of 0.5
    assert spectral_convergence(halved, target) == pytest.approx(0.5)
    assert spectral_convergence(target, halved) == pytest.approx(1.0)
    assert spectral_convergence(target, target) == 0.0


def test_pca_is_the_best_linear_model_of_its_rank() -> None:
    targets = frames(3)
    mean = targets.mean(axis=0)
    left, weights, right = linalg.svd(targets.astype(float) - mean, full_matrices=False)
    best = (left[:, :8] * weights[:8]) @ right[:8] + mean
    np.testing.assert_allclose(fit_pca(targets, 8).reconstruct(targets), np.clip(best, 0, 1), atol=1e-6)


def test_pca_keeps_what_has_its_rank_and_clips_the_rest() -> None:
    rng = np.random.default_rng(4)
    flat = 0.5 + 0.02 * rng.standard_normal((200, 8)) @ rng.standard_normal((8, 40))
    np.testing.assert_allclose(fit_pca(flat, 8).reconstruct(flat), np.clip(flat, 0, 1), atol=1e-9)
    wild = fit_pca(flat, 8).reconstruct(10.0 * flat)
    assert wild.min() >= 0.0
    assert wild.max() <= 1.0


def test_pca_never_sees_what_it_is_measured_on() -> None:
    targets, heldout = frames(5), frames(6)
    fitted = fit_pca(targets, 8)
    seen = log_spectral_distance_db(fitted.reconstruct(targets), targets)
    assert log_spectral_distance_db(fitted.reconstruct(heldout), heldout) > seen
