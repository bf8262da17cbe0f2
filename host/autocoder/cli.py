# SPDX-License-Identifier: MIT
"""The command line: the only place that prints or exits."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from autocoder import __version__, spec
from autocoder.commands import envelopes, module, standard, synth
from autocoder.commands.bundle import bundle
from autocoder.commands.completion import completion
from autocoder.commands.emulate import emulate
from autocoder.commands.inspect import inspect
from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.remote import patches, remote
from autocoder.commands.results import json_option, report
from autocoder.commands.sets import build_set, encode, neighbours, note_left_out, set_options, strict_option
from autocoder.commands.soak import soak
from autocoder.commands.sounding import play
from autocoder.commands.training import quantize, train
from autocoder.errors import AutocoderError
from autocoder.installation import missing, need_checkout, need_packages
from autocoder.names import printable
from autocoder.terminal import Terminal

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

EXISTING = click.Path(path_type=Path)


def output_option(default: str, meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option -o/--output with a default path."""
    return click.option("-o", "--output", type=EXISTING, default=Path(default), show_default=True,
                        help=meaning)


class Commands(click.Group):
    """Commands in the order a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Play the latent space of your own sounds.

    \b
    Example, from a recording to the sound of the emulated module:
      autocoder analyze bells.wav -o out/frames.npz
      autocoder train out/frames.npz -o out/bells
      autocoder quantize out/bells
      autocoder bake out/bells -o out/generated
      autocoder emulate --generated out/generated --input drums.wav -o out/module.wav
    """


@main.command()
@click.argument("sound", type=EXISTING)
@output_option("out/frames.npz", "The frame set to write.")
@click.option("--hop", type=click.IntRange(1), help="Samples between frames; fewer means more frames.")
@set_options
@json_option
def analyze(sound: Path, output: Path, hop: int | None, as_json: bool, **kind: Any) -> None:
    """Make a training set of the mel frames of SOUND, a file or a folder.

    Example: autocoder analyze recordings/ -o out/frames.npz --per-file 20
    """
    from autocoder.atomic import check_file
    from autocoder.spectra.frame_file import save_frames, sha256
    from autocoder.spectra.frames import Analysis

    check_file(output)
    with Terminal().bar("analyze") as bar:
        frames = build_set(sound, Analysis(), output, bar, hop=hop, **kind)
        save_frames(frames, output)
    note_left_out(frames.skipped)
    report({"output": str(output), "files": frames.files, "skipped": frames.skipped,
            "frames": len(frames.targets), "bands": frames.analysis.bands,
            "seconds": frames.duration_s, "sha256": sha256(frames)},
           as_json, str(output),
           [("files", str(len(frames.files))), ("sound", f"{frames.duration_s:.1f} s"),
            ("frames", f"{len(frames.targets)} of {frames.analysis.bands} bands")])


main.add_command(train)
main.add_command(quantize)


@main.command()
@click.argument("models", type=MODEL, nargs=-1, required=True, metavar="MODEL [MODEL...]")
@output_option("out/generated", "The folder to write; name it 'generated' to build with it.")
@click.option("--encoder", is_flag=True, help="The encoder, too: the module can then follow its input.")
@click.option("--block-samples", type=click.Choice([str(each) for each in spec.BLOCK_CHOICES]),
              default=str(spec.BLOCK_SAMPLES), show_default=True, help="The board's audio block.")
@click.option("--rate", "rate_hz", type=click.Choice([str(each) for each in spec.RATE_CHOICES_HZ]),
              default=str(spec.SAMPLE_RATE_HZ), show_default=True, help="The board's sample rate in Hz.")
@json_option
def bake(models: tuple[Path, ...], output: Path, encoder: bool, block_samples: str, rate_hz: str,
         as_json: bool) -> None:
    """Write the C++ arrays that the firmware is built with, of a MODEL for each slot from the first on.

    Example: autocoder bake models/strings out/bells -o out/generated --encoder
    """
    from autocoder.bake.bake import bake_model

    written = bake_model(models[0], output, *models[1:], encoder=encoder,
                         clock=spec.Clock(int(rate_hz), int(block_samples)))
    report({"files": [str(each) for each in written]}, as_json, str(output),
           [(each.name, f"{each.stat().st_size} bytes") for each in written])


main.add_command(bundle)
main.add_command(emulate)


@main.command()
@click.option("--seconds", type=Number(0.1, 3600.0), default=12.0, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=4, show_default=True,
              help="Another seed is another player.")
