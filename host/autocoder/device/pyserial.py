# SPDX-License-Identifier: MIT
"""pyserial, which cannot be loaded on every system, and the errors that it raises."""

from contextlib import suppress
from typing import Any

from autocoder.errors import LinkError

LOST: tuple[type[Exception], ...] = (OSError,)  # SerialException is one

with suppress(ImportError):  # POSIX only; pyserial lets its errors through
    import termios

    LOST = (*LOST, termios.error)

NOT_OPENED: tuple[type[Exception], ...] = (*LOST, ValueError)


def load_serial() -> Any:
    """Return the module serial. Raises LinkError where pyserial has no serial ports."""
    try:
        import serial
    except ImportError as error:
        raise LinkError(f"pyserial opens no serial ports on this system ({error}); use Linux, macOS or "
                        "Windows") from error
    return serial


def usb_ports() -> list[Any]:
    """Return pyserial's description of each serial port of USB, by name; none where it has no ports."""
    try:
        from serial.tools import list_ports
    except ImportError:
        return []
    return [each for each in sorted(list_ports.comports(), key=lambda each: str(each.device))
            if each.vid is not None]
