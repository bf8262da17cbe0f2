# SPDX-License-Identifier: MIT
"""Building the firmware: what PlatformIO is told and what the user is told when it fails."""

import json
import sys
from pathlib import Path

import pytest

from autocoder.device import build
from autocoder.errors import ToolError

# Stands in for PlatformIO: keeps what it was told, then fails or writes the program.
PLATFORMIO = """
import json, os, sys
names = ["PLATFORMIO_CORE_DIR", "PLATFORMIO_BUILD_DIR", "PLATFORMIO_SETTING_ENABLE_TELEMETRY",
         "PLATFORMIO_DISABLE_UPGRADE_CHECK", "AUTOCODER_GENERATED"]
told = {"arguments": sys.argv[1:], **{name: os.environ.get(name) for name in names}}
json.dump(told, open(os.environ["TOLD"], "w"))
if os.environ.get("FAILURE"):
    print("Processing native (board: native)\\n" + os.environ["FAILURE"] + "\\n=== [FAILED] ===")
    sys.exit(1)
env = sys.argv[sys.argv.index("--environment") + 1]
folder = os.path.join(os.environ["PLATFORMIO_BUILD_DIR"], env)
os.makedirs(folder, exist_ok=True)
open(os.path.join(folder, "firmware.elf" if env.startswith("qemu") else "firmware"), "w").close()
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the stand-in; returns the file of what it was told."""
    package = tmp_path / "fake" / "platformio"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(PLATFORMIO)
    project = tmp_path / "project"
    (project / ".venv" / "platformio" / "packages" / "tool-scons").mkdir(parents=True)
    (project / "platformio.ini").touch()
    monkeypatch.setattr(build, "PROJECT", project)
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.setenv("TOLD", str(tmp_path / "told.json"))
    for name in ("PLATFORMIO_CORE_DIR", "AUTOCODER_GENERATED", "FAILURE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "told.json"


@pytest.mark.parametrize(("env", "name"), [("native", "firmware"), ("qemu", "firmware.elf"),
                                           ("qemu_probe", "firmware.elf")])
def test_returns_the_built_program(told: Path, env: str, name: str) -> None:
    assert build.build_firmware(env) == build.PROJECT / ".pio" / "build" / env / name


def test_tells_platformio_everything(told: Path, tmp_path: Path) -> None:
    (tmp_path / "baked").mkdir()
    (tmp_path / "baked" / "model.h").touch()
    build.build_firmware("qemu", tmp_path / "baked", tmp_path / "objects")
    assert json.loads(told.read_text()) == {
        "arguments": ["run", "--project-dir", str(build.PROJECT), "--environment", "qemu"],
        "PLATFORMIO_CORE_DIR": str(build.PROJECT / ".venv" / "platformio"),
        "PLATFORMIO_BUILD_DIR": str(tmp_path / "objects"),
        "PLATFORMIO_SETTING_ENABLE_TELEMETRY": "no",
        "PLATFORMIO_DISABLE_UPGRADE_CHECK": "true",
        "AUTOCODER_GENERATED": str(tmp_path / "baked"),
    }


@pytest.mark.parametrize(("failure", "reason"), [
    ("Error: no baked model in /x; run `autocoder bake`", "no baked model in /x; run `autocoder bake`"),
    ("warning: odd\nfirmware/main.cc:7:1: error: 'x' was not declared\nmore",
     "firmware/main.cc:7:1: error: 'x' was not declared"),
    ("a.o: in function f:\na.cc:9: undefined reference to `g'", "a.cc:9: undefined reference to `g'"),
])
def test_a_failed_build_gives_its_reason_in_one_line(told: Path, monkeypatch: pytest.MonkeyPatch,
                                                     failure: str, reason: str) -> None:
    monkeypatch.setenv("FAILURE", failure)
    with pytest.raises(ToolError) as raised:
        build.build_firmware("native")
    assert str(raised.value) == f"native: the firmware does not build: {reason}"


@pytest.mark.parametrize(("env", "package"), [("qemu", "gcc-arm-none-eabi"), ("native_probe", r"g\+\+")])
def test_missing_compiler_names_the_packages(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                             env: str, package: str) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build, "OWN_PROGRAMS", tmp_path)
    with pytest.raises(ToolError, match=f"is missing; install the Debian packages {package}"):
        build.build_firmware(env)
    assert not told.exists()


def test_a_compiler_beside_this_python_is_used(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                               ) -> None:
    """`make setup` puts one there where the system has none."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "arm-none-eabi-g++").write_text("#!/bin/sh\n")
    (own / "arm-none-eabi-g++").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build, "OWN_PROGRAMS", own)
    assert build.find_program("arm-none-eabi-g++") == str(own / "arm-none-eabi-g++")
    assert build.find_program("arm-none-eabi-size") is None
    build.build_firmware("qemu")
    assert told.exists()


def test_missing_scons_and_missing_checkout_say_make_setup(told: Path, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORMIO_CORE_DIR", str(tmp_path / "empty"))
    with pytest.raises(ToolError, match="make setup"):
        build.build_firmware("native")
    monkeypatch.setattr(build, "PROJECT", tmp_path)
    with pytest.raises(ToolError, match=r"needs the firmware's sources.*git clone.*make setup"):
        build.build_firmware("native")
    assert not told.exists()


def test_missing_platformio_says_how_to_get_it(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "platformio", raising=False)
    with pytest.raises(ToolError, match=r"autocoder\[firmware\]"):
        build.build_firmware("native")


def test_unknown_target_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no such target"):
        build.build_firmware("amiga")
