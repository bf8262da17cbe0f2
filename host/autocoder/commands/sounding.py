# SPDX-License-Identifier: MIT
"""What the commands that sound share: one function that makes a source serves a file and live playing."""

import inspect
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.numbers import Number
from autocoder.commands.results import report
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.synth.renderer import Source

EXISTING = click.Path(path_type=Path)
PATH_HELP = ("Where in the latents: walk, recording (the training set's own course, stretched), recording:2 "
             "(that of its second file), a number for each latent, with commas, one number for all, or a "
             "sound file to follow.")

WHEN_SILENT = "try another --path or --seed, a louder sound, or play the model's own --path recording"

Command = Callable[..., Any]


def options(*added: Command) -> Command:
    """Return a decorator that adds options in the order they are listed."""
    def decorate(command: Command) -> Command:
        for each in reversed(added):
            command = each(command)
        return command
    return decorate


play = click.Group("play", help="""Play live what the command of that name would write, the same samples.

Example: autocoder play render models/strings --seconds 60""")


def sounding(default: str) -> Callable[[Callable[..., "Source"]], click.Command]:
    """Make a command that writes a sound of a function that returns a source, and a command of `play`.

    default: the file that is written unless -o names another.
    """
    def decorate(make: Callable[..., "Source"]) -> click.Command:
        name, text = make.__name__, inspect.getdoc(make) or ""
        params = list(reversed(getattr(make, "__click_params__", [])))
        output = click.Option(["-o", "--output"], type=EXISTING, default=Path(default), show_default=True,
                              help="The sound file to write.")
        as_json = click.Option(["--json", "as_json"], is_flag=True, help="Print the result as JSON.")
        device = click.Option(["--device"], help="The sound card: its number or part of its name.")
        play.add_command(click.Command(
            name, params=[*params, device],
            callback=lambda device, **chosen: play_live(make(**chosen), device),
            help=re.sub(r" -o \S+", "", text).replace("autocoder ", "autocoder play ")))
        return click.Command(name, params=[*params, output, as_json], help=text, callback=(
            lambda output, as_json, **chosen: write(lambda: make(**chosen), output, as_json)))
    return decorate


grid_options = options(
    click.option("--fft", type=int, default=4096, show_default=True, help="Samples of a frame."),
    click.option("--hop", type=int, default=512, show_default=True, help="Samples between frames."))
smoothing_option = click.option("--smoothing", type=Number(), default=0.0, show_default=True,
                                help="Of spectra over frames, from 0 to less than 1.")
brightness_option = click.option("--brightness", type=Number(), default=0.0, show_default=True,
                                 help="Exponent of the tilt over frequency.")
seed_option = click.option("--seed", type=click.IntRange(0), default=1, show_default=True,
                           help="Of every random choice.")
mix_option = click.option("--mix", type=Number(), default=1.0, show_default=True,
                          help="Share of the changed sound.")


def seconds_option(default: float) -> Command:
    """Return the option --seconds."""
    return click.option("--seconds", type=Number(0.01, 3_600.0), default=default,
                        show_default=True, help="Length of the sound.")


def path_option(default: str) -> Command:
    """Return the option --path."""
    return click.option("--path", default=default, show_default=True, help=PATH_HELP)


def play_live(source: "Source", device: str | None) -> None:
    """Play a source to its end."""
    from autocoder.levels import decibels
    from autocoder.synth.live import play

    with Terminal().bar("play") as bar:
        note_silence("what was played", decibels(play(source, device, bar)), WHEN_SILENT)


def note_silence(what: str, level_db: float, advice: str) -> None:
    """Show a note where a result can hardly be heard. level_db: of its largest sample."""
    from autocoder.levels import SILENT_DB

    if level_db < SILENT_DB:
        Terminal().note(f"{what}: silent; the largest sample is {-level_db:.0f} dB below full scale; "
                        f"{advice}")


def write(make: Callable[[], "Source"], output: Path, as_json: bool) -> None:
    """Make a source, render it to a file and report; what cannot be written is refused first."""
    from autocoder.audio import check_sound_file, write_sound
    from autocoder.levels import peak_db
    from autocoder.synth.renderer import render

    check_sound_file(output)
    source = make()
    check_sound_file(output, source.rate_hz, source.channels)
    start_s = time.monotonic()
    with Terminal().bar("render") as bar:
        samples = render(source, bar)
    seconds = source.samples / source.rate_hz
    speed = seconds / (time.monotonic() - start_s)
    note = write_sound(output, samples, source.rate_hz)
    if note:
        Terminal().note(note)
    note_silence(str(output), peak_db(samples), WHEN_SILENT)
    report({"output": str(output), "seconds": seconds, "channels": source.channels,
            "rate_hz": source.rate_hz, "realtime_factor": speed}, as_json, str(output),
           [("sound", f"{seconds:.1f} s"), ("speed", f"{speed:.0f} times real time")])
