# SPDX-License-Identifier: MIT
"""Run the module offline: on the emulated Cortex-M7 or as a desktop program."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from autocoder.device.controls import blocks_of, by_scan
from autocoder.device.settings import Setting, pack_settings
from autocoder.errors import ToolError
from autocoder.progress import Progress, silent
from autocoder.spec import BLOCK_SAMPLES, LATENTS, SAMPLE_RATE_HZ, Clock

FloatArray = npt.NDArray[np.float32]
Target = Literal["qemu", "native"]

CHANNELS = 2
POLL_S = 0.1

EMULATOR = "qemu-system-arm"
COUNTING = "shift=7"  # 2^7 ns of virtual time for each instruction
# About the module's pace. A processor that sleeps skips to the next interrupt: runs repeat exactly.
INTERRUPTING = "shift=1,sleep=off"
# Relative names in a folder of their own: the emulator splits its arguments at commas.
INPUT, CONTROLS, SETTINGS, OUTPUT = "in.f32", "controls.u16", "settings.bin", "out.f32"
COUNTS, PERIODS, LOG = "counts.u32", "periods.u32", "log.txt"

# The board with interrupts: QEMU gives each instruction 2 ns, its timers count 40 ns.
TICK_INSTRUCTIONS = 20
TICKS_PER_S = 25_000_000
OVERRUNS = re.compile(r"^firmware: overruns: (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class ModuleRun:
    """What the module gave back.

    output: float32 [samples, 2]
    counts: uint32 [blocks, 2], instructions in the audio callback and in the loop; None if not asked for
    overruns: how often the main loop was late
    preempted_at: uint32 [blocks], the address at which a block's interrupt met the main loop at work, 0 where
        it slept; None without interrupts
    """

    output: FloatArray
    counts: npt.NDArray[np.uint32] | None
    overruns: int = 0
    preempted_at: npt.NDArray[np.uint32] | None = None


def need_emulator() -> None:
    """Raise ToolError where the emulator is not installed."""
    if shutil.which(EMULATOR) is None:
        raise ToolError(f"{EMULATOR} is missing; install the Debian package qemu-system-arm")


def regular_periods(blocks: int) -> npt.NDArray[np.uint32]:
    """Return the ticks before each of so many blocks at the module's rate: whole ones, right on average."""
    ends = np.arange(blocks + 1, dtype=np.int64) * BLOCK_SAMPLES * TICKS_PER_S // SAMPLE_RATE_HZ
    return np.diff(ends).astype(np.uint32)


def run_module(target: Target, program: Path, inputs: npt.NDArray[np.floating],
               controls: npt.NDArray[np.uint16], counts: bool = False, progress: Progress = silent,
               timeout_s: float = 1800.0, settings: Iterable[Setting] = (),
               periods: npt.NDArray[np.uint32] | None = None,
               block_samples: int = BLOCK_SAMPLES, tail_blocks: int = 0) -> ModuleRun:
    """Play inputs [samples, 2] through the module while its ADC reads controls, as `by_scan` takes them.

    settings: what parameters take at the start of which block, in any order.
    periods: for a program of qemu_interrupt, of 5 s at most: the ticks before each block's interrupt, as
    regular_periods gives them. Counts are then kept in any case, to a tick.
    block_samples: of the clock that the program was baked for.
    tail_blocks: after the inputs, which are whole blocks then; controls are for these, too. The module plays
    them until the sound has died away: where it needs all of them, it has not.

    Raises ToolError when the emulator is missing, the module reports a fault, stops early or takes
    longer than timeout_s.
    """
    blocks = blocks_of(len(inputs), block_samples) + tail_blocks
    rows = _checked(inputs, controls, blocks, Clock(block_samples=block_samples).cv_scans)
    if target == "qemu":
        need_emulator()
    with tempfile.TemporaryDirectory(prefix="autocoder-") as name:
        folder = Path(name)
        # Not by numpy's tofile, which loses the system's reason.
        (folder / INPUT).write_bytes(inputs.astype("<f4").tobytes())
        (folder / CONTROLS).write_bytes(rows.astype("<u2").tobytes())
        (folder / SETTINGS).write_bytes(pack_settings(settings))
        arguments = [INPUT, CONTROLS, SETTINGS, OUTPUT]
        if periods is not None:
            (folder / PERIODS).write_bytes(periods.astype("<u4").tobytes())
            command = _command(target, program, [*arguments, COUNTS, PERIODS], INTERRUPTING)
        elif counts:
            command = _command(target, program, [*arguments, COUNTS], COUNTING)
        else:
            command = _command(target, program, arguments)
        _run(command, folder, len(inputs), progress, timeout_s)
        return _gathered(folder, len(inputs), blocks, tail_blocks, counts, periods is not None)


