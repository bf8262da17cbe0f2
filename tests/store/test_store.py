# SPDX-License-Identifier: MIT
"""The store's images and those of another littlefs, its wear, and what it takes of a Cortex-M7."""

import re
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from littlefs import LittleFS

BLOCK_BYTES, PAGE_BYTES, BLOCKS = 4096, 256, 256
HASH_BYTES = 32
ANNOUNCEMENT = struct.Struct("<I32sB3x")  # attribute "u" of a model: bytes, hash, slot
HEAD = struct.Struct("<IHH")  # of a record: CRC-32 of what follows, version, bytes

Program = Callable[..., subprocess.CompletedProcess[str]]


def pattern(count: int) -> bytes:
    """Return what powercut_image.cc writes."""
    return bytes((index * 7 + index // 256) & 255 for index in range(count))


def record(version: int, data: bytes) -> bytes:
    counted = struct.pack("<HH", version, len(data)) + data
    return struct.pack("<I", zlib.crc32(counted)) + counted


def other_littlefs(image: bytes | None = None) -> LittleFS:
    """Return PyPI's littlefs, on an image or new."""
    files = LittleFS(block_size=BLOCK_BYTES, block_count=BLOCKS, prog_size=PAGE_BYTES,
                     read_size=1, cache_size=PAGE_BYTES, mount=image is None)
    if image is not None:
        files.context.buffer = bytearray(image)
        files.mount()
    return files


@pytest.fixture(scope="module")
def store(firmware_program: Callable[[str], Path]) -> Program:
    """Return a function that runs the store's program with these arguments."""
    program = firmware_program("native_powercut")

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True,
                              timeout=60, check=False)

    return run


def test_another_littlefs_reads_our_images(store: Program, tmp_path: Path) -> None:
    image = tmp_path / "flash.bin"
    assert store("write-image", image).returncode == 0
    files = other_littlefs(image.read_bytes())
    assert sorted(files.listdir("/data/records")) == ["preset01", "settings"]
    for name, count in {"settings": 100, "preset01": 480}.items():
        with files.open(f"/data/records/{name}", "rb") as file:
            assert file.read() == record(count, pattern(count))
    assert sorted(files.listdir("/data/models")) == ["0", "upload"]
    for name, slot, count in (("0", 0, 50_000), ("upload", 2, 40_000)):
        with files.open(f"/data/models/{name}", "rb") as file:
            assert file.read() == pattern(count)
        announced = ANNOUNCEMENT.pack(count, pattern(HASH_BYTES), slot)
        assert files.getattr(f"/data/models/{name}", "u") == announced


def test_we_read_the_images_of_another_littlefs(store: Program, tmp_path: Path) -> None:
    files, model, digest = other_littlefs(), pattern(30_000), bytes(range(HASH_BYTES))
    for folder in ("/data", "/data/records", "/data/models"):
        files.mkdir(folder)
    for name, content in {"records/settings": record(3, b"abc"), "records/preset00": record(1, pattern(700)),
                          "records/preset01": b"damaged", "models/0": model}.items():
        with files.open(f"/data/{name}", "wb") as file:
            file.write(content)
    files.setattr("/data/models/0", "u", ANNOUNCEMENT.pack(len(model), digest, 0))
    image = tmp_path / "flash.bin"
    image.write_bytes(files.context.buffer)
    run = store("read-image", image)
    assert (run.returncode, run.stdout.splitlines()) == (0, [
        f"settings: ok 3 3 {zlib.crc32(b'abc'):08x}", "calibration: not found",
        f"preset00: ok 1 700 {zlib.crc32(pattern(700)):08x}", "preset01: bad checksum", "preset02: not found",
        f"model: {len(model)} {zlib.crc32(model):08x} {zlib.crc32(digest):08x}",
    ])


def test_an_upload_wears_little(store: Program) -> None:
    """A model with its encoder, twice into the same slot: a fiftieth more than its own blocks and pages."""
    count = 545_000
    run = store("wear", 512, count)
    costs = re.findall(rf"^{count} bytes: (\d+) erases of 4 kB, (\d+) pages of 256 bytes$", run.stdout, re.M)
    assert (run.returncode, len(costs)) == (0, 2)
    for erases, pages in costs:
        assert count // BLOCK_BYTES <= int(erases) <= 1.05 * count / BLOCK_BYTES
        assert count // PAGE_BYTES <= int(pages) <= 1.03 * count / PAGE_BYTES


def test_a_wrong_use_of_flash_is_noticed(store: Program) -> None:
    """The simulation's own checks, without which the trials would prove little."""
    for misuse, complaint in {"set-bits": "programming cannot set bits", "half-page": "no whole pages",
                              "half-block": "no block to erase", "beyond": "program beyond the end"}.items():
        run = store("misuse", misuse)
        assert run.returncode < 0
        assert complaint in run.stderr
