# SPDX-License-Identifier: MIT
"""Running programs offline: a stand-in module, on the desktop and on the emulated Cortex-M7."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autocoder.device.controls import by_scan
from autocoder.device.emulator import run_module, run_program
from autocoder.errors import ToolError
from autocoder.spec import LATENTS, Clock

# Negates the input and counts blocks; any first knob of 7 is a fault, of 8 an early end, of 9 no end.
NATIVE_MODULE = """#!{python}
import sys, time, numpy as np
sound = np.fromfile(sys.argv[1], "<f4")
controls = np.fromfile(sys.argv[2], "<u2").reshape(-1, {counts})
knob = controls[0, 0]
if knob == 7:
    print("starting"); print("kTooLarge: decoder refused"); sys.exit(3)
if knob == 9:
    time.sleep(60)
with open(sys.argv[4], "wb") as output:
    for half in np.split(-sound, 2):
        output.write(half.tobytes() if knob != 8 else b""); output.flush(); time.sleep(0.3)
if len(sys.argv) > 5:
    np.stack([np.arange(len(controls)), controls[:, 15]], 1).astype("<u4").tofile(sys.argv[5])
"""

# The same for the emulator, over newlib's semihosting: the counts are argc and the second control.
QEMU_MODULE = r"""
#include <stdint.h>
#include <stdio.h>
extern void _start(void);
__attribute__((naked)) void reset(void) {
  __asm volatile("ldr r0, =0xE000ED88\n ldr r1, [r0]\n orr r1, r1, #0xF00000\n str r1, [r0]\n dsb\n isb\n"
                 "b _start\n");
}
__attribute__((section(".vectors"), used)) void* vectors[] = {(void*)0x20400000, (void*)reset};
int main(int argc, char** argv) {
  FILE* in = fopen(argv[1], "rb");
  FILE* controls = fopen(argv[2], "rb");
  FILE* out = fopen(argv[4], "wb");
  uint16_t first[2];
  if (!in || !controls || !out || fread(first, 2, 2, controls) != 2) return 4;
  if (first[0] == 7) { puts("kTooLarge: decoder refused"); return 3; }
  float sample;
  size_t written = 0;
  while (fread(&sample, 4, 1, in) == 1) { sample = -sample; fwrite(&sample, 4, 1, out); ++written; }
  fclose(out);
  if (argc > 5) {
    FILE* counts = fopen(argv[5], "wb");
    for (size_t block = 0; block < (written / 2 + 63) / 64; ++block) {
      uint32_t row[2] = {argc, first[1]};
      fwrite(row, 4, 2, counts);
    }
    fclose(counts);
  }
  puts("done");
  return 0;
}
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("with, comma and space")
    native, source, elf = folder / "native", folder / "module.c", folder / "module.elf"
    native.write_text(NATIVE_MODULE.format(python=sys.executable, counts=LATENTS * (1 + Clock().cv_scans)))
    native.chmod(0o755)
    source.write_text(QEMU_MODULE)
    subprocess.run(
        ["arm-none-eabi-gcc", "-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-d16", "-mfloat-abi=hard", "-O1",
         "--specs=rdimon.specs", "-Wl,--section-start=.vectors=0", "-Wl,-Ttext=0x1000",
         "-Wl,-Tdata=0x20000000", str(source), "-o", str(elf)], check=True)
    return {"native": native, "qemu": elf}


def sound(samples: int = 1000) -> np.ndarray:
    return np.random.default_rng(12).uniform(-1, 1, (samples, 2)).astype(np.float32)


def controls(samples: int = 1000, knob: int = 100) -> np.ndarray:
    rows = np.random.default_rng(13).integers(0, 2**16, (-(-samples // 64), 16)).astype(np.uint16)
    rows[0, 0] = knob
    return rows


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_sound_and_controls_go_in_and_sound_comes_out(programs: dict[str, Path], target: str) -> None:
    run = run_module(target, programs[target], sound(), controls())
    np.testing.assert_array_equal(run.output, -sound())
    assert run.output.dtype == np.float32
    assert run.counts is None


def test_counts_come_back_by_block(programs: dict[str, Path]) -> None:
    rows = controls()
    native = run_module("native", programs["native"], sound(), rows, counts=True).counts
    np.testing.assert_array_equal(native, np.stack([np.arange(16), rows[:, 15]], axis=1))
    emulated = run_module("qemu", programs["qemu"], sound(), rows, counts=True).counts
    np.testing.assert_array_equal(emulated, [[6, rows[0, 1]]] * 16)


def test_progress_follows_the_output(programs: dict[str, Path]) -> None:
    seen: list[tuple[float, float]] = []
    run_module("native", programs["native"], sound(), controls(),
               progress=lambda done, total: seen.append((done, total)))
    assert (500, 1000) in seen
    assert seen[-1] == (1000, 1000)
    assert seen == sorted(seen)


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_a_fault_passes_its_message_on(programs: dict[str, Path], target: str) -> None:
    with pytest.raises(ToolError, match=r"status 3: kTooLarge: decoder refused$"):
        run_module(target, programs[target], sound(), controls(knob=7))


def test_short_output_is_an_error(programs: dict[str, Path]) -> None:
    with pytest.raises(ToolError, match="wrote 0 of 2000 values"):
        run_module("native", programs["native"], sound(), controls(knob=8))


def test_a_module_that_does_not_end_is_stopped(programs: dict[str, Path]) -> None:
    with pytest.raises(ToolError, match="no end after 1 s"):
        run_module("native", programs["native"], sound(), controls(knob=9), timeout_s=1.0)


def test_missing_emulator_names_the_package(programs: dict[str, Path], tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for run in (lambda: run_module("qemu", programs["qemu"], sound(), controls()),
                lambda: run_program("qemu", programs["qemu"], ["a"], tmp_path)):
        with pytest.raises(ToolError, match="install the Debian package qemu-system-arm"):
            run()


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_missing_program_is_an_error(target: str, tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="none"):
        run_module(target, tmp_path / "none.elf", sound(), controls())


def test_wrong_shapes_are_refused(programs: dict[str, Path]) -> None:
    for inputs, rows in ((sound(1000), controls(900)), (sound(1000)[:, :1], controls()),
                         (sound(), controls().astype(np.int32))):
        with pytest.raises(ValueError, match="must be"):
            run_module("native", programs["native"], inputs, rows)


@pytest.mark.parametrize("target", ["native", "qemu"])
def test_other_programs_print_back(programs: dict[str, Path], target: str, tmp_path: Path) -> None:
    sound().tofile(tmp_path / "i")
    by_scan(controls(), Clock().cv_scans).tofile(tmp_path / "c")
    printed = run_program(target, programs[target], ["i", "c", "none", "o"], tmp_path)
    assert printed.strip() == ("done" if target == "qemu" else "")
    np.testing.assert_array_equal(np.fromfile(tmp_path / "o", "<f4").reshape(-1, 2), -sound())
    with pytest.raises(ValueError, match="commas"):
        run_program(target, programs[target], ["i", "c,o"], tmp_path)


def test_nothing_is_left_behind(programs: dict[str, Path], tmp_path: Path,
                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_module("native", programs["native"], sound(), controls())
    assert list(tmp_path.iterdir()) == []
    assert shutil.which("qemu-system-arm") is not None
