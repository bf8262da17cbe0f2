# SPDX-License-Identifier: MIT
"""What a row of the bench is, and how rows of one run share their measurements."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from autocoder.progress import Progress, silent

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


@dataclass
class Bench:
    """One run of the bench.

    model: the folder of the model that firmware/generated was baked from; place: where builds and trained
    models are kept for the next run; progress: how far the row in hand is
    """

    model: Path
    place: Path
    progress: Progress = silent
    kept: dict[object, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Remarked:
    """A value with something that its reader has to know; it goes beside the unit."""

    value: float
    remark: str


@dataclass(frozen=True)
class Row:
    """One figure: its name, its unit and how it is measured."""

    name: str
    unit: str
    measure: Callable[[Bench], float | Remarked]

    @property
    def how(self) -> str:
        """The command that prints this row alone."""
        return f"autocoder bench {self.name}"

    def run(self, bench: Bench) -> dict[str, Any]:
        """Measure and return the row as it stands in the JSON file."""
        measured = self.measure(bench)
        if isinstance(measured, Remarked):
            return self._written(measured.value, f"{self.unit} ({measured.remark})")
        return self._written(measured, self.unit)

    def _written(self, value: float, unit: str) -> dict[str, Any]:
        return {"name": self.name, "value": value, "unit": unit, "how": self.how}


def shared(measure: Callable[Concatenate[Bench, Rest], Result]) -> Callable[Concatenate[Bench, Rest], Result]:
    """Make a measurement run once in a bench for each choice of its arguments."""
    @functools.wraps(measure)
    def once(bench: Bench, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        key = (measure, args, tuple(sorted(kwargs.items())))
        if key not in bench.kept:
            bench.kept[key] = measure(bench, *args, **kwargs)
        result: Result = bench.kept[key]
        return result

    return once
