# SPDX-License-Identifier: MIT
"""One figure for each block."""

import math
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from spice.rows import Chart, Measured

FOLDER = Path(__file__).parents[1] / "images"
PANEL_INCHES = (5.2, 3.4)
DPI = 100
COLUMNS = 2
HEAD_SHARE = 0.1  # of the height, free above curves
BINS = 25
COLOURS = 64  # enough for lines and letters, and a quarter of the file


def path(block: str, folder: Path = FOLDER) -> Path:
    """Return where a block's picture lies."""
    return folder / f"spice_{block}.png"


def draw_all(blocks: Sequence[Measured], folder: Path = FOLDER) -> None:
    """Write all pictures, the same bytes at every run."""
    folder.mkdir(parents=True, exist_ok=True)
    for block in blocks:
        draw(block, path(block.name, folder))


def draw(block: Measured, file: Path) -> None:
    """Write a block's picture."""
    columns = min(COLUMNS, len(block.charts)) if len(block.charts) % 3 else 3
    lines = math.ceil(len(block.charts) / columns)
    figure = Figure(figsize=(PANEL_INCHES[0] * max(columns, 1.35), PANEL_INCHES[1] * lines + 0.4), dpi=DPI,
                    layout="constrained")
    figure.suptitle(block.rows[0].block)
    for place, chart in enumerate(block.charts, 1):
        _draw_chart(figure.add_subplot(lines, columns, place), chart)
    figure.savefig(file, metadata={"Software": None})
    with Image.open(file) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def _draw_chart(axes: Axes, chart: Chart) -> None:
    for label, (x, y) in chart.curves.items():
        if chart.histogram:
            axes.hist(x, BINS, alpha=0.7, label=label)
        elif chart.bars:
            axes.bar(chart.bars, y, label=label)
        else:
            axes.plot(x, y, label=label, linewidth=1.3)
    for (label, level), style in zip(chart.levels.items(), (":", "--", "-.", ":"), strict=False):
        axes.axhline(level, color="0.35", linestyle=style, linewidth=1, label=label)
    if chart.log_x:
        axes.set_xscale("log")
    if chart.log_y:
        axes.set_yscale("log")
    if chart.least_y is not None:
        most = axes.get_ylim()[1]
        axes.set_ylim(chart.least_y, most + HEAD_SHARE * (most - chart.least_y))
    axes.set_title(chart.title, fontsize=10)
    axes.set_xlabel(chart.x_label)
    axes.set_ylabel(chart.y_label)
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(fontsize=7)
