# SPDX-License-Identifier: MIT
"""A card's pictures (needs matplotlib, of the `train` extra)."""

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from autocoder.card.drawing import new_figure, save, show_curve, show_frames, show_set
from autocoder.card.figures import Figures, centre, measured_latents
from autocoder.card.loudness import loudness_db
from autocoder.card.traversal import moved
from autocoder.progress import Progress, silent
from autocoder.synth.instrument import Instrument

POSITIONS = 96
COLUMNS = 4
HISTOGRAM_BINS = 40
LABEL_LETTERS = 24
TITLE_LETTERS_PER_INCH = 8.5

INK, PALE, OURS, OTHERS = "#222222", "#999999", "#b5367a", "#8c8c9c"  # ours is magma's middle
STYLE: dict[str, Any] = {
    "font.size": 10, "axes.titlesize": 11, "axes.titleweight": "bold", "axes.edgecolor": INK,
    "axes.spines.top": False, "axes.spines.right": False, "axes.labelcolor": INK, "xtick.color": INK,
    "ytick.color": INK, "text.color": INK, "legend.frameon": False, "figure.titlesize": 13,
    "figure.titleweight": "bold", "text.parse_math": False,  # a name may hold a dollar
}


def draw_all(instrument: Instrument, figures: Figures, folder: Path, progress: Progress = silent) -> None:
    """Write every picture of a card into a folder; a model and its figures give equal bytes each time."""
    with matplotlib.style.context(["default", STYLE]):  # and nothing of the user's own settings
        for done, (name, draw) in enumerate(PICTURES.items(), start=1):
            save(draw(instrument, figures), folder / f"{name}.png")
            progress(done, len(PICTURES))


def draw_traversals(instrument: Instrument, figures: Figures) -> Figure:
    """Each latent from 0 to 1 as a mel spectrogram, below where the set lies in it."""
    rest, latents, positions = centre(instrument), instrument.recording, np.linspace(0.0, 1.0, POSITIONS)
    rows, columns = _rows_and_columns(len(rest), COLUMNS)
    figure = new_figure(3.0 * columns + 1.2, 3.3 * rows + 0.7)
    _title(figure, f"{figures['name']}: each latent from 0 to 1, the others at the set's median (dashed)")
    grid = figure.add_gridspec(2 * rows, columns, height_ratios=[1, 6] * rows)
    panels = []
    for latent, known in enumerate(figures["latents"]):
        row, column = divmod(latent, columns)
        panel = figure.add_subplot(grid[2 * row + 1, column])
        decoded = instrument.targets(moved(rest, latent, positions))
        image = show_frames(panel, decoded, 1.0, "")
        panel.axvline(float(rest[latent]), color="white", linestyle=(0, (4, 4)), linewidth=1.0)
        panel.set_xticks([0.0, 0.5, 1.0], ["0", "0.5", "1"])
        panel.spines[:].set_visible(False)
        if column:
            panel.set_ylabel("")
            panel.set_yticklabels([])
        above = figure.add_subplot(grid[2 * row, column], sharex=panel)
        above.hist(latents[:, latent], bins=HISTOGRAM_BINS, range=(0.0, 1.0), color=OURS)
        above.set_axis_off()
        state = "dead" if known["dead"] else f"{known['effect_db']:.1f} dB"
        above.set_title(f"latent {latent + 1}  ·  {state}", loc="left")
        panels.append(panel)
    _level_bar(figure, image, panels, instrument)
    return figure


def _level_bar(figure: Figure, image: AxesImage, panels: Sequence[Axes], instrument: Instrument) -> None:
    whole = "frame" if instrument.normalized else "set"
    floor_db = instrument.manifest.analysis.floor_db
    bar = figure.colorbar(image, ax=panels, fraction=0.03, pad=0.02, aspect=35)
    marks = [0.0, 0.25, 0.5, 0.75, 1.0]
    bar.set_ticks(marks, labels=[_signed(f"{floor_db * (1.0 - mark) + 0.0:.0f}") for mark in marks])
    bar.set_label(f"dB; 0 is the loudest band of the {whole}")
    bar.outline.set_visible(False)


