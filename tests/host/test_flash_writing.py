# SPDX-License-Identifier: MIT
"""Flashing a board that is found: what the loader programs are told, and what is said of their failures."""

import json
import struct
from pathlib import Path

import pytest

from autocoder.device import flash as device
from autocoder.device.flashing import dfu, halfkay, program
from autocoder.device.flashing.boards import BOARDS
from autocoder.device.flashing.seen import Mode, Seen
from autocoder.errors import ToolError
from loader_programs import IN_CHIP, READY, Bench, Run, halfkays, refused
from synth_model import STRINGS


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
    refused(autocoder("flash", "daisy", "--bootloader", tmp_path / "other.bin"), "other.bin",
            dfu.BOOTLOADER)
    refused(autocoder("flash", "daisy", "--bootloader", tmp_path / "absent.bin"), "absent.bin",
            dfu.BOOTLOADER)
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


def test_firmware_that_does_not_answer_says_what_to_do(bench: Bench, autocoder: Run) -> None:
    bench.set(dfu=[READY])
    refused(autocoder("flash", "daisy"), "is written, but", "no serial port appears", "autocoder verify")
