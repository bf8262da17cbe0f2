# SPDX-License-Identifier: MIT
"""Which sound files a folder holds."""

from pathlib import Path

from autocoder.errors import InputError

SOUND_SUFFIXES = frozenset({
    ".wav", ".wave", ".w64", ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3",
    ".aif", ".aiff", ".aifc", ".au", ".snd", ".caf",
})


def list_sound_files(path: Path) -> list[Path]:
    """Return the sound files of a folder and the folders in it, or the one file, in a stable order.

    Raises InputError for a missing path and for a folder without sound.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"{path}: no such file or folder; check the path")
    found = [entry for entry in path.rglob("*") if _is_sound_file(entry.relative_to(path), entry)]
    if not found:
        raise InputError(f"{path}: no sound files in this folder; it needs WAV, FLAC, OGG, MP3 or AIFF files")
    return sorted(found, key=lambda entry: entry.relative_to(path).as_posix())


def _is_sound_file(relative: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    return not hidden and path.suffix.lower() in SOUND_SUFFIXES and path.is_file()
