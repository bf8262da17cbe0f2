# SPDX-License-Identifier: MIT
"""Commands about sets and what is alike in them; the options of `analyze` that choose a set's kind."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.results import json_option, report
from autocoder.errors import InputError
from autocoder.names import stored
from autocoder.spec import ANALYSIS_FFT, MEL_BANDS
from autocoder.terminal import Terminal
from autocoder.vae.profiles import PROFILES

if TYPE_CHECKING:
    from autocoder.progress import Progress
    from autocoder.similarity.neighbours import Recordings
    from autocoder.spectra.frames import Analysis, FrameSet

EXISTING = click.Path(path_type=Path)
NAMES_AS_THEY_ARE = "surrogateescape"  # byte by byte, also where they are not UTF-8
strict_option = click.option("--strict", is_flag=True,
                             help="Refuse a folder in which a sound cannot be used; left out otherwise.")
MOST_ROWS = 1_000  # of a table that somebody is to read


def set_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose the kind of a set; `build_set` takes them."""
    for option in reversed((
        click.option("--profile", type=click.Choice(list(PROFILES)),
                     help="Bands that fit what will play the model; --bands wins over it."),
        click.option("--bands", type=int, help=f"Mel bands of a frame; {MEL_BANDS} by default."),
        click.option("--fft", type=int, metavar="SAMPLES",
                     help=f"Size of the transform, a power of two; {ANALYSIS_FFT} by default."),
        click.option("--per-file", default="all", show_default=True, metavar="all|average|first|N",
                     help="Frames of each file: all, their average, the first, or N evenly spread."),
        click.option("--normalize-frames", is_flag=True,
                     help="Normalize frames one by one, for autocoding, and not over the whole set."),
        click.option("--cache", type=EXISTING,
                     help="Keeps analysed files for the next run; for a folder OUTPUT.cache by default."),
        click.option("--scheduler", metavar="ADDRESS",
                     help="Analyse on the Dask cluster there, such as tcp://host:8786."),
        strict_option,
    )):
        command = option(command)
    return command


def build_set(sound: Path, analysis: "Analysis", output: Path, progress: "Progress", *, per_file: str = "all",
              normalize_frames: bool = False, cache: Path | None = None, scheduler: str | None = None,
              profile: str | None = None, bands: int | None = None, fft: int | None = None,
              hop: int | None = None, strict: bool = False) -> "FrameSet":
    """Return the set that the options of `set_options` describe.

    analysis: the sizes that no option names; output: names the cache of a folder. Raises InputError.
    """
    from autocoder.atomic import is_stream
    from autocoder.spectra.analyse import parse_sizes
    from autocoder.spectra.choice import parse_choice
    from autocoder.spectra.frames import build_frames

    if profile is not None and bands is None:
        bands = PROFILES[profile].bands
    analysis = parse_sizes(analysis, bands=bands, fft=fft, hop=hop)
    choice = parse_choice(per_file, normalize_frames)
    folder = cache or (output.with_name(f"{output.name}.cache")
                       if sound.is_dir() and not is_stream(output) else None)
    if scheduler is None:
        return build_frames(sound, analysis, progress, choice=choice, cache=folder, strict=strict)
    from autocoder.spectra.cluster import cluster_workers

    with cluster_workers(scheduler) as workers:
        return build_frames(sound, analysis, progress, choice=choice, cache=folder, workers=workers,
                            strict=strict)


def note_left_out(skipped: Sequence[str]) -> None:
    """Show which files are not in a set, and why."""
    from autocoder.audio.finding import shortened

    if skipped:
        Terminal().note(shortened([f"left out {each}" for each in skipped]))


@click.command()
@click.argument("sound", type=EXISTING)
@click.option("--model", type=MODEL, required=True, help="The model folder whose encoder is used.")
@click.option("-o", "--output", type=EXISTING, default=Path("out/latents.npz"), show_default=True,
              help="The latents to write.")
@click.option("--per-file", default="all", show_default=True, metavar="all|average|first|N",
              help="Frames of each file: all, their average, the first, or N evenly spread.")
