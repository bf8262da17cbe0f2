# SPDX-License-Identifier: MIT
"""Boards as the computer sees them, and the one that is meant."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from autocoder.device.flashing.boards import BOARDS, Board
from autocoder.device.ports import USB_BOARDS
from autocoder.device.pyserial import usb_ports
from autocoder.errors import ToolError


class Mode(Enum):
    """What runs on a board: the module, the bootloader that takes it, or the chip's own bootloader."""

    RUNNING = "running"
    BOOTLOADER = "in its bootloader"
    CHIP = "in the chip's own bootloader"


@dataclass(frozen=True)
class Seen:
    """A board that is plugged in; place: its port, or where on USB it is."""

    mode: Mode
    place: str
    serial: str

    def words(self) -> str:
        """Return it for people."""
        return f"{self.serial or 'no serial number'} ({self.mode.value}, {self.place})"


def running(board: Board) -> list[Seen]:
    """Return the boards of a kind whose serial port is there."""
    return [Seen(Mode.RUNNING, each.device, each.serial_number or "") for each in usb_ports()
            if _kind(each) == board.kind]


def others(board: Board) -> list[str]:
    """Return the boards of other kinds whose serial port is there, for people."""
    kinds = {each.kind for each in BOARDS.values()} - {board.kind}
    return [f"{_kind(each)} at {each.device}" for each in usb_ports() if _kind(each) in kinds]


def _kind(port: Any) -> str:
    return USB_BOARDS.get((port.vid, port.pid or 0), "")


def choose(board: Board, seen: list[Seen], serial: str | None) -> Seen:
    """Return the board that is meant. Raises ToolError for none, or for more than one."""
    listed = ", ".join(each.words() for each in seen)
    if serial is not None:
        chosen = [each for each in seen if each.serial == serial]
        if not chosen:
            raise ToolError(f"no {board.title} with the serial number {serial}; there is {listed or 'none'}")
        return chosen[0]
    if not seen:
        wrong = others(board)
        if wrong:
            raise ToolError(f"no {board.title} is plugged in, but there is a {', '.join(wrong)}; name that "
                            f"board, or plug the {board.title} in")
        raise ToolError(f"no {board.title} found, running or in its bootloader; plug it in with a cable that "
                        f"carries data, and where it shows no port: {board.enter}")
    if len(seen) > 1:
        raise ToolError(f"there are {len(seen)} boards: {listed}; choose one with --serial, or unplug the "
                        "others")
    return seen[0]
