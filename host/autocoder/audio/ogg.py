# SPDX-License-Identifier: MIT
"""Ogg files as links: streams that follow each other in one file, of which a decoder reads the first."""

from collections.abc import Iterator
from dataclasses import dataclass

from autocoder.audio.part import Part

PAGE = b"OggS"
HEADER_BYTES = 27
FIRST, LAST = 2, 4  # flags of a page


@dataclass(frozen=True)
class Page:
    """One page: where it begins and ends, whether it is the first or the last one of its stream."""

    start: int
    end: int
    first: bool
    last: bool


def ogg_parts(data: bytes) -> list[Part]:
    """Return a part for each link of a file that begins with a page."""
    links: list[list[Page]] = []
    for page in _pages(data):
        if not links or (page.first and not links[-1][-1].first):
            links.append([])
        links[-1].append(page)
    return [_part(pages, len(data)) for pages in links]


def _part(pages: list[Page], size: int) -> Part:
    """Return one link as a part. It is cut off where a page is and no page before was its last."""
    whole = [page for page in pages if page.end <= size]
    cut = len(whole) < len(pages) and not any(page.last for page in whole)
    return Part(pages[0].start, whole[-1].end if whole else size, share=None if cut else 1.0)


def _pages(data: bytes) -> Iterator[Page]:
    """Yield the pages in order; the last one may end behind the file."""
    at = data.find(PAGE)
    while at >= 0:
        flags, segments = data[at + 5:at + 6], data[at + 26:at + 27]
        if not segments:
            yield Page(at, len(data) + 1, False, False)
            return
        table = data[at + HEADER_BYTES:at + HEADER_BYTES + segments[0]]
        end = at + HEADER_BYTES + segments[0] + sum(table)
        yield Page(at, max(end, at + HEADER_BYTES), bool(flags[0] & FIRST), bool(flags[0] & LAST))
        at = data.find(PAGE, end)
