# SPDX-License-Identifier: MIT
"""Steps that are left out when neither their input, nor the program, has changed since they last ran."""

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from autocoder.atomic import replacing
from autocoder.audio import find_sounds

PROJECT = Path(__file__).resolve().parents[3]
SOURCES = ("host/autocoder", "firmware")
SUFFIXES = {".py", ".cc", ".h", ".ld", ".json", ".ini"}


def program_digest() -> str:
    """Return a hash over the sources of host and firmware, baked models left out."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for each in sorted((PROJECT / folder).rglob("*")):
            if each.suffix in SUFFIXES and "generated" not in each.parts:
                digest.update(each.relative_to(PROJECT).as_posix().encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()


def sound_digest(path: Path) -> str:
    """Return a hash over the names and bytes of a file or of every sound of a folder, and what it left out.

    Raises InputError where there is no sound.
    """
    found = find_sounds(path)
    digest = hashlib.sha256()
    for each in found.sounds:
        digest.update(each.name.encode("utf-8", "surrogateescape") + b"\0")
        with contextlib.suppress(OSError):  # a file that cannot be read is left out of the set, too
            digest.update(each.path.read_bytes())
    digest.update("\n".join(map(str, found.unused)).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


class Steps:
    """Remembers in a file which steps are done for one key; another key forgets them all."""

    def __init__(self, record: Path, key: str) -> None:
        self.record = record
        self.key = key
        self.done: list[str] = []
        try:
            stored = json.loads(record.read_text(encoding="utf-8"))
            self.done = list(stored["done"]) if stored["key"] == key else []
        except (OSError, ValueError, KeyError, TypeError):
            pass  # no record, or not one of ours: everything runs

    def run(self, name: str, results: list[Path], work: Callable[[], object]) -> bool:
        """Do the work unless it is done and its results are there; return whether it was done now."""
        if name in self.done and all(each.exists() for each in results):
            return False
        work()
        self.done = [each for each in self.done if each != name] + [name]
        with replacing(self.record) as temporary:
            temporary.write_text(json.dumps({"key": self.key, "done": self.done}), encoding="utf-8")
        return True
