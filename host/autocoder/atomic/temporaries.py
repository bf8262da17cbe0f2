# SPDX-License-Identifier: MIT
"""Temporary files and folders beside an output: each run's own, and gone when no run needs it.

A run holds a lock on its temporary; the system frees it when the run ends, however it ends. What has no lock
is a leftover. Where the system or a file system has no locks, leftovers stay.
"""

import errno
import itertools
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autocoder.atomic.durable import exchange

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

OCCUPIED = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY})
LONGEST_NAME_BYTES = 100  # of the output's name: with what is added it stays a name for every file system


@contextmanager
def temporary_file(target: Path) -> Iterator[Path]:
    """Yield a new, empty file beside `target`, with its suffix; it is removed unless it was renamed."""
    with _temporary(target, target.stem, target.suffix, _make_file) as path:
        yield path


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """Yield a new, empty folder beside `target`; it is removed unless it was renamed."""
    with _temporary(target, target.name, "", os.mkdir) as path:
        yield path


def take_place(new: Path, target: Path) -> None:
    """Give a folder the name of another one, which is removed then. Raises OSError with both as they were."""
    try:
        new.rename(target)  # where there is none, or an empty one
    except OSError as error:
        if error.errno not in OCCUPIED:
            raise
    else:
        return
    with _held(target) as earlier:
        if exchange(new, target):
            earlier.remove(new)
            return
        names = _names(target, _short(target.name), "earlier", "")
        aside = next(each for each in names if not os.path.lexists(each))
        target.rename(aside)
        try:
            new.rename(target)
        except BaseException:
            aside.rename(target)
            raise
        earlier.remove(aside)


class Held:
    """A file or folder that is locked, by whatever name it has."""

    def __init__(self, handle: int | None, status: os.stat_result) -> None:
        self.handle = handle
        self.status = status

    def is_at(self, path: Path) -> bool:
        """Return whether it has this name."""
        try:
            return os.path.samestat(self.status, os.lstat(path))
        except FileNotFoundError:
            return False

    def remove(self, path: Path) -> None:
        """Remove it where it has this name: another run may have given the name to something else."""
        if not self.is_at(path):
            return
        if stat.S_ISDIR(self.status.st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()

    def release(self) -> None:
        if self.handle is not None:
            os.close(self.handle)


@contextmanager
def _held(path: Path) -> Iterator[Held]:
    """Lock what has that name for as long as the block runs, after waiting for who has it."""
    held = _hold(path)
    while not held.is_at(path):  # whoever had it exchanged it
        held.release()
        held = _hold(path)
    try:
        yield held
    finally:
        held.release()


@contextmanager
def _temporary(target: Path, name: str, suffix: str, make: Callable[[Path], None]) -> Iterator[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    short = _short(name)
    _remove_leftovers(target, short, suffix)
    held = None
    for path in _names(target, short, "partial", suffix):
        with suppress(FileExistsError, FileNotFoundError):
            make(path)
            held = _hold(path)
            if held.is_at(path):
                break
            held.release()  # another run took it for a leftover before it was locked
    assert held is not None  # names do not end
    try:
        yield path
    finally:
        held.remove(path)
        held.release()


def _names(target: Path, short: str, kind: str, suffix: str) -> Iterator[Path]:
    yield target.with_name(f".{short}.{kind}{suffix}")
    for number in itertools.count(2):
        yield target.with_name(f".{short}.{number}.{kind}{suffix}")


def _short(name: str) -> str:
    while len(os.fsencode(name)) > LONGEST_NAME_BYTES:
        name = name[:-1]
    return name


def _make_file(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _hold(path: Path) -> Held:
    """Open and lock a path; wait for who has it. Raises FileNotFoundError."""
    if fcntl is None:
        return Held(None, os.lstat(path))
    handle = os.open(path, os.O_RDONLY)
    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_EX)
    return Held(handle, os.fstat(handle))


def _remove_leftovers(target: Path, short: str, suffix: str) -> None:
    """Remove temporaries of `target` that no run holds; one that was set aside goes back if it is missed."""
    if fcntl is None:
        return
    ours = re.compile(rf"\.{re.escape(short)}(\.\d+)?\.(partial|earlier){re.escape(suffix)}")
    for name in os.listdir(target.parent):
        if found := ours.fullmatch(name):
            _remove_leftover(target.with_name(name), target, found[2] == "earlier")


def _remove_leftover(path: Path, target: Path, was_aside: bool) -> None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return  # gone, or nothing of ours
    left = Held(handle, os.fstat(handle))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if was_aside and left.is_at(path) and not os.path.lexists(target):
            path.rename(target)
        left.remove(path)
    except OSError:
        pass  # a run holds it, or there are no locks
    finally:
        left.release()
