# SPDX-License-Identifier: MIT
"""What the firmware's files may include and do, and what every source file starts with: read as text."""

import re
from pathlib import Path

# Rooms of the firmware by the first folder; files beside main.cc are the room "".
MAY_INCLUDE = {
    "": frozenset({"", "generated"}),
    "engine": frozenset({"engine", "fft", "kernels", "generated", "decoder/decoder.h", "decoder/encoder.h",
                         ""}),
    "decoder": frozenset({"decoder", "kernels", ""}),
    "bundle": frozenset({"bundle", "generated/model.h", "generated/sizes.h", "crc32.h", "status.h"}),
    "controls": frozenset({"controls", "generated/sizes.h", "audio_types.h", "engine/parameters.h"}),
    "fft": frozenset({"fft", "status.h"}),
    "link": frozenset({"link", "crc32.h", "serial_port.h", "status.h"}),
    "kernels": frozenset({"kernels"}),
    "module": frozenset({"module", "bundle", "controls", "decoder", "engine", "generated", "link", "store",
                         ""}),
    "store": frozenset({"store", "crc32.h", "flash_device.h", "status.h"}),
    "memory": frozenset({"kernels", "generated/sizes.h"}),
    "boards": frozenset({"boards", "generated/sizes.h", "audio_types.h", "fault_record.h", "flash_device.h",
                         "power_up.h", "serial_port.h", "status.h"}),
    "generated": frozenset({"generated"}),
    "generated_teensy41": frozenset({"generated"}),
}
# Found where the build says: the baked model, what the board's memory holds, and the board's decoder, which
# is of the room whose engines it names.
BY_INCLUDE_PATH = ("generated/", "board_memory.h", "board_decoder.h")
ROOMS_BY_INCLUDE_PATH = {"board_decoder.h": "decoder"}
# Folders of these rooms hold what the build chooses between; others never name one.
CHOSEN = frozenset({"kernels", "decoder"})
MAIN_MAY_INCLUDE = frozenset({"boards", "module", ""})

STANDARD_HEADERS = frozenset({
    "algorithm", "array", "atomic", "climits", "cmath", "complex", "cstddef", "cstdint", "cstdio", "cstdlib",
    "cstring", "initializer_list", "iterator", "limits", "new", "type_traits", "utility",
})

# Headers from elsewhere, by the folders that may include them. Boards may include any.
ELSEWHERE = {
    "fft": re.compile(r"dsp/\w+\.h|arm_\w+\.h"),
    "fft/cortex_m7": re.compile(r"dsp/\w+\.h"),
    "fft/cmsis": re.compile(r"stdint\.h|arm_acle\.h"),
    "kernels/cortex_m7": re.compile(r"arm_acle\.h"),
    "store": re.compile(r"lfs\.h"),
    "bundle": re.compile(r"sodium/\w+\.h"),
    "decoder/tflm": re.compile(r"tensorflow/lite/[\w/]+\.h"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
CONDITION = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b(.*)$", re.MULTILINE)
GUARD = re.compile(r"\s*AUTOCODER_\w+_H_\s*")
CONDITIONS_ALLOWED = ("boards/", "fft/cmsis/")  # what a board or another's library is, not what we compute

ALLOCATIONS = re.compile(
    r"\b(?:malloc|calloc|realloc|free|strdup)\s*\("
    r"|\bnew\b(?!\s*\((?!\s*std::nothrow))"  # placement new makes no memory
    r"|(?<!=)(?<!= )\bdelete\b"
    r"|\bstd::(?:vector|string|function|map|unordered_map|deque|list|unique_ptr|shared_ptr|make_unique)\b")
HARDWARE = re.compile(r"reinterpret_cast<\s*(?:const\s+)?volatile\b|\b(?:__)?asm\b")
HARDWARE_ALLOWED = ("boards/", "kernels/cortex_m7/", "fft/cmsis/")

SOURCE_SUFFIXES = frozenset({".py", ".cc", ".h", ".c", ".S", ".ld", ".toml", ".ini", ".sh"})
LICENCE = "SPDX-License-Identifier: MIT"


def sources(root: Path) -> dict[str, str]:
    """Return the C++ files below a firmware folder by their path; the baked ones and the build's aside."""
    found = {path.relative_to(root).as_posix(): path.read_text()
             for path in sorted(root.rglob("*")) if path.suffix in (".cc", ".h")}
    return {path: text for path, text in found.items() if not path.startswith("platform/")}


def room_of(path: str) -> str:
    return path.split("/")[0] if "/" in path else ROOMS_BY_INCLUDE_PATH.get(path, "")


def code_of(text: str) -> str:
    """Return the text without comments, the contents of strings and preprocessor lines, lines kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|^[ \t]*#[^\n]*',
                         re.DOTALL | re.MULTILINE)
    return pattern.sub(lambda found: "\n" * found[0].count("\n"), text)


def include_breaches(root: Path) -> list[str]:
    """Return each include that goes against MAY_INCLUDE, STANDARD_HEADERS and ELSEWHERE."""
    return [f"{path} includes {header}" for path, text in sources(root).items()
            for header in INCLUDE.findall(text) if not may_include(path, header, root)]


def may_include(path: str, header: str, root: Path) -> bool:
    room, folder = room_of(path), path.rpartition("/")[0]
    if header in STANDARD_HEADERS:
        return True
    if header.startswith(BY_INCLUDE_PATH) or (root / header).is_file():
        allowed = MAIN_MAY_INCLUDE if path == "main.cc" else MAY_INCLUDE.get(room, frozenset())
        chosen = header.count("/") > 1 and room_of(header) in CHOSEN and folder != header.rpartition("/")[0]
        return not chosen and (header in allowed or room_of(header) in allowed)
    return room == "boards" or (folder in ELSEWHERE and ELSEWHERE[folder].fullmatch(header) is not None)


def condition_breaches(root: Path) -> list[str]:
    """Return each conditional of the preprocessor that is no include guard: variants are chosen by link."""
    return [f"{path}: #{word}{rest}" for path, text in sources(root).items()
            if not path.startswith(CONDITIONS_ALLOWED)
            for word, rest in CONDITION.findall(text) if not (word == "ifndef" and GUARD.fullmatch(rest))]


def allocation_breaches(root: Path) -> list[str]:
    """Return each use of memory that is allocated while the firmware runs."""
    return [f"{path}: {found.strip()}" for path, text in sources(root).items()
            for found in ALLOCATIONS.findall(code_of(text))]


def hardware_breaches(root: Path) -> list[str]:
    """Return each access to registers or instructions of a processor outside the places made for them."""
    return [f"{path}: {found}" for path, text in sources(root).items()
            if not path.startswith(HARDWARE_ALLOWED) for found in HARDWARE.findall(code_of(text))]


def source_files(root: Path) -> list[Path]:
    """Return every file of a project that is source: by suffix, the Makefile, and scripts."""
    folders = [root / name for name in ("host", "firmware", "tests", ".ci") if (root / name).is_dir()]
    candidates = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    candidates += [path for path in sorted(root.iterdir()) if path.is_file()]
    return [path for path in candidates
            if path.suffix in SOURCE_SUFFIXES or path.name == "Makefile" or _is_script(path)]


def _is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def licence_breaches(root: Path) -> list[str]:
    """Return each source file whose first line, or second after `#!`, does not name the licence."""
    breaches = []
    for path in source_files(root):
        lines = [*path.read_text().splitlines()[:2], "", ""]
        if LICENCE not in lines[1 if lines[0].startswith("#!") else 0]:
            breaches.append(path.relative_to(root).as_posix())
    return breaches