def _checked(inputs: npt.NDArray[np.floating], controls: npt.NDArray[np.uint16], blocks: int, scans: int
             ) -> npt.NDArray[np.uint16]:
    """Return the controls by scan. Raises ValueError for shapes that do not go together."""
    if inputs.ndim != 2 or inputs.shape[1] != CHANNELS:
        raise ValueError(f"inputs must be [samples, {CHANNELS}], not {inputs.shape}")
    if controls.ndim != 2 or controls.dtype != np.uint16:
        raise ValueError(f"controls must be uint16 [{blocks}, counts], not {controls.shape}")
    rows = by_scan(controls, scans)
    if rows.shape != (blocks, LATENTS + scans * LATENTS):
        raise ValueError(f"controls must be uint16 [{blocks}, {2 * LATENTS}], not {controls.shape}")
    return rows


def _gathered(folder: Path, samples: int, blocks: int, tail_blocks: int, counts: bool, timed: bool
              ) -> ModuleRun:
    """Return what a run has left in its folder; where there is a tail it may end before all blocks."""
    rung = tail_blocks > 0
    output = _read(folder / OUTPUT, "<f4", samples * CHANNELS, rung).reshape(-1, CHANNELS)
    late = OVERRUNS.search((folder / LOG).read_text(encoding="utf-8", errors="replace"))
    preempted_at = counted = None
    if timed:
        ticks = _read(folder / COUNTS, "<u4", blocks * 3).reshape(-1, 3).astype(np.uint32)
        counted, preempted_at = ticks[:, :2] * np.uint32(TICK_INSTRUCTIONS), ticks[:, 2]
    elif counts:
        least = 2 * (blocks - tail_blocks)
        counted = _read(folder / COUNTS, "<u4", least, rung).reshape(-1, 2).astype(np.uint32)
    return ModuleRun(output.astype(np.float32), counted, int(late[1]) if late else 0, preempted_at)


def run_program(target: Target, program: Path, arguments: list[str], folder: Path,
                counts: bool = False, timeout_s: float = 1800.0) -> str:
    """Run another program of the firmware in `folder` and return what it printed.

    Arguments that are paths must be relative to `folder`, without commas or spaces. With `counts` the
    emulated instructions can be counted. Raises ToolError as `run_module` does.
    """
    if target == "qemu":
        need_emulator()
    command = _command(target, program, arguments, COUNTING if counts else None)
    _run(command, folder, 0, silent, timeout_s)
    return (folder / LOG).read_text(encoding="utf-8", errors="replace")


def offline_command(target: Target, program: Path, arguments: list[str], counts: bool = False) -> list[str]:
    """Return the words that start an offline program in the folder of its files, which are `arguments`."""
    if target == "qemu":
        need_emulator()
    return _command(target, program.resolve(), arguments, COUNTING if counts else None)


def _command(target: Target, program: Path, arguments: list[str], icount: str | None = None) -> list[str]:
    if any("," in argument or " " in argument for argument in arguments):
        raise ValueError(f"arguments with commas or spaces: {arguments}")
    if target == "native":
        return [str(program.resolve()), *arguments]
    words = [f"arg={word}" for word in ("module", *arguments)]
    semihosting = ",".join(["enable=on", "target=native", *words])
    clock = [] if icount is None else ["-icount", icount]
    return [EMULATOR, "-M", "mps2-an500", "-cpu", "cortex-m7", "-nographic", "-monitor", "none", *clock,
            "-semihosting-config", semihosting, "-kernel", str(program.resolve())]


def _run(command: list[str], folder: Path, samples: int, progress: Progress, timeout_s: float) -> None:
    """Run in `folder` with progress from the growing output, printing into LOG."""
    deadline_s = time.monotonic() + timeout_s
    with (folder / LOG).open("wb") as log:
        try:
            process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT)
        except OSError as error:
            raise ToolError(f"{command[0]}: cannot be started ({error.strerror}); build it again") from error
        try:
            while process.poll() is None:
                if time.monotonic() > deadline_s:
                    raise ToolError(f"{command[0]}: no end after {timeout_s:g} s; stopped it")
                _report(folder / OUTPUT, samples, progress)
                _wait(process)
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise ToolError(f"{command[0]}: the module stopped with status {process.returncode}: "
                        f"{_last_line(folder / LOG)}")
    if samples:
        progress(samples, samples)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return


def _report(output: Path, samples: int, progress: Progress) -> None:
    if samples and output.is_file():
        done = output.stat().st_size // (4 * CHANNELS)
        progress(min(done, samples), samples)


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it printed nothing"


def _read(path: Path, dtype: str, size: int, or_more: bool = False) -> npt.NDArray[np.generic]:
    if not path.is_file():
        raise ToolError(f"{path.name}: the module ended without writing it; build the firmware again")
    values = np.fromfile(path, dtype=dtype)
    if len(values) < size or (len(values) > size and not or_more):
        raise ToolError(f"{path.name}: the module wrote {len(values)} of {size} values; make sure that "
                        f"{path.parent.parent} is not full, or build it again")
    return values
