# SPDX-License-Identifier: MIT
"""Numbers as options."""

import math
from typing import Any

import click


class Number(click.FloatRange):
    """A finite number within bounds; click's own ranges let NaN through, which is beyond no bound."""

    name = "number"

    def _describe_range(self) -> str:
        """Return what the help shows; click writes `x<=None` where there are no bounds."""
        return super()._describe_range() if (self.min, self.max) != (None, None) else ""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; fails for what is none."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number