@output_option("out/controls.csv", "The CSV file to write.")
def gesture(seconds: float, seed: int, output: Path) -> None:
    """Write a recorded trajectory of knobs and CVs as raw ADC counts.

    Example: autocoder gesture --seconds 20 -o out/controls.csv
    """
    from autocoder.device.controls import save_controls
    from autocoder.device.gesture import gesture as make_gesture
    from autocoder.spec import BLOCK_SAMPLES, SAMPLE_RATE_HZ

    save_controls(output, make_gesture(round(seconds * SAMPLE_RATE_HZ / BLOCK_SAMPLES), seed))
    Terminal().note(f"{output}: {seconds:g} s")


@main.command()
@click.argument("group", default="guit")
@output_option("out/sound", "The folder to fill.")
def sounds(group: str, output: Path) -> None:
    """Gather a GROUP of sounds in a folder: recordings of sonic-pi-samples, or synthesized voices or metal.

    Example: autocoder sounds ambi -o out/ambi
    """
    from autocoder.demo.sounds import gather

    Terminal().note(f"{output}: {gather(group, output).origin}")


@main.command()
@click.option("--sound", type=EXISTING, help="A file or folder; recordings of sonic-pi-samples otherwise.")
@output_option("out/demo", "The folder for everything the demo makes.")
@strict_option
@json_option
def demo(sound: Path | None, output: Path, strict: bool, as_json: bool) -> None:
    """Run the whole path: sound, model, int8, C arrays, emulated module, audio, pictures, report.

    Example: autocoder demo --sound bells.wav
    """
    from autocoder.atomic import check_file
    from autocoder.audio import find_sounds
    from autocoder.device.ready import need_module

    need_module("`autocoder demo`", "qemu", make="demo")
    need_packages("tensorflow", "matplotlib", "tflite_micro")
    from autocoder.demo.report import table
    from autocoder.demo.run import run_demo

    if sound:
        find_sounds(sound)  # a wrong path is said before anything else is done
    check_file(output / "report.html")
    figures = run_demo(sound, output, Terminal(), strict)
    report(figures, as_json, str(output), table(figures))
    Terminal().note(f"open {output / 'report.html'} in a browser: it plays and explains what came out")


@main.command()
@click.argument("rows", nargs=-1)
@output_option("out/bench.json", "The JSON file to write.")
@click.option("--table", type=EXISTING, help="A Markdown page between whose marks the budgets go.")
@json_option
def bench(rows: tuple[str, ...], output: Path, table: Path | None, as_json: bool) -> None:
    """Measure and print figures, all or those whose names start with one of ROWS.

    Example: autocoder bench decoder filter
    """
    from autocoder.atomic import check_file
    from autocoder.bench.rows import run_bench

    need_checkout("`autocoder bench`")
    check_file(output)
    with Terminal().bar("bench") as bar:
        results = run_bench(rows, output, bar, page=table)
    report({"rows": results}, as_json, str(output),
           [(each["name"], f"{readable(each['value'])} {each['unit']}") for each in results])


def readable(value: float) -> str:
    """Return a figure with four digits, or as a whole number where it has more before the point."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


for each_command in (inspect, encode, neighbours, *synth.COMMANDS, *envelopes.COMMANDS, play, remote, patches,
                     soak, *module.COMMANDS, completion):
    main.add_command(each_command)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn known errors into one line on standard error and exit code 2."""
    try:
        with standard.guarded():
            yield
    except AutocoderError as error:
        click.echo(f"autocoder: {error}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    except (KeyboardInterrupt, click.Abort):
        click.echo("autocoder: interrupted; earlier results are as they were", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except ModuleNotFoundError as error:
        click.echo(f"autocoder: {missing(error.name or str(error))}", err=True)
        sys.exit(EXIT_BAD_INPUT)


def usage_line(error: click.ClickException) -> str:
    """Return what is wrong with the words of a command line, and where to look, in one line."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "autocoder"
    return printable(" ".join(f"{error.format_message().rstrip('.')}; see `{command} --help`".split()))


def run() -> None:
    """Entry point of the `autocoder` command."""
    standard.prepare()
    with one_line_errors():
        try:
            main.main(prog_name="autocoder", standalone_mode=False)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(EXIT_BAD_INPUT)
        except click.ClickException as error:
            click.echo(f"autocoder: {usage_line(error)}", err=True)
            sys.exit(EXIT_BAD_INPUT)
        except click.exceptions.Exit as leaving:
            sys.exit(leaving.exit_code)
    standard.leave()


if __name__ == "__main__":
    run()
