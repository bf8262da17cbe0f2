# SPDX-License-Identifier: MIT
"""What this installation has: a checkout with the firmware's sources or a pip install, and which extras."""

import importlib.util
import sys
from pathlib import Path

from autocoder.errors import ToolError

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parents[1]  # the checkout, where there is one

# The extra of pyproject.toml that brings a package, by the name under which the package is imported.
EXTRAS = {
    "tensorflow": "train", "keras": "train", "matplotlib": "train", "tflite_micro": "train",
    "fontTools": "train", "PIL": "train",  # they come with matplotlib
    "nacl": "sign", "sounddevice": "play", "distributed": "cluster", "dask": "cluster",
    "platformio": "firmware", "SCons": "firmware",
}


def is_checkout(folder: Path = PROJECT) -> bool:
    """Whether the firmware's sources are here."""
    return (folder / "platformio.ini").is_file()


def need_checkout(what: str, folder: Path = PROJECT, make: str = "setup") -> None:
    """Raise ToolError where `what` needs the firmware's sources and they are not here.

    make: the target of the Makefile that does what is wanted, or prepares for it
    """
    if not is_checkout(folder):
        raise ToolError(f"{what} needs the firmware's sources, which pip does not install; `git clone` "
                        f"the repository, run `make {make}` in it, and use its .venv/bin/autocoder")


def how_to_get(package: str) -> str:
    """Return the command that installs a missing Python package, where autocoder is installed."""
    extra = EXTRAS.get(package.partition(".")[0])
    wanted = f"'autocoder[{extra}]'" if extra else "autocoder"
    return ("run `make setup`, or " if is_checkout() else "run ") + f"pip install {wanted}"


def missing(package: str) -> ToolError:
    """Return the error that a Python package is not installed, or that Python has none of it here."""
    name = package.partition(".")[0]
    if name in sys.stdlib_module_names:
        return ToolError(f"Python has no module {name} on this system, and this needs it; use Linux")
    return ToolError(f"the Python package {name} is missing; {how_to_get(name)}")


def need_packages(*packages: str) -> None:
    """Raise ToolError for the first of some packages that is not installed; imports none of them."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise missing(package)
