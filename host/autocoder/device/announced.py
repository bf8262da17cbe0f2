# SPDX-License-Identifier: MIT
"""Ports of emulated modules that run on this computer: each leaves a note for the commands.

A note is a file named by the process that serves the port, with the port's path in it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autocoder.atomic import replacing
from autocoder.device.emulator import LOG

PORT = "port"  # in the folder of a module


def notes_folder() -> Path:
    """Return the folder of the notes: this user's own."""
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    user = os.getuid() if hasattr(os, "getuid") else 0  # Windows has none, nor any emulated module
    return Path(base) / f"autocoder-ports-{user}"


@contextmanager
def announced(port: str, process: int) -> Iterator[None]:
    """Let commands find the port that a process serves, while the block runs."""
    note = notes_folder() / str(process)
    with replacing(note) as temporary:
        temporary.write_text(port, encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def announced_ports() -> list[str]:
    """Return the ports of emulated modules that still run; notes of killed ones are taken away."""
    folder = notes_folder()
    ports = []
    for note in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not note.name.isdecimal():
            continue  # being written
        if _runs(int(note.name)):
            ports.append(note.read_text(encoding="utf-8"))
        else:
            note.unlink(missing_ok=True)
    return ports


def folder_of(port: str) -> Path | None:
    """Return the folder of the emulated module at a port, None for a port of another kind."""
    path = Path(port)
    return path.parent if path.name == PORT and (path.parent / LOG).is_file() else None


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
