# SPDX-License-Identifier: MIT
"""Flashing from end to end: a module that runs, a loader's stand-in, and the module that comes back."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from autocoder.bake.bundle import bundle_bytes
from autocoder.commands import flashing as command
from autocoder.device.client import Module
from autocoder.device.flashing import halfkay
from autocoder.device.flashing.keeping import bring_back, keep, kept_earlier
from autocoder.device.live import LiveModule
from autocoder.device.messages import FactoryResetRequest, PresetSaveRequest
from autocoder.device.state import read_state
from autocoder.device.upload import download, upload
from loader_programs import DAISY, Bench
from synth_model import STRINGS

Run = Callable[..., tuple[int, str, str]]
VOICES = STRINGS.parent / "voices"
CONFIRM_RESET = 0x52455345


@pytest.fixture
def bench(fresh: LiveModule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench on which the emulated module passes for a Daisy Seed and for a Teensy."""
    both = [SimpleNamespace(device=fresh.port, vid=vid, pid=pid, serial_number=serial)
            for vid, pid, serial in ((0x0483, 0x5740, "1"), (0x16C0, 0x0483, "2"))]
    monkeypatch.setattr(list_ports, "comports", lambda: both)
    return Bench(tmp_path, monkeypatch)


def test_a_module_gets_its_firmware_and_is_right(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[["1-2", DAISY, "327D366A3133"]], after=2)
    code, out, err = autocoder("flash", "daisy", "--model", STRINGS, "--json")
    assert code == 0, err
    said = json.loads(out)
    assert said["right"] and said["mode"] == "running" and bench["written"] == ["0x90040000"]
    assert said["brought_back"] == []


def test_another_model_than_was_flashed_is_no_success(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[["1-2", DAISY, "327D366A3133"]], after=2)
    code, out, err = autocoder("flash", "daisy", "--model", VOICES)
    assert (code, out) == (2, "") and "is written, but the module is not right" in err


def test_what_is_stored_outlives_a_flash_that_is_erased(bench: Bench, autocoder: Run, fresh: LiveModule,
                                                        monkeypatch: pytest.MonkeyPatch, tmp_path: Path
                                                        ) -> None:
    monkeypatch.setattr(halfkay, "USB_DEVICES", tmp_path / "no-usb-here")  # only the loader sees the board
    bundle = bundle_bytes(VOICES)
    with Module(fresh.port) as module:
        upload(module, 1, bundle)
        module.ask(PresetSaveRequest(3, 0, "three"))
        before = read_state(module)
    place = bench.project / "out" / "flash" / "teensy41" / "kept"

    def erase(*_: object) -> None:
        assert (place / "slot1.acb").read_bytes() == bundle
        with Module(fresh.port) as module:
            module.finish(FactoryResetRequest(CONFIRM_RESET))
            assert not read_state(module).presets

    monkeypatch.setattr(command, "_write", erase)
    code, out, err = autocoder("flash", "teensy41", "--json")
    assert code == 0, err
    assert json.loads(out)["brought_back"][:2] == ["model of slot 1", "preset 3: 'three'"]
    with Module(fresh.port) as module:
        assert read_state(module) == before and download(module, 1) == bundle
    assert not place.exists()


def test_what_an_interrupted_run_kept_is_found(fresh: LiveModule, tmp_path: Path) -> None:
    with Module(fresh.port) as module:
        upload(module, 1, bundle_bytes(VOICES))
        kept = keep(module, tmp_path / "kept")
        assert kept_earlier(tmp_path / "kept") == kept and kept.models == [1]
        shutil.copytree(kept.folder, tmp_path / "copy")
        module.finish(FactoryResetRequest(CONFIRM_RESET))
        assert bring_back(module, kept_earlier(tmp_path / "copy"))[0] == "model of slot 1"
