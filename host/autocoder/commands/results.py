# SPDX-License-Identifier: MIT
"""How commands print their results: as a table for people, or as JSON for scripts."""

import json
from typing import Any

import click

from autocoder.terminal import Terminal

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def report(result: dict[str, Any] | list[Any], as_json: bool, title: str,
           rows: list[tuple[str, str]]) -> None:
    """Print a result as JSON, in ASCII for every encoding, or rows of names and values as a table."""
    if as_json:
        click.echo(json.dumps(result, indent=2))
    else:
        Terminal().table(title, rows)
