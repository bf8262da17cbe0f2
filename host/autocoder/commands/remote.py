# SPDX-License-Identifier: MIT
"""The command that serves OSC."""

import json
from pathlib import Path

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.results import json_option, report
from autocoder.osc.addresses import LISTEN_HOST, LISTEN_PORT, REPLY_PORT, TABLE

ANSWERS = """What cannot be done is answered by /error: the address that was asked, and the reason. Patterns
such as /load/* ask every address that fits, except /quit. Bundles are answered at the time of their tag, at
most 60 s ahead. Numbers may be of any type of OSC and lie in arrays; a folder may begin with ~."""


def _epilog() -> str:
    """Return the table of addresses as it stands below the command's help."""
    rows = [f"  {each.name:<24}{each.arguments:<22}{each.meaning}" for each in TABLE]
    return ("\b\nAddresses (latents and amplitudes are 0..1):\n" + "\n".join(rows)
            + f"\n\n{ANSWERS}")


@click.command(epilog=_epilog())
@click.argument("model", type=MODEL, default="strings")
@click.option("--host", default=LISTEN_HOST, show_default=True,
              help="The address to listen on; 0.0.0.0 lets the whole network in, :: by IPv6 too.")
@click.option("--port", type=click.IntRange(0, 65535), default=LISTEN_PORT, show_default=True,
              help="The port to listen on.")
@click.option("--reply-port", type=click.IntRange(0, 65535), default=REPLY_PORT, show_default=True,
              help="The port to reply to; 0 is the one that a message came from.")
@click.option("--reply-host", help="The host to reply to; the one that a message came from otherwise.")
@click.option("--unit", type=click.Choice(["linear", "db"]), default="linear", show_default=True,
              help="Of amplitudes: 0..1, or -96..0 dB.")
@click.option("--seed", type=int, help="Of the random choice among similar frames.")
@click.option("--measure", type=Number(0.1, 600.0), metavar="SECONDS",
              help="Only measure decodes a second, from a client on loopback.")
@click.option("--rate", type=Number(1.0, 100_000.0), metavar="HZ",
              help="Requests a second while measuring; as many as it answers otherwise.")
@json_option
def remote(model: Path, host: str, port: int, reply_port: int, reply_host: str | None, unit: str,
           seed: int | None, measure: float | None, rate: float | None, as_json: bool) -> None:
    """Play MODEL, a model folder, from other programs by Open Sound Control (OSC over UDP).

    Pure Data and Max patches that do so lie in host/autocoder/patches.

    Example: autocoder remote models/strings --port 4013 --reply-port 4061
    """
    from autocoder.osc.remote import Remote
    from autocoder.osc.server import Server
    from autocoder.osc.sockets import written
    from autocoder.terminal import Terminal

    terminal = Terminal()
    if measure:
        _measure(model, measure, rate, as_json)
        return
    player = Remote(seed=seed)
    player.unit = unit
    player.load(str(model), ("decoder", "encoder"))
    with Server(player, host, port, reply_port, reply_host) as server:
        started = {"model": str(model), "host": host, "port": server.port, "reply_port": reply_port}
        if as_json:
            click.echo(json.dumps(started))
        else:
            terminal.note(f"{model}: listening on {written(host, server.port)}, replying to port "
                          f"{reply_port or 'of the sender'}; /quit or Ctrl-C ends it")
        try:
            server.serve()
        finally:
            if server.left_out:
                terminal.note(f"{server.left_out} requests came faster than they could be answered and were "
                              "left out; ask for batches, or more slowly")


def _measure(model: Path, seconds: float, rate_hz: float | None, as_json: bool) -> None:
    from autocoder.osc.measure import measure_decodes
    from autocoder.terminal import Terminal

    terminal = Terminal()
    with terminal.bar("decodes") as bar:
        load = measure_decodes(model, seconds, rate_hz, bar)
    figures = {"decodes_per_second": load.per_second, "sent": load.sent, "lost": load.lost,
               "wrong": load.wrong, "seconds": load.seconds}
    report(figures, as_json, str(model), [(name, f"{value:,.6g}") for name, value in figures.items()])


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("out/patches"),
              show_default=True, help="The folder to write into.")
@json_option
def patches(output: Path, as_json: bool) -> None:
    """Write a Pure Data and a Max patch that play a model through `autocoder remote`.

    Example: autocoder patches -o out/patches
    """
    from autocoder.patches.write import write_patches
    from autocoder.terminal import Terminal

    written = write_patches(output)
    if as_json:
        click.echo(json.dumps({"files": [str(each) for each in written]}, indent=2))
    else:
        for each in written:
            Terminal().note(str(each))
