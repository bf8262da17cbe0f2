# SPDX-License-Identifier: MIT
"""The Teensy by teensy_loader_cli: its bootloader HalfKay, what that program prints, and what it means."""

import re
from pathlib import Path

from autocoder.device.flashing import program, udev
from autocoder.device.flashing.seen import Mode, Seen
from autocoder.device.pyserial import NOT_OPENED, load_serial
from autocoder.errors import ToolError
from autocoder.progress import Progress

PROGRAM = "teensy_loader_cli"
PACKAGES = ("tool-teensy",)
VENDOR, PRODUCT = "16c0", "0478"
USB_DEVICES = Path("/sys/bus/usb/devices")  # of Linux; elsewhere the loader alone sees bootloaders
BLOCK_BYTES = 1024
REBOOT_BAUD = 134
APPEARS_S = 20.0  # for somebody who has to find the button

READ = re.compile(r'Read "[^"]*": (\d+) bytes')
FOUND, PROGRAMMING = "Found HalfKay Bootloader", "Programming"
REFUSED = re.compile(r"Found device but unable to open|Unable to claim interface|Device is in use by")


def find() -> str:
    """Return the path of teensy_loader_cli. Raises ToolError without it."""
    return program.find(PROGRAM, "teensy-loader-cli", PACKAGES)


def boards() -> list[Seen]:
    """Return the Teensys in their bootloader, where the computer lists USB devices as files."""
    found = []
    for each in sorted(USB_DEVICES.glob("*")):
        if (_line(each / "idVendor"), _line(each / "idProduct")) == (VENDOR, PRODUCT):
            found.append(Seen(Mode.BOOTLOADER, each.name, _line(each / "serial")))
    return found


def ask_by_speed(port: str) -> bool:
    """Open a port at the speed by which programs with the Teensy's core know that they shall end.

    False where the port cannot be opened.
    """
    try:
        load_serial().Serial(port, REBOOT_BAUD, exclusive=True).close()
    except NOT_OPENED:
        return False
    return True


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def write(image: Path, progress: Progress) -> None:
    """Write an image and start it, once a Teensy is in its bootloader. Raises ToolError for whatever hinders.

    The program takes the first bootloader there is: with two the caller refuses.
    """
    command = [find(), "--mcu=TEENSY41", "-w", "-v", str(image)]
    finished = program.run(command, lambda output: _show(output, progress), _patience_s)
    if finished.status != 0:
        raise ToolError(_why(finished))
    progress(1, 1)


def _patience_s(output: str) -> float:
    """Return how long the program may be silent: it would wait for ever where it may not use the board."""
    if FOUND in output:
        return program.SILENCE_S
    return 0.0 if REFUSED.search(output) else APPEARS_S


def _blocks(output: str) -> tuple[int, int]:
    """Return how many blocks were written of how many; it prints a point for each."""
    sizes = READ.findall(output)
    whole = -(-int(sizes[-1]) // BLOCK_BYTES) if sizes else 1
    return min(output.partition(PROGRAMMING)[2].count("."), whole), whole


def _show(output: str, progress: Progress) -> None:
    if PROGRAMMING in output:
        progress(*_blocks(output))


def _why(finished: program.Finished) -> str:
    """Return what went wrong and what to do."""
    words = program.last_words(finished.output, PROGRAM)
    if REFUSED.search(finished.output):
        return f"the Teensy may not be used by you; {udev.HINT}"
    if PROGRAMMING in finished.output:
        done, whole = _blocks(finished.output)
        return (f"the Teensy was lost at {100 * done // whole} % of writing ({words}); is it a Teensy 4.1? "
                "Its bootloader is still there: plug it in, press its white button and repeat the command")
    if finished.status is None and FOUND not in finished.output:
        return (f"no Teensy came into its bootloader within {APPEARS_S:g} s; press the white button on the "
                "Teensy and repeat the command")
    if "error reading intel hex" in finished.output:
        return f"the image cannot be read ({words}); remove .pio and repeat the command"
    return f"{PROGRAM} failed: {words}; press the white button on the Teensy and repeat the command"
