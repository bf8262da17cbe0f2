# SPDX-License-Identifier: MIT
"""What the store withstands and what it wears: tests/store/powercut_main.cc, natively."""

import re
import subprocess

from autocoder.bench.measuring import Bench, Row, shared
from autocoder.bench.memory import SIZE_TOOL
from autocoder.bench.programs import program
from autocoder.errors import ToolError

POINTS = 20_000  # the suite takes 100 000, `make soak` a million
UPLOAD_BYTES = 545_000  # a model with its encoder
STORE_BLOCKS = 512
BLOCK_BYTES = 4096


def _run(bench: Bench, *arguments: str, may_fail: bool = False) -> str:
    command = [str(program(bench, "native_powercut")), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0 and not may_fail:
        raise ToolError(f"powercut {arguments[0]}: {run.stderr.strip() or 'failed'}")
    return run.stdout


@shared
def power_cuts(bench: Bench) -> tuple[int, int]:
    """Return at how many points the power was cut, and after how many of them something was lost."""
    printed = _run(bench, "trials", "--points", str(POINTS), may_fail=True)
    found = re.search(r"^all: (\d+) points, (\d+) losses$", printed, re.MULTILINE)
    if found is None:
        raise ToolError("powercut trials: ended before its count; run the program by hand")
    return int(found[1]), int(found[2])


def erases_over_least(bench: Bench) -> float:
    """Return the erases of an upload that replaces another, over the blocks that it fills."""
    printed = _run(bench, "wear", str(STORE_BLOCKS), str(UPLOAD_BYTES))
    erases = re.findall(r": (\d+) erases", printed)
    return int(erases[-1]) / -(-UPLOAD_BYTES // BLOCK_BYTES)


def flash_bytes(bench: Bench) -> float:
    """Return the code of the store and of littlefs in the emulated module's image, before linking."""
    objects = program(bench, "qemu").parent
    names = [str(path) for folder in ("littlefs", "src/store")
             for path in sorted(objects.glob(f"{folder}/*.o"))]
    run = subprocess.run([SIZE_TOOL, *names], capture_output=True, text=True, check=False)
    if run.returncode != 0 or not names:
        raise ToolError(f"{SIZE_TOOL}: {run.stderr.strip() or 'failed'}; build the firmware again")
    return float(sum(int(line.split()[0]) for line in run.stdout.splitlines()[1:]))


ROWS = (
    Row("powercut.points", "operations of simulated flash in which the power was cut",
        lambda bench: float(power_cuts(bench)[0])),
    Row("powercut.losses", "of them after which something was lost",
        lambda bench: float(power_cuts(bench)[1])),
    Row("store.flash_bytes", "bytes of code, littlefs's included", flash_bytes),
    Row("store.erases_over_least", "erases of an upload over the blocks that it fills", erases_over_least),
)
