# SPDX-License-Identifier: MIT
"""What can be said of the Teensy's board without its compiler: where things lie, what reads which pin."""

import itertools
import re
from pathlib import Path

import pytest

from autocoder.device.build import PROJECT
from autocoder.device.flashing.boards import BOARDS
from linked_image import FIRMWARE, link

BOARD = PROJECT / "firmware" / "boards" / "teensy41"
SECTOR_BYTES = 4096  # of the flash, the least that is erased
AUDIO_LIBRARY_BYTES = 16_576  # its blocks, its DMA buffers and those of USB
INTERPRETER_BYTES = 512  # without its tensors: 288 by gcc 12, and what alignment takes
EEPROM = 0x607C0000  # of the core, up to what the bootloader keeps for itself

# Of the i.MX RT1062's two converters, by the Teensy's pins.
FIRST_ALONE, SECOND_ALONE = {24, 25}, {26, 27, 38, 39}
ANALOGUE = {*range(14, 28), *range(38, 42)}
CODEC = {7, 8, 18, 19, 20, 21, 23}  # I2S and I2C of the audio shield
PWM = {*range(16), 18, 19, *range(22, 26), 28, 29, 33, 36, 37}


@pytest.fixture(scope="module")
def regions() -> dict[str, range]:
    """Return the addresses of each region of the linker script."""
    found = re.findall(r"(\w+) *\(\w+\) *: ORIGIN = (\w+), LENGTH = (\d+)(K?)",
                       (BOARD / "regions.ld").read_text())
    return {name: range(int(origin, 16), int(origin, 16) + int(length) * (1024 if kilo else 1))
            for name, origin, length, kilo in found}


@pytest.fixture(scope="module")
def pins() -> dict[str, list[int]]:
    """Return the numbers of each constant of pins.h."""
    found = re.findall(r"constexpr uint8_t (\w+)(?:\[\w+\])? = \{?([\d, ]+)\}?;",
                       (BOARD / "pins.h").read_text())
    return {name: [int(each) for each in numbers.split(",")] for name, numbers in found}


def test_no_two_regions_meet(regions: dict[str, range]) -> None:
    assert set(regions) == {"ITCM", "DTCM", "RAM", "KEPT", "FLASH", "STORE", "ERAM"}
    ordered = sorted(regions.values(), key=lambda each: each.start)
    for before, after in itertools.pairwise(ordered):
        assert before.stop <= after.start


def test_the_store_is_whole_sectors_between_the_program_and_the_eeprom(regions: dict[str, range]) -> None:
    store = regions["STORE"]
    assert regions["FLASH"].stop <= store.start and store.stop <= EEPROM
    assert store.start % SECTOR_BYTES == 0 and len(store) % SECTOR_BYTES == 0


@pytest.mark.parametrize(("script", "memory", "decoder", "home"), [
    ("teensy41.ld", "psram", "tflm", "ERAM"), ("teensy41.ld", "psram", "dense", "ERAM"),
    ("teensy41_nopsram.ld", "internal", "tflm", "RAM"),
])
def test_the_engines_memory_is_placed(tmp_path: Path, regions: dict[str, range], script: str, memory: str,
                                      decoder: str, home: str) -> None:
    merged = tmp_path / "include" / "generated"
    merged.mkdir(parents=True)
    for folder in ("generated", "generated_teensy41"):
        for header in (FIRMWARE / folder).glob("*.h"):
            (merged / header.name).write_text(header.read_text())
    image = link(BOARD / script, tmp_path, memory, decoder, [merged.parent])
    homes = {"engine_tight_memory": "DTCM", "engine_mode_memory": "DTCM", "engine_large_memory": home,
             "module_large_memory": home}
    assert set(image.memories) == set(homes)
    for name, region in homes.items():
        address, size = image.memories[name]
        assert size > 0 and address in regions[region] and address + size - 1 in regions[region]
    ends = [sum(image.memories[name]) for name, region in homes.items() if region == "RAM"]
    assert max(ends, default=regions["RAM"].start) + AUDIO_LIBRARY_BYTES <= regions["RAM"].stop


def test_without_psram_there_is_room_for_a_model_as_the_runtime_keeps_it() -> None:
    """The file, and before it the interpreter with its tensors."""
    text = (FIRMWARE / "memory" / "internal" / "board_memory.h").read_text()
    tensors = (FIRMWARE / "decoder" / "tflm" / "tflm_decoder.h").read_text()
    room, arena = (re.search(rf"{name} = (\d+) << 10;", source) for name, source in
                   (("kBoardDecoderBytes", text), ("kTensorArenaBytes", tensors)))
    assert room and arena
    files = list((PROJECT / "models").glob("*/decoder.int8.tflite"))
    assert len(files) == 3
    for file in files:
        assert file.stat().st_size + (int(arena[1]) << 10) + INTERPRETER_BYTES <= int(room[1]) << 10


def test_a_fault_is_kept_below_the_cores_reports(regions: dict[str, range]) -> None:
    assert regions["RAM"].stop <= regions["KEPT"].start and regions["KEPT"].stop <= 0x2027FF80


def test_each_converter_can_read_the_pins_that_it_is_given(pins: dict[str, list[int]]) -> None:
    text = (BOARD / "panel_scan.h").read_text()
    pairs = re.findall(r"\{(k\w+)(?:\[(\d)\])?, (k\w+)(?:\[(\d)\])?\}", text)
    firsts = {pins[name][int(index or 0)] for name, index, _, _ in pairs}
    seconds = {pins[name][int(index or 0)] for _, _, name, index in pairs}
    wanted = {*pins["kCvPins"], *pins["kFunctionPins"], *pins["kMultiplexerPin"]}
    assert len(pairs) == 6 and firsts | seconds == wanted and wanted <= ANALOGUE
    assert not firsts & SECOND_ALONE and not seconds & FIRST_ALONE


def test_each_pin_has_one_use_and_can_do_it(pins: dict[str, list[int]]) -> None:
    used = [pin for name, numbers in pins.items() if name != "kKnobChannels" for pin in numbers]
    assert len(used) == 1 + 3 + 8 + 3 + 1 + 1 + 8
    assert len(set(used)) == len(used) and not set(used) & CODEC
    assert set(pins["kLightPins"]) <= PWM


def test_it_is_baked_for_the_audio_librarys_clock() -> None:
    clock = BOARDS["teensy41"].clock
    assert (clock.sample_rate_hz, clock.block_samples) == (44_100, 128)
    text = (PROJECT / "platformio.ini").read_text()
    assert "custom_generated = firmware/generated_teensy41 firmware/generated" in text
