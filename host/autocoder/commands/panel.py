# SPDX-License-Identifier: MIT
"""The command that turns the knobs of an emulated module, patches its CVs, and shows its panel."""

import click

from autocoder.commands.linked import port_option
from autocoder.commands.naming import complete_controls
from autocoder.commands.results import json_option, report


@click.command()
@click.argument("moves", nargs=-1, metavar="[NAME=POSITION...]", shell_complete=complete_controls)
@port_option
@json_option
def panel(moves: tuple[str, ...], port: str | None, as_json: bool) -> None:
    """Move controls of a running emulated module, and show where all of them stand.

    \b
    knob1 to knob8, mix, decay, brightness   0 to 1, from left to right
    cv1 to cv8                               volts, 0 where nothing is patched in
    button, gate                             on or off; button=press is a short press

    All are checked before the first moves. The module looks twenty times in a second.

    Example: autocoder panel knob1=0.7 cv1=5 gate=on
    """
    from autocoder.device.announced import folder_of
    from autocoder.device.panel import CONTROLS, control, counts_of
    from autocoder.device.panel_file import turn
    from autocoder.device.ports import EMULATED, choose_port
    from autocoder.errors import InputError

    turned = []
    for text in moves:
        name, equals, position = text.partition("=")
        if not equals:
            raise InputError(f"{text}: no position; write NAME=POSITION, such as knob1=0.7 or gate=on")
        turned.append((control(name), counts_of(control(name), position)))
    chosen = choose_port(port, EMULATED)
    folder = folder_of(chosen)
    if folder is None:
        raise InputError(f"{chosen}: no port of a running emulated module; start one with `autocoder emulate "
                         "--serial` (a real module's panel is turned by hand)")
    stands = turn(folder, turned).positions()
    report(stands, as_json, "panel", [(name, _words(CONTROLS[name].kind.name, where))
                                      for name, where in stands.items()])


def _words(kind: str, where: float | bool) -> str:
    if isinstance(where, bool):
        return "on" if where else "off"
    return f"{where:g} V" if kind == "CV" else f"{where:g}"
