# SPDX-License-Identifier: MIT
"""The demo's pictures."""

from typing import Any

import numpy as np

from autocoder import spec
from autocoder.audio import read_mono
from autocoder.card.drawing import new_figure, save, show_curve, show_frames, show_set
from autocoder.card.traversal import moved
from autocoder.demo.place import Place
from autocoder.spectra.frame_file import load_frames
from autocoder.spectra.frames import to_target
from autocoder.spectra.mel import mel_frames
from autocoder.vae import model as models
from autocoder.vae.coding import decode

SHOWN_FRAMES = 2400
TRAVERSAL_STEPS = 64


def draw_all(place: Place, figures: dict[str, Any]) -> None:
    """Draw every picture of the report from the demo's files."""
    draw_spectrograms(place)
    draw_training(place, figures)
    draw_latents(place)
    draw_stages(place, figures)


def draw_spectrograms(place: Place) -> None:
    """Mel spectrograms of the training set, the live input, the module and the reference."""
    figure = new_figure(11, 12)
    rows = figure.subplots(4, 1)
    frames = load_frames(place.frames)
    stride = max(1, len(frames.targets) // SHOWN_FRAMES)
    show_frames(rows[0], frames.targets[::stride], frames.duration_s, "the sound that trained the model")
    names = {"live input": place.input, "emulated module": place.module, "float64 reference": place.reference}
    for axes, (title, path) in zip(rows[1:], names.items(), strict=True):
        sound = read_mono(path)
        mel = mel_frames(sound)
        show_frames(axes, to_target(mel, float(mel.max())), len(sound) / spec.SAMPLE_RATE_HZ, title)
    rows[-1].set_xlabel("seconds")
    save(figure, place.picture("spectrograms"))


def draw_training(place: Place, figures: dict[str, Any]) -> None:
    """The training curve beside the PCA line."""
    figure = new_figure(8, 4.5)
    axes = figure.subplots()
    show_curve(axes, figures["curve"], figures["heldout"]["pca8_lsd_db"])
    axes.legend()
    save(figure, place.picture("training"))


def draw_latents(place: Place) -> None:
    """The set in its first four latents, and a traversal of each latent from 0 to 1."""
    figure = new_figure(12, 9)
    grid = figure.add_gridspec(3, 4)
    frames, latents = load_frames(place.frames), models.load_latents(place.model / models.LATENT_SET).latents
    for column, pair in enumerate(((0, 1), (2, 3))):
        axes = figure.add_subplot(grid[0, 2 * column:2 * column + 2])
        show_set(axes, latents, pair, frames.file_index, "tab20")
    centre, positions = np.median(latents, axis=0), np.linspace(0.0, 1.0, TRAVERSAL_STEPS)
    for latent in range(spec.LATENTS):
        axes = figure.add_subplot(grid[1 + latent // 4, latent % 4])
        decoded = decode(place.model, moved(centre, latent, positions))
        show_frames(axes, decoded, 1.0, f"latent {latent + 1}, 0 to 1")
    save(figure, place.picture("latents"))


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
    figure = new_figure(8, 3.2)
    axes = figure.subplots()
    drawn = axes.barh(list(bars), list(bars.values()), color=["#999999", "#3b6", "#37c", "#a5c", "#d73"])
    axes.bar_label(drawn, fmt="%.2g dB", padding=4)
    axes.set(xscale="log", xlabel="log-spectral distance added, dB", xlim=(None, 20.0))
    axes.invert_yaxis()
    save(figure, place.picture("stages"))
