# SPDX-License-Identifier: MIT
"""Flash and RAM of the emulated module's image, by section of its linker script."""

import subprocess

from autocoder.bench.measuring import Bench, Row, shared
from autocoder.bench.programs import program_in
from autocoder.device.build import find_program
from autocoder.errors import ToolError
from autocoder.spec import CLOCK, Clock

SIZE_TOOL = "arm-none-eabi-size"


def parse_sections(printed: str) -> dict[str, int]:
    """Return the bytes of each section in the table that `size -A` prints."""
    words = (line.split() for line in printed.splitlines())
    return {row[0]: int(row[1]) for row in words if len(row) == 3 and row[0].startswith(".")}


@shared
def sections(bench: Bench, clock: Clock = CLOCK) -> dict[str, int]:
    """Return the bytes of each section of the firmware, built for this clock."""
    tool = find_program(SIZE_TOOL)
    if tool is None:
        raise ToolError(f"{SIZE_TOOL} is missing; install the Debian package binutils-arm-none-eabi")
    image = program_in(bench, "qemu", clock)
    run = subprocess.run([tool, "-A", str(image)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ToolError(f"{SIZE_TOOL}: {run.stderr.strip() or 'failed'}; build the firmware again")
    return parse_sections(run.stdout)


def _row(name: str, unit: str, *names: str) -> Row:
    return Row(name, unit, lambda bench: float(sum(sections(bench).get(each, 0) for each in names)))


ROWS = (
    _row("flash.text_bytes", "bytes", ".text", ".ARM.exidx"),
    _row("flash.tables_bytes", "bytes, FFT's included", ".rodata"),
    _row("flash.model_bytes", "bytes", ".model"),
    _row("ram.bytes", "bytes without stack", ".data", ".bss"),
    # The decoder's arena at its largest, and the emulated board's file buffers.
    _row("ram.external_bytes", "bytes of SDRAM", ".sdram"),
)
