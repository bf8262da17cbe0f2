# SPDX-License-Identifier: MIT
"""Tables: whatever they show can be copied, in a file and on a terminal that is too narrow."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from autocoder.terminal import Terminal

Run = Callable[..., tuple[int, str, str]]
PATH = "/tmp/my sounds/" + "long-name-" * 15 + "[1].wav"


def on_terminal(columns: int, show: Callable[[Terminal], None]) -> str:
    """Return what is shown on a terminal of so many columns, without its colours."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    earlier = os.dup(2)
    os.dup2(slave, 2)
    try:
        terminal = Terminal()
        show(terminal)
        terminal.console.file.close()
    finally:
        os.dup2(earlier, 2)
        os.close(earlier)
        os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while more := os.read(master, 65_536):
            shown += more
    os.close(master)
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")


def test_in_a_file_nothing_is_cut(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    Terminal().table(PATH, [("sound", PATH), ("[b]words", "two words " * 20), ("size", "3")])
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == PATH and any(f" {PATH} " in line for line in lines[1:])
    assert any("[b]words" in line and "two words " * 20 in line for line in lines)


@pytest.mark.parametrize("columns", [20, 80, 300])
def test_on_a_terminal_a_path_stays_in_one_piece(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)  # which workers of the suite have, and rich believes
    shown = on_terminal(columns, lambda terminal: terminal.table(PATH, [("sound", PATH), ("size", "3")]))
    assert shown.count(PATH) == 2 and ("│" in shown) == (columns > len(PATH) + 20)
    assert re.search(r"^\W*size\W+3", shown, re.MULTILINE)


def test_a_table_without_rows_draws_no_box(capfd: pytest.CaptureFixture[str]) -> None:
    Terminal().table("0 of 16 presets", [])
    assert capfd.readouterr().err == "0 of 16 presets\n"


def test_no_port_is_said_with_what_to_do(autocoder: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
                                         ) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("serial.tools.list_ports.comports", list)
    for more in ((), ("--all",)):
        code, out, err = autocoder("ports", *more)
        assert (code, out) == (0, "") and "│" not in err and len(err.splitlines()) == 1
        for each in ("no module found", "cable", "autocoder emulate --serial"):
            assert each in err


def test_a_port_that_looks_like_no_module_says_whether_it_can_be_opened(
        autocoder: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without --all it is named where nothing else is found; with --all it is listed, in one piece."""
    other = ListPortInfo(str(tmp_path / ("tty-of-another-device" * 5)))
    other.vid, other.pid = 0x1234, 0x5678
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [other])
    assert other.device in autocoder("ports")[2]
    for allowed in (True, False):
        monkeypatch.setattr(os, "access", lambda *_, allowed=allowed: allowed)
        err = autocoder("ports", "--all")[2]
        assert f"│ {other.device} │ other: looks like no module" in err and "1 port\n" in err
        assert ("may not be opened by you" in err) != allowed
