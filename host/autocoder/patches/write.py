# SPDX-License-Identifier: MIT
"""Writing the patches; `autocoder.pd` and `autocoder.maxpat` beside this file are what it writes."""

from pathlib import Path

from autocoder.atomic import replacing_files
from autocoder.patches.max_patch import max_patch
from autocoder.patches.pd_patch import pd_patch

FOLDER = Path(__file__).parent


def write_patches(folder: Path) -> list[Path]:
    """Write both patches into a folder and return their paths. Raises InputError when it refuses."""
    files = {"autocoder.pd": pd_patch(), "autocoder.maxpat": max_patch()}
    with replacing_files(folder, files) as temporary:
        for name, content in files.items():
            (temporary / name).write_text(content, encoding="utf-8")
    return [folder / name for name in files]
