# SPDX-License-Identifier: MIT
"""Flashing a board: which one is found, how it gets into its bootloader, and what is said if not."""

import os
import termios
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from serial.tools import list_ports

from autocoder.device import client
from autocoder.device import flash as device
from autocoder.device.flashing import halfkay
from autocoder.device.flashing.boards import BOARDS
from autocoder.device.flashing.seen import Mode, Seen
from autocoder.errors import LinkError, ToolError
from loader_programs import DAISY, IN_CHIP, OTHER_STM32, READY, Bench, Plug, Run, halfkays, refused


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


def test_a_teensy_that_does_not_come_is_not_waited_for(bench: Bench, autocoder: Run, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halfkay, "APPEARS_S", 0.2)
    bench.set(write="absent")
    halfkays(tmp_path, "1")
    refused(autocoder("flash", "teensy41"), "within 0.2 s", "white button")
