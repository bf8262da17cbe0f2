# SPDX-License-Identifier: MIT
"""The budgets: what they are counted over, what is made of the counts, and the tables that are committed."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from autocoder import spec
from autocoder.bench import cycles, external, table
from autocoder.bench.budgets import (
    CLOCKS_HZ,
    COUNTED_SAMPLES,
    SOUNDINGS,
    WHOLE_SAMPLES,
    Load,
    Sounding,
    load,
    resting_controls,
    turning_controls,
)
from autocoder.bench.measuring import Bench
from autocoder.bench.memory import sections
from autocoder.bench.reverb import external_bytes
from autocoder.bench.rows import DEFAULT_MODEL, run_bench
from autocoder.device.build import PROJECT
from autocoder.errors import InputError, ToolError
from autocoder.reference.filter import decoder_input, latents_from_controls

PAGE = PROJECT / "firmware" / "README.md"
# Instructions of an emulator are the same each time; beside them a change of a line may pass.
SAME = 0.01
LAYOUT = (PROJECT / "firmware" / "engine" / "reverb_layout.h").read_text()


@pytest.fixture(scope="module")
def bench() -> Bench:
    """A bench whose build is that of all suites."""
    return Bench(DEFAULT_MODEL, PROJECT / ".pio")


def committed() -> list[list[list[str]]]:
    """Return the committed tables: tables, rows without head, cells."""
    between = PAGE.read_text().split(table.BEGIN)[1].split(table.END)[0]
    tables = [block.splitlines() for block in between.strip().split("\n\n")]
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in lines] for lines in tables]


def test_counted_samples_are_whole_periods_of_everything() -> None:
    for block in spec.BLOCK_CHOICES:
        for each in (block, spec.FADE_SAMPLES, spec.FRAME_HOP, external.TAIL_SIZE, 2 * WHOLE_SAMPLES):
            assert COUNTED_SAMPLES % each == 0
            assert WHOLE_SAMPLES % min(each, WHOLE_SAMPLES) == 0


def test_turning_controls_ask_for_another_response_each_time() -> None:
    clock = spec.CLOCK
    latents = decoder_input(latents_from_controls(turning_controls(600, clock)))[::clock.update_blocks]
    assert (latents[1:] != latents[:-1]).any(axis=1).all()
    resting = decoder_input(latents_from_controls(resting_controls(600)))
    assert (resting == resting[0]).all()
    for block in spec.BLOCK_CHOICES:  # as fast in all of them
        counts = turning_controls(WHOLE_SAMPLES // block, spec.Clock(48_000, block))[:, :spec.LATENTS]
        np.testing.assert_array_equal(counts[::spec.FADE_SAMPLES // block],
                                      turning_controls(WHOLE_SAMPLES // 64, clock)[::6, :spec.LATENTS])


def test_shares_are_of_a_processor_at_an_instruction_a_cycle() -> None:
    taken = Load(interrupt=600.0, worst=700.0, loop=400.0)
    assert taken.share(48_000, 480_000_000) == pytest.approx(0.1)
    assert taken.share(44_100, 600_000_000) == pytest.approx(0.0735)


LISTING = """
00000100 <other>:
     100:\tnop

00000200 <autocoder::Work(float const*, unsigned int)>:
     200:\tmovs\tr0, #0
     202:\tadds\tr0, #1
     204:\tadds\tr1, #1\t; 0x1
     206:\tcmp\tr1, #9
     208:\tbne.n\t204 <autocoder::Work(float const*, unsigned int)+0x4>
     20a:\tadd.w\tr0, r0, #1
     20e:\tadd.w\tr0, r0, #2
     212:\tadd.w\tr0, r0, #3
     216:\tcmp\tr1, r2
     218:\tbcc.n\t20a <autocoder::Work(float const*, unsigned int)+0xa>
     21a:\tcmp\tr0, r2
     21c:\tbne.w\t202 <autocoder::Work(float const*, unsigned int)+0x2>
     220:\tbx\tlr
