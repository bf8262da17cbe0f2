# SPDX-License-Identifier: MIT
"""Flashing a board: what the loader programs are told, and what people are told when something hinders."""

import json
import os
import struct
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from serial.tools import list_ports

from autocoder.commands import flashing as command
from autocoder.device import client
from autocoder.device import flash as device
from autocoder.device.flashing import halfkay, program
from autocoder.device.flashing.boards import BOARDS
from autocoder.device.flashing.seen import Mode, Seen
from autocoder.errors import LinkError, ToolError
from loader_programs import CHIP, DAISY, OTHER_STM32, Bench
from synth_model import STRINGS

Run = Callable[..., tuple[int, str, str]]
Plug = Callable[..., None]

READY = ["1-2", DAISY, "327D366A3133"]
IN_CHIP = ["1-2", CHIP, "200364500000"]


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


def halfkays(folder: Path, *serials: str) -> None:
    for index, serial in enumerate(serials):
        place = folder / "usb" / f"1-{index}"
        place.mkdir(parents=True)
        for name, text in (("idVendor", "16c0"), ("idProduct", "0478"), ("serial", serial)):
            (place / name).write_text(f"{text}\n")


def refused(result: tuple[int, str, str], *words: str) -> None:
    """Check for exit code 2 and one line with these words; bars may stand before it."""
    code, out, err = result
    said = err.splitlines()[-1]
    assert (code, out) == (2, "") and said.startswith("autocoder: ") and "Traceback" not in err, err
    for each in words:
        assert each in said, said


def test_a_daisy_in_its_bootloader_is_written(bench: Bench, autocoder: Run, right: None) -> None:
    bench.set(dfu=[READY])
    code, out, err = autocoder("flash", "daisy", "--json")
    assert code == 0, err
    image = bench.project / ".pio" / "build" / "daisy" / "firmware.bin"
    assert bench.told("dfu-util")[-1] == ["-d", ",0483:df11", "-a", "0", "-s", "0x90040000:leave", "-D",
                                          str(image), "-S", "327D366A3133"]
    assert bench["written"] == ["0x90040000"] and json.loads(out)["image"] == str(image)


def test_the_first_time_the_bootloader_is_written_before(bench: Bench, autocoder: Run, right: None,
                                                         tmp_path: Path) -> None:
    loader = tmp_path / "dsy_bootloader.bin"
    loader.write_bytes(struct.pack("<II", 0x24080000, 0x08000299) + bytes(1000))
    bench.set(dfu=[IN_CHIP], then=[READY])
    code, _, err = autocoder("flash", "daisy", "--bootloader", loader)
    assert code == 0, err
    assert bench["written"] == ["0x08000000", "0x90040000"]


@pytest.mark.parametrize("content", [b"", b"a letter",
                                     struct.pack("<II", 0x08000000, 0x08000299) + bytes(999),
                                     struct.pack("<II", 0x24080000, 0x24000299) + bytes(99),
                                     struct.pack("<II", 0x24080000, 0x08000299) + bytes(128 * 1024)])
def test_what_is_no_bootloader_is_refused(bench: Bench, autocoder: Run, tmp_path: Path, content: bytes
                                          ) -> None:
    (tmp_path / "other.bin").write_bytes(content)
    bench.set(dfu=[IN_CHIP])
    refused(autocoder("flash", "daisy", "--bootloader", tmp_path / "other.bin"), "other.bin", "intdfu")
    refused(autocoder("flash", "daisy", "--bootloader", tmp_path / "absent.bin"), "absent.bin", "intdfu")
    refused(autocoder("flash", "teensy41", "--bootloader", tmp_path / "other.bin"), "leave --bootloader out")
    assert bench["told"] is None


def test_a_teensy_in_its_bootloader_is_written(bench: Bench, autocoder: Run, right: None, tmp_path: Path
                                               ) -> None:
    halfkays(tmp_path, "000C1F2A")
    code, _, err = autocoder("flash", "teensy41")
    assert code == 0 and "what it stores cannot be kept" in err, err
    image = bench.project / ".pio" / "build" / "teensy41" / "firmware.hex"
    assert bench.told("teensy_loader_cli") == [["--mcu=TEENSY41", "-w", "-v", str(image)]]


