# SPDX-License-Identifier: MIT
"""How far two sets of spectra are apart, and the linear model every network is held against."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.spec import FLOOR_DB

FloatArray = npt.NDArray[np.floating]


def frame_distances_db(first: FloatArray, second: FloatArray, floor_db: float = FLOOR_DB) -> FloatArray:
    """Return the log-spectral distance of each frame in dB: root mean square over bands [frames, bands].

    Both are targets 0..1, 0 standing for floor_db and 1 for 0 dB.
    """
    difference = (np.asarray(first, dtype=np.float64) - second) * -floor_db
    return np.asarray(np.sqrt(np.mean(difference**2, axis=1)))


def log_spectral_distance_db(first: FloatArray, second: FloatArray, floor_db: float = FLOOR_DB) -> float:
    """Return the mean over frames of `frame_distances_db`."""
    return float(np.mean(frame_distances_db(first, second, floor_db)))


def spectral_convergence(estimate: FloatArray, target: FloatArray, floor_db: float = FLOOR_DB) -> float:
    """Return |A - B| / |B| (Frobenius) over linear amplitudes of targets 0..1 [frames, bands]."""
    linear_estimate, linear_target = (10.0 ** (floor_db * (1.0 - np.asarray(each, dtype=np.float64)) / 20.0)
                                      for each in (estimate, target))
    return float(np.linalg.norm(linear_estimate - linear_target) / np.linalg.norm(linear_target))


@dataclass(frozen=True)
class Pca:
    """Principal components of targets: mean [bands], components [count, bands]."""

    mean: FloatArray
    components: FloatArray

    def reconstruct(self, targets: FloatArray) -> FloatArray:
        """Return targets [frames, bands] projected onto the components, clipped to 0..1."""
        scores = (targets - self.mean) @ self.components.T
        return np.clip(scores @ self.components + self.mean, 0.0, 1.0)


def fit_pca(targets: FloatArray, count: int) -> Pca:
    """Fit the `count` strongest principal components of targets [frames, bands]."""
    mean = targets.mean(axis=0, dtype=np.float64)
    centred = targets - mean
    # The covariance is small (bands x bands) whatever the length of the sound.
    _, vectors = np.linalg.eigh(centred.T @ centred)
    return Pca(mean, vectors[:, ::-1].T[:count])
