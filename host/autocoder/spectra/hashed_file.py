# SPDX-License-Identifier: MIT
"""Reading .npz files that hold a header, arrays and a hash over both: whole, or refused in one line."""

import hashlib
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError

PIECE_BYTES = 1 << 24
ARCHIVE = b"PK"  # how a .npz file begins

# What numpy and zipfile raise for files that are not theirs.
UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError,
              OverflowError, SyntaxError, tokenize.TokenError, zipfile.BadZipFile, zlib.error, struct.error)

Array = npt.NDArray[Any]
Content = TypeVar("Content")


def content_sha256(header: str, arrays: Iterable[tuple[Array, npt.DTypeLike]]) -> str:
    """Return the hex hash of a header and of arrays, each in the type beside it, on any machine the same."""
    digest = hashlib.sha256(header.encode())
    for array, dtype in arrays:
        for piece in pieces(array, dtype):
            digest.update(piece.data)
    return digest.hexdigest()


def pieces(array: Array, dtype: npt.DTypeLike) -> Iterator[Array]:
    """Yield an array in rows of a few megabytes, contiguous and in the given type."""
    rows = max(1, PIECE_BYTES // max(1, array[:1].nbytes))
    for start in range(0, len(array), rows):
        yield np.ascontiguousarray(array[start:start + rows], dtype=dtype)


def load_hashed(path: Path, what: str, command: str, parse: Callable[[Any], Content],
                sha256: Callable[[Content], str]) -> Content:
    """Return what `parse` makes of the open file, when its hash is the one that was stored as `sha256`.

    parse: may raise anything of UNREADABLE; what: such as "frame set", and command: what writes one.
    Raises InputError for a missing, damaged or foreign file.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            content = parse(stored)
            expected = stored["sha256"].item()
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such {what}; run `autocoder {command}` first") from error
    except UNREADABLE as error:
        raise InputError(f"{path}: {_foreign(path, what, command)}") from error
    if sha256(content) != expected:
        raise InputError(f"{path}: the {what} is damaged; run `autocoder {command}` again")
    return content


def _foreign(path: Path, what: str, command: str) -> str:
    """Return why a path holds nothing of ours: what it is instead, as far as its first bytes tell."""
    try:
        with path.open("rb") as file:
            ours = file.read(len(ARCHIVE)) == ARCHIVE
    except OSError as error:
        return f"not a {what} ({error.strerror}); name the file that `autocoder {command}` wrote"
    if ours:
        return f"not a {what} of this version; run `autocoder {command}` again"
    return f"not a {what}; name the file that `autocoder {command}` wrote"
