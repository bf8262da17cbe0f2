# SPDX-License-Identifier: MIT
"""The boards that can be flashed: what their images are called, and how each gets into its bootloader."""

import configparser
from dataclasses import dataclass
from pathlib import Path

from autocoder.device import build
from autocoder.errors import ToolError
from autocoder.installation import need_checkout
from autocoder.spec import Clock

UPLOAD = "upload_protocol"  # an environment of platformio.ini with it, or that extends one, is a board's
DAISY, TEENSY41 = "daisy", "teensy41"


@dataclass(frozen=True)
class Board:
    """A kind of board.

    kind: what its USB serial port is called in device/ports.py; image: the file that its loader takes;
    enter: how a person puts it into the bootloader that takes the firmware; keeps: whether what the module
    stores outlives new firmware
    """

    title: str
    kind: str
    image: str
    clock: Clock
    enter: str
    keeps: bool


BOARDS = {
    DAISY: Board("Daisy Seed", "Daisy Seed", "firmware.bin", Clock(48_000, 64),
                 "tap RESET, then BOOT while the LED still pulses: the Daisy bootloader then waits", True),
    # Its bootloader erases all of the flash before it writes.
    TEENSY41: Board("Teensy 4.1", "Teensy", "firmware.hex", Clock(44_100, 128),
                    "press the white button on the Teensy", False),
}


def environments() -> list[str]:
    """Return the environments of platformio.ini that are boards. Raises ToolError without the file."""
    need_checkout("`autocoder flash`", build.PROJECT)
    table = configparser.ConfigParser(interpolation=None, strict=False)
    table.read(build.PROJECT / "platformio.ini")
    return [section.removeprefix("env:") for section in table.sections()
            if section.startswith("env:") and _uploads(table, section)]


def _uploads(table: configparser.ConfigParser, section: str) -> bool:
    """Whether a section, or one that it extends, says how to upload."""
    while section in table:
        if UPLOAD in table[section]:
            return True
        section = table[section].get("extends", "")
    return False


def board_of(environment: str) -> Board:
    """Return the board of an environment. Raises ToolError where there is none, naming those that exist."""
    known = environments()
    family = environment.split("_")[0]
    if environment not in known or family not in BOARDS:
        listed = ", ".join(known) or "none yet but the emulated one, see `autocoder emulate --serial`"
        raise ToolError(f"{environment}: this version has no firmware for such a board; there is {listed}")
    return BOARDS[family]


def build_image(environment: str, board: Board, generated: Path | None, folder: Path | None) -> Path:
    """Build the firmware and return the file for the loader. Raises ToolError as `build_firmware` does."""
    return build.build_board(environment, board.image, generated, folder)
