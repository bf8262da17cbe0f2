# SPDX-License-Identifier: MIT
"""Firmware onto a board over USB, by PlatformIO and the board's own tool."""

import configparser

from autocoder.device.build import PROJECT
from autocoder.errors import ToolError

UPLOAD = "upload_protocol"  # an environment with it is a board that can be flashed


def boards() -> list[str]:
    """Return the environments of platformio.ini that are boards. Raises ToolError without the file."""
    table = configparser.ConfigParser(interpolation=None, strict=False)
    if not table.read(PROJECT / "platformio.ini"):
        raise ToolError(f"{PROJECT}: no platformio.ini here; install autocoder from a checkout (make setup)")
    return [section.removeprefix("env:") for section in table.sections()
            if section.startswith("env:") and UPLOAD in table[section]]


def check_board(board: str) -> None:
    """Raise ToolError where there is no such board, naming those that exist."""
    known = boards()
    if board not in known:
        listed = ", ".join(known) or "none yet but the emulated one, see `autocoder emulate --serial`"
        raise ToolError(f"{board}: this version has no firmware for such a board; there is {listed}")
