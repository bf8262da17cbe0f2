# SPDX-License-Identifier: MIT
"""What people see while they wait: progress bars and tables on the terminal."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autocoder.names import printable

WIDEST = 100_000  # columns; no value is longer


class Guarded(io.RawIOBase):
    """A stream of bytes that leaves it to its kind what happens when nothing more can be written."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self.raw = raw

    def write(self, data: Any) -> int | None:
        try:
            return self.raw.write(data)
        except OSError as error:
            self.failed(error)
            return len(data)

    def failed(self, error: OSError) -> None:
        """Note the error or raise one; where it returns the bytes are dropped."""
        raise error

    def close(self) -> None:
        if not self.closed:
            super().close()
            self.raw.close()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self.raw.isatty()

    def fileno(self) -> int:
        return self.raw.fileno()

    def text(self, line_buffering: bool) -> io.TextIOWrapper:
        """Return a text stream that writes here; what its encoding lacks is escaped."""
        return io.TextIOWrapper(io.BufferedWriter(self), errors="backslashreplace",
                                line_buffering=line_buffering)


class Screen(Guarded):
    """Standard error. Where it is full or nobody reads it the work goes on, and `lost` is set."""

    lost = False

    def failed(self, error: OSError) -> None:
        Screen.lost = True


class TaskBar:
    """One bar; called with the amount done and the whole amount."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self.progress = progress
        self.task = task

    def __call__(self, done: float, total: float) -> None:
        self.progress.update(self.task, completed=done, total=total)

    def say(self, text: str) -> None:
        """Show a word beside the bar."""
        self.progress.update(self.task, word=text)


class Terminal:
    """Progress goes to standard error, so that results alone stand on standard output."""

    def __init__(self) -> None:
        # A handle of its own: bars go on while the chatter of native libraries is being discarded.
        screen = Screen(os.fdopen(os.dup(2), "wb", buffering=0))
        self.console = Console(file=screen.text(line_buffering=screen.isatty()), highlight=False)

    @contextmanager
    def bar(self, title: str) -> Iterator[TaskBar]:
        """Show a bar while the block runs."""
        columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn(),
                   TimeRemainingColumn(), TextColumn("{task.fields[word]}"))
        with Progress(*columns, console=self.console) as progress:
            yield TaskBar(progress, progress.add_task(title, total=None, word=""))

    def note(self, text: str) -> None:
        """Show a line."""
        lines = "\n".join(map(printable, text.split("\n")))
        self.console.print(lines, markup=False, soft_wrap=True)

    def table(self, title: str, rows: list[tuple[str, str]]) -> None:
        """Show names and values, each value in one piece: a broken path cannot be copied.

        On a terminal that is too narrow for the frame, the rows stand without one.
        """
        title, rows = printable(title), [(printable(name), printable(value)) for name, value in rows]
        self.console.print(Text(title, style="table.title"), soft_wrap=True)
        if not rows:
            return
        table = Table(show_header=False)
        for _ in range(2):
            table.add_column(no_wrap=True)
        for row in rows:
            table.add_row(*map(Text, row))
        width = Measurement.get(self.console, self.console.options.update(max_width=WIDEST), table).maximum
        if self.console.is_terminal and width > self.console.width:
            first = max(cell_len(name) for name, _ in rows)
            for name, value in rows:
                self.console.print(Text(f" {set_cell_size(name, first)}  {value}"), soft_wrap=True)
        else:  # a console never prints wider than it is
            Console(file=self.console.file, width=width).print(table)