"""


def test_the_longest_inner_loop_is_found() -> None:
    found = cycles.longest_inner_loop(cycles.function_of(LISTING, "autocoder::Work"))
    assert [each.split("\t")[0] for each in found] == ["add.w", "add.w", "add.w", "cmp", "bcc.n"]
    with pytest.raises(ToolError, match="no such function"):
        cycles.function_of(LISTING, "autocoder::Wor")
    with pytest.raises(ToolError, match="without a loop"):
        cycles.longest_inner_loop(cycles.function_of(LISTING, "other"))


@pytest.mark.parametrize("length", [3, 12])
def test_sums_that_wait_for_each_other_take_a_cycle_each(length: int) -> None:
    """Beside them a comparison and the branch, which wait for none of them."""
    chain = ["add.w\tr0, r0, #1"] * length
    found = cycles.analyse([*chain, "cmp\tr1, r2", "bne.n\t20a <work+0xa>"])
    assert found.instructions == length + 2
    assert length <= found.cycles <= length + 2.1


def test_a_missing_analyser_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolError, match="install the Debian package llvm"):
        cycles.analyse(["nop", "b\t0"])


def test_traffic_has_the_layout_of_the_firmware(bench: Bench) -> None:
    sizes = {name: int(value) for name, value in re.findall(r"k(\w+)Size = (\d+);", LAYOUT)}
    assert sizes == {"Middle": external.MIDDLE_SIZE, "Tail": external.TAIL_SIZE}
    assert "kMiddleBegin = 2 * kMiddleSize" in LAYOUT
    assert "kTailBegin = 2 * kTailSize" in LAYOUT
    assert (external.MIDDLE_BEGIN, external.TAIL_BEGIN) == (1024, 8192)
    longest, shortest = external.reverb(spec.REVERB_SAMPLES), external.reverb(external.TAIL_BEGIN)
    # From a response without a tail to the longest only the tail's products are added.
    assert longest.written == shortest.written
    assert longest.read - shortest.read == external_bytes(bench) - 14 * 32
    assert external.reverb(external.TAIL_BEGIN + 1).read - shortest.read == 32
    assert external.Traffic(3000.0, 1000.0).share(48_000) == pytest.approx(0.48)


def tables_of(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("instructions_table", "memory_table", "external_table", "cycles_table"):
        monkeypatch.setattr(table, name, lambda bench, name=name: [f"| {name} |", f"| {words} |"])


def test_tables_go_between_the_marks(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{table.BEGIN}\nold\n{table.END}\n\nafter\n")
    for words in ("one", "two", "two"):
        tables_of(words, monkeypatch)
        table.write_table(bench, page)
        text = page.read_text()
        assert text.startswith(f"before\n\n{table.BEGIN}\n\n| instructions_table |\n| {words} |\n\n| memory_")
        assert text.endswith(f"| {words} |\n\n{table.END}\n\nafter\n")
        assert "old" not in text


@pytest.mark.parametrize("text", [None, "", f"{table.BEGIN}\n", f"{table.END}\n{table.BEGIN}\n"])
def test_a_page_without_marks_is_refused_at_once(text: str | None, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    if text is not None:
        page.write_text(text)
    with pytest.raises(InputError, match=r"page\.md"):
        run_bench([], tmp_path / "bench.json", table=(), page=page)
    assert not (tmp_path / "bench.json").exists()


def test_committed_tables_have_every_mode_block_and_length() -> None:
    loads, memory, moved, loops = committed()
    names = ["filter, at rest", "filter", "reverb, 0.5 s", "reverb, 1 s", "reverb, 2 s", "reverb, 4 s",
             "cross, at rest", "cross", "drone, at rest", "drone"]
    wanted = [[name, str(block)] for name, block in itertools.product(names, spec.BLOCK_CHOICES)]
    assert [row[:2] for row in loads[2:]] == wanted
    assert {len(row) for row in loads} == {2 + len(spec.RATE_CHOICES_HZ) * (1 + len(CLOCKS_HZ))}
    for row in loads[2:]:
        for load_cell, *shares in (row[2:5], row[5:8]):
            assert re.fullmatch(r"\d+ \(\d+\) \+ \d+", load_cell)
            assert all(re.fullmatch(r"\d+\.\d%", share) for share in shares)
    assert [row[0] for row in memory[2:]] == list(table.REGIONS)
    assert {len(row) for row in memory} == {1 + len(spec.BLOCK_CHOICES)}
    assert [row[0] for row in moved[2:]] == names
    assert [row[0].strip("`") for row in loops[2:]] == list(cycles.LOOPS)


def test_committed_shares_follow_from_the_counts() -> None:
    for row in committed()[0][2:]:
        for rate_hz, cells in zip(table.RATES_HZ, (row[2:5], row[5:8]), strict=True):
            interrupt, worst, loop = (int(each) for each in re.findall(r"\d+", cells[0]))
            assert worst >= interrupt
            for clock_hz, share in zip(CLOCKS_HZ, cells[1:], strict=True):
                of_counts = (interrupt + loop) * rate_hz / clock_hz
                assert float(share.rstrip("%")) / 100.0 == pytest.approx(of_counts, abs=0.0007)


@pytest.mark.parametrize("sounding", [SOUNDINGS[0], Sounding("reverb", 0.5, turning=False)],
                         ids=lambda each: each.name)
def test_committed_counts_are_those_of_today(bench: Bench, sounding: Sounding) -> None:
    """Two rows of the default clock; `make budgets` makes all of them anew."""
    row = next(row for row in committed()[0] if row[:2] == [sounding.title, str(spec.BLOCK_SAMPLES)])
    taken = load(bench, sounding, spec.CLOCK)
    counts = [float(each) for each in re.findall(r"\d+", row[2])]
    assert counts == pytest.approx([taken.interrupt, taken.worst, taken.loop], rel=SAME, abs=1.0)


def test_committed_memory_traffic_and_cycles_are_those_of_today(bench: Bench) -> None:
    _, memory, moved, loops = committed()
    assert moved == [[cell.strip() for cell in line.strip("|").split("|")]
                     for line in table.external_table(bench)]
    assert loops == [[cell.strip() for cell in line.strip("|").split("|")]
                     for line in table.cycles_table(bench)]
    sizes = sections(bench)
    column = 1 + spec.BLOCK_CHOICES.index(spec.BLOCK_SAMPLES)
    for row, names in zip(memory[2:], table.REGIONS.values(), strict=True):
        bytes_now = sum(sizes.get(name, 0) for name in names)
        assert float(row[column].replace(",", "")) == pytest.approx(bytes_now, rel=SAME)

