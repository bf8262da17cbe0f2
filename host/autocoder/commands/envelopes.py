# SPDX-License-Identifier: MIT
"""Commands for control envelopes: a training set of recorded ones, and new ones of a model."""

from pathlib import Path

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.results import json_option, report
from autocoder.commands.sounding import EXISTING, path_option, seconds_option, seed_option
from autocoder.commands.synth import load, path_of
from autocoder.terminal import Terminal

TABLES = ("", ".csv", ".tsv", ".txt", ".dat")  # suffixes of text; others name a format of sound


@click.command("envelope-set")
@click.argument("series", type=EXISTING)
@click.option("-o", "--output", type=EXISTING, default=Path("out/envelopes.npz"), show_default=True,
              help="The frame set to write.")
@json_option
def envelope_set(series: Path, output: Path, as_json: bool) -> None:
    """Make a training set of SERIES, a table of one number a line or a recorded control voltage.

    Example: autocoder envelope-set breath.csv -o out/breath.npz
    """
    from autocoder.spectra.frame_file import save_frames
    from autocoder.synth.envelope import read_series, series_frames

    values = read_series(series)
    frames = series_frames(values, series.name)
    save_frames(frames, output)
    result = {"output": str(output), "values": len(values), "frames": len(frames.targets)}
    report(result, as_json, str(output), [(name, str(value)) for name, value in result.items()])


@click.command()
@click.argument("model", type=MODEL)
@seconds_option(10.0)
@path_option("walk")
@click.option("--low", type=Number(-1e6, 1e6), default=0.0, show_default=True,
              help="What the lowest value becomes.")
@click.option("--high", type=Number(-1e6, 1e6), default=1.0, show_default=True,
              help="What the highest value becomes.")
@seed_option
@click.option("-o", "--output", type=EXISTING, default=Path("out/envelope.csv"), show_default=True,
              help="The file to write: a table of one number a line (.csv, .txt), or a sound at 1000 Hz.")
def envelope(model: Path, seconds: float, path: str, low: float, high: float, seed: int,
             output: Path) -> None:
    """Make a new control envelope of MODEL, trained on a set of envelope-set, at 1000 values a second.

    Example: autocoder envelope out/breath --seconds 30 -o out/envelope.csv
    """
    from autocoder.atomic import check_file, replacing
    from autocoder.audio import check_sound_file, write_sound
    from autocoder.synth.envelope import GRID, RATE_HZ, Envelope, whole_series

    as_table = output.suffix.lower() in TABLES
    if as_table:
        check_file(output)
    else:
        check_sound_file(output, RATE_HZ)
    instrument = load(model)
    samples = round(seconds * RATE_HZ)
    latents = path_of(path, instrument, GRID, samples, seed)
    series = whole_series(Envelope(instrument, latents, samples, low, high))
    if not as_table:
        if note := write_sound(output, series, RATE_HZ):
            Terminal().note(note)
        return
    with replacing(output) as temporary:
        temporary.write_text("".join(f"{value:.6g}\n" for value in series), encoding="utf-8")


COMMANDS = (envelope_set, envelope)
