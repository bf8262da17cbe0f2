# SPDX-License-Identifier: MIT
"""Where an output goes: what stands at its path, and whether it can be written. Nothing is changed here."""

import os
import re
import stat
from pathlib import Path

from autocoder.errors import InputError, unwritable

MOST_LINKS = 40  # in a row, as Linux has it
DESCRIPTORS = re.compile(r"/dev/fd|/proc/(\d+)/fd")
WRITABLE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def resolved(path: Path) -> Path:
    """Return the absolute path that `path` leads to through all links; it need not exist."""
    return Path(os.path.realpath(path))


def descriptor_of(path: Path) -> int | None:
    """Return the number of the open file that a path like /dev/stdout or /dev/fd/3 stands for."""
    for _ in range(MOST_LINKS):
        found = DESCRIPTORS.fullmatch(os.path.realpath(path.parent))
        if found and path.name.isdecimal() and found[1] in (None, str(os.getpid())):
            return int(path.name)
        if not os.path.islink(path):
            return None
        path = path.parent / os.readlink(path)
    return None


def is_stream(path: Path) -> bool:
    """Return whether a path leads to what is written into and never replaced: a pipe or a device."""
    if descriptor_of(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)


def check_file(path: Path) -> None:
    """Raise InputError where no file can be written at `path`.

    A file without any permission to write is refused for root too: someone protects it.
    """
    if is_stream(path):
        if not os.access(path, os.W_OK):
            raise InputError(f"{path}: cannot be written (closed, or no permission); choose another file")
        return
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        raise InputError(f"{path}: cannot be written (it is a folder); name a file")
    if mode is not None and not stat.S_ISREG(mode):
        raise InputError(f"{path}: cannot be written (it is a disk's device); choose a file")
    _check_permission(path, mode, "file")
    _check_above(path)


def check_folder(folder: Path) -> None:
    """Raise InputError where no folder can be written at `folder`, or the one there cannot be replaced."""
    mode = _mode(folder)
    if mode is not None and not stat.S_ISDIR(mode):
        raise InputError(f"{folder}: cannot be written (it is no folder); choose another name")
    if fixed(folder):
        raise InputError(f"{folder}: cannot be replaced (it is the current folder, holds it, or is a disk's "
                         "own); run this elsewhere, or name a folder in it")
    _check_permission(folder, mode, "folder")
    _check_above(folder)


def fixed(folder: Path) -> bool:
    """Return whether a folder has to stay: disks are mounted at it, or the program is in it."""
    target = resolved(folder)
    try:
        inside = Path.cwd().is_relative_to(target)
    except FileNotFoundError:  # it was removed
        inside = False
    return inside or os.path.ismount(target)


def _mode(path: Path) -> int | None:
    """Return type and permissions of what a path leads to, None where there is nothing."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unwritable(path, error) from error


def _check_permission(path: Path, mode: int | None, kind: str) -> None:
    if mode is not None and not (mode & WRITABLE_BITS and os.access(path, os.W_OK)):
        raise InputError(f"{path}: cannot be written (it is read-only); choose another {kind}, or allow it "
                         f"by `chmod u+w`")


def _check_above(path: Path) -> None:
    """Raise InputError where the folder of a path can neither be written nor made."""
    above = resolved(path).parent
    while not os.path.lexists(above):
        above = above.parent
    if not above.is_dir():
        raise InputError(f"{path}: cannot be written ({above} is no folder); choose another folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise InputError(f"{path}: cannot be written ({above} is read-only); choose another folder")
