# SPDX-License-Identifier: MIT
"""The command that writes a model's card."""

import json
from pathlib import Path
from typing import Any

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.terminal import Terminal

EXISTING = click.Path(path_type=Path)


@click.command()
@click.argument("model", type=MODEL)
@click.option("--beside", type=MODEL, multiple=True, metavar="MODEL",
              help="Another model for the table, such as the deep variant; as often as you like.")
@click.option("--seconds", type=Number(0.5, 60.0), default=4.0, show_default=True,
              help="Length of each latent's sound.")
@click.option("-o", "--output", type=EXISTING, help="The folder to write to; the model's own by default.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
def inspect(model: Path, beside: tuple[Path, ...], seconds: float, output: Path | None,
            as_json: bool) -> None:
    """Write the card of MODEL: card.md, with pictures and sounds of each latent in card/ beside it.

    Example: autocoder inspect out/bells --beside models/strings
    """
    from autocoder.card.write import PAGE, inspect_model

    with Terminal().bar("inspect") as bar:
        figures = inspect_model(model, output, beside, seconds, bar)
    card = (output or model) / PAGE
    if as_json:
        click.echo(json.dumps({"output": str(card), **figures}, indent=2))
        return
    Terminal().table(str(card), _rows(figures))
    for line in figures["notes"]:
        Terminal().note(f"note: {line}")


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures people look for first."""
    from autocoder.vae.remarks import comparison

    int8, loudness = figures["int8"], figures["loudness"]
    rows = [(each["name"], f"{each['lsd_db']:.2f} dB from held-out frames, "
             f"{comparison(each['better_than_pca8'])} than PCA-8 ({each['pca8_lsd_db']:.2f} dB)"
             + ("" if each["same_set"] else ", of another set")) for each in figures["models"]]
    dead = ", ".join(str(each) for each in figures["dead_latents"])
    return [
        *rows,
        ("spectral convergence", f"{figures['heldout']['spectral_convergence']:.3f}"),
        ("int8 adds", f"{int8['int8_added_set_db']:.3f} dB over the set, "
                      f"{int8['int8_added_set_worst_db']:.3f} dB at worst" if int8 else
                      "not quantized; run `autocoder quantize`"),
        ("dead latents", dead or "none"),
        ("loudness", f"{loudness['set_median_db']:+.1f} dB, median of the set; nine tenths of it from "
                     f"{loudness['set_p5_db']:+.1f} to {loudness['set_p95_db']:+.1f} dB"),
    ]
