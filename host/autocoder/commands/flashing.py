# SPDX-License-Identifier: MIT
"""The command that builds the firmware for a board and puts it there."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.linked import dry_run_option, spelled
from autocoder.commands.naming import MODEL
from autocoder.commands.results import json_option, report
from autocoder.commands.verify import compared, first_difference
from autocoder.errors import InputError, ToolError
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.flashing.boards import Board
    from autocoder.device.flashing.keeping import Kept
    from autocoder.device.flashing.seen import Seen

EXISTING = click.Path(path_type=Path)


def print_rule(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the udev rule and end, without a board's name."""
    from autocoder.device.flashing.udev import rule

    if wanted:
        click.echo(rule())
        context.exit()


@click.command()
@click.argument("board")
@click.option("--model", type=MODEL, help="A model to build in; the default model otherwise.")
@click.option("--serial", metavar="NUMBER", help="The board's serial number, where there are several.")
@click.option("--bootloader", type=EXISTING, help="The first time on a Daisy: the file of Electrosmith's "
              "bootloader, which is written before the firmware; dsy_bootloader_v6_4-intdfu-2000ms.bin in "
              "core/ of https://github.com/electro-smith/libDaisy.")
@click.option("--udev-rule", is_flag=True, is_eager=True, expose_value=False, callback=print_rule,
              help="Only print the rule with which Linux lets you use the boards.")
@dry_run_option
@json_option
def flash(board: str, model: Path | None, serial: str | None, bootloader: Path | None, dry_run: bool,
          as_json: bool) -> None:
    """Build the firmware for BOARD, daisy or teensy41, write it over USB, and verify the module.

    \b
    Example: autocoder flash daisy
    Example: autocoder flash teensy41 --model out/bells
    """
    from autocoder.device import flash as device
    from autocoder.device.flashing.boards import BOARDS, DAISY, board_of
    from autocoder.device.flashing.dfu import check_bootloader

    kind = board_of(board)
    folder = _folder_of(model) if model else None
    if bootloader is not None:
        if kind is not BOARDS[DAISY]:
            raise InputError(f"{bootloader}: a {kind.title} has its bootloader in a chip of its own; leave "
                             "--bootloader out")
        check_bootloader(bootloader)
    seen = device.find(kind, serial)
    said: dict[str, Any] = {"board": board, "serial": seen.serial, "place": seen.place,
                            "mode": seen.mode.value, "model": str(folder or ""), "written": not dry_run}
    if dry_run:
        report(said, as_json, f"{board}: not written", [("would be written to", seen.words())])
        return
    image, kept = _build(board, kind, folder), _keep(board, kind, seen)
    _write(kind, seen, image, bootloader)
    said |= {"image": str(image), "bytes": image.stat().st_size} | _verify(kind, seen, folder, kept)
    report(said, as_json, board, [
        ("written to", seen.words()), ("port", said["port"]),
        ("brought back", spelled(said["brought_back"])), ("verify", "all is right")])


def _folder_of(model: Path) -> Path:
    """Return the folder of a model that was named. Raises ModelError for one that cannot be built in."""
    from autocoder.bake.bake import load_slot

    load_slot(model)
    return model


def _place(board: str) -> Path:
    """Return the folder for what flashing this board leaves."""
    from autocoder.device.build import PROJECT

    return PROJECT / "out" / "flash" / board


def _build(board: str, kind: "Board", model: Path | None) -> Path:
    """Build the image, with a model in it where one was named."""
    from autocoder.bake.bake import bake_model
    from autocoder.device.flashing.boards import build_image

    if model is None:
        with Terminal().bar(f"build {board}"):
            return build_image(board, kind, None, None)
    generated = _place(board) / "generated"
    bake_model(model, generated, clock=kind.clock)
    with Terminal().bar(f"build {board}"):
        return build_image(board, kind, generated, _place(board) / "build")


def _keep(board: str, kind: "Board", seen: "Seen") -> "Kept | None":
    """Keep what the module stores where its flash will be erased, or find what an interrupted run kept."""
    from autocoder.device import flash as device
    from autocoder.device.client import Module
    from autocoder.device.flashing import keeping
    from autocoder.device.flashing.seen import Mode

    folder = _place(board) / "kept"
    if kind.keeps:
        return None
    if seen.mode is Mode.RUNNING and device.answers(seen):
        with Module(seen.place) as module, Terminal().bar("keep what is stored") as bar:
            return keeping.keep(module, folder, bar)
    if (folder / keeping.SETTINGS).is_file():
        return keeping.kept_earlier(folder)
    Terminal().note("autocoder: note: no module runs there, so what it stores cannot be kept; its flash "
                    "is erased before the firmware is written")
    return None


def _write(kind: "Board", seen: "Seen", image: Path, bootloader: Path | None) -> None:
    from autocoder.device import flash as device

    if bootloader is not None:
        with Terminal().bar("write the bootloader") as bar:
            ready = device.write_bootloader(seen, bootloader, bar)
    else:
        ready = device.enter_bootloader(kind, seen)
    with Terminal().bar("write the firmware") as bar:
        device.write(kind, ready, image, bar)


def _verify(kind: "Board", seen: "Seen", model: Path | None, kept: "Kept | None") -> dict[str, Any]:
    """Wait for the module, bring back what was kept, and compare what it computes. Raises AutocoderError."""
    from autocoder.device import flash as device
    from autocoder.device.client import Module
    from autocoder.device.flashing.keeping import bring_back

    port, brought = device.wait_for_module(kind, seen), []
    with Module(port) as module:
        if kept is not None:
            with Terminal().bar("bring back") as bar:
                brought = bring_back(module, kept, bar)
            shutil.rmtree(kept.folder)
        with Terminal().bar("verify") as bar:
            verdict, _ = compared(module, model, None, bar)
    if verdict.differences:
        raise ToolError(f"the firmware is written, but the module is not right: {first_difference(verdict)}")
    return {"port": port, "brought_back": brought, "right": True}
