# SPDX-License-Identifier: MIT
"""A board's linker script on main.cc alone, whatever that calls: names, sizes and sections are real."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from elftools.elf.elffile import ELFFile

from autocoder.device.build import PROJECT

FIRMWARE = PROJECT / "firmware"
FLAGS = ("-mcpu=cortex-m7", "-mthumb", "-mfpu=fpv5-d16", "-mfloat-abi=hard", "-std=c++17", "-fno-exceptions",
         "-fno-rtti", "-fno-threadsafe-statics", "-ffunction-sections", "-fdata-sections")
ENGINE_MEMORIES = ("engine_tight_memory", "engine_mode_memory", "engine_large_memory", "module_large_memory")


@dataclass(frozen=True)
class Image:
    """Sections and the engine's memories by name: first address, bytes; loaded: where what is stored goes."""

    sections: dict[str, tuple[int, int]]
    memories: dict[str, tuple[int, int]]
    loaded: list[int]


def link(script: Path, folder: Path, memory: str, decoder: str, include: Sequence[Path] = ()) -> Image:
    """Link main.cc with firmware/memory/MEMORY and decoder/DECODER. include: searched before firmware/."""
    image = folder / "image.elf"
    paths = [*include, FIRMWARE, FIRMWARE / "memory" / memory, FIRMWARE / "decoder" / decoder,
             PROJECT / ".venv" / "share" / "littlefs"]
    command = ["arm-none-eabi-g++", *FLAGS, *(f"-I{path}" for path in paths), str(FIRMWARE / "main.cc"),
               "-nostdlib", "-nostartfiles", "-Wl,--unresolved-symbols=ignore-all",
               "-Wl,--defsym=Reset_Handler=main", "-T", str(script), "-o", str(image)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with image.open("rb") as file:
        elf = ELFFile(file)
        sections = {each.name: (each["sh_addr"], each["sh_size"]) for each in elf.iter_sections()}
        symbols = {each.name: (each["st_value"], each["st_size"])
                   for each in elf.get_section_by_name(".symtab").iter_symbols()}
        loaded = [segment["p_vaddr"] for segment in elf.iter_segments()
                  if segment["p_type"] == "PT_LOAD" and segment["p_filesz"] > 0]
    memories = {name: symbols[symbol] for symbol in symbols for name in ENGINE_MEMORIES if name in symbol}
    return Image(sections, memories, loaded)
