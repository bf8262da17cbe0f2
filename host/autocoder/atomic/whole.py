# SPDX-License-Identifier: MIT
"""Write a file, a folder, or a set of files in a folder: whole or not at all."""

import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from autocoder.atomic.destination import check_file, check_folder, descriptor_of, fixed, is_stream, resolved
from autocoder.atomic.durable import flush, flush_tree
from autocoder.atomic.temporaries import take_place, temporary_file, temporary_folder
from autocoder.errors import unwritable


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


UMASK = _umask()  # read once: reading it changes it for a moment, for all threads


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path with the suffix of `path`; on success it becomes `path`, on failure it goes.

    A link's target is replaced; a pipe or a device is written into. Raises InputError where it cannot be
    written, with `path` as it was.
    """
    check_file(path)
    try:
        with _streaming(path) if is_stream(path) else _replacing(resolved(path)) as temporary:
            yield temporary
    except OSError as error:
        raise unwritable(path, error) from error


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    with temporary_file(target) as temporary:
        yield temporary
        temporary.chmod(_mode_of(target, 0o666 & ~UMASK))
        flush(temporary)
        temporary.replace(target)
        flush(target.parent)


@contextmanager
def _streaming(path: Path) -> Iterator[Path]:
    """Yield a temporary path whose content goes into a pipe or a device at the end."""
    with tempfile.TemporaryDirectory(prefix="autocoder-") as name:
        temporary = Path(name) / f"stream{path.suffix}"
        yield temporary
        number = descriptor_of(path)
        handle = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
        with os.fdopen(handle, "wb") as stream, temporary.open("rb") as content:
            shutil.copyfileobj(content, stream)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` on success; on failure the earlier one stays.

    A link's target is replaced. Raises InputError where that is refused, OSError where it fails.
    """
    check_folder(folder)
    target = resolved(folder)
    with temporary_folder(target) as temporary:
        yield temporary
        temporary.chmod(_mode_of(target, 0o777 & ~UMASK))
        flush_tree(temporary)
        take_place(temporary, target)
        flush(target.parent)


@contextmanager
def replacing_files(folder: Path, names: Collection[str]) -> Iterator[Path]:
    """Yield an empty folder to write all of `names` into; on success they take their places in `folder`.

    Where `folder` holds nothing else, it is replaced as a whole, in one step. Otherwise all are on the disk
    before the first takes its place: a full disk changes none, a kill in the moment of the renames can leave
    some. Raises InputError where they cannot be written.
    """
    whole = not fixed(folder) and _holds_only(folder, names)
    try:
        with replacing_folder(folder) if whole else _replacing_each(folder, names) as temporary:
            yield temporary
    except OSError as error:
        raise unwritable(folder, error) from error


@contextmanager
def _replacing_each(folder: Path, names: Collection[str]) -> Iterator[Path]:
    for name in names:
        check_file(folder / name)
    target = resolved(folder)
    with temporary_folder(target / "files") as temporary:
        yield temporary
        for name in names:
            (temporary / name).chmod(_mode_of(target / name, 0o666 & ~UMASK))
        flush_tree(temporary)
        for name in names:
            (temporary / name).replace(resolved(target / name))
        flush(target)


def _holds_only(folder: Path, names: Collection[str]) -> bool:
    """Return whether nothing but files of these names is in a folder, none of them a link or read-only."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return True  # nothing there; what cannot be read is refused by those who replace it
    return all(each.name in names and each.is_file(follow_symlinks=False)
               and each.stat().st_mode & stat.S_IWUSR for each in entries)


def _mode_of(path: Path, otherwise: int) -> int:
    """Return the permissions of what is there, or those of something new."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return otherwise
