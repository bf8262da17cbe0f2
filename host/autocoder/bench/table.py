# SPDX-License-Identifier: MIT
"""The budgets as tables of Markdown, between two marks of a page."""

import re
from collections.abc import Iterable
from pathlib import Path

from autocoder.atomic import replacing
from autocoder.bench.budgets import CLOCKS_HZ, SOUNDINGS, Load, Sounding, load
from autocoder.bench.cycles import LOOPS, cycles
from autocoder.bench.external import traffic
from autocoder.bench.measuring import Bench
from autocoder.bench.memory import sections
from autocoder.errors import InputError
from autocoder.spec import BLOCK_CHOICES, RATE_CHOICES_HZ, SAMPLE_RATE_HZ, Clock

BEGIN, END = "<!-- budgets: `make budgets` writes what follows -->", "<!-- end of budgets -->"
RATES_HZ = tuple(sorted(RATE_CHOICES_HZ, reverse=True))
REGIONS = {"program": (".text", ".ARM.exidx"), "tables": (".rodata",), "model": (".model",),
           "RAM": (".data", ".bss"), "external RAM": (".sdram",)}


def write_table(bench: Bench, page: Path) -> None:
    """Measure all budgets and write them between the marks of a page. Raises InputError without marks."""
    before, after = around(page)
    parts = (instructions_table(bench), memory_table(bench), external_table(bench), cycles_table(bench))
    with replacing(page) as temporary:
        temporary.write_text("\n".join([before + BEGIN, "", *("\n".join(part) + "\n" for part in parts),
                                        END + after]), encoding="utf-8")


def around(page: Path) -> tuple[str, str]:
    """Return what stands before and after the marks of a page. Raises InputError where there are none."""
    try:
        text = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{page}: cannot be read ({error})") from error
    found = re.fullmatch(rf"(.*){re.escape(BEGIN)}.*{re.escape(END)}(.*)", text, re.DOTALL)
    if found is None:
        raise InputError(f"{page}: no place for a table; put the lines '{BEGIN}' and '{END}' there")
    return found[1], found[2]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def instructions_table(bench: Bench) -> list[str]:
    """Return instructions per sample and shares of time, a row for each mode and block."""
    head = ["mode", "block"]
    for rate_hz in RATES_HZ:
        head += [f"{rate_hz / 1000:g} kHz: interrupt (worst block) + loop",
                 *(f"of {hz / 1e6:.0f} MHz" for hz in CLOCKS_HZ)]
    return _table(head, (instructions_row(bench, sounding, block)
                         for sounding in SOUNDINGS for block in BLOCK_CHOICES))


def instructions_row(bench: Bench, sounding: Sounding, block: int) -> list[str]:
    """Return the cells of one row of `instructions_table`."""
    cells = [sounding.title, str(block)]
    for rate_hz in RATES_HZ:
        taken = load(bench, sounding, Clock(rate_hz, block))
        cells += [_load(taken), *(f"{taken.share(rate_hz, hz):.1%}" for hz in CLOCKS_HZ)]
    return cells


def _load(taken: Load) -> str:
    return f"{taken.interrupt:.0f} ({taken.worst:.0f}) + {taken.loop:.0f}"


def memory_table(bench: Bench) -> list[str]:
    """Return the bytes of each region of memory, a column for each block."""
    sizes = [sections(bench, Clock(SAMPLE_RATE_HZ, block)) for block in BLOCK_CHOICES]
    return _table(["bytes, block of", *map(str, BLOCK_CHOICES)],
                  ([region, *(f"{sum(size.get(name, 0) for name in names):,}" for size in sizes)]
                   for region, names in REGIONS.items()))


def external_table(bench: Bench) -> list[str]:
    """Return the traffic of external RAM."""
    rows = []
    for sounding in SOUNDINGS:
        moved = traffic(bench, sounding)
        rows.append([sounding.title, f"{moved.read:.0f}", f"{moved.written:.0f}",
                     f"{(moved.read + moved.written) * SAMPLE_RATE_HZ / 1e6:.1f}",
                     f"{moved.share(SAMPLE_RATE_HZ):.1%}"])
    return _table(["external RAM", "bytes read per sample", "bytes written", "MB/s at 48 kHz",
                   "of 400 MB/s"], rows)


def cycles_table(bench: Bench) -> list[str]:
    """Return llvm-mca's estimate of the hottest loops."""
    found = {loop: cycles(bench, loop) for loop in LOOPS}
    return _table(["loop", "instructions", "cycles by llvm-mca", "cycles per instruction"],
                  ([f"`{loop}`", str(each.instructions), f"{each.cycles:.1f}",
                    f"{each.cycles / each.instructions:.2f}"] for loop, each in found.items()))
