# SPDX-License-Identifier: MIT
"""Commands around a module: ports, log, reboot, factory-reset."""

import json
import time

import click

from autocoder.commands.linked import connected, dry_run_option, port_option
from autocoder.commands.results import json_option, report
from autocoder.terminal import Terminal

RESTART_S = 20.0
CONFIRM_RESET = 0x52455345


@click.command()
@click.option("--all", "every", is_flag=True, help="Also USB serial ports that look like no module.")
@json_option
def ports(every: bool, as_json: bool) -> None:
    """List the serial ports of modules, and what answers there.

    Example: autocoder ports
    """
    from autocoder.device.ports import module_ports, none_found, serial_ports

    found = [{"port": each.path, "kind": each.kind, **_greeting(each.path)} if each.kind else
             {"port": each.path, "kind": "", "module": False, "says": _left_alone(each.path)}
             for each in (serial_ports() if every else module_ports())]
    if not found and not as_json:
        Terminal().note(none_found())
        return
    report(found, as_json, f"{len(found)} port{'s' if len(found) != 1 else ''}", [
        (str(each["port"]), f"{each['kind'] or 'other'}: {each['says']}") for each in found])


def _left_alone(port: str) -> str:
    """Return why a port that looks like no module's was not asked."""
    import os

    closed = "" if os.access(port, os.R_OK | os.W_OK) else ", and may not be opened by you"
    return f"looks like no module{closed}; try it with --port {port}"


def _greeting(port: str) -> dict[str, object]:
    """Return what the module at a port says of itself, or why nothing does."""
    from autocoder.device.client import Module
    from autocoder.errors import LinkError

    try:
        with Module(port) as module:
            hello = module.hello
    except LinkError as error:
        return {"module": False, "says": str(error).removeprefix(f"{port}: ")}
    return {"module": True, "says": f"{hello.board}, firmware {hello.firmware}, {hello.slots} slots",
            "board": hello.board, "firmware": hello.firmware, "decoder": hello.decoder,
            "protocol": hello.protocol}


@click.command()
@port_option
@json_option
def log(port: str | None, as_json: bool) -> None:
    """Print what the module has noted since it was switched on.

    Example: autocoder log
    """
    from autocoder.device.messages import LogRequest

    content, position = b"", 0
    with connected(port) as module:
        while answer := module.ask(LogRequest(position)):
            if not answer.text:
                break
            content += answer.text
            position = answer.position + len(answer.text)
    text = content.decode(errors="replace")
    click.echo(json.dumps(text.splitlines(), indent=2) if as_json else text, nl=as_json)


@click.command()
@click.option("--bootloader", is_flag=True, help="Into the bootloader, which takes other firmware.")
@port_option
@dry_run_option
@json_option
def reboot(bootloader: bool, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Start the module again, and wait until it answers.

    Example: autocoder reboot
    """
    from autocoder.device.messages import RebootRequest

    with connected(port) as module:
        path = module.port
        if not dry_run:
            module.ask(RebootRequest(int(bootloader)))
    waited_s = None if dry_run or bootloader else _wait(path)
    said = ("would be started again" if dry_run else "is in its bootloader" if bootloader else
            f"answers again after {waited_s:.1f} s" if waited_s is not None else
            f"is starting; it has not answered for {RESTART_S:g} s, see `autocoder ports`")
    report({"port": path, "bootloader": bootloader, "restarted": not dry_run, "seconds": waited_s}, as_json,
           path, [("the module", said)])


def _wait(port: str) -> float | None:
    """Return how long the module took to answer again, None where it does not."""
    from autocoder.device.client import Module
    from autocoder.errors import LinkError

    start_s = time.monotonic()
    while time.monotonic() < start_s + RESTART_S:
        try:
            with Module(port):
                return time.monotonic() - start_s
        except LinkError:
            time.sleep(0.1)  # a port that is gone is back when the board is
    return None


@click.command("factory-reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@port_option
@dry_run_option
@json_option
def factory_reset(yes: bool, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Forget all that the module stores: models, presets, calibration, settings, key.

    Example: autocoder factory-reset --yes
    """
    from autocoder.device.messages import FactoryResetRequest

    with connected(port) as module:
        board = module.hello.board
        if not dry_run:
            if not yes:
                click.confirm(f"{module.port}: forget everything that this module ({board}) stores?",
                              abort=True, err=True)
            module.finish(FactoryResetRequest(CONFIRM_RESET))
    report({"board": board, "reset": not dry_run}, as_json, board,
           [("the module", "would forget everything" if dry_run else "is as it was when it was built")])
