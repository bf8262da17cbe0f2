# SPDX-License-Identifier: MIT
"""Model folders that a test may change, and what is in a folder."""

import json
import shutil
from pathlib import Path
from typing import Any

from autocoder.vae.model import MANIFEST
from synth_model import STRINGS


def strings_copy(folder: Path) -> Path:
    """Return a copy of the default model, without its card, in a folder."""
    return Path(shutil.copytree(STRINGS, folder / "model", ignore=shutil.ignore_patterns("card", "card.md")))


def edited(model: Path, **changes: Any) -> Path:
    """Change fields of a manifest; model.json itself has no hash."""
    content = json.loads((model / MANIFEST).read_text())
    (model / MANIFEST).write_text(json.dumps({**content, **changes}))
    return model


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file below a folder by its path."""
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in sorted(folder.rglob("*"))
            if each.is_file()}
