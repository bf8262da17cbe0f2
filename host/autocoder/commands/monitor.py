# SPDX-License-Identifier: MIT
"""The command that shows what moves on a module."""

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.linked import connected, port_option
from autocoder.commands.numbers import Number
from autocoder.spec import POSITION_ONE

if TYPE_CHECKING:
    from rich.table import Table

    from autocoder.device.client import Module

LOWEST_DB = -60.0
BAR = 40  # characters


@click.command()
@click.option("--seconds", type=Number(0.0, 1e9), help="How long; until Ctrl-C otherwise.")
@click.option("--rate", "rate_hz", type=Number(0.1, 100.0), default=15.0, show_default=True,
              help="Readings a second.")
@port_option
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each reading.")
def monitor(seconds: float | None, rate_hz: float, port: str | None, as_json: bool) -> None:
    """Show latents, levels and load of the module as they move.

    Example: autocoder monitor --seconds 10 --json
    """
    with connected(port) as module:
        modes = next((each.choices for each in module.parameters if each.name == "mode"), ())
        found = readings(module, seconds, 1.0 / rate_hz, modes)
        if as_json:
            for each in found:
                click.echo(json.dumps(each))
        else:
            _draw(found)


def readings(module: "Module", seconds: float | None, period_s: float, modes: tuple[str, ...]
             ) -> Iterator[dict[str, Any]]:
    """Yield one reading at least, then one each period until the time is over."""
    from autocoder.device.messages import MetersRequest

    start_s = time.monotonic()
    count = 0
    while True:
        found = module.ask(MetersRequest())
        yield {"seconds": time.monotonic() - start_s,
               "latents": [each / POSITION_ONE for each in found.latents],
               "input_db": [_level(each) for each in found.input_peak],
               "output_db": [_level(each) for each in found.output_peak],
               "load": found.load, "worst_load": found.worst_load, "loop_load": found.loop_load,
               "overruns": found.overruns, "blocks": found.blocks,
               "mode": modes[found.mode] if found.mode < len(modes) else str(found.mode)}
        count += 1
        next_s = start_s + count * period_s
        if seconds is not None and next_s - start_s > seconds:
            return
        time.sleep(max(0.0, next_s - time.monotonic()))


def _level(peak: float) -> float:
    """Return a peak in dB, LOWEST_DB for less and for silence."""
    from autocoder.levels import decibels

    return max(LOWEST_DB, decibels(peak))


def _draw(found: Iterator[dict[str, Any]]) -> None:
    """Draw the readings over each other on standard error."""
    from rich.live import Live

    from autocoder.terminal import Terminal

    with Live(console=Terminal().console, auto_refresh=False) as live:
        for each in found:
            live.update(_table(each), refresh=True)


def _table(reading: dict[str, Any]) -> "Table":
    from rich.table import Table

    table = Table(show_header=False, title=f"{reading['mode']}, {reading['blocks']:,} blocks",
                  title_justify="left")
    for index, value in enumerate(reading["latents"]):
        table.add_row(f"latent {index + 1}", _bar(value), f"{value:.3f}")
    for name in ("input", "output"):
        for side, level_db in zip(("left", "right"), reading[f"{name}_db"], strict=True):
            table.add_row(f"{name} {side}", _bar(1.0 - level_db / LOWEST_DB), f"{level_db:.1f} dB")
    for name in ("load", "worst_load", "loop_load"):
        table.add_row(name.replace("_", " "), _bar(reading[name]), f"{100.0 * reading[name]:.1f} %")
    table.add_row("overruns", "", str(reading["overruns"]))
    return table


def _bar(share: float) -> str:
    filled = round(BAR * min(max(share, 0.0), 1.0))
    return "█" * filled + "·" * (BAR - filled)
