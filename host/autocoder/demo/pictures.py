# SPDX-License-Identifier: MIT
"""The demo's pictures."""

from typing import Any

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autocoder import spec
from autocoder.audio import read_mono
from autocoder.demo.place import Place
from autocoder.spectra.frame_file import load_frames
from autocoder.spectra.frames import to_target
from autocoder.spectra.mel import band_centres_hz, mel_frames
from autocoder.vae import model as models
from autocoder.vae.runtime import run_float
from autocoder.vae.scaling import from_sigmoid

TICKS_HZ = (50, 200, 500, 1000, 2000, 5000, 10_000)
SHOWN_FRAMES = 2400
TRAVERSAL_STEPS = 64


def draw_all(place: Place, figures: dict[str, Any]) -> None:
    """Draw every picture of the report from the demo's files."""
    draw_spectrograms(place)
    draw_training(place, figures)
    draw_latents(place)
    draw_stages(place, figures)


def _save(figure: Figure, place: Place, name: str) -> None:
    figure.savefig(place.picture(name), dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def _band_axis(axes: Axes) -> None:
    centres = band_centres_hz()
    axes.set_yticks([float(np.interp(tick, centres, np.arange(len(centres)))) for tick in TICKS_HZ],
                    [f"{tick / 1000:g} k" if tick >= 1000 else str(tick) for tick in TICKS_HZ])
    axes.set_ylabel("Hz")


def _show_frames(axes: Axes, targets: np.ndarray[Any, Any], seconds: float, title: str) -> None:
    axes.imshow(targets.T, origin="lower", aspect="auto", cmap="magma", vmin=0.0, vmax=1.0,
                extent=(0.0, seconds, -0.5, targets.shape[1] - 0.5), interpolation="nearest")
    _band_axis(axes)
    axes.set_title(title, loc="left")


def draw_spectrograms(place: Place) -> None:
    """Mel spectrograms of the training set, the live input, the module and the reference."""
    figure, rows = pyplot.subplots(4, 1, figsize=(11, 12), constrained_layout=True)
    frames = load_frames(place.frames)
    stride = max(1, len(frames.targets) // SHOWN_FRAMES)
    _show_frames(rows[0], frames.targets[::stride], frames.duration_s, "the sound that trained the model")
    names = {"live input": place.input, "emulated module": place.module, "float64 reference": place.reference}
    for axes, (title, path) in zip(rows[1:], names.items(), strict=True):
        sound = read_mono(path)
        mel = mel_frames(sound)
        _show_frames(axes, to_target(mel, float(mel.max())), len(sound) / spec.SAMPLE_RATE_HZ, title)
    rows[-1].set_xlabel("seconds")
    _save(figure, place, "spectrograms")


def draw_training(place: Place, figures: dict[str, Any]) -> None:
    """The training curve beside the PCA line."""
    figure, axes = pyplot.subplots(figsize=(8, 4.5), constrained_layout=True)
    curve = figures["curve"]
    seconds = [point["seconds"] for point in curve]
    axes.plot(seconds, [point["train_lsd_db"] for point in curve], label="training frames")
    axes.plot(seconds, [point["heldout_lsd_db"] for point in curve], label="held-out frames")
    axes.axhline(figures["heldout"]["pca8_lsd_db"], color="black", linestyle="--",
                 label="PCA-8, held-out frames")
    axes.set(xlabel="seconds of training", ylabel="log-spectral distance, dB", ylim=(0.0, None))
    axes.legend()
    _save(figure, place, "training")


def draw_latents(place: Place) -> None:
    """The set in its first four latents, and a traversal of each latent from 0 to 1."""
    figure = pyplot.figure(figsize=(12, 9), constrained_layout=True)
    grid = figure.add_gridspec(3, 4)
    frames, latents = load_frames(place.frames), models.load_latents(place.model / models.LATENT_SET).latents
    for column, (first, second) in enumerate(((0, 1), (2, 3))):
        axes = figure.add_subplot(grid[0, 2 * column:2 * column + 2])
        axes.scatter(latents[:, first], latents[:, second], c=frames.file_index, s=3, cmap="tab20")
        axes.set(xlabel=f"latent {first + 1}", ylabel=f"latent {second + 1}", xlim=(0, 1), ylim=(0, 1))
    for latent in range(spec.LATENTS):
        axes = figure.add_subplot(grid[1 + latent // 4, latent % 4])
        moved = np.tile(np.median(latents, axis=0), (TRAVERSAL_STEPS, 1))
        moved[:, latent] = np.linspace(0.0, 1.0, TRAVERSAL_STEPS)
        decoded = from_sigmoid(run_float(place.model / models.DECODER, moved))
        _show_frames(axes, decoded, 1.0, f"latent {latent + 1}, 0 to 1")
    _save(figure, place, "latents")


def draw_stages(place: Place, figures: dict[str, Any]) -> None:
    """What each stage adds to the error, in dB on a logarithmic axis."""
    stages = figures["stages"]
    bars = {
        "PCA-8 (for comparison)": figures["heldout"]["pca8_lsd_db"],
        "VAE, held-out frames": figures["heldout"]["lsd_db"],
        "int8": stages["int8_added_set_db"],
        "reduced matrix": stages["matrix_added_db"],
        "emulated module": stages["module_added_db"],
    }
    figure, axes = pyplot.subplots(figsize=(8, 3.2), constrained_layout=True)
    drawn = axes.barh(list(bars), list(bars.values()), color=["#999999", "#3b6", "#37c", "#a5c", "#d73"])
    axes.bar_label(drawn, fmt="%.2g dB", padding=4)
    axes.set(xscale="log", xlabel="log-spectral distance added, dB", xlim=(None, 20.0))
    axes.invert_yaxis()
    _save(figure, place, "stages")
