# SPDX-License-Identifier: MIT
"""What the commands that talk to a module share."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from autocoder.terminal import TaskBar, Terminal

if TYPE_CHECKING:
    from autocoder.device.client import Module

port_option = click.option("--port", metavar="PORT", help="The module's serial port; found by itself where "
                           "there is one module, see `autocoder ports`.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Only say what would be written.")
slot_argument = click.argument("slot", type=click.IntRange(0, 255))


@contextmanager
def connected(port: str | None) -> Iterator["Module"]:
    """Yield the module at a port, or the only one there is; say where both sides' versions differ."""
    from autocoder.device.client import Module
    from autocoder.device.ports import choose_port

    with Module(choose_port(port)) as module:
        if module.note:
            Terminal().note(f"autocoder: note: {module.note}")
        yield module


class RateBar:
    """A bar over bytes that says how many come by in a second."""

    def __init__(self, bar: TaskBar) -> None:
        self.bar = bar
        self.start: tuple[float, float] | None = None  # seconds, bytes
        self.last = 0.0

    def __call__(self, done: float, total: float) -> None:
        now_s = time.monotonic()
        if self.start is None or done < self.last:
            self.start = now_s, done
        elif done > self.last and now_s > self.start[0]:
            self.bar.say(f"{(done - self.start[1]) / (now_s - self.start[0]) / 1000.0:.1f} kB/s")
        self.last = done
        self.bar(done, total)


@contextmanager
def rate_bar(title: str) -> Iterator[RateBar]:
    """Show a bar with a rate while the block runs."""
    with Terminal().bar(title) as bar:
        yield RateBar(bar)


def spelled(names: list[str]) -> str:
    """Return names as a list for people."""
    return ", ".join(names) or "none"
