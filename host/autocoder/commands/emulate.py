# SPDX-License-Identifier: MIT
"""The command that runs the firmware without hardware: over a sound, or until it is ended."""

from pathlib import Path

import click

from autocoder.commands.emulated import Serving, serve
from autocoder.commands.naming import complete_changes
from autocoder.commands.numbers import Number
from autocoder.commands.results import json_option, report
from autocoder.commands.sounding import note_silence
from autocoder.terminal import Terminal

EXISTING = click.Path(path_type=Path)
LONGEST_S = 3600.0
WHEN_SILENT = "give another --input, or --set mode=drone, which needs none"
# What goes with only one of both ways, by the name of its parameter.
OFFLINE_ONLY = ("controls", "seconds", "tail", "target", "output")
SERIAL_ONLY = ("folder", "record", "aloud", "device")


@click.command()
@click.option("--input", "sound", type=EXISTING, help="The sound patched into the module.")
@click.option("--seconds", type=Number(0.01, LONGEST_S),
              help="Play so long, without a tail: the input is cut or followed by silence.")
@click.option("--tail", type=Number(0.0, 60.0), metavar="SECONDS",
              help="Play on after the input; until the sound has died away by default.")
@click.option("--serial", is_flag=True, help="Let it run, and print the port at which commands reach it.")
@click.option("--folder", type=EXISTING, default=Path("out/emulated"), show_default=True,
              help="With --serial: where its flash, panel and log are.")
@click.option("--record", is_flag=True, help="With --serial: keep what it plays, in the folder.")
@click.option("--play", "aloud", is_flag=True,
              help="With --serial: play it through the sound card; the folder grows by 23 MB a minute.")
@click.option("--device", metavar="NAME", help="The sound card of --play: number or part of the name.")
@click.option("--controls", type=EXISTING, help="ADC counts as CSV, one row per block; a gesture by default.")
@click.option("--generated", type=EXISTING, help="Baked model to build in; the default model otherwise.")
@click.option("--set", "changes", multiple=True, metavar="[SECONDS:]NAME=VALUE",
              shell_complete=complete_changes,
              help="Set a parameter, turn a knob (knob1=0.7, cv3=2.5 in volts, gate=on), at once or later.")
@click.option("--target", type=click.Choice(["qemu", "native"]), default="qemu", show_default=True,
              help="The emulated Cortex-M7, or this computer.")
@click.option("-o", "--output", type=EXISTING, default=Path("out/module.wav"), show_default=True,
              help="The sound file to write.")
@json_option
@click.pass_context
def emulate(context: click.Context, sound: Path | None, seconds: float | None, tail: float | None,
            serial: bool, folder: Path, record: bool, aloud: bool, device: str | None, controls: Path | None,
            generated: Path | None, changes: tuple[str, ...], target: str, output: Path,
            as_json: bool) -> None:
    """Build the firmware and play a sound through the emulated module, or let the module run.

    A control that is set stays there: see `autocoder panel` for the names.

    \b
    Example: autocoder emulate --input drums.wav --set slew_ms=50 --set 2.5:mix=0.3 -o out/module.wav
    Example: autocoder emulate --set mode=drone --set 2:knob1=0.7 --seconds 10
    Example: autocoder emulate --serial --input drums.wav
    """
    from autocoder.device.ready import need_module

    _check_given(context, SERIAL_ONLY if not serial else OFFLINE_ONLY, serial)
    need_module("`autocoder emulate`", target)
    if serial:
        serve(sound, generated, folder, changes, Serving(record, aloud, device), as_json)
    elif sound is None and seconds is None:
        raise click.UsageError("Missing option '--input', '--seconds' or '--serial'")
    else:
        _over(sound, seconds, tail, controls, generated, changes, target, output, as_json)


def _over(sound: Path | None, seconds: float | None, tail: float | None, controls: Path | None,
          generated: Path | None, changes: tuple[str, ...], target: str, output: Path, as_json: bool) -> None:
    """Play a sound, or silence of so many seconds, and write what comes out."""
    from autocoder.device.moves import parse_change
    from autocoder.device.play import Length, play

    length = Length(seconds, 0.0 if tail is None and seconds is not None else tail)
    parsed = [parse_change(each) for each in changes]
    with Terminal().bar("build and emulate") as bar:
        played = play("qemu" if target == "qemu" else "native", sound, controls, generated, output, bar,
                      parsed, length)
    if note := played.get("note"):
        Terminal().note(str(note))
    report(played, as_json, str(output), [(name, f"{value:.1f}") for name, value in played.items()
                                          if isinstance(value, float)])
    note_silence(str(output), float(played["peak_db"]), WHEN_SILENT)


def _check_given(context: click.Context, names: tuple[str, ...], serial: bool) -> None:
    """Refuse options that mean nothing in this way of running."""
    for each in context.command.params:
        source = context.get_parameter_source(each.name or "")
        if each.name in names and source is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"{each.opts[-1]} goes {'without' if serial else 'with'} --serial")
