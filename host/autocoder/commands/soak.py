# SPDX-License-Identifier: MIT
"""The command that plays a module for hours."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.results import json_option, report
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.emulator import Target
    from autocoder.soak.run import Report

EXISTING = click.Path(path_type=Path)


@click.command()
@click.option("--target", type=click.Choice(["qemu", "native"]), default="native", show_default=True,
              help="The emulated Cortex-M7, or this computer.")
@click.option("--hours", type=Number(0.007, 1000.0), default=0.05, show_default=True, help="Of sound.")
@click.option("--seed", type=click.IntRange(0, (1 << 32) - 1), default=1, show_default=True,
              help="Of all that is random.")
@click.option("--model", "models", type=MODEL, multiple=True,
              default=("strings", "voices", "metal"), show_default=True, help="A model for each slot.")
@click.option("-o", "--output", type=EXISTING, default=Path("out/soak"), show_default=True,
              help="The folder for the build, a log and the figures.")
@json_option
def soak(target: str, hours: float, seed: int, models: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Play the module for hours: random sounds, controls, modes and parameters, checked every second.

    Example: autocoder soak --target qemu --hours 1
    """
    from autocoder.atomic import check_file, replacing
    from autocoder.bake.bake import bake_model
    from autocoder.demo.sounds import live_input
    from autocoder.device.build import build_firmware
    from autocoder.device.ready import need_module
    from autocoder.reference.filter import load_reference
    from autocoder.soak.checks import largest_output
    from autocoder.soak.run import Soak
    from autocoder.soak.scenario import Scenario

    need_module("`autocoder soak`", target)
    check_file(output / f"{target}.json")
    bake_model(models[0], output / "generated", *models[1:], encoder=True)
    board: Target = "qemu" if target == "qemu" else "native"
    program = build_firmware(board, output / "generated", output / "build")
    reference = load_reference(*models)
    bound = largest_output(reference)
    run = Soak(board, program, Scenario(seed, live_input()[0], reference), bound)
    seconds = round(hours * 3600.0)
    terminal = Terminal()
    with (terminal.bar(f"soak, {target}") as bar,
          (output / f"{target}.log").open("w", buffering=1, encoding="utf-8") as log):
        def watch(now: "Report") -> None:
            bar(now.played_s, seconds)
            if now.played_s % 60 == 0:
                log.write(json.dumps({"clock": time.strftime("%H:%M:%S"), **now.figures()}) + "\n")

        figures: dict[str, Any] = {"target": target, "seed": seed, "bound": bound,
                                   **run.play(seconds, watch).figures()}
    with replacing(output / f"{target}.json") as temporary:
        temporary.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    report(figures, as_json, f"soak, {target}", rows(figures))


def rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures people look for first."""
    marks = [(name, f"{each['count']} times, {each['worst_db']:.1f} dB from the reference at worst, "
              f"{each['first_db']:.1f} at first, {each['last_db']:.1f} at last")
             for name, each in figures["marks"].items()]
    wall = figures["wall_s_of_a_second"]
    slowest = max(wall, key=lambda name: wall[name])
    return [
        ("sound", f"{figures['played_s']} s in {figures['wall_s']:.0f} s, "
                  f"{figures['played_s'] / figures['wall_s']:.1f} times real time"),
        *marks,
        ("largest sample", f"{max(figures['peaks'].values()):.3g}; the bound is {figures['bound']:.3g}"),
        ("slowest kind of second", f"{slowest}, {wall[slowest] / wall['silence']:.2f} times silence"
         if "silence" in wall else slowest),
        ("largest audio block", f"{figures['most_callback_instructions_of_a_block']} instructions"
         if figures["target"] == "qemu" else "instructions are not counted"),
    ]