def test_a_model_is_baked_for_the_board_that_gets_it(bench: Bench, autocoder: Run, right: None, tmp_path: Path
                                                     ) -> None:
    halfkays(tmp_path, "000C1F2A")
    code, _, err = autocoder("flash", "teensy41", "--model", STRINGS)
    assert code == 0, err
    sizes = (Path(bench["generated"]) / "sizes.h").read_text()
    assert "kSampleRateHz = 44100;" in sizes and "kBlockSamples = 128;" in sizes
    bench.set(dfu=[READY])
    refused(autocoder("flash", "daisy", "--model", "gong"), "gong")
    assert bench["written"] is None


def test_progress_is_what_the_programs_print(bench: Bench, tmp_path: Path) -> None:
    shown: list[tuple[float, float]] = []
    (tmp_path / "firmware.bin").write_bytes(bytes(1000))
    seen = Seen(Mode.BOOTLOADER, "1-2", "")
    device.write(BOARDS["daisy"], seen, tmp_path / "firmware.bin", lambda *done: shown.append(done))
    assert shown[-1] == (200, 200) and shown == sorted(shown)
    shown.clear()
    bench.set(bytes=3000)
    device.write(BOARDS["teensy41"], seen, tmp_path / "firmware.hex", lambda *done: shown.append(done))
    assert (3, 3) in shown and shown[-1] == (1, 1)


def test_a_dry_run_writes_and_builds_nothing(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[READY])
    code, out, _ = autocoder("flash", "daisy", "--dry-run", "--json")
    assert code == 0 and json.loads(out)["written"] is False and json.loads(out)["serial"] == READY[2]
    assert bench["written"] is None and bench.told("__main__.py") == []


def test_boards_are_what_platformio_knows(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[READY])
    for board in ("gong", "native"):
        refused(autocoder("flash", board), board, "daisy, daisy_dense, teensy41")
    assert autocoder("flash", "daisy_dense", "--dry-run")[0] == 0


@pytest.mark.parametrize(("board", "package"), [("daisy", "dfu-util"), ("teensy41", "teensy-loader-cli")])
def test_a_missing_program_names_its_package(bench: Bench, autocoder: Run, board: str, package: str) -> None:
    for each in bench.programs.iterdir():
        each.unlink()
    refused(autocoder("flash", board), "is missing", f"apt install {package}")


def test_a_program_of_platformio_is_found(bench: Bench, autocoder: Run) -> None:
    place = bench.project / ".venv" / "platformio" / "packages" / "tool-dfuutil" / "bin"
    place.mkdir(parents=True)
    (bench.programs / "dfu-util").rename(place / "dfu-util")
    bench.set(dfu=[READY])
    assert autocoder("flash", "daisy", "--dry-run")[0] == 0


def test_nothing_plugged_in_says_how_to_get_there(bench: Bench, autocoder: Run, plug: Plug) -> None:
    refused(autocoder("flash", "daisy"), "no Daisy Seed found", "tap RESET, then BOOT")
    refused(autocoder("flash", "teensy41"), "no Teensy 4.1 found", "white button")
    plug(("teensy", "14589020"))
    refused(autocoder("flash", "daisy"), "there is a Teensy at", "name that board")
    bench.set(dfu=[["1-2", OTHER_STM32, "1"]])
    plug()
    refused(autocoder("flash", "daisy"), "no Daisy Seed found")


def test_of_two_boards_one_is_chosen(bench: Bench, autocoder: Run, right: None) -> None:
    bench.set(dfu=[READY, ["1-3", DAISY, "358A377E3133"]])
    refused(autocoder("flash", "daisy"), "2 boards", "327D366A3133", "358A377E3133", "--serial")
    refused(autocoder("flash", "daisy", "--serial", "7"), "serial number 7", "358A377E3133")
    assert autocoder("flash", "daisy", "--serial", "358A377E3133")[0] == 0
    assert bench.told("dfu-util")[-1][-1] == "358A377E3133"


