# SPDX-License-Identifier: MIT
"""Which frames of a training set sound alike: near each other in the latents."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from autocoder.errors import InputError
from autocoder.vae import model as models

MOST_FOUND = 8_000  # frames at once, of the 13 000 that one message holds


class Distances:
    """Euclidean distance over the latents of a model's training frames, by a k-d tree.

    hop: samples between two frames
    """

    def __init__(self, latents: npt.NDArray[np.float32], hop: int) -> None:
        self._tree = cKDTree(latents)
        self.latents = latents
        self.hop = hop

    def nearest(self, frame: int, count: int) -> npt.NDArray[np.intp]:
        """Return the frames in order of distance, the frame itself first; as many as there are, if fewer.

        Raises InputError for a frame that is not in the set.
        """
        if not 0 <= frame < len(self.latents):
            raise InputError(f"frame {frame}: the set has frames 0 to {len(self.latents) - 1}")
        wanted = min(count, len(self.latents))
        found = np.atleast_1d(self._tree.query(self.latents[frame], k=wanted)[1])
        # Of equal frames the tree may give another one first, or leave this one out.
        return np.concatenate([[frame], found[found != frame]])[:wanted]


def load_distances(folder: Path) -> Distances:
    """Read the latents of a model's training frames. Raises ModelError."""
    manifest = models.load_manifest(folder)
    return Distances(models.latent_set(folder, manifest).latents, manifest.analysis.hop)
