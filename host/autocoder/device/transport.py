# SPDX-License-Identifier: MIT
"""Bytes to and from a module over a serial port, with every way it fails said in words."""

import errno
import os
import time
from typing import Any

from autocoder.device.pyserial import LOST, NOT_OPENED, load_serial
from autocoder.errors import LinkError

BAUD = 115_200  # USB and pseudo-terminals do not care
LOOK_S = 0.02  # how often a wait looks at the clock; a byte ends it at once
WRITE_TIMEOUT_S = 10.0  # for what is written at once


class Transport:
    """An open serial port that nobody else can open meanwhile.

    Raises LinkError where it cannot be opened, and later when it is gone.
    """

    def __init__(self, port: str) -> None:
        self.port = port
        self._pyserial = load_serial()
        try:
            self._serial: Any = self._pyserial.Serial(port, BAUD, timeout=LOOK_S,
                                                      write_timeout=WRITE_TIMEOUT_S, exclusive=True)
        except NOT_OPENED as error:
            raise LinkError(f"{port}: {_why_not_open(port, error)}") from error

    def read(self, timeout_s: float, gather_s: float = 0.0) -> bytes:
        """Return what has arrived; waits for the first byte, about timeout_s at most.

        gather_s: and so long for what comes behind it, which may be a byte at a time
        """
        deadline_s = time.monotonic() + timeout_s
        try:
            while True:
                if waiting := self._serial.in_waiting:
                    return bytes(self._serial.read(waiting))
                if timeout_s <= 0.0 or time.monotonic() > deadline_s:
                    return b""
                if first := self._serial.read(1):
                    time.sleep(gather_s)
                    return bytes(first + self._serial.read(self._serial.in_waiting))
        except LOST as error:
            raise self._gone() from error

    def write(self, data: bytes) -> None:
        """Send bytes; waits while the module takes none."""
        try:
            self._serial.write(data)
        except self._pyserial.SerialTimeoutException as error:
            raise LinkError(f"{self.port}: takes no bytes; reset the module, or unplug it and plug it in "
                            "again") from error
        except LOST as error:
            raise self._gone() from error

    def close(self) -> None:
        """Let others open the port; what was not sent yet is dropped."""
        try:
            self._serial.reset_output_buffer()
            self._serial.close()
        except LOST:
            return  # it is gone already

    def _gone(self) -> LinkError:
        return LinkError(f"{self.port}: the module is gone; plug it in again and repeat the command, which "
                         "goes on where it can")


def _why_not_open(port: str, error: BaseException) -> str:
    """Return the reason and the fix in words."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO) or not os.path.exists(port):
        return "there is no such port; see `autocoder ports`"
    if number in (errno.EACCES, errno.EPERM):
        return ("may not be opened by you; join the group that owns it (on Debian and Ubuntu `sudo adduser "
                "$USER dialout`, then log in again) or add a udev rule for the board")
    if number in (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK):
        return "another program has it open; close that one first"
    return "is no serial port; see `autocoder ports`"