def test_a_teensy_that_would_be_taken_for_another_is_refused(bench: Bench, autocoder: Run, plug: Plug,
                                                             tmp_path: Path) -> None:
    halfkays(tmp_path, "1", "2")
    refused(autocoder("flash", "teensy41"), "2 boards", "--serial")
    plug(("teensy", "14589020"))
    seen = device.find(BOARDS["teensy41"], "14589020")
    with pytest.raises(ToolError, match="another board is in its bootloader"):
        device.enter_bootloader(BOARDS["teensy41"], seen)


@pytest.mark.parametrize("words", ["sudo tee /etc/udev/rules.d/70-autocoder.rules", "plug it in again"])
def test_without_permission_the_rule_is_offered(bench: Bench, autocoder: Run, plug: Plug, words: str,
                                                monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bench.set(denied=True)
    refused(autocoder("flash", "daisy"), "may not be used by you", words)
    bench.set(write="denied")
    halfkays(tmp_path, "1")
    refused(autocoder("flash", "teensy41"), "may not be used by you", words)
    bench.set()
    plug(("daisy", "1"))
    usable = os.access
    monkeypatch.setattr(os, "access", lambda path, how: "tty-" not in str(path) and usable(path, how))
    refused(autocoder("flash", "daisy"), "tty-1", words)


def test_the_rule_lets_every_board_be_used(bench: Bench, autocoder: Run) -> None:
    code, out, _ = autocoder("flash", "--udev-rule")
    assert code == 0
    for vendor, product in (("0483", "df11"), ("0483", "5740"), ("16c0", "0478"), ("16c0", "0483")):
        assert f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", MODE="0660"' in out


def test_the_chips_own_bootloader_needs_the_daisys(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[IN_CHIP])
    refused(autocoder("flash", "daisy"), "chip's own bootloader", "tap RESET, then BOOT", "--bootloader FILE")


def test_the_bootloader_is_written_by_the_chips_own_alone(bench: Bench, autocoder: Run, tmp_path: Path
                                                          ) -> None:
    loader = tmp_path / "dsy_bootloader.bin"
    loader.write_bytes(struct.pack("<II", 0x24080000, 0x08000299) + bytes(1000))
    bench.set(dfu=[READY])
    refused(autocoder("flash", "daisy", "--bootloader", loader), "hold BOOT, tap RESET")
    bench.set(dfu=[IN_CHIP])
    refused(autocoder("flash", "daisy", "--bootloader", loader), "does not show", "without --bootloader")


@pytest.mark.parametrize(("how", "words"), [
    ("gone", ("left its bootloader", "tap RESET")), ("two", ("more than one board", "--serial")),
    ("no memory", ("0x9009ffff", "--bootloader FILE")),
    ("lost", ("lost at 43 % of writing", "NO_DEVICE", "tap RESET, then BOOT")),
])
def test_what_dfu_util_cannot_do(bench: Bench, autocoder: Run, how: str, words: tuple[str, ...]) -> None:
    bench.set(dfu=[READY], write=how)
    refused(autocoder("flash", "daisy"), *words)
    assert bench["written"] is None


@pytest.mark.parametrize(("how", "words"), [
    ("lost", ("lost at 66 % of writing", "error writing to Teensy", "is it a Teensy 4.1?")),
    ("no image", ("cannot be read", "remove .pio")),
])
def test_what_the_teensy_loader_cannot_do(bench: Bench, autocoder: Run, tmp_path: Path, how: str,
                                          words: tuple[str, ...]) -> None:
    bench.set(write=how)
    halfkays(tmp_path, "1")
    refused(autocoder("flash", "teensy41"), *words)


def test_a_loader_that_waits_for_ever_is_not_waited_for() -> None:
    """It would, where it may not use the board; once it has found the board, erasing takes long."""
    asked = "Waiting for Teensy device...\n"
    assert halfkay._patience_s(asked) == halfkay.APPEARS_S
    assert halfkay._patience_s(f"Unable to claim interface, check USB permissions\n{asked}") == 0.0
    assert halfkay._patience_s("Found HalfKay Bootloader\n") == program.SILENCE_S >= 45.0


def test_a_teensy_that_does_not_come_is_not_waited_for(bench: Bench, autocoder: Run, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halfkay, "APPEARS_S", 0.2)
    bench.set(write="absent")
    halfkays(tmp_path, "1")
    refused(autocoder("flash", "teensy41"), "within 0.2 s", "white button")


def test_a_program_that_says_nothing_is_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (bench.programs / "dfu-util").write_text("#!/bin/sh\necho Opening\nexec /bin/sleep 600\n")
    monkeypatch.setattr(program, "SILENCE_S", 0.2)
    seen = Seen(Mode.BOOTLOADER, "1-2", "")
    with pytest.raises(ToolError, match=r"dfu-util failed: .*; plug the board in again"):
        device.write(BOARDS["daisy"], seen, bench.file)


@pytest.mark.parametrize(("failure", "words"), [
    ("firmware/main.cc:7:1: error: 'x' was not declared", ("does not build", "main.cc:7:1")),
    ("HTTPClientError: ", ("cannot fetch the board's packages", "connect")),
    ("Error: You are not connected to the Internet.", ("cannot fetch the board's packages", "connect")),
    ("UnknownPackageError: Could not find the package with 'platformio/ststm32 @ 19.6.0' requirements",
     ("cannot fetch", "ststm32")),
])
def test_a_failed_build_writes_nothing(bench: Bench, autocoder: Run, failure: str, words: tuple[str, ...]
                                       ) -> None:
    bench.set(dfu=[READY], build=failure)
    refused(autocoder("flash", "daisy"), *words)
    assert bench["written"] is None


class Answering:
    """In place of a module: takes a reboot and nothing else, or does not answer at all."""

    def __init__(self, asked: list[Any] | None) -> None:
        self.asked = asked

    def __call__(self, port: str, patience_s: float | None = None) -> "Answering":
        if self.asked is None:
            raise LinkError(f"{port}: no answer in 5 s; is it a module?")
        return self

    def __enter__(self) -> "Answering":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, request: object) -> None:
        assert self.asked is not None
        self.asked.append(request)


