# SPDX-License-Identifier: MIT
"""Find the parts of a sound file that decode by themselves."""

from dataclasses import replace
from pathlib import Path

from autocoder.audio.chunks import data_part, find_data
from autocoder.audio.content import FLAC
from autocoder.audio.mpeg import mpeg_parts, parse_frame
from autocoder.audio.ogg import PAGE, ogg_parts
from autocoder.audio.part import Part
from autocoder.audio.tags import before_tags, behind_tags
from autocoder.audio.view import FileView

MPEG_SUFFIXES = frozenset({".mp1", ".mp2", ".mp3", ".mpga"})
MAGIC_BYTES = 12


def find_parts(path: Path) -> list[Part]:
    """Return the parts of a file, in order; at least one. Raises OSError where the file cannot be read."""
    with FileView(path) as whole:
        start = _behind_headers(path, behind_tags(whole))
    with FileView(path, start) as view:
        found = [replace(part, start=part.start + start, end=part.end + start)
                 for part in _parts(view, path.suffix.lower(), tagged=start > 0)]
        return found or [Part(start, start + view.size)]


def _behind_headers(path: Path, start: int) -> int:
    """Return where the header that counts begins: programs that write to a pipe may write it again."""
    while True:
        with FileView(path, start) as view:
            data, magic = find_data(view), view.bytes_at(0, MAGIC_BYTES)
            if data is None or view.bytes_at(data.at, MAGIC_BYTES) != magic:
                return start
        start += data.at


def _parts(view: FileView, suffix: str, tagged: bool) -> list[Part]:
    """Return the parts of a view, places counted from its start; none of what is no container known here."""
    data, magic = find_data(view), view.bytes_at(0, 4)
    if data is not None:
        part = data_part(view, data)
        return (mpeg_parts(view.bytes_at(data.at, data.size), data.at) if data.mpeg else []) or [part]
    if magic == PAGE:
        return ogg_parts(view.bytes_at(0, view.size))
    if magic == FLAC:
        return [Part(0, before_tags(view))]
    if tagged or suffix in MPEG_SUFFIXES or parse_frame(magic) is not None:
        return mpeg_parts(view.bytes_at(0, view.size))
    return []
