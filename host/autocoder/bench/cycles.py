# SPDX-License-Identifier: MIT
"""Cycles of the hottest loops on a Cortex-M7 by llvm-mca's model of it, from the image's own instructions.

The model is static and unproven against silicon: it knows no cache misses and no wait states.
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.programs import program
from autocoder.device.build import find_program
from autocoder.errors import ToolError

OBJDUMP, ANALYSER = "arm-none-eabi-objdump", "llvm-mca"
PACKAGES = {OBJDUMP: "binutils-arm-none-eabi", ANALYSER: "llvm"}
PASSES = 1000

# What instructions are spent in: products of the filter's and the reverb's partitions, the decoder's rows,
# and the transforms of all of them.
LOOPS = {
    "partition_multiply_add": "autocoder::PartitionMultiplyAdd",
    "tile_multiply_add": "autocoder::TileMultiplyAdd",
    "dot_rows": "autocoder::DotRows",
    "fft_butterflies": "arm_radix8_butterfly_f32",
}

INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(\S.*)$")
BRANCH = re.compile(r"^b(?:[a-z]{2})?(?:\.[nw])?\s+([0-9a-f]+)\b")


@dataclass(frozen=True)
class Cycles:
    """Of one pass of a loop."""

    instructions: int
    cycles: float


def run_tool(*command: str) -> str:
    """Return what a tool prints. Raises ToolError where it is missing or fails."""
    tool = find_program(command[0])
    if tool is None:
        raise ToolError(f"{command[0]} is missing; install the Debian package {PACKAGES[command[0]]}")
    run = subprocess.run([tool, *command[1:]], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ToolError(f"{command[0]}: {run.stderr.strip().splitlines()[0] if run.stderr else 'failed'}")
    return run.stdout


def function_of(listing: str, name: str) -> list[tuple[int, str]]:
    """Return addresses and instructions of a function, by how its name starts, in objdump's listing."""
    found = re.search(rf"^[0-9a-f]+ <{re.escape(name)}[(>].*?:\n(.*?)(?:\n\n|\Z)", listing,
                      re.MULTILINE | re.DOTALL)
    if found is None:
        raise ToolError(f"{name}: no such function in the image; see bench/cycles.py")
    lines = (INSTRUCTION.match(line) for line in found[1].splitlines())
    return [(int(line[1], 16), line[2].split(";")[0].strip()) for line in lines if line]


def longest_inner_loop(function: list[tuple[int, str]]) -> list[str]:
    """Return the instructions of the longest loop with no other loop in it, its branch back last."""
    loops = []
    for index, (address, text) in enumerate(function):
        branch = BRANCH.match(text)
        if branch and int(branch[1], 16) <= address:
            first = next(i for i, (start, _) in enumerate(function) if start == int(branch[1], 16))
            loops.append((first, index))
    inner = [each for each in loops
             if not any(other != each and each[0] <= other[0] and other[1] <= each[1] for other in loops)]
    if not inner:
        raise ToolError("a function without a loop; see bench/cycles.py")
    first, last = max(inner, key=lambda each: each[1] - each[0])
    return [text for _, text in function[first:last + 1]]


def analyse(loop: list[str]) -> Cycles:
    """Return llvm-mca's cycles of a loop, pass after pass."""
    branch = re.sub(r"\s.*", " again", loop[-1])
    with tempfile.TemporaryDirectory(prefix="autocoder-") as name:
        source = Path(name) / "loop.s"
        source.write_text("\n".join(["again:", *loop[:-1], branch, ""]), encoding="utf-8")
        printed = run_tool(ANALYSER, "-mtriple=thumbv7em-none-eabihf", "-mcpu=cortex-m7",
                           f"-iterations={PASSES}", str(source))
    found = re.search(r"^Total Cycles:\s+(\d+)$", printed, re.MULTILINE)
    if found is None:
        raise ToolError(f"{ANALYSER} printed no cycles; see bench/cycles.py")
    return Cycles(len(loop), int(found[1]) / PASSES)


@shared
def cycles(bench: Bench, loop: str) -> Cycles:
    """Return one of LOOPS as it is in the emulated module's image."""
    return analyse(longest_inner_loop(function_of(listing(bench), LOOPS[loop])))


@shared
def listing(bench: Bench) -> str:
    """Return the disassembly of the emulated module's image."""
    return run_tool(OBJDUMP, "-d", "-C", "--no-show-raw-insn", str(program(bench, "qemu")))


def per_instruction(bench: Bench, loop: str) -> Remarked:
    """Return the cycles of an instruction: what the budgets take for one."""
    found = cycles(bench, loop)
    return Remarked(found.cycles / found.instructions,
                    f"{found.instructions} instructions in {found.cycles:.1f} cycles by llvm-mca")


def _row(loop: str) -> Row:
    return Row(f"cycles.{loop}", "cycles per instruction", lambda bench: per_instruction(bench, loop))


ROWS = tuple(_row(loop) for loop in LOOPS)
