# SPDX-License-Identifier: MIT
"""Commands that pack a model into one file, and sign it."""

import json
from pathlib import Path

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.results import json_option, report

EXISTING = click.Path(path_type=Path)


@click.command()
@click.argument("model", type=MODEL)
@click.option("-o", "--output", type=EXISTING, help="The file to write.  [default: out/NAME.acb]")
@click.option("--encoder", is_flag=True, help="The encoder, too: from slot 0 it follows the input.")
@click.option("--key", type=EXISTING, help="Sign it with this file that `autocoder key new` wrote.")
@json_option
def bundle(model: Path, output: Path | None, encoder: bool, key: Path | None, as_json: bool) -> None:
    """Pack MODEL, a quantized model folder, into the one file that a module takes.

    Example: autocoder bundle models/strings -o out/strings.acb --encoder
    """
    from autocoder.bake.bundle import write_bundle

    path = output or Path("out") / f"{model.resolve().name}.acb"
    written = write_bundle(model, path, encoder, key)
    signer = None if written.key is None else written.key.hex()
    result = {"output": str(path), "name": written.name, "bytes": len(written.content),
              "hash": written.hash.hex(), "encoder": encoder, "key": signer}
    report(result, as_json, str(path), [("name", written.name), ("size", f"{len(written.content)} bytes"),
                                        ("hash", written.hash.hex()), ("signed by", signer or "nobody")])


@click.command()
@click.option("-o", "--output", type=EXISTING, default=Path("out/autocoder.key"), show_default=True,
              help="The file to write; it must be a new one.")
@json_option
def key(output: Path, as_json: bool) -> None:
    """Make a key to sign models with, and print its public half, which a module is told.

    Example: autocoder key new -o out/my.key
    """
    from autocoder.bake.signing import new_key

    public = new_key(output).hex()
    if as_json:
        click.echo(json.dumps({"output": str(output), "key": public}, indent=2))
    else:
        click.echo(public)
