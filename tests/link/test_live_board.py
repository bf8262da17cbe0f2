# SPDX-License-Identifier: MIT
"""The emulated board that runs: wire, flash, panel, jacks and clock, by a probe on it and as the module."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import serial

from autocoder import spec
from autocoder.device.emulator import INPUT, run_module
from autocoder.device.live import FLASH, LOG, MOST_INPUT_SAMPLES, LiveModule
from autocoder.errors import InputError, ToolError
from live_probe import BLOCKS_PER_S, LiveProbe
from sounds import white_noise

FLASH_BYTES = 4 << 20
BLOCK_BYTES, PAGE_BYTES = 4096, 256
RING_BYTES = 16_384
REST = [(655 + 64_880) // 2] * 8 + [32_768] * 8  # what the panel's converters read when nobody touches it
TRIES = 1000
LOOK_S = 0.05

Programs = Callable[[str], Path]


@pytest.fixture
def module(firmware_program: Programs, tmp_path: Path) -> Iterator[LiveModule]:
    with LiveModule(firmware_program("qemu_live_probe"), tmp_path) as running:
        yield running


@pytest.fixture
def probe(module: LiveModule) -> Iterator[LiveProbe]:
    with LiveProbe(module) as connected:
        yield connected


def noise(count: int) -> bytes:
    return np.random.default_rng(1).bytes(count)


def test_every_byte_comes_back(probe: LiveProbe) -> None:
    every = bytes(range(256)) * 8 + noise(6000)
    assert probe.echo(every) == every


def test_what_a_busy_module_cannot_take_waits(probe: LiveProbe) -> None:
    """Half a second of its time without a look at the port, whose ring is shorter than what is sent; but both
    rings together hold that, since nobody reads here until all is written."""
    data = noise(RING_BYTES + 3000)
    probe.stay_away(12_500_000)
    probe.ask("e", "I", len(data))
    for begin in range(0, len(data), 1000):
        probe.serial.write(data[begin:begin + 1000])
    assert probe.take(1 + len(data)) == b"\1" + data


def test_an_unread_answer_waits(probe: LiveProbe) -> None:
    """More than the port, the pseudo-terminal and the emulator hold."""
    for _ in range(8):
        probe.ask("r", "II", 0, BLOCK_BYTES)
    assert probe.take(8 * BLOCK_BYTES) == b"\xff" * (8 * BLOCK_BYTES)
    assert probe.echo(b"x") == b"x"


def test_flash_is_erased_when_it_is_new(module: LiveModule, probe: LiveProbe) -> None:
    assert probe.flash(FLASH_BYTES - BLOCK_BYTES, BLOCK_BYTES) == b"\xff" * BLOCK_BYTES
    assert (module.folder / FLASH).read_bytes() == b"\xff" * FLASH_BYTES


def test_programming_clears_bits_and_erasing_sets_them(module: LiveModule, probe: LiveProbe) -> None:
    expected = bytearray(b"\xff" * FLASH_BYTES)
    assert probe.program(3 * BLOCK_BYTES, 0xF5)
    assert probe.program(3 * BLOCK_BYTES, 0x3F)
    assert probe.program(3 * BLOCK_BYTES + PAGE_BYTES, 0x01)
    assert probe.program(4 * BLOCK_BYTES, 0x02)
    expected[3 * BLOCK_BYTES:][:PAGE_BYTES] = b""
    expected[3 * BLOCK_BYTES:3 * BLOCK_BYTES + PAGE_BYTES] = b"\x35" * PAGE_BYTES
    expected[3 * BLOCK_BYTES + PAGE_BYTES:3 * BLOCK_BYTES + 2 * PAGE_BYTES] = b"\x01" * PAGE_BYTES
    expected[4 * BLOCK_BYTES:4 * BLOCK_BYTES + PAGE_BYTES] = b"\x02" * PAGE_BYTES
    assert probe.flash(3 * BLOCK_BYTES, BLOCK_BYTES) == expected[3 * BLOCK_BYTES:4 * BLOCK_BYTES]
    assert (module.folder / FLASH).read_bytes() == expected
    assert probe.erase(3 * BLOCK_BYTES)
    expected[3 * BLOCK_BYTES:4 * BLOCK_BYTES] = b"\xff" * BLOCK_BYTES
    assert (module.folder / FLASH).read_bytes() == expected


@pytest.mark.parametrize("offset", [FLASH_BYTES, 1, PAGE_BYTES - 1, FLASH_BYTES - 1, (1 << 32) - PAGE_BYTES])
def test_flash_refuses_what_is_no_page(module: LiveModule, probe: LiveProbe, offset: int) -> None:
    assert not probe.program(offset, 0)
    assert not probe.erase(offset)
    assert (module.folder / FLASH).read_bytes() == b"\xff" * FLASH_BYTES


def test_flash_outlives_a_cut_and_its_port_does_not_move(module: LiveModule) -> None:
    port = module.port
    with LiveProbe(module) as before:
        assert before.program(0, 0x5A)
        module.kill()
        assert not os.path.lexists(port)
    module.restart()
    assert module.port == port
    with LiveProbe(module) as after:
        assert after.flash(0, PAGE_BYTES + 1) == b"\x5a" * PAGE_BYTES + b"\xff"


def test_starting_again_leaves_nothing_open(module: LiveModule) -> None:
    """Computers have few pseudo-terminals."""
    before = os.listdir("/proc/self/fd")
    for _ in range(5):
        module.restart()
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_cut_while_the_flash_is_made_leaves_one(module: LiveModule) -> None:
    module.kill()
    (module.folder / FLASH).write_bytes(b"\xff" * (BLOCK_BYTES + 7))
    module.restart()
    with LiveProbe(module) as after:
        assert after.program(BLOCK_BYTES, 0)
    assert (module.folder / FLASH).stat().st_size == FLASH_BYTES


def test_it_restarts_itself(module: LiveModule, probe: LiveProbe) -> None:
    """On the same line. What is sent meanwhile may be lost, so that is asked again."""
    assert probe.program(0, 0x77)
    probe.stay_away(2_500_000)
    assert probe.take(1) == b"\1" and probe.time()[2] >= BLOCKS_PER_S // 10
    probe.ask("b")
    probe.serial.timeout = 0.5
    for _ in range(TRIES):
        probe.ask("e", "IB", 1, 42)
        if probe.serial.read(1) == b"\x2a":
            break
    probe.serial.timeout = 60.0
    assert probe.flash(0, PAGE_BYTES) == b"\x77" * PAGE_BYTES
    assert module.printed() == ""


def test_the_panel_is_looked_at_all_the_time(module: LiveModule, probe: LiveProbe) -> None:
    assert any(probe.counts() == REST for _ in range(TRIES))
    for turn in (list(range(16)), list(range(100, 116))):
        module.panel(turn[:8], turn[8:])
        assert any(probe.counts() == turn for _ in range(TRIES))


def test_its_clock_runs_at_the_modules_pace(probe: LiveProbe) -> None:
    """While the main loop works a block comes every 64 samples, however slow this computer is."""
    begin, per_second, blocks = probe.time()
    assert per_second == 25_000_000
    probe.stay_away(per_second // 4)
    assert probe.take(1) == b"\1"
    end, _, blocks_then = probe.time()
    assert blocks_then - blocks >= BLOCKS_PER_S // 4
    assert blocks_then - blocks <= (end - begin) * BLOCKS_PER_S / per_second + 1


def record_probe(firmware_program: Programs, folder: Path, sound: np.ndarray, samples: int,
                 ) -> tuple[np.ndarray, str]:
    """Return what the probe's board recorded of so many samples at least, and what it printed."""
    with LiveModule(firmware_program("qemu_live_probe"), folder, sound, record=True) as module:
        with LiveProbe(module) as probe:
            while len(module.recorded()) < samples:
                probe.time()
        return module.recorded(), module.printed()


