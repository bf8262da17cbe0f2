# SPDX-License-Identifier: MIT
"""The command that walks through the two points of each channel."""

from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.linked import connected, dry_run_option, port_option
from autocoder.commands.results import json_option, report
from autocoder.spec import LATENTS
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.calibration import Channel, Point
    from autocoder.device.client import Module

NAMES = [f"{kind}{index + 1}" for kind in ("knob", "cv") for index in range(LATENTS)]
SKIP = "s"


@click.command()
@click.option("--knobs", is_flag=True, help="The knobs, too, both ends of each; the CVs alone otherwise.")
@click.option("--channel", "names", type=click.Choice(NAMES), multiple=True, metavar="NAME",
              help="Only this channel, such as cv3 or knob1; as often as you like.")
@port_option
@dry_run_option
@json_option
def calibrate(knobs: bool, names: tuple[str, ...], port: str | None, dry_run: bool, as_json: bool) -> None:
    """Measure 0 V and +5 V of each CV, and keep them as the module's calibration.

    A channel is kept once both its points are measured and make sense; Ctrl-C leaves the others as they are.
    An emulated module's controls are moved from another terminal, by `autocoder panel`.

    Example: autocoder calibrate --channel cv1 --channel cv2
    """
    from autocoder.device.calibration import channels, keep

    wanted = [each for each in channels()
              if (each.name in names if names else knobs or each.number >= LATENTS)]
    done: list[dict[str, Any]] = []
    with connected(port) as module:
        for channel in wanted:
            points = _points(module, channel)
            if points is None:
                continue
            if not dry_run:
                keep(module, channel, *points)
            done.append({"channel": channel.name, "low_counts": points[0].counts,
                         "high_counts": points[1].counts, "written": not dry_run})
    report(done, as_json, "not written" if dry_run else "calibration",
           [(each["channel"], f"{each['low_counts']} to {each['high_counts']} counts") for each in done])


def _points(module: "Module", channel: "Channel") -> tuple["Point", "Point"] | None:
    """Return both points once they make sense; None for a channel that is to stay as it is."""
    from autocoder.device.announced import folder_of
    from autocoder.device.calibration import measure, objection

    emulated = folder_of(module.port) is not None
    while True:
        points = []
        for step, move in zip(channel.steps, channel.moves, strict=True):
            how = f" (`autocoder panel {move}` in another terminal)" if emulated else ""
            typed = click.prompt(f"{step}{how}, then press Enter ({SKIP} skips {channel.name})", default="",
                                 show_default=False, prompt_suffix=" ", err=True)
            if typed.strip().lower() == SKIP:
                return None
            points.append(measure(module, channel))
            Terminal().note(f"  {points[-1].counts} counts, steady within {points[-1].spread}")
        why = objection(channel, *points)
        if not why:
            return points[0], points[1]
        Terminal().note(f"{why}; once more")
