# SPDX-License-Identifier: MIT
"""What the pictures of models have in common (needs matplotlib, of the `train` extra)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from autocoder.spectra.mel import band_centres_hz

FloatArray = npt.NDArray[np.floating]

TICKS_HZ = (50, 200, 500, 1000, 2000, 5000, 10_000)
FRAMES_COLOURS = "magma"
DOTS_PER_INCH = 110


def new_figure(width_inch: float, height_inch: float) -> Figure:
    """Return an empty figure that keeps its labels from overlapping, and that no window ever shows."""
    return Figure(figsize=(width_inch, height_inch), layout="constrained")


def save(figure: Figure, path: Path | BinaryIO) -> None:
    """Write a PNG; equal figures give equal bytes."""
    figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})


def band_axis(axes: Axes, bands: int) -> None:
    """Label a vertical axis of mel bands in Hz."""
    centres = band_centres_hz(bands)
    axes.set_yticks([float(np.interp(tick, centres, np.arange(bands))) for tick in TICKS_HZ],
                    [f"{tick / 1000:g} k" if tick >= 1000 else str(tick) for tick in TICKS_HZ])
    axes.set_ylabel("Hz")


def show_frames(axes: Axes, targets: FloatArray, width: float, title: str) -> AxesImage:
    """Draw targets 0..1 [frames, bands] as a mel spectrogram from 0 to `width` on the horizontal axis."""
    image = axes.imshow(targets.T, origin="lower", aspect="auto", cmap=FRAMES_COLOURS, vmin=0.0, vmax=1.0,
                        extent=(0.0, width, -0.5, targets.shape[1] - 0.5), interpolation="nearest")
    band_axis(axes, targets.shape[1])
    axes.set_title(title, loc="left")
    return image


def show_set(axes: Axes, latents: FloatArray, pair: tuple[int, int], colours: npt.NDArray[Any],
             cmap: str) -> Any:
    """Draw where frames lie in two of their latents 0..1 [frames, latents]; colours: a number for each."""
    first, second = pair
    points = axes.scatter(latents[:, first], latents[:, second], c=colours, s=3, cmap=cmap)
    axes.set(xlabel=f"latent {first + 1}", ylabel=f"latent {second + 1}", xlim=(0, 1), ylim=(0, 1))
    return points


def show_curve(axes: Axes, curve: Sequence[dict[str, float]], pca8_lsd_db: float) -> None:
    """Draw the distances of a training record over its seconds, and the line of PCA-8."""
    seconds = [point["seconds"] for point in curve]
    axes.plot(seconds, [point["train_lsd_db"] for point in curve], label="training frames")
    axes.plot(seconds, [point["heldout_lsd_db"] for point in curve], label="held-out frames")
    axes.axhline(pca8_lsd_db, color=rcParams["axes.edgecolor"], linestyle="--",
                 label="PCA-8, held-out frames")
    axes.set(xlabel="seconds of training", ylabel="log-spectral distance, dB", ylim=(0.0, None))
