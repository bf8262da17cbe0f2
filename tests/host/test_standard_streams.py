# SPDX-License-Identifier: MIT
"""Standard output and error that are full, closed or unread: one line, a status, never a traceback."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.commands.standard import EXIT_UNREAD
from autocoder.similarity.encoded import save_encoded

ROOT = Path(__file__).resolve().parents[2]


def shell(line: str, folder: Path) -> tuple[int, str, str]:
    """Run a line of bash in which `autocoder` is the command; return its status and what was printed."""
    command = f'autocoder() {{ "{sys.executable}" -m autocoder.cli "$@"; }}; {line}'
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


PRINTING = ("--help", "--version", "render --help", "patches --json", "ports --json",
            "neighbours latents.npz --csv", "key new -o out/KEY")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with something for each command that prints."""
    from autocoder.similarity.encoded import encode_sound

    path = tmp_path_factory.mktemp("streams")
    write_wav(path / "x.wav", np.sin(np.arange(48_000) * 0.05).astype(np.float32))
    save_encoded(encode_sound(path / "x.wav", ROOT / "models" / "strings"), path / "latents.npz")
    return path


@pytest.mark.parametrize("words", PRINTING)
def test_full_and_closed_output_is_one_line(folder: Path, words: str) -> None:
    for where, reason in ((">/dev/full", "the disk is full"), (">&-", "it is closed")):
        status, out, err = shell(f"autocoder {words.replace('KEY', where[-1])} {where}", folder)
        lines = [line for line in err.splitlines() if line.startswith("autocoder:")]
        assert status == 2 and not out, err
        assert len(lines) == 1 and "standard output" in lines[0] and reason in lines[0], err


def test_a_reader_that_has_gone_is_no_fault(folder: Path) -> None:
    line = "autocoder neighbours latents.npz --csv -n 50 | head -n 1; exit ${PIPESTATUS[0]}"
    status, out, err = shell(line, folder)
    assert status == EXIT_UNREAD and len(out.splitlines()) == 1
    assert "autocoder:" not in err


def test_what_is_not_printed_is_not_missed(folder: Path) -> None:
    """The table goes to standard error; a closed standard output is no reason to fail."""
    status, _, err = shell("autocoder patches -o quiet >&-", folder)
    assert status == 0 and "autocoder.pd" in err


@pytest.mark.parametrize(("where", "expected"), [("2>&-", 0), ("2>/dev/full", 1)])
def test_without_standard_error_the_work_is_done(folder: Path, where: str, expected: int) -> None:
    """The table goes there: where it was to be read and could not be, the status says so."""
    name = f"work{expected}"
    status, out, _ = shell(f"autocoder patches -o {name} {where}", folder)
    assert status == expected and not out
    assert sorted(each.name for each in (folder / name).iterdir()) == ["autocoder.maxpat", "autocoder.pd"]
    assert shell(f"autocoder render nothing {where}", folder)[0] == 2
    assert shell(f"autocoder analyze x.wav -o {name}.npz --json {where}", folder)[1].startswith("{")


def test_nothing_that_is_printed_lands_in_a_file(folder: Path) -> None:
    """A file that is opened while 1 and 2 are free would get their numbers."""
    plain = shell("autocoder render {} --seconds 0.1 -o a.wav".format(ROOT / "models" / "strings"), folder)
    closed = shell("autocoder render {} --seconds 0.1 -o b.wav --json >&- 2>&- <&-".format(
        ROOT / "models" / "strings"), folder)
    assert (plain[0], closed[0]) == (0, 2)
    assert (folder / "a.wav").read_bytes() == (folder / "b.wav").read_bytes()
