# SPDX-License-Identifier: MIT
"""ZIP archives that are the same whenever they are made."""

import zipfile
from pathlib import Path

from fabrication.kicad import DATED

MODE = 0o100644 << 16


def pack(folder: Path, path: Path) -> None:
    """Put a folder's files, by name, into an archive."""
    year, month, day = map(int, DATED.split("-"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for each in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(each.name, (year, month, day, 0, 0, 0))
            entry.external_attr, entry.compress_type, entry.create_system = MODE, zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, each.read_bytes(), compresslevel=9)


def unpack(path: Path, folder: Path) -> None:
    """Put an archive's files into a folder. Raises OSError."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