def test_a_running_module_is_asked_into_its_bootloader(bench: Bench, autocoder: Run, plug: Plug, right: None,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(device, "Module", Answering(asked))
    bench.set(dfu=[READY], after=2)
    plug(("daisy", "1"))
    code, _, err = autocoder("flash", "daisy")
    assert code == 0, err
    assert [each.bootloader for each in asked] == [1] and bench["written"] == ["0x90040000"]


def test_a_module_that_does_not_go_there_says_how(bench: Bench, autocoder: Run, plug: Plug,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "Module", Answering([]))
    plug(("daisy", "1"))
    refused(autocoder("flash", "daisy"), "did not come there", "tap RESET, then BOOT")
    monkeypatch.setattr(device, "Module", Answering(None))
    refused(autocoder("flash", "daisy"), "does not take requests", "tap RESET, then BOOT")


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """A serial port at which nobody answers: its other end and its path."""
    other_end, own_end = os.openpty()
    yield other_end, os.ttyname(own_end)
    os.close(other_end)
    os.close(own_end)


def test_a_teensy_with_another_program_is_asked_by_speed(bench: Bench, autocoder: Run, right: None,
                                                         terminal: tuple[int, str],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    other_end, port = terminal
    found = SimpleNamespace(device=port, vid=0x16C0, pid=0x0483, serial_number="14589020")
    monkeypatch.setattr(list_ports, "comports", lambda: [found])
    monkeypatch.setattr(client, "GREETING_S", 0.1)
    asked = [Seen(Mode.BOOTLOADER, "1-0", "000DE9F5")]
    monkeypatch.setattr(halfkay, "boards",
                        lambda: asked if termios.tcgetattr(other_end)[4] == termios.B134 else [])
    code, _, err = autocoder("flash", "teensy41")
    assert code == 0 and "no module runs there" in err, err
    assert bench["written"] == ["TEENSY41"]


def test_firmware_that_does_not_answer_says_what_to_do(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[READY])
    refused(autocoder("flash", "daisy"), "is written, but", "no serial port appears", "autocoder verify")
