# SPDX-License-Identifier: MIT
"""What people see while they wait: progress bars and tables on the terminal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table


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
        self.console = Console(file=os.fdopen(os.dup(2), "w"), highlight=False)

    @contextmanager
    def bar(self, title: str) -> Iterator[TaskBar]:
        """Show a bar while the block runs."""
        columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn(),
                   TimeRemainingColumn(), TextColumn("{task.fields[word]}"))
        with Progress(*columns, console=self.console) as progress:
            yield TaskBar(progress, progress.add_task(title, total=None, word=""))

    def note(self, text: str) -> None:
        """Show a line."""
        self.console.print(text, markup=False, soft_wrap=True)

    def table(self, title: str, rows: list[tuple[str, str]]) -> None:
        """Show names and values."""
        table = Table(title=title, title_justify="left", show_header=False)
        table.add_column(no_wrap=True)
        table.add_column()
        for row in rows:
            table.add_row(*row)
        self.console.print(table)
