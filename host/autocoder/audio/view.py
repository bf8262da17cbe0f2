# SPDX-License-Identifier: MIT
"""A stretch of a file under a corrected header, as a file of its own."""

import io
import os
from pathlib import Path
from typing import Any


class FileView(io.RawIOBase):
    """Bytes `start` to `end` of a file, read only; `head` stands in place of the first of them.

    length: what the view claims to be long, for a decoder that would estimate its work from it
    Raises OSError where the file cannot be read.
    """

    def __init__(self, path: Path, start: int = 0, end: int | None = None, head: bytes = b"",
                 length: int | None = None) -> None:
        self._file = path.open("rb", buffering=0)
        self._start, self._head, self._at = start, head, 0
        self.size = (os.fstat(self._file.fileno()).st_size if end is None else end) - start
        self._length = self.size if length is None else length
        self.failure: OSError | None = None

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be sought."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to an offset from the start, the present place or the claimed end; return where that is."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the present place."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as the view goes; return the bytes read."""
        target = memoryview(buffer).cast("B")
        if self._at > self.size:  # a look at the claimed end, for a tag
            target[:] = bytes(len(target))
            self._at += len(target)
            return len(target)
        target = target[:self.size - self._at]
        if self._at < len(self._head):
            piece = self._head[self._at:self._at + len(target)]
            target[:len(piece)] = piece
            count = len(piece)
        else:
            count = self._read_file(target)
        self._at += count
        return count

    def _read_file(self, target: memoryview) -> int:
        """Return the bytes read; none of a disk that fails, as the callers in C know no exceptions."""
        try:
            self._file.seek(self._start + self._at)
            return self._file.readinto(target) or 0
        except OSError as error:
            self.failure = error
            return 0

    def bytes_at(self, at: int, count: int) -> bytes:
        """Return `count` bytes from a place on, fewer at the end."""
        self.seek(at)
        return self.read(count) or b""

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()
