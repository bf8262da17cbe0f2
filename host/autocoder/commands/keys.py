# SPDX-License-Identifier: MIT
"""Commands for the key that a module's models must be signed with: key set, show, clear."""

from pathlib import Path

import click

from autocoder.commands.linked import connected, dry_run_option, port_option
from autocoder.commands.results import json_option, report

KEY_DIGITS = 64


@click.group()
def key() -> None:
    """Make keys, and tell the module whose models it plays: signed by one key, or any.

    \b
    Example:
      autocoder key new -o out/my.key
      autocoder key set out/my.key
    """


@key.command("set")
@click.argument("public", metavar="KEY")
@port_option
@dry_run_option
@json_option
def set_key(public: str, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Have the module take models signed with KEY only, its file or its public half in hex.

    Example: autocoder key set out/my.key
    """
    _write(_public(public), port, dry_run, as_json)


@key.command("clear")
@port_option
@dry_run_option
@json_option
def clear_key(port: str | None, dry_run: bool, as_json: bool) -> None:
    """Have the module take any model, signed or not.

    Example: autocoder key clear
    """
    _write(bytes(KEY_DIGITS // 2), port, dry_run, as_json)


@key.command("show")
@port_option
@json_option
def show_key(port: str | None, as_json: bool) -> None:
    """Show the public key that models must be signed with.

    Example: autocoder key show
    """
    from autocoder.device.messages import KeyGetRequest

    with connected(port) as module:
        found = module.ask(KeyGetRequest()).key
    report({"key": found.hex() if any(found) else None}, as_json, "key",
           [("models must be", _meaning(found))])


def _write(public: bytes, port: str | None, dry_run: bool, as_json: bool) -> None:
    from autocoder.device.messages import KeySetRequest

    with connected(port) as module:
        if not dry_run:
            module.ask(KeySetRequest(public))
    report({"key": public.hex() if any(public) else None, "written": not dry_run}, as_json, "key",
           [("models would be" if dry_run else "models must be", _meaning(public))])


def _meaning(public: bytes) -> str:
    return f"signed with {public.hex()}" if any(public) else "anybody's, signed or not"


def _public(text: str) -> bytes:
    """Return the public key of a file, or of hexadecimal digits."""
    from autocoder.bake.signing import load_seed, public_key
    from autocoder.errors import InputError

    if len(text) != KEY_DIGITS or Path(text).exists():
        return public_key(load_seed(Path(text)))
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise InputError(f"{text}: no key; give a file of `autocoder key new`, or {KEY_DIGITS} hexadecimal "
                         "digits") from error