def draw_latents(instrument: Instrument, figures: Figures) -> Figure:
    """Where the frames of the set lie in pairs of latents, coloured by their place in the set."""
    latents = measured_latents(instrument)
    place = np.linspace(0.0, 100.0, len(latents))
    alone = latents.shape[1] == 1
    if alone:  # nothing to stand beside it but time
        latents = np.column_stack([place / 100.0, latents])
    pairs = pairs_of(latents.shape[1])
    rows, columns = _rows_and_columns(len(pairs), COLUMNS // 2 if len(pairs) <= COLUMNS else COLUMNS)
    figure = new_figure(3.6 * columns + 1.0, 3.6 * rows + 0.5)
    figure.set_layout_engine("compressed")  # squares leave room that the bar would stand apart by
    _title(figure, f"{figures['name']}: where the set lies")
    panels = figure.subplots(rows, columns, squeeze=False).flat
    for pair, panel in zip(pairs, panels, strict=False):
        points = show_set(panel, latents, pair, place, "viridis")
        panel.set_aspect("equal")
        panel.set_xticks([0.0, 0.5, 1.0], ["0", "0.5", "1"])
        panel.set_yticks([0.0, 0.5, 1.0], ["0", "0.5", "1"])
        if alone:
            panel.set(xlabel="place in the set", ylabel="latent 1")
    for panel in panels:  # what is left of the last row
        panel.set_axis_off()
    bar = figure.colorbar(points, ax=figure.axes, fraction=0.03, pad=0.02, aspect=30)
    bar.set_label("place in the set, %")
    bar.outline.set_visible(False)
    return figure


def _rows_and_columns(panels: int, most: int) -> tuple[int, int]:
    """Return a grid of as few rows as that many columns need, and no more columns than those rows need."""
    rows = -(-panels // most)
    return rows, -(-panels // rows)


def pairs_of(latents: int) -> list[tuple[int, int]]:
    """Return neighbouring pairs that hold every latent; an odd last one stands beside the first."""
    return [(first, first + 1 if first + 1 < latents else 0) for first in range(0, latents, 2)]


def draw_training(instrument: Instrument, figures: Figures) -> Figure:
    """The training curve, the step whose weights were kept, and the line of PCA-8."""
    figure = new_figure(8.0, 4.5)
    axes = figure.subplots()
    curve, best = figures["training"]["curve"], figures["training"]["best_step"]
    show_curve(axes, curve, figures["heldout"]["pca8_lsd_db"])
    for line, colour in zip(axes.lines, (PALE, OURS, INK), strict=True):
        line.set(color=colour, linewidth=1.8 if colour == OURS else 1.4, marker="." if colour != INK else "")
    for point in (each for each in curve if each["step"] == best):
        axes.plot(point["seconds"], point["heldout_lsd_db"], "o", color=OURS,
                  label=f"kept: step {best}, {point['heldout_lsd_db']:.2f} dB")
    figure.legend(loc="outside lower center", ncols=2)  # where no curve can run through it
    axes.set_xlim(0.0, None)
    axes.set_title(f"{_short(figures['name'])}: training", loc="left")
    return figure


def draw_distances(instrument: Instrument, figures: Figures) -> Figure:
    """Held-out distances of the model and those beside it, PCA-8, and what int8 adds."""
    models = figures["models"]
    bars: list[tuple[str, float, str]] = [
        (_short(each["name"]) + ("" if each["same_set"] else " (other set)"), each["lsd_db"],
         OTHERS if place else OURS) for place, each in enumerate(models)]
    bars.append(("PCA-8", figures["heldout"]["pca8_lsd_db"], PALE))
    if figures["int8"]:
        bars += [("int8 adds, mean of the set", figures["int8"]["int8_added_set_db"], INK),
                 ("int8 adds, worst frame", figures["int8"]["int8_added_set_worst_db"], INK)]
    figure = new_figure(8.0, 1.1 + 0.42 * len(bars))
    axes = figure.subplots()
    # By place and not by name: two models may have one name.
    drawn = axes.barh(range(len(bars)), [value for _, value, _ in bars], height=0.66,
                      color=[colour for *_, colour in bars])
    axes.bar_label(drawn, fmt="%.2f dB", padding=4)
    axes.set_yticks(range(len(bars)), [name for name, *_ in bars])
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.invert_yaxis()
    axes.margins(x=0.14)
    axes.set_xlabel("log-spectral distance, dB")
    axes.set_title(f"{_short(figures['name'])}: distance on held-out frames", loc="left")
    return figure


def _title(figure: Figure, text: str) -> None:
    """Write a title over all panels, in as many lines as it needs."""
    letters = int(TITLE_LETTERS_PER_INCH * figure.get_figwidth())
    figure.suptitle(textwrap.fill(text, letters), x=0.01, ha="left")


def _short(name: str) -> str:
    return name if len(name) <= LABEL_LETTERS else f"{name[:LABEL_LETTERS - 1]}…"


def draw_loudness(instrument: Instrument, figures: Figures) -> Figure:
    """How loud pink noise leaves the filter, over the set."""
    levels = loudness_db(instrument, measured_latents(instrument))
    figure = new_figure(8.0, 3.4)
    axes = figure.subplots()
    axes.hist(levels, bins=HISTOGRAM_BINS, color=OURS, weights=np.full(len(levels), 100.0 / len(levels)))
    middle = figures["loudness"]["set_median_db"]
    axes.axvline(middle, color=INK, label=f"median, {_signed(f'{middle:+.1f}')} dB")
    axes.axvline(0.0, color=INK, linestyle="--", label="as loud as it came in")
    figure.legend(loc="outside lower center", ncols=2)
    axes.set(xlabel="level of pink noise after the filter, dB", ylabel="frames of the set, %")
    axes.set_title(f"{_short(figures['name'])}: loudness", loc="left")
    return figure


def _signed(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


PICTURES: dict[str, Callable[[Instrument, Figures], Figure]] = {
    "traversals": draw_traversals, "latents": draw_latents, "training": draw_training,
    "distances": draw_distances, "loudness": draw_loudness,
}
