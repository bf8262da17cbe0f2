# SPDX-License-Identifier: MIT
"""What a block's testbench hands back: rows with limits, and charts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Row(NamedTuple):
    """One result. low, high: limits, None where there is none on that side; reason: where they come from."""

    block: str
    quantity: str
    unit: str
    value: float
    low: float | None
    high: float | None
    reason: str

    @property
    def passes(self) -> bool:
        """Whether the value is one and lies within the limits."""
        above = self.low is None or self.value >= self.low
        return bool(np.isfinite(self.value)) and above and (self.high is None or self.value <= self.high)


class Chart(NamedTuple):
    """One pair of axes. curves: x and y by label; levels: horizontal lines by label.

    least_y: where the axis begins. bars: names of what curves' y are of, drawn as bars.
    """

    title: str
    x_label: str
    y_label: str
    curves: Mapping[str, tuple[Floats, Floats]]
    levels: Mapping[str, float] = {}
    log_x: bool = False
    log_y: bool = False
    least_y: float | None = None
    bars: Sequence[str] = ()
    histogram: bool = False  # curves' x are then drawn by how often they occur


class Measured(NamedTuple):
    """All of one block."""

    name: str
    rows: Sequence[Row]
    charts: Sequence[Chart]


class Table:
    """Collects the rows of one block."""

    def __init__(self, block: str) -> None:
        """block: its name in the table."""
        self.block = block
        self.rows: list[Row] = []

    def add(self, quantity: str, unit: str, value: float, low: float | None, high: float | None,
            reason: str) -> None:
        """Add a row."""
        self.rows.append(Row(self.block, quantity, unit, float(value), low, high, reason))
