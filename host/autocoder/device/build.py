# SPDX-License-Identifier: MIT
"""Build the firmware with PlatformIO and the system's compilers."""

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autocoder.errors import ToolError

PROJECT = Path(__file__).resolve().parents[3]

PROGRAM_NAMES = {"qemu": "firmware.elf", "native": "firmware"}
COMPILERS = {
    "qemu": ("arm-none-eabi-g++",
             "gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib"),
    "native": ("g++", "g++"),
}


def build_firmware(env: str, generated_dir: Path | None = None, build_dir: Path | None = None) -> Path:
    """Build one environment of platformio.ini and return its program.

    generated_dir: baked model to build in, firmware/generated otherwise. build_dir: where objects go,
    .pio/build otherwise; give each model its own. Raises ToolError for a missing compiler or package
    and for a failed build.
    """
    target = env.split("_")[0]
    _check_tools(target)
    objects = (build_dir or PROJECT / ".pio" / "build").resolve()
    environment = _environment(objects, generated_dir)
    with _alone_in(objects):
        run = subprocess.run(
            [sys.executable, "-m", "platformio", "run", "--project-dir", str(PROJECT), "--environment", env],
            cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )
    if run.returncode != 0:
        raise ToolError(f"{env}: the firmware does not build: {_reason(run.stdout)}")
    program = objects / env / PROGRAM_NAMES[target]
    if not program.is_file():
        raise ToolError(f"{program}: the build ended without this program; see firmware/platform")
    return program


@contextmanager
def _alone_in(objects: Path) -> Iterator[None]:
    """Wait for other builds in the same folder: two at a time would spoil each other's objects."""
    objects.parent.mkdir(parents=True, exist_ok=True)
    with (objects.parent / f".{objects.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_tools(target: str) -> None:
    if target not in COMPILERS:
        raise ValueError(f"no such target: {target}")
    if not (PROJECT / "platformio.ini").is_file():
        raise ToolError(f"{PROJECT}: no platformio.ini here; install autocoder from a checkout (make setup)")
    compiler, packages = COMPILERS[target]
    if shutil.which(compiler) is None:
        raise ToolError(f"{compiler} is missing; install the Debian packages {packages}")
    if importlib.util.find_spec("platformio") is None:
        raise ToolError("PlatformIO is missing; run `make setup` or pip install 'autocoder[firmware]'")


def _environment(objects: Path, generated_dir: Path | None) -> dict[str, str]:
    environment = dict(os.environ)
    environment.setdefault("PLATFORMIO_CORE_DIR", str(PROJECT / ".venv" / "platformio"))
    core = Path(environment["PLATFORMIO_CORE_DIR"])
    if not (core / "packages" / "tool-scons").is_dir():  # PlatformIO would wait for its registry
        raise ToolError(f"{core}: PlatformIO's SCons is not laid out here; run `make setup`")
    environment["PLATFORMIO_SETTING_ENABLE_TELEMETRY"] = "no"
    environment["PLATFORMIO_DISABLE_UPGRADE_CHECK"] = "true"
    environment["PLATFORMIO_BUILD_DIR"] = str(objects)
    if generated_dir is not None:
        if not (generated_dir / "model.h").is_file():
            raise ToolError(f"{generated_dir}: no baked model there; run `autocoder bake` with it as -o")
        environment["AUTOCODER_GENERATED"] = str(generated_dir.resolve())
    return environment


def _reason(output: str) -> str:
    """Return the one line of a failed build that says most."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for pattern in (r"^Error: ", r"\b(fatal )?error: ", r"undefined reference", r"will not fit|overflowed"):
        for line in lines:
            if re.search(pattern, line):
                return line.removeprefix("Error: ")
    return lines[-1] if lines else "no output"
