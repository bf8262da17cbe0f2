# SPDX-License-Identifier: MIT
"""What can be seen of the real boards' images without the packages they are built with."""

import itertools
import re
import subprocess
from pathlib import Path

import pytest
from platformio.fs import match_src_files
from platformio.project.config import ProjectConfig

from autocoder.device.build import PROJECT
from linked_image import link

FIRMWARE = PROJECT / "firmware"
DAISY = FIRMWARE / "boards" / "daisy"
CONFIG = ProjectConfig(str(PROJECT / "platformio.ini"))
REAL = [name for name in CONFIG.envs() if CONFIG.get(f"env:{name}", "upload_protocol", None)]

# Of the STM32H750 and what a Daisy Seed adds: first address, bytes.
MEMORIES = {
    "tightly coupled": (0x20000000, 128 << 10),
    "AXI SRAM": (0x24000000, 512 << 10),
    "D2 SRAM": (0x30000000, 288 << 10),
    "backup SRAM": (0x38800000, 4 << 10),
    "SDRAM": (0xC0000000, 64 << 20),
}
QUAD_SPI = 0x90000000
CAN_BE_READ_AS_VOLTAGES = {*range(15, 26), 28}
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20}


def sources(environment: str) -> set[str]:
    """Return the files that an environment of platformio.ini compiles, by their path below firmware/."""
    chosen = CONFIG.get(f"env:{environment}", "build_src_filter")
    return set(match_src_files(str(FIRMWARE), chosen, ["c", "cc"]))


def without_boards(files: set[str]) -> set[str]:
    return {name for name in files if not name.startswith("boards/")}


def number(text: str) -> int:
    """Return what a linker script means by a number or a difference of numbers."""
    first, *rest = (re.fullmatch(r"(0x[0-9A-F]+|\d+)([KM]?)", term.strip()) for term in text.split("-"))
    assert first and all(rest)
    values = [int(term[1], 0) * UNITS[term[2]] for term in (first, *rest) if term]
    return values[0] - sum(values[1:])


def regions(script: str) -> dict[str, tuple[int, int]]:
    """Return a linker script's regions: first address, bytes."""
    found = re.findall(r"(\w+) *\([rwx]+\) *: ORIGIN = (\w+), LENGTH = ([^/\n]+)", script)
    return {name: (number(origin), number(length)) for name, origin, length in found}


def constant(path: Path, name: str) -> int:
    """Return a constexpr number of a source file, written as one or shifted by one."""
    found = re.search(rf"{name} = (\d+)(?: << (\d+))?;", path.read_text())
    assert found, name
    return int(found[1]) << int(found[2] or 0)


def test_there_are_such_boards() -> None:
    assert {"daisy", "daisy_dense"} <= set(REAL)
    assert not set(REAL) & set(CONFIG.default_envs())


@pytest.mark.parametrize("environment", REAL)
def test_apart_from_drivers_it_is_the_emulated_module(environment: str) -> None:
    ours, emulated = without_boards(sources(environment)), without_boards(sources("qemu"))
    assert len(emulated) > 80
    decoder = CONFIG.get(f"env:{environment}", "custom_decoder", "dense")
    more = {name for name in ours if name.startswith("decoder/tflm/")}
    assert bool(more) == (decoder == "tflm")
    assert ours - more == emulated
    for part in ("fft", "kernels"):
        variants = {name.split("/")[1] for name in ours if name.startswith(part) and name.count("/") == 2}
        assert variants == {"cortex_m7"}


@pytest.mark.parametrize("environment", REAL)
def test_it_implements_the_whole_board_once(environment: str) -> None:
    """With the types of board.h, which a compiler with the board's packages would insist on."""
    header = re.sub(r"//[^\n]*", "", (FIRMWARE / "boards" / "board.h").read_text())
    declared = re.findall(r"^  ([\w*]+(?: \w+)*[ *]+)(\w+)\(([^;]*)\);", header, re.MULTILINE)
    wanted = {name: (bare(result), types(parameters)) for result, name, parameters in declared}
    assert {"Init", "Start", "Running", "Restart", "Show", "fault", "WhileWaiting", "name"} <= set(wanted)
    text = "".join((FIRMWARE / name).read_text() for name in sorted(sources(environment))
                   if name.startswith("boards/"))
    defined = re.findall(r"^([\w ]+[ *]+)Board::(\w+)\((.*?)\) \{", text, re.MULTILINE | re.DOTALL)
    assert len(defined) == len(wanted)
    assert {name: (bare(result), types(parameters)) for result, name, parameters in defined} == wanted


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def types(parameters: str) -> list[str]:
    """Return the parameters' types without their names."""
    split = [each.strip() for each in parameters.split(",")] if parameters.strip() else []
    return [bare(re.sub(r"(?<=[\w&*] )\w+$|(?<=[&*])\w+$|(?<=\(\*)\w+(?=\))", "", each)) for each in split]


