# SPDX-License-Identifier: MIT
"""How long work reports how far it is; only the command line draws it."""

from typing import Protocol


class Progress(Protocol):
    """Called with the amount done and the whole amount, in any unit; the last call has both equal."""

    def __call__(self, done: float, total: float) -> None: ...


def silent(done: float, total: float) -> None:
    """A progress report that goes nowhere."""