@click.option("--own-level", is_flag=True,
              help="Levels relative to the loudest of SOUND; to the model's training set otherwise.")
@click.option("--cache", type=EXISTING, help="A folder that keeps analysed files for the next run.")
@strict_option
@json_option
def encode(sound: Path, model: Path, output: Path, per_file: str, own_level: bool, cache: Path | None,
           strict: bool, as_json: bool) -> None:
    """Write the latents of every frame of SOUND, a file or a folder, with its file and its time.

    Example: autocoder encode recordings/ --model out/bells -o out/latents.npz
    """
    from autocoder.atomic import check_file
    from autocoder.similarity.encoded import encode_sound, save_encoded
    from autocoder.spectra.choice import parse_choice

    check_file(output)
    with Terminal().bar("encode") as bar:
        encoded = encode_sound(sound, model, bar, choice=parse_choice(per_file), own_level=own_level,
                               cache=cache, strict=strict)
        save_encoded(encoded, output)
    note_left_out(encoded.skipped)
    report({"output": str(output), "files": encoded.files, "skipped": encoded.skipped,
            "frames": len(encoded.latents), "encoder_sha256": encoded.encoder_sha256}, as_json, str(output),
           [("files", str(len(encoded.files))), ("frames", str(len(encoded.latents)))])


@click.command()
@click.argument("latents", type=EXISTING)
@click.option("--of", "file", help="The file whose neighbours are wanted; those of all otherwise.")
@click.option("--at", "time_s", type=Number(0.0), default=0.0, show_default=True,
              help="Where in that file, in seconds.")
@click.option("-n", "--count", type=click.IntRange(1), default=10, show_default=True, help="How many.")
@click.option("--files", "by_file", is_flag=True, help="Compare files, by the means of their frames.")
@click.option("--json", "form", flag_value="json", help="Print the result as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print the result as CSV.")
@click.option("-o", "--output", type=EXISTING, help="Write the JSON or CSV to this file.")
def neighbours(latents: Path, file: str | None, time_s: float, count: int, by_file: bool, form: str | None,
               output: Path | None) -> None:
    """Find what sounds most alike in LATENTS, which encode wrote: the nearest frames or files.

    Example: autocoder neighbours out/latents.npz --of bell.wav --at 1.5 -n 5
    """
    from autocoder.progress import silent
    from autocoder.similarity.encoded import load_encoded
    from autocoder.similarity.neighbours import Recordings
    from autocoder.similarity.tables import write_csv, write_json

    if form is None and output is not None:
        raise InputError("-o needs --json or --csv; a table is only shown")
    recordings = Recordings(load_encoded(latents), by_file)
    point = recordings.find(stored(file), time_s) if file is not None else None
    if form is None and point is None and len(recordings.index.points) * count > MOST_ROWS:
        raise InputError("too many for a table; name one by --of, or write all by --csv or --json")
    terminal = Terminal()
    with terminal.bar("neighbours") if point is None else nullcontext(None) as bar:
        watch = bar or silent
        if form is not None:
            with _destination(output) as stream:
                write = write_json if form == "json" else write_csv
                write(recordings, recordings.rows(count, point, watch), stream)
            return
        rows = [(_words(recordings, each.of), f"{each.distance:.4f}  {_words(recordings, each.near)}")
                for each in recordings.neighbours(count, point, watch)]
    terminal.table(str(latents), rows)


@contextmanager
def _destination(output: Path | None) -> Iterator[TextIO]:
    """Yield standard output, or a file that takes the place of an earlier one when it is complete."""
    from autocoder.atomic import replacing

    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors=NAMES_AS_THEY_ARE)
        yield sys.stdout
        return
    with (replacing(output) as temporary,
          temporary.open("w", encoding="utf-8", errors=NAMES_AS_THEY_ARE, newline="") as stream):
        yield stream


def _words(recordings: "Recordings", point: int) -> str:
    file, time_s = recordings.label(point)
    return file if time_s is None else f"{file} at {time_s:.3f} s"
