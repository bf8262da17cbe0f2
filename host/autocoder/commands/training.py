# SPDX-License-Identifier: MIT
"""Commands that make a model: train and quantize."""

import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.results import json_option, report
from autocoder.errors import InputError
from autocoder.terminal import Terminal
from autocoder.vae.options import Options
from autocoder.vae.profiles import PROFILES

if TYPE_CHECKING:
    from autocoder.vae.model import Manifest

EXISTING = click.Path(path_type=Path)


def training_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each field of the training options."""
    for each in reversed(fields(Options)):
        name = "--" + each.name.replace("_", "-")
        if each.type is bool:
            option = click.option(name, each.name, is_flag=True, help=each.metadata["help"])
        else:
            option = click.option(name, each.name, type=Number() if each.type is float else each.type,
                                  default=each.default, show_default=True, help=each.metadata["help"])
        command = option(command)
    return command


@click.command()
@click.argument("frames", type=EXISTING)
@click.option("-o", "--output", type=EXISTING, default=Path("out/model"), show_default=True,
              help="The model folder to write; an earlier model there stays until this one is done.")
@click.option("--profile", type=click.Choice(list(PROFILES)),
              help="Sizes that fit what will play the model; options given beside it win.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted training of this model stopped.")
@click.option("--workers", help="host:port of each machine that trains, with commas; the same on all.")
@click.option("--worker", type=click.IntRange(0), default=0, show_default=True,
              help="Which of the workers this is; worker 0 writes the model.")
@training_options
@json_option
@click.pass_context
def train(context: click.Context, /, frames: Path, output: Path, profile: str | None, resume: bool,
          workers: str | None, worker: int, as_json: bool, **options: Any) -> None:
    """Train a variational autoencoder on FRAMES, the set that analyze wrote.

    Example: autocoder train out/frames.npz -o out/bells --hidden 256
    """
    from autocoder.demo.run import show_training
    from autocoder.spectra.frame_file import load_frames
    from autocoder.vae.checkpoint import checkpoint_path
    from autocoder.vae.training import join, load_training

    chosen = Options(**with_profile(context, profile, options))
    if worker and not workers:
        raise InputError(f"--worker {worker} without --workers; give the addresses of all of them")
    team = join(workers.split(","), worker) if workers else None
    loaded = load_frames(frames)
    training = load_training()
    with Terminal().bar("train") as bar:
        if team is not None and not team.first:
            training.help_create(loaded, team, chosen, show_training(bar))
            return
        try:
            manifest = training.create_model(loaded, output, chosen, show_training(bar), resume=resume,
                                             workers=team)
        except KeyboardInterrupt:
            if checkpoint_path(output).exists():
                Terminal().note(f"go on with: {resuming(sys.argv[1:])}")
            raise
    show(manifest, output, as_json, model_rows(manifest))


def resuming(words: Sequence[str]) -> str:
    """Return the command line that goes on with an interrupted training of these words."""
    return shlex.join(["autocoder", *words, *(() if "--resume" in words else ("--resume",))])


def with_profile(context: click.Context, profile: str | None, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with a profile's sizes where the user gave none."""
    if profile is None:
        return options
    sizes = {"hidden": PROFILES[profile].hidden, "deep": PROFILES[profile].deep}
    default = click.core.ParameterSource.DEFAULT
    return options | {name: value for name, value in sizes.items()
                      if context.get_parameter_source(name) is default}


def model_rows(manifest: "Manifest") -> list[tuple[str, str]]:
    """Return the distances of a model as table rows."""
    from autocoder.vae.remarks import better_than_pca8, comparison

    heldout = manifest.heldout
    compared = comparison(better_than_pca8(manifest))
    return [("held-out distance", f"{heldout['lsd_db']:.2f} dB, {compared} than PCA-8"),
            ("PCA-8", f"{heldout['pca8_lsd_db']:.2f} dB"),
            ("spectral convergence", f"{heldout['spectral_convergence']:.3f}")]


@click.command()
@click.argument("model", type=MODEL)
@json_option
def quantize(model: Path, as_json: bool) -> None:
    """Add int8 decoder and encoder, and their golden vectors, to MODEL, a model folder.

    Example: autocoder quantize out/bells
    """
    from autocoder.vae.training import load_training

    training = load_training()
    with Terminal().bar("quantize") as bar:
        manifest = training.quantize_model(model, bar)
    rows = [("int8 adds, over the set", f"{manifest.stages['int8_added_set_db']:.3f} dB"),
            ("int8 adds, random latents", f"{manifest.stages['int8_added_random_db']:.3f} dB")]
    if "encoder_int8_latent_rms" in manifest.stages:
        rows += [("int8 moves encoded latents by", f"{manifest.stages['encoder_int8_latent_rms']:.4f} of 1"),
                 ("there and back in float", f"{manifest.stages['encoder_round_trip_db']:.3f} dB"),
                 ("there and back in int8", f"{manifest.stages['encoder_int8_round_trip_db']:.3f} dB")]
    show(manifest, model, as_json, rows)


def show(manifest: "Manifest", folder: Path, as_json: bool, rows: list[tuple[str, str]]) -> None:
    """Print the manifest and what is to be noted as JSON, or some of its figures as a table.

    Notes go to standard error in both cases.
    """
    from autocoder.vae.remarks import remarks

    notes = remarks(manifest)
    report({**asdict(manifest), "notes": notes}, as_json, str(folder), rows)
    for line in notes:
        Terminal().note(f"note: {line}")
