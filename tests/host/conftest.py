# SPDX-License-Identifier: MIT
"""A bench for those that flash: boards, loader programs and a module, none of which is real."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from autocoder.commands import flashing as command
from autocoder.device import flash as device
from autocoder.device.flashing import halfkay
from loader_programs import Bench, Plug


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench with nothing plugged in, on which nobody waits."""
    made = Bench(tmp_path, monkeypatch)
    monkeypatch.setattr(device, "APPEARS_S", 0.0)
    monkeypatch.setattr(device, "POLL_S", 0.0)
    monkeypatch.setattr(halfkay, "USB_DEVICES", tmp_path / "usb")
    (tmp_path / "usb").mkdir()
    monkeypatch.setattr(list_ports, "comports", list)
    return made


@pytest.fixture
def plug(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Plug in boards that run: kind and serial number of each."""
    def ports(*boards: tuple[str, str]) -> None:
        usb = {"daisy": (0x0483, 0x5740), "teensy": (0x16C0, 0x0483)}
        found = []
        for kind, serial in boards:
            path = tmp_path / f"tty-{serial}"
            path.touch()
            vid, pid = usb[kind]
            found.append(SimpleNamespace(device=str(path), vid=vid, pid=pid, serial_number=serial))
        monkeypatch.setattr(list_ports, "comports", lambda: found)
    return ports


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the module answer, and be right, once the firmware is written."""
    monkeypatch.setattr(command, "_verify", lambda *_: {"port": "/dev/ttyACM0", "brought_back": [],
                                                        "right": True})