def test_the_daisy_has_the_memory_that_its_linker_script_shares_out() -> None:
    found = regions((DAISY / "daisy.ld").read_text())
    assert len(found) == 6
    taken: dict[str, list[tuple[int, int]]] = {name: [] for name in MEMORIES}
    for begin, length in found.values():
        home = [name for name, (first, size) in MEMORIES.items()
                if first <= begin and begin + length <= first + size]
        assert len(home) == 1
        taken[home[0]].append((begin, length))
    for name, pieces in taken.items():
        ordered = sorted(pieces)
        assert sum(length for _, length in ordered) == MEMORIES[name][1]  # all of it is shared out
        assert all(a + length == b for (a, length), (b, _) in itertools.pairwise(ordered))


def test_the_daisy_protects_the_regions_that_there_are() -> None:
    """The unit takes powers of two, and a region begins at a multiple of its size."""
    found = regions((DAISY / "daisy.ld").read_text())
    text = (DAISY / "memory_protection.cc").read_text()
    protected = re.findall(r"\{(\w+)_begin, MPU_REGION_SIZE_(\d+)(K|M)B, ", text)
    assert {name for name, _, _ in protected} == {"dma", "backup", "sdram"}
    for name, count, unit in protected:
        begin, length = found[name.upper()]
        assert length == int(count) * UNITS[unit]
        assert begin % length == 0


def test_the_daisys_image_and_store_do_not_meet_in_its_flash() -> None:
    section = "env:daisy"
    image = int(CONFIG.get(section, "board_upload.offset_address"), 0) - QUAD_SPI
    limit = int(CONFIG.get(section, "board_upload.maximum_size"))
    script = (DAISY / "daisy.ld").read_text()
    stated = re.search(r"image_limit = (\w+);", script)
    assert stated and number(stated[1]) == limit
    begin = constant(DAISY / "daisy_board.cc", "kStoreBegin")
    size = constant(DAISY / "daisy_board.cc", "kStoreBytes")
    chip = re.search(r"FlashSize = (\d+);", (DAISY / "quad_spi.cc").read_text())
    assert chip and begin + size <= 2 << int(chip[1])
    assert image + limit <= begin


def test_the_daisy_places_the_engines_memory(tmp_path: Path) -> None:
    image = link(DAISY / "daisy.ld", tmp_path, "large", "dense")
    found = regions((DAISY / "daisy.ld").read_text())
    homes = {"engine_tight_memory": "TIGHT", "engine_mode_memory": "FAST", "engine_large_memory": "SDRAM",
             "module_large_memory": "SDRAM"}
    assert set(image.memories) == set(homes)
    for name, region in homes.items():
        begin, length = found[region]
        address, size = image.memories[name]
        assert size > 0
        assert begin <= address and address + size <= begin + length
    assert image.sections[".bss"][0] // (1 << 20) == found["AXI"][0] // (1 << 20)
    assert image.loaded == [found["AXI"][0]]  # or the image would reach from one memory to another


def test_the_daisys_pins_are_the_boards_and_each_its_own() -> None:
    text = (DAISY / "pins.h").read_text()
    pins = {name: [int(each) for each in re.findall(r"\d+", values)]
            for name, values in re.findall(r"k(\w+Pins?)(?:\[\w+\])? = ([^;]+);", text)}
    voltages = [*pins["CvPins"], *pins["FunctionPins"], *pins["MultiplexerPin"]]
    assert len(voltages) == 12
    assert set(voltages) == CAN_BE_READ_AS_VOLTAGES
    every = [pin for values in pins.values() for pin in values]
    assert len(every) == len(set(every)) == 25
    assert set(every) <= set(range(31))


def test_cppcheck_finds_nothing_in_the_boards() -> None:
    """Without the packages' headers it knows no types of theirs; what it can follow it follows.

    Its two findings left aside: ends of sections, which are the linker's objects, may be compared, and large
    buffers are not cleared by constructors.
    """
    command = ["cppcheck", "--quiet", "--std=c++17", "--language=c++", "--error-exitcode=1",
               "--enable=warning,performance,portability", "--suppress=comparePointers",
               "--suppress=uninitMemberVar", "--suppress=missingIncludeSystem", f"-I{FIRMWARE}"]
    folders = [str(FIRMWARE / "boards" / name) for name in ("cortex_m7", "daisy", "teensy41")]
    done = subprocess.run([*command, *folders], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
