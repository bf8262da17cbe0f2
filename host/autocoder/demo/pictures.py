# SPDX-License-Identifier: MIT
"""The demo's pictures."""

import io
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from autocoder import spec
from autocoder.audio import read_channels
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
INK, PAPER = "#d8d6e0", "#191b22"  # of the page where it is dark
DARK: dict[Any, Any] = {
    **dict.fromkeys(("figure.facecolor", "axes.facecolor", "legend.facecolor"), PAPER),
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
}


def draw_all(place: Place, figures: dict[str, Any]) -> None:
    """Draw every picture from the demo's files."""
    for name in PICTURES:
        place.picture(name).write_bytes(drawn(name, place, figures))


def drawn(name: str, place: Place, figures: dict[str, Any], dark: bool = False) -> bytes:
    """Return one of PICTURES as a PNG, for white paper or for a dark page."""
    file = io.BytesIO()
    with matplotlib.rc_context(DARK if dark else None):
        save(PICTURES[name](place, figures), file)
    return file.getvalue()


def spectrograms(place: Place, figures: dict[str, Any]) -> Figure:
    """Mel spectrograms of the training set, the live input, the module and the reference."""
    figure = new_figure(11, 12)
    rows = figure.subplots(4, 1)
    frames = load_frames(place.frames)
    stride = max(1, len(frames.targets) // SHOWN_FRAMES)
    show_frames(rows[0], frames.targets[::stride], frames.duration_s, "the sound that trained the model")
    names = {"live input": place.input, "emulated module": place.module, "float64 reference": place.reference}
    for axes, (title, path) in zip(rows[1:], names.items(), strict=True):
        sound = read_channels(path)
        mel = mel_frames(sound)
        show_frames(axes, to_target(mel, float(mel.max())), len(sound) / spec.SAMPLE_RATE_HZ, title)
    rows[-1].set_xlabel("seconds")
    return figure


def training(place: Place, figures: dict[str, Any]) -> Figure:
    """The training curve beside the PCA line."""
    figure = new_figure(8, 4.5)
    axes = figure.subplots()
    show_curve(axes, figures["curve"], figures["heldout"]["pca8_lsd_db"])
    axes.legend()
    return figure


def latents(place: Place, figures: dict[str, Any]) -> Figure:
    """The set in its first four latents, and a traversal of each latent from 0 to 1."""
    figure = new_figure(12, 9)
    grid = figure.add_gridspec(3, 4)
    frames, stored = load_frames(place.frames), models.load_latents(place.model / models.LATENT_SET).latents
    for column, pair in enumerate(((0, 1), (2, 3))):
        axes = figure.add_subplot(grid[0, 2 * column:2 * column + 2])
        show_set(axes, stored, pair, frames.file_index, "tab20")
    centre, positions = np.median(stored, axis=0), np.linspace(0.0, 1.0, TRAVERSAL_STEPS)
    for latent in range(spec.LATENTS):
        axes = figure.add_subplot(grid[1 + latent // 4, latent % 4])
        decoded = decode(place.model, moved(centre, latent, positions))
        show_frames(axes, decoded, 1.0, f"latent {latent + 1}, 0 to 1")
    return figure


def stages(place: Place, figures: dict[str, Any]) -> Figure:
    """What each stage adds to the error, in dB on a logarithmic axis."""
    added = figures["stages"]
    bars = {
        "PCA-8 (for comparison)": figures["heldout"]["pca8_lsd_db"],
        "VAE, held-out frames": figures["heldout"]["lsd_db"],
        "int8": added["int8_added_set_db"],
        "reduced matrix": added["matrix_added_db"],
        "emulated module": added["module_added_db"],
    }
    figure = new_figure(8, 3.2)
    axes = figure.subplots()
    drawn = axes.barh(list(bars), list(bars.values()), color=["#999999", "#3b6", "#37c", "#a5c", "#d73"])
    axes.bar_label(drawn, fmt="%.2g dB", padding=4)
    axes.set(xscale="log", xlabel="log-spectral distance added, dB", xlim=(None, 20.0))
    axes.invert_yaxis()
    return figure


PICTURES: dict[str, Callable[[Place, dict[str, Any]], Figure]] = {
    "spectrograms": spectrograms, "training": training, "latents": latents, "stages": stages,
}