def looped(sound: np.ndarray, samples: int) -> np.ndarray:
    return np.concatenate([sound] * (samples // len(sound) + 1))[:samples]


def test_its_sound_is_recorded_from_the_first_sample(firmware_program: Programs, tmp_path: Path) -> None:
    sound = white_noise(10_007)  # whole in no number of blocks
    played, printed = record_probe(firmware_program, tmp_path, sound, 25_000)
    np.testing.assert_array_equal(played, -looped(sound, len(played)))
    assert printed == ""


def test_without_a_sound_there_is_silence(firmware_program: Programs, tmp_path: Path) -> None:
    np.ones(64, "<f4").tofile(tmp_path / INPUT)  # of an earlier run
    with LiveModule(firmware_program("qemu_live_probe"), tmp_path, record=True) as module:
        with LiveProbe(module) as probe:
            while len(module.recorded()) < 2000:
                probe.time()
        assert not module.recorded().any()


def test_a_recording_that_nobody_writes_ends(firmware_program: Programs, tmp_path: Path) -> None:
    """Whole as far as it goes, and the audio goes on."""
    sound = white_noise(5000)
    with LiveModule(firmware_program("qemu_live_probe"), tmp_path, sound, record=True) as module:
        with LiveProbe(module) as probe:
            probe.stay_away(25_000_000)
            assert probe.take(1) == b"\1"
            blocks = probe.time()[2]
            assert blocks >= BLOCKS_PER_S - 2
            assert any(probe.time()[2] > blocks for _ in range(TRIES))
            assert "recording ended" in module.printed()
        played = module.recorded()
    assert 512 * spec.BLOCK_SAMPLES <= len(played) < blocks * spec.BLOCK_SAMPLES
    np.testing.assert_array_equal(played, -looped(sound, len(played)))


def test_the_module_plays_what_it_plays_offline(firmware_program: Programs, tmp_path: Path) -> None:
    """Bit for bit, although here the main loop comes to its work when it can: all is at rest."""
    sound = white_noise(30_000)
    with LiveModule(firmware_program("qemu_live"), tmp_path, sound, record=True) as module:
        while module.running and len(module.recorded()) < 2 * spec.SAMPLE_RATE_HZ:
            time.sleep(LOOK_S)
        played, printed = module.recorded(), module.printed()
    controls = np.tile(np.array(REST, np.uint16), (len(played) // spec.BLOCK_SAMPLES, 1))
    offline = run_module("qemu", firmware_program("qemu"), looped(sound, len(played)), controls)
    np.testing.assert_array_equal(played, offline.output)
    assert np.abs(played).max() > 1e-4
    assert "late" not in printed and "overruns" not in printed


def test_a_sound_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="5 s"):
        LiveModule(tmp_path / "firmware.elf", tmp_path, np.zeros((MOST_INPUT_SAMPLES + 1, 2), np.float32))


def test_a_module_that_cannot_start_says_why(firmware_program: Programs, tmp_path: Path) -> None:
    (tmp_path / FLASH).mkdir()
    with (LiveModule(firmware_program("qemu_live_probe"), tmp_path) as module,
          pytest.raises(ToolError, match=r"status 2: firmware: cannot keep flash in flash\.bin")):
        module.wait()


def test_a_program_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"absent\.elf"), LiveModule(tmp_path / "absent.elf", tmp_path):
        pass
    assert not (tmp_path / "port").exists()


@pytest.mark.parametrize(("end", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)])
def test_the_command_runs_until_it_is_ended(tmp_path: Path, end: signal.Signals, status: int) -> None:
    command = [sys.executable, "-m", "autocoder.cli", "emulate", "--serial", "--json", "--folder", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        port = json.loads(running.stdout.readline())["port"]
        terminal = os.path.realpath(port)
        serial.Serial(port).close()
        running.send_signal(end)
        assert running.wait() == status
    assert not os.path.lexists(port)
    with pytest.raises(serial.SerialException):  # the emulator is gone, too
        serial.Serial(terminal)
    assert (tmp_path / LOG).exists()
