# SPDX-License-Identifier: MIT
"""The offline boards as programs: lengths, exit statuses, messages, and the self-test at boot."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from autocoder.device.build import PROJECT, build_firmware
from autocoder.spec import CV_SCANS

BLOCK = 64
EXIT_BAD_FILE = 2
EXIT_BAD_MODEL = 3


@pytest.fixture(scope="module", params=["native", "qemu"])
def board(request: pytest.FixtureRequest) -> tuple[str, Path]:
    return request.param, build_firmware(request.param)


def run(board: tuple[str, Path], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    name, program = board
    command = [str(program), *arguments]
    if name == "qemu":
        words = ",".join(f"arg={word}" for word in ("module", *arguments))
        command = ["qemu-system-arm", "-M", "mps2-an500", "-cpu", "cortex-m7", "-nographic"]
        command += ["-monitor", "none", "-icount", "shift=7", "-kernel", str(program)]
        command += ["-semihosting-config", f"enable=on,target=native,{words}"]
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120, check=False)


def write(folder: Path, frames: int, blocks: int) -> None:
    """in.f32 of noise, controls.u16 at rest, and no settings in settings.bin."""
    sound = np.random.default_rng(1).uniform(-1, 1, (frames, 2)).astype("<f4")
    sound.tofile(folder / "in.f32")
    np.full((blocks, 8 + CV_SCANS * 8), 32768, "<u2").tofile(folder / "controls.u16")
    (folder / "settings.bin").touch()


@pytest.mark.parametrize("frames", [0, 1, BLOCK, 20 * BLOCK + 7])
def test_output_is_as_long_as_the_input(board: tuple[str, Path], tmp_path: Path, frames: int) -> None:
    blocks = -(-frames // BLOCK)
    write(tmp_path, frames, blocks)
    done = run(board, tmp_path, "in.f32", "controls.u16", "settings.bin", "out.f32", "counts.u32")
    assert (done.returncode, done.stdout) == (0, "")
    output = np.fromfile(tmp_path / "out.f32", "<f4")
    assert len(output) == 2 * frames
    counts = np.fromfile(tmp_path / "counts.u32", "<u4").reshape(-1, 2)
    assert len(counts) == blocks
    if frames > 6 * BLOCK:
        assert np.all(output[: 2 * 6 * BLOCK] == 0)  # until the first response is there
        assert np.any(output[2 * 6 * BLOCK:] != 0)
        assert np.all(counts[:, 0] > 0) == (board[0] == "qemu")


@pytest.mark.parametrize(("arguments", "message"), [
    ((), "firmware: takes IN.f32 CONTROLS.u16 SETTINGS.bin OUT.f32 [COUNTS.u32]"),
    (("absent.f32", "controls.u16", "settings.bin", "out.f32"), "firmware: cannot read absent.f32"),
    (("in.f32", "absent.u16", "settings.bin", "out.f32"), "firmware: cannot read absent.u16"),
    (("in.f32", "controls.u16", "absent.bin", "out.f32"), "firmware: cannot read absent.bin"),
    (("in.f32", "controls.u16", "settings.bin", "absent/out.f32"), "firmware: cannot write absent/out.f32"),
    (("in.f32", "short.u16", "settings.bin", "out.f32"), "firmware: controls end before the input does"),
])
def test_bad_files_give_one_line(board: tuple[str, Path], tmp_path: Path, arguments: tuple[str, ...],
                                 message: str) -> None:
    write(tmp_path, 3 * BLOCK, 3)
    (tmp_path / "short.u16").write_bytes((tmp_path / "controls.u16").read_bytes()[:-2])
    done = run(board, tmp_path, *arguments)
    assert (done.returncode, done.stdout.strip()) == (EXIT_BAD_FILE, message)


def test_an_earlier_output_survives_a_missing_input(board: tuple[str, Path], tmp_path: Path) -> None:
    write(tmp_path, BLOCK, 1)
    (tmp_path / "out.f32").write_text("earlier")
    done = run(board, tmp_path, "absent.f32", "controls.u16", "settings.bin", "out.f32")
    assert done.returncode == EXIT_BAD_FILE
    assert (tmp_path / "out.f32").read_text() == "earlier"


@pytest.mark.parametrize(("pattern", "replacement", "message"), [
    (r"(kModels\[.*?\}, )(\d+)u", r"\g<1>1u", "firmware: the sound cannot begin: self-test failed"),
    (r"(kDecoderModel0\[\] = \{\s*(?:\d+, *){4})(\d+)", r"\g<1>0",
     "firmware: the sound cannot begin: bad identifier"),
])
def test_a_damaged_model_does_not_start(tmp_path: Path, pattern: str, replacement: str, message: str) -> None:
    baked = tmp_path / "baked"
    shutil.copytree(PROJECT / "firmware" / "generated", baked)
    source = (baked / "model.cc").read_text()
    damaged, replaced = re.subn(pattern, replacement, source, count=1, flags=re.DOTALL)
    assert replaced == 1
    (baked / "model.cc").write_text(damaged)
    program = build_firmware("native", baked, tmp_path / "build")
    write(tmp_path, BLOCK, 1)
    done = run(("native", program), tmp_path, "in.f32", "controls.u16", "settings.bin", "out.f32")
    assert (done.returncode, done.stdout.strip()) == (EXIT_BAD_MODEL, message)
