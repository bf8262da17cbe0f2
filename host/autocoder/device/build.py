# SPDX-License-Identifier: MIT
"""Build the firmware with PlatformIO: with the system's compilers, and with its own for real boards."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from autocoder.errors import ToolError
from autocoder.installation import PROJECT, need_checkout, need_packages

__all__ = ["PROJECT", "build_board", "build_firmware", "find_program", "need_programs"]

OWN_PROGRAMS = Path(sys.prefix) / "bin"  # where `make setup` puts a compiler if the system has none
PROGRAM_NAMES = {"qemu": "firmware.elf", "native": "firmware"}
COMPILERS = {
    "qemu": ("arm-none-eabi-g++",
             "gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib"),
    "native": ("g++", "g++"),
}
# What PlatformIO says where it cannot have a package.
OFFLINE = re.compile(r"You are not connected to the Internet|HTTPClientError|Could not find the package with|"
                     r"Could not install package")


def build_firmware(env: str, generated_dir: Path | None = None, build_dir: Path | None = None) -> Path:
    """Build one environment of platformio.ini and return its program.

    generated_dir: baked model to build in, firmware/generated otherwise. build_dir: where objects go,
    .pio/build otherwise; give each model its own. Raises ToolError for a missing compiler or package
    and for a failed build.
    """
    target = env.split("_")[0]
    if target not in COMPILERS:
        raise ValueError(f"no such target: {target}")
    need_programs(f"building {env}", target)
    return _run(env, PROGRAM_NAMES[target], generated_dir, build_dir, _core())


def need_programs(what: str, target: str) -> None:
    """Raise ToolError where `what` cannot build firmware for a target of COMPILERS, before any work."""
    need_checkout(what, PROJECT)
    compiler, packages = COMPILERS[target]
    if find_program(compiler) is None:
        raise ToolError(f"{compiler} is missing; install the Debian packages {packages}")
    need_packages("platformio")
    if not (_core() / "packages" / "tool-scons").is_dir():  # PlatformIO would wait for its registry
        raise ToolError(f"{_core()}: PlatformIO's SCons is not laid out here; run `make setup`")


def find_program(name: str) -> str | None:
    """Return the path of a compiler or one of its tools, None where it is missing."""
    return shutil.which(name, path=_search_path())


def _search_path() -> str:
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(OWN_PROGRAMS)])


def build_board(env: str, image: str, generated_dir: Path | None = None,
                build_dir: Path | None = None) -> Path:
    """Build an environment whose compiler and libraries PlatformIO brings, and return the image of that name.

    Raises ToolError where PlatformIO is missing or cannot reach its registry, and for a failed build.
    """
    need_checkout(f"building {env}", PROJECT)
    need_packages("platformio")
    core = _core()
    return _run(env, image, generated_dir, build_dir, core if core.is_dir() else None)


def _run(env: str, program_name: str, generated_dir: Path | None, build_dir: Path | None, core: Path | None
         ) -> Path:
    objects = (build_dir or PROJECT / ".pio" / "build").resolve()
    environment = _environment(objects, generated_dir, core)
    objects.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(objects.parent / f".{objects.name}.lock"):  # two at a time would spoil each other's objects
        run = subprocess.run(
            [sys.executable, "-m", "platformio", "run", "--project-dir", str(PROJECT), "--environment", env],
            cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )
    if run.returncode != 0:
        if OFFLINE.search(run.stdout):
            raise ToolError(f"{env}: PlatformIO cannot fetch the board's packages "
                            f"({_reason(run.stdout, OFFLINE.pattern)}); "
                            "it needs the Internet for the first build of a board: connect, and repeat the "
                            "command")
        raise ToolError(f"{env}: the firmware does not build: {_reason(run.stdout)}")
    program = objects / env / program_name
    if not program.is_file():
        raise ToolError(f"{program}: the build ended without this program; see firmware/platform")
    return program


def _core() -> Path:
    """Where PlatformIO's packages are."""
    return Path(os.environ.get("PLATFORMIO_CORE_DIR") or PROJECT / ".venv" / "platformio")


def _environment(objects: Path, generated_dir: Path | None, core: Path | None) -> dict[str, str]:
    environment = {**os.environ, "PATH": _search_path()}
    if core is not None:  # without one PlatformIO has its own, in the home folder
        environment["PLATFORMIO_CORE_DIR"] = str(core)
    environment["PLATFORMIO_SETTING_ENABLE_TELEMETRY"] = "no"
    environment["PLATFORMIO_DISABLE_UPGRADE_CHECK"] = "true"
    environment["PLATFORMIO_BUILD_DIR"] = str(objects)
    if generated_dir is not None:
        if not (generated_dir / "model.h").is_file():
            raise ToolError(f"{generated_dir}: no baked model there; run `autocoder bake` with it as -o")
        environment["AUTOCODER_GENERATED"] = str(generated_dir.resolve())
    return environment


def _reason(output: str, *sought: str) -> str:
    """Return the one line of a failed build that says most: one that is sought, or names an error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for pattern in (*sought, r"^Error: ", r"\b(fatal )?error: ", r"undefined reference",
                    r"will not fit|overflowed"):
        for line in lines:
            if re.search(pattern, line):
                return line.removeprefix("Error: ")
    return lines[-1] if lines else "no output"
