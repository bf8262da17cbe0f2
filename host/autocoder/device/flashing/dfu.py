# SPDX-License-Identifier: MIT
"""The Daisy Seed by dfu-util: its two bootloaders, what that program prints, and what it means."""

import re
import struct
from pathlib import Path

from autocoder.device.flashing import program, udev
from autocoder.device.flashing.seen import Mode, Seen
from autocoder.errors import InputError, ToolError
from autocoder.progress import Progress

PROGRAM = "dfu-util"
PACKAGES = ("tool-dfuutil", "tool-dfuutil-arduino")
BOOTLOADER = ("https://github.com/electro-smith/libDaisy/raw/master/core/"
              "dsy_bootloader_v6_4-intdfu-2000ms.bin")  # where the file is had
USB = "0483:df11"  # of both bootloaders, and of every other board with such a chip
APPLICATION = 0x90040000  # where the Daisy bootloader looks for what it runs
INTERNAL = 0x08000000
INTERNAL_BYTES = 128 * 1024

FOUND = re.compile(r'^Found DFU: \[0483:df11\].*?path="([^"]*)", alt=0, name="([^"]*)", serial="([^"]*)"',
                   re.MULTILINE)
# The Daisy bootloader shows the external flash, the chip's own the internal one in sectors of this size.
DAISY_NAME, CHIP_NAME = "/0x90000000/", re.compile(r"/0x08000000/\d+\*128Kg")
REFUSED = re.compile(r"Cannot open DFU device 0483:df11|LIBUSB_ERROR_ACCESS|Cannot claim interface")
PERCENT = re.compile(r"(Erase|Download)\s*\[[= ]*\]\s*(\d+)%")
DONE = "File downloaded successfully"  # after which the board leaves, and dfu-util may call that an error
WRONG_PLACE = re.compile(r"not writeable|can not be erased")


def find() -> str:
    """Return the path of dfu-util. Raises ToolError without it."""
    return program.find(PROGRAM, PROGRAM, PACKAGES)


def boards() -> list[Seen]:
    """Return the Daisy Seeds in a bootloader. Raises ToolError where one may not be used."""
    listed = program.run([find(), "-l"])
    if REFUSED.search(listed.output):
        raise ToolError(f"a board in its bootloader ({USB}) may not be used by you; {udev.HINT}")
    found = []
    for place, name, serial in FOUND.findall(listed.output):
        if DAISY_NAME in name:
            found.append(Seen(Mode.BOOTLOADER, place, serial))
        elif CHIP_NAME.search(name):
            found.append(Seen(Mode.CHIP, place, serial))
    return found


def check_bootloader(path: Path) -> None:
    """Raise InputError where a file is no program for the chip's internal flash."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); download it from {BOOTLOADER}"
                         ) from error
    first = struct.unpack("<II", content[:8]) if len(content) >= 8 else (0, 0)
    in_memory = 0x20000000 < first[0] <= 0x38010000
    in_flash = INTERNAL < first[1] < INTERNAL + len(content)
    if not (in_memory and in_flash and len(content) <= INTERNAL_BYTES):
        raise InputError(f"{path}: no program for the Daisy's internal flash; download the Daisy "
                         f"bootloader from {BOOTLOADER}")


def write(board: Seen, image: Path, address: int, progress: Progress) -> None:
    """Write an image and start it. Raises ToolError for whatever hinders it."""
    command = [find(), "-d", f",{USB}", "-a", "0", "-s", f"0x{address:08x}:leave", "-D", str(image)]
    if board.serial:
        command += ["-S", board.serial]
    finished = program.run(command, lambda output: _show(output, progress))
    if DONE not in finished.output:
        raise ToolError(_why(finished))


def _show(output: str, progress: Progress) -> None:
    """Erasing and writing take about equally long."""
    if found := PERCENT.findall(output):
        step, percent = found[-1]
        progress(int(percent) + (100 if step == "Download" else 0), 200)


def _why(finished: program.Finished) -> str:
    """Return what went wrong and what to do."""
    words = program.last_words(finished.output, PROGRAM)
    if REFUSED.search(finished.output):
        return f"the Daisy Seed may not be used by you; {udev.HINT}"
    if "More than one DFU capable" in finished.output:
        return "there is more than one board in a bootloader; unplug the others, or choose one with --serial"
    if WRONG_PLACE.search(finished.output):
        return (f"this bootloader has no memory at that address ({words}); update the Daisy bootloader with "
                "`autocoder flash daisy --bootloader FILE`")
    if "No DFU capable" in finished.output:
        return ("the Daisy Seed left its bootloader before anything was written; tap RESET, then BOOT, and "
                "repeat the command")
    if found := PERCENT.findall(finished.output):
        step, percent = found[-1]
        done = "erasing" if step == "Erase" else "writing"
        return (f"the Daisy Seed was lost at {percent} % of {done} ({words}); its bootloader is still there: "
                "plug it in, tap RESET, then BOOT, and repeat the command")
    return f"{PROGRAM} failed: {words}; plug the board in again and repeat the command"
