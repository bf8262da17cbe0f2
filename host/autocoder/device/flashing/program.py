# SPDX-License-Identifier: MIT
"""Run a loader program and read what it prints while it prints it."""

import os
import select
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autocoder.device import build
from autocoder.errors import ToolError

SILENCE_S = 60.0  # a loader erases for up to 45 s without a word


@dataclass(frozen=True)
class Finished:
    """What a program left: its exit status, None where it was ended for its silence, and all it printed."""

    status: int | None
    output: str


def find(program: str, debian_package: str, packages: tuple[str, ...]) -> str:
    """Return the path of a loader program: installed, or in one of PlatformIO's packages.

    Raises ToolError where there is none.
    """
    places = [core / "packages" / package / below for core in _cores() for package in packages
              for below in (".", "bin")]
    found = shutil.which(program) or next(
        (each for place in places if (each := shutil.which(program, path=str(place)))), None)
    if found is None:
        raise ToolError(f"{program} is missing; install it (Debian and Ubuntu: sudo apt install "
                        f"{debian_package}; macOS: brew install {program.replace('_', '-')})")
    return found


def _cores() -> list[Path]:
    named = os.environ.get("PLATFORMIO_CORE_DIR")
    return [Path(named)] if named else [build.PROJECT / ".venv" / "platformio", Path.home() / ".platformio"]


def run(command: list[str], heard: Callable[[str], object] = len,
        patience_s: Callable[[str], float] = lambda _: SILENCE_S) -> Finished:
    """Run a program to its end; `heard` gets all that it has printed, whenever there is more.

    patience_s: of what was printed, how long it may be silent. The program is ended with this one.
    Raises ToolError where it cannot be started.
    """
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, bufsize=0)
    except OSError as error:
        raise ToolError(f"{command[0]}: cannot be run ({error.strerror}); install it again") from error
    content, status = b"", None
    try:
        assert process.stdout is not None
        while select.select([process.stdout], [], [], patience_s(_text(content)))[0]:
            piece = process.stdout.read(4096)
            if not piece:
                status = process.wait()
                break
            content += piece
            heard(_text(content))
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return Finished(status, _text(content))


def _text(content: bytes) -> str:
    return content.decode(errors="replace")


def last_words(output: str, program: str) -> str:
    """Return the last line that a program printed, without its name."""
    lines = [line.strip() for line in output.replace("\r", "\n").splitlines() if line.strip()]
    return lines[-1].removeprefix(f"{program}: ") if lines else "it said nothing"
