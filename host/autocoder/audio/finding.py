# SPDX-License-Identifier: MIT
"""Which sounds a folder holds: by content, through links, with a reason for every file that is none."""

import os
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autocoder.audio.content import HEAD_BYTES, SOUND_SUFFIXES, conversion, has_sound
from autocoder.audio.view import FileView
from autocoder.errors import InputError
from autocoder.names import stored

# What file managers leave in folders, beside names that start with a dot.
LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "icon\r", "__macosx"})

MOST_NOTES = 10
MOST_REASONS = 3  # in the one line of an error

Identity = tuple[int, int] | str


@dataclass(frozen=True)
class Sound:
    """A file to be analysed; name: relative to the folder it was found in, as it is stored."""

    path: Path
    name: str


@dataclass(frozen=True)
class Unused:
    """A file that is not in the set; lost: it may be a sound, so that somebody could miss it."""

    name: str
    reason: str
    lost: bool = True

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class Found:
    """The sounds of a folder in the order of their names, and what else is in it."""

    sounds: tuple[Sound, ...]
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True)
class _Entry:
    path: Path
    name: str
    linked: bool
    status: os.stat_result


def find_sounds(path: Path, apart: Path | None = None) -> Found:
    """Return the sounds of a folder and the folders in it, links followed, or the one file.

    A file that several links lead to is used once. Hidden files and folders are left out without a word, and
    so is the folder `apart`. Raises InputError for a missing path and for a folder without sound.
    """
    if path.is_file():
        return Found((Sound(path, stored(path.name)),))
    refuse_stream(path)
    if not path.is_dir():
        raise InputError(f"{path}: no such file or folder; check the path")
    walk = _Walk(path, apart)
    sounds, unused = [], walk.unused
    known: dict[Identity, str] = {}
    for entry in sorted(walk.entries(), key=lambda each: (each.linked, each.name)):
        fault = _fault(entry)
        first = known.setdefault(_identity(entry.path, entry.status), entry.name)
        if first != entry.name:
            unused.append(Unused(entry.name, f"the same file as {first}", lost=False))
        elif fault is not None:
            unused.append(fault)
        else:
            sounds.append(Sound(entry.path, entry.name))
    found = Found(tuple(sorted(sounds, key=lambda each: each.name)),
                  tuple(sorted(unused, key=lambda each: each.name)))
    if not sounds:
        raise nothing_left(path, found.unused)
    return found


def refuse_stream(path: Path) -> None:
    """Raise InputError for a pipe or a device: headers are compared with sizes, and parts are read again."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError(f"{path}: a pipe or a device cannot be read; write the sound to a file first")


def nothing_left(path: Path, unused: Sequence[Unused]) -> InputError:
    """Return the error for a folder in which no file can be used."""
    lost = [str(each) for each in unused if each.lost]
    if not lost:
        return InputError(f"{path}: no sound files in this folder; it needs WAV, FLAC, OGG, MP3 or AIFF")
    return InputError(f"{path}: no file in this folder can be used: {shortened(lost, MOST_REASONS, '; ')}")


def shortened(lines: Sequence[str], most: int = MOST_NOTES, between: str = "\n") -> str:
    """Return the first lines, and how many more there are."""
    more = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return between.join([*lines[:most], *more])


class _Walk:
    """A walk through a folder that ends whatever its links are; unused: what it could not look at."""

    def __init__(self, root: Path, apart: Path | None) -> None:
        self.root = root
        self.unused: list[Unused] = []
        self._apart = _identity(apart, apart.stat()) if apart is not None and apart.is_dir() else None
        self._seen: set[Identity] = set()
        self._folders, self._links = deque([root]), deque[Path]()

    def entries(self) -> Iterator[_Entry]:
        """Yield all files that are not hidden, those of the folder itself before those behind links."""
        while self._folders or self._links:
            linked = not self._folders
            folder = self._links.popleft() if linked else self._folders.popleft()
            for each in self._listed(folder):
                try:
                    status = each.stat()
                except OSError as error:
                    reason = f"cannot be read ({error.strerror}); check its permissions"
                    self._leave(each, "a link to nothing" if each.is_symlink() else reason)
                    continue
                if stat.S_ISDIR(status.st_mode):
                    (self._links if linked or each.is_symlink() else self._folders).append(each)
                else:
                    yield _Entry(each, self._name(each), linked or each.is_symlink(), status)

    def _listed(self, folder: Path) -> list[Path]:
        """Return what is in a folder, without what is hidden; nothing of one that has been there before."""
        try:
            identity = _identity(folder, folder.stat())
            if identity == self._apart:
                return []
            if identity in self._seen:
                self._leave(folder, "a link to a folder that is there already", lost=False)
                return []
            self._seen.add(identity)
            names = os.listdir(folder)
        except OSError as error:
            self._leave(folder, f"the folder cannot be read ({error.strerror}); check its permissions")
            return []
        return [folder / each for each in sorted(names)
                if not each.startswith(".") and each.lower() not in LEFT_BY_SYSTEMS]

    def _leave(self, path: Path, reason: str, lost: bool = True) -> None:
        self.unused.append(Unused(self._name(path), reason, lost))

    def _name(self, path: Path) -> str:
        return stored(path.relative_to(self.root))


def _identity(path: Path, status: os.stat_result) -> Identity:
    """Return what is equal for the same file or folder, whatever path leads to it."""
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _fault(entry: _Entry) -> Unused | None:
    """Return why a file cannot be a sound, None where reading it has to tell."""
    if not stat.S_ISREG(entry.status.st_mode):
        return Unused(entry.name, "no regular file", lost=False)
    if entry.path.suffix.lower() in SOUND_SUFFIXES:
        return None
    try:
        with FileView(entry.path) as view:
            head, is_sound = view.bytes_at(0, HEAD_BYTES), has_sound(view)
        if view.failure is not None:
            raise view.failure
    except OSError as error:
        return Unused(entry.name, f"cannot be read ({error.strerror}); check its permissions")
    if is_sound:
        return None
    advice = conversion(entry.path, head)
    return Unused(entry.name, advice) if advice else Unused(entry.name, "not a sound", lost=False)
