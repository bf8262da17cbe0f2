# SPDX-License-Identifier: MIT
"""Firmware onto a board over USB: find it, put it into its bootloader, write, and wait until it is back."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from autocoder.device.client import Module
from autocoder.device.flashing import dfu, halfkay, udev
from autocoder.device.flashing.boards import BOARDS, DAISY, Board
from autocoder.device.flashing.seen import Mode, Seen, choose, running
from autocoder.device.messages import RebootRequest
from autocoder.device.transport import Transport
from autocoder.errors import LinkError, ToolError
from autocoder.progress import Progress, silent

POLL_S = 0.2
APPEARS_S = 15.0  # of a bootloader after a reboot, and of the module after new firmware


def find(board: Board, serial: str | None = None) -> Seen:
    """Return the board that is meant.

    Raises ToolError without its loader program, for no board, for several, and for one that may not be used.
    """
    seen = choose(board, _in_bootloader(board) + running(board), serial)
    if seen.mode is Mode.RUNNING and not os.access(seen.place, os.R_OK | os.W_OK):
        raise ToolError(f"{seen.place}: the {board.title} may not be used by you; {udev.HINT}")
    return seen


def _in_bootloader(board: Board) -> list[Seen]:
    if board is BOARDS[DAISY]:
        return dfu.boards()
    halfkay.find()
    return halfkay.boards()


def answers(seen: Seen) -> bool:
    """Whether what runs on a board is a module. Raises LinkError where its port cannot be opened."""
    Transport(seen.place).close()
    try:
        with Module(seen.place):
            return True
    except LinkError:
        return False


def enter_bootloader(board: Board, seen: Seen) -> Seen:
    """Have a running module start its bootloader; return the board as it is seen there.

    Raises ToolError where it does not, with how a person does it.
    """
    if seen.mode is not Mode.RUNNING:
        return seen
    others = {each.place for each in _in_bootloader(board)}
    if others:
        raise ToolError(f"another board is in its bootloader ({', '.join(sorted(others))}) and would be "
                        "taken for this one; unplug it, or flash it with --serial")
    _ask_into_bootloader(board, seen)
    if board is not BOARDS[DAISY] and not halfkay.USB_DEVICES.is_dir():
        return Seen(Mode.BOOTLOADER, "", seen.serial)  # its loader waits for it
    found = _appears(lambda: _in_bootloader(board))
    if found is None:
        raise ToolError(f"the {board.title} was asked into its bootloader and did not come there within "
                        f"{APPEARS_S:g} s; {board.enter}, and repeat the command")
    return found


def _ask_into_bootloader(board: Board, seen: Seen) -> None:
    """Ask a module; on a Teensy, whose core takes another sign, too, whatever runs there."""
    try:
        with Module(seen.place) as module:
            module.ask(RebootRequest(1))
    except LinkError as error:
        if board is not BOARDS[DAISY] and halfkay.ask_by_speed(seen.place):
            return
        raise ToolError(f"{seen.place}: the {board.title} does not take requests ({error}); {board.enter}, "
                        "and repeat the command") from error


def write_bootloader(seen: Seen, image: Path, progress: Progress = silent) -> Seen:
    """Write the Daisy bootloader; return the board as it is seen in it. Raises ToolError."""
    if seen.mode is not Mode.CHIP:
        raise ToolError(f"the Daisy Seed is {seen.mode.value}; its bootloader is written by the chip's own: "
                        "hold BOOT, tap RESET, let BOOT go, and repeat the command")
    dfu.write(seen, image, dfu.INTERNAL, progress)
    found = _appears(lambda: [each for each in dfu.boards() if each.mode is Mode.BOOTLOADER])
    if found is None:
        raise ToolError("the Daisy bootloader is written, but does not show; tap RESET, then BOOT, and run "
                        "`autocoder flash daisy` without --bootloader")
    return found


def write(board: Board, seen: Seen, image: Path, progress: Progress = silent) -> None:
    """Write the firmware to a board in its bootloader. Raises ToolError for whatever hinders."""
    if board is not BOARDS[DAISY]:
        halfkay.write(image, progress)
        return
    if seen.mode is Mode.CHIP:
        raise ToolError("the Daisy Seed is in the chip's own bootloader, which cannot write the firmware's "
                        "memory; where the Daisy bootloader is there, tap RESET, then BOOT, and repeat the "
                        f"command; the first time download {dfu.BOOTLOADER} and add "
                        "--bootloader FILE")
    dfu.write(seen, image, dfu.APPLICATION, progress)


def wait_for_module(board: Board, before: Seen) -> str:
    """Return the port of the module once it answers. Raises ToolError where it does not."""
    deadline_s = time.monotonic() + APPEARS_S
    reason = "no serial port appears"
    while True:
        ports = running(board)
        mine = [each for each in ports if each.serial == before.serial] or ports
        for each in mine[:1]:
            try:
                with Module(each.place, patience_s=2.0):
                    return each.place
            except LinkError as error:
                reason = str(error)
        if time.monotonic() > deadline_s:
            raise ToolError(f"the firmware is written, but the {board.title} does not answer ({reason}); "
                            "unplug it and plug it in again, then run `autocoder verify`")
        time.sleep(POLL_S)


def _appears(look: Callable[[], list[Seen]]) -> Seen | None:
    """Return the first board that is seen, None where none is in time."""
    deadline_s = time.monotonic() + APPEARS_S
    while not (found := look()):
        if time.monotonic() > deadline_s:
            return None
        time.sleep(POLL_S)
    return found[0]
