# SPDX-License-Identifier: MIT
"""The drill template: the panel at 1:1 on a page of A4."""

from collections.abc import Sequence

from design.panel import HEIGHT_MM, Panel
from panel.holes import Hole
from panel.pdf import A4_MM, Page
from panel.shapes import Point

TOP_MM = 58.0  # from the page's top to the panel's
MARGIN_MM = 25.0
BAR_MM = 100.0
BAR_AT_MM = 207.0
CROSS_MM = 1.5  # that a cross reaches beyond a hole
TEXT_MM = 1.8
TEXT_ROOM_MM = 5.5  # that the longest takes
HEADING = ("Print at 100 %, not fitted to the page, and measure the bar below before drilling.",
           "Seen from the front. Lay it on the panel, punch the crosses, drill 2 mm, then to the size given.",
           "The holes with a longer side are slots or windows: drill, then file. All sizes in mm.")


def template(panel: Panel, holes: Sequence[Hole]) -> bytes:
    """Return the template's PDF."""
    page, left = Page(), (A4_MM[0] - panel.width_mm) / 2
    size_mm = f"{panel.width_mm:g} mm x {HEIGHT_MM:g} mm"
    page.text(MARGIN_MM, 22, f"{panel.name}, drill template, {panel.hp} HP, {size_mm}", 5)
    for index, line in enumerate(HEADING):
        page.text(MARGIN_MM, 32 + 5 * index, line, 3.2)
    page.pen(0.25)
    page.box(left, TOP_MM, panel.width_mm, HEIGHT_MM)
    for hole in holes:
        _hole(page, hole, (left + hole.at_mm[0], TOP_MM + hole.at_mm[1]), left + panel.width_mm)
    _bar(page, (A4_MM[0] - BAR_MM) / 2)
    _table(page, left, holes)
    return page.document(f"{panel.name}: drill template")


def _hole(page: Page, hole: Hole, at: Point, right: float) -> None:
    (x, y), (width, height) = at, hole.size_mm
    page.pen(0.15)
    page.box(x - width / 2, y - height / 2, width, height, hole.radius_mm)
    page.pen(0.1)
    page.line(x - width / 2 - CROSS_MM, y, x + width / 2 + CROSS_MM, y)
    page.line(x, y - height / 2 - CROSS_MM, x, y + height / 2 + CROSS_MM)
    beside = x + width / 2 + 0.3
    if beside + TEXT_ROOM_MM > right:
        beside = x - width / 2 - TEXT_ROOM_MM
    page.text(beside, y - height / 2 - 0.2, size(hole), TEXT_MM)


def size(hole: Hole) -> str:
    """Return a hole's size as text: a diameter, or both sides."""
    width, height = hole.size_mm
    return f"\xd8{width:g}" if hole.round else f"{width:g} x {height:g}"


def _bar(page: Page, left: float) -> None:
    page.pen(0.25)
    page.line(left, BAR_AT_MM, left + BAR_MM, BAR_AT_MM)
    for tick in range(11):
        reach = 2.5 if tick % 5 == 0 else 1.5
        page.line(left + 10 * tick, BAR_AT_MM - reach, left + 10 * tick, BAR_AT_MM + reach)
    page.text(left, BAR_AT_MM + 6, "0", 3)
    page.text(left + BAR_MM - 7, BAR_AT_MM + 6, f"{BAR_MM:g} mm", 3)


def _table(page: Page, left: float, holes: Sequence[Hole]) -> None:
    """List the sizes, how many there are of each, and what goes there."""
    y = BAR_AT_MM + 18
    for text in sorted({size(hole) for hole in holes}):
        which = [hole for hole in holes if size(hole) == text]
        parts = ", ".join(sorted({hole.part.replace("_", " ") for hole in which}))
        page.text(left, y, text, 3.2)
        page.text(left + 22, y, f"{len(which)}", 3.2)
        page.text(left + 34, y, parts, 3.2)
        y += 5
