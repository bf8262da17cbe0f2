# SPDX-License-Identifier: MIT
"""What a container says about a file: which stretches of it to decode, and whether they are whole."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """A stretch of a file that decodes by itself.

    start, end: in bytes of the file
    head: what replaces its first bytes, where a size in them is wrong
    length: the bytes that the decoder is told, where it would derive too few samples from the true number
    share: how much of the container's own length is there, 0..1; None where the rest is known to be missing,
        but not how much
    samples: how many it has by the container's own account, where that is known
    """

    start: int
    end: int
    head: bytes = b""
    length: int | None = None
    share: float | None = 1.0
    samples: int | None = None

    def is_all_of(self, path: Path) -> bool:
        """Tell whether the part is a file as it stands."""
        return not self.start and not self.head and self.length is None and self.end == path.stat().st_size
