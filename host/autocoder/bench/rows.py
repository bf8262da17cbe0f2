# SPDX-License-Identifier: MIT
"""All rows of the bench: choosing them, measuring them, keeping them in a file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autocoder.atomic import replacing
from autocoder.bench import (
    budgets,
    cycles,
    decoder,
    external,
    fidelity,
    filter,
    matrix,
    memory,
    models,
    osc,
    render,
    reverb,
    similarity,
    speed,
    store,
    upload,
)
from autocoder.bench.measuring import Bench, Row
from autocoder.bench.table import around, write_table
from autocoder.errors import InputError
from autocoder.progress import Progress, silent
from autocoder.shipped import shipped_folder

DEFAULT_MODEL = shipped_folder() / "strings"


def registry() -> tuple[Row, ...]:
    """Return every row in the order it is printed."""
    known = (*decoder.ROWS, *filter.ROWS, *reverb.ROWS, *matrix.ROWS, *memory.ROWS, *budgets.ROWS,
             *cycles.ROWS, *external.ROWS, *fidelity.ROWS,
             *models.rows(), *speed.ROWS, *render.ROWS, *similarity.ROWS, *osc.ROWS, *store.ROWS,
             *upload.ROWS)
    topics = list(dict.fromkeys(row.name.split(".")[0] for row in known))
    return tuple(sorted(known, key=lambda row: topics.index(row.name.split(".")[0])))


def select(table: Sequence[Row], wanted: Sequence[str]) -> list[Row]:
    """Return the rows named, each by its whole name or by how its name starts; all when none is named.

    Raises InputError for a name that fits no row.
    """
    chosen: set[str] = set()
    for each in wanted:
        exact = {row.name for row in table if row.name == each}
        fitting = exact or {row.name for row in table if row.name.startswith(each)}
        if not fitting:
            topics = dict.fromkeys(row.name.split(".")[0] for row in table)
            raise InputError(f"{each}: no figure of that name; there are {', '.join(topics)}")
        chosen |= fitting
    return [row for row in table if row.name in chosen or not wanted]


def run_bench(rows: Sequence[str], output: Path, progress: Progress = silent, model: Path = DEFAULT_MODEL,
              table: Sequence[Row] | None = None, page: Path | None = None) -> list[dict[str, Any]]:
    """Measure the chosen rows, write them to a JSON file and return them.

    Builds and trained models are kept in a folder beside `output`. Where only some rows are chosen, the
    others in the file stay. page: gets the tables of budgets. Raises InputError, ModelError and ToolError;
    both files then stay as they were.
    """
    known = registry() if table is None else table
    chosen = select(known, rows)
    bench = Bench(model, output.parent.resolve() / output.stem)
    if page is not None:
        around(page)  # an unsuitable page is said before anything is measured
    results = []
    for index, row in enumerate(chosen):
        bench.progress = _part(progress, index, len(chosen))
        results.append(row.run(bench))
        progress(index + 1, len(chosen))
    if page is not None:
        write_table(bench, page)
    _write(output, known, results, _earlier(output) if rows else [])
    return results


def _part(progress: Progress, index: int, count: int) -> Progress:
    def within(done: float, total: float) -> None:
        progress(index + done / total, count)
    return within


def _earlier(output: Path) -> list[dict[str, Any]]:
    """Return the rows of an earlier run; none from a file that is not the bench's."""
    try:
        content = json.loads(output.read_text(encoding="utf-8"))
        return [each for each in content if set(each) == {"name", "value", "unit", "how"}]
    except (OSError, ValueError, TypeError):
        return []


def _write(output: Path, table: Sequence[Row], results: list[dict[str, Any]],
           earlier: list[dict[str, Any]]) -> None:
    by_name = {each["name"]: each for each in (*earlier, *results)}
    with replacing(output) as temporary:
        kept = [by_name[row.name] for row in table if row.name in by_name]
        temporary.write_text(json.dumps(kept, indent=2, allow_nan=False) + "\n", encoding="utf-8")
