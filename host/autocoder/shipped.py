# SPDX-License-Identifier: MIT
"""The models that come with autocoder, and how a model that somebody names is found."""

from pathlib import Path

from autocoder.errors import ModelError
from autocoder.installation import PACKAGE, PROJECT, is_checkout

MANIFEST = "model.json"  # of a model folder
BUNDLE_SUFFIX = ".acb"  # of a model in one file


def shipped_folder() -> Path:
    """Return the folder of the shipped models: models/ of the checkout, or their copy in the package."""
    return PROJECT / "models" if is_checkout() else PACKAGE / "models"


def shipped_models() -> list[str]:
    """Return the names of the shipped models."""
    return sorted(each.parent.name for each in shipped_folder().glob(f"*/{MANIFEST}"))


def find_model(name: str | Path) -> Path:
    """Return the path of a model: what exists under that path, else the shipped model of that name.

    Raises ModelError, with the names of the shipped models, where there is neither.
    """
    path = Path(name)
    if path.exists():
        return path
    shipped = path.name if path.parent in (Path(), Path("models")) else ""
    if shipped in shipped_models():
        return shipped_folder() / shipped
    raise ModelError(f"{path}: no model there; run `autocoder train` first, or name a shipped one: "
                     f"{', '.join(shipped_models())}")
