# SPDX-License-Identifier: MIT
"""Stand-ins for dfu-util, teensy_loader_cli and PlatformIO that print what those print.

What they do is in a JSON file that the environment variable BENCH names; there they keep what they were told.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autocoder.device import build

CHIP = '@Internal Flash   /0x08000000/16*128Kg'
DAISY = '@Flash /0x90000000/64*4Kg/0x90040000/60*64Kg/0x90400000/60*64Kg'
OTHER_STM32 = '@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg'
READY = ["1-2", DAISY, "327D366A3133"]
IN_CHIP = ["1-2", CHIP, "200364500000"]

Run = Callable[..., tuple[int, str, str]]
Plug = Callable[..., None]

COMMON = """
import json, os, sys, time
path = os.environ["BENCH"]
bench = json.load(open(path))
bench.setdefault("told", []).append([os.path.basename(sys.argv[0]), *sys.argv[1:]])
def keep():
    json.dump(bench, open(path, "w"))
def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()
def fail(text, status):
    keep()
    sys.stderr.write(text + "\\n")
    sys.exit(status)
"""

DFU_UTIL = COMMON + """
say("dfu-util 0.11\\n\\nThis program is Free Software and has ABSOLUTELY NO WARRANTY\\n\\n")
arguments = sys.argv[1:]
if bench.get("denied"):
    sys.stderr.write("dfu-util: Cannot open DFU device 0483:df11 found on devnum 5 (LIBUSB_ERROR_ACCESS)\\n")
if "-l" in arguments:
    bench["looks"] = bench.get("looks", 0) + 1
    for path_on_usb, name, serial in bench.get("dfu", []) if bench["looks"] > bench.get("after", 0) else []:
        for alt, title in ((1, "@Option Bytes   /0x5200201C/01*128 e"), (0, name)):
            say(f'Found DFU: [0483:df11] ver=0200, devnum=12, cfg=1, intf=0, path="{path_on_usb}", '
                f'alt={alt}, name="{title}", serial="{serial}"\\n')
    keep()
    sys.exit(0)
how, size = bench.get("write", "whole"), os.path.getsize(arguments[arguments.index("-D") + 1])
if how == "gone":
    fail("dfu-util: No DFU capable USB device available", 74)
if how == "two":
    fail("dfu-util: More than one DFU capable USB device found! Try `--list' and specify the serial number "
         "or disconnect all but one device", 74)
say("Opening DFU capable USB device...\\nDevice ID 0483:df11\\nClaiming USB DFU Interface...\\n")
say("DFU mode device DFU version 011a\\nDevice returned transfer size 1024\\n")
address = arguments[arguments.index("-s") + 1].split(":")[0]
if how == "no memory":
    fail("dfu-util: Last page at 0x9009ffff is not writeable", 74)
say(f"Downloading element to address = {address}, size = {size}\\n")
for step in ("Erase   ", "Download"):
    for percent in (0, 43, 100):
        say(f"\\r{step}\\t[{'=' * (percent // 4):25}] {percent:3}%  {size * percent // 100:12} bytes")
        if how == "lost" and step == "Download" and percent == 43:
            fail("\\ndfu-util: Error during download get_status (LIBUSB_ERROR_NO_DEVICE)", 74)
    say(f"\\n{step.strip()}    done.\\n")
say("File downloaded successfully\\nSubmitting leave request...\\n")
bench["written"] = bench.get("written", []) + [address]
bench["dfu"] = bench.get("then", [])
fail("dfu-util: Error during download get_status", 74)  # what leaving looks like to it
"""

TEENSY_LOADER = COMMON + """
say("Teensy Loader, Command Line, Version 2.3\\n")
size, how = bench.get("bytes", 3072), bench.get("write", "whole")
read = f'Read "{sys.argv[-1]}": {size} bytes, 4.2% usage\\n'
if how == "no image":
    fail(f'error reading intel hex file "{sys.argv[-1]}"', 1)
say(read)
if how == "denied":
    say("Found device but unable to open\\nUnable to claim interface, check USB permissions\\n")
if how in ("absent", "denied"):
    say("Waiting for Teensy device...\\n (hint: press the reset button)\\n")
    keep()
    time.sleep(600)
say("Found HalfKay Bootloader\\n" + read + "Programming")
for block in range(-(-size // 1024)):
    say(".")
    if how == "lost" and block == 1:
        fail("error writing to Teensy\\n", 1)
say("\\nBooting\\n")
bench["written"] = bench.get("written", []) + ["TEENSY41"]
keep()
"""

PLATFORMIO = COMMON + """
bench["generated"] = os.environ.get("AUTOCODER_GENERATED")
keep()
if bench.get("build"):
    print("Processing daisy (board: electrosmith_daisy)\\n" + bench["build"] + "\\n=== [FAILED] ===")
    sys.exit(1)
folder = os.path.join(os.environ["PLATFORMIO_BUILD_DIR"], sys.argv[sys.argv.index("--environment") + 1])
os.makedirs(folder, exist_ok=True)
for name in ("firmware.bin", "firmware.hex"):
    open(os.path.join(folder, name), "w").write("an image")
"""

INI = "[env:daisy]\nupload_protocol = dfu\n[env:daisy_dense]\nextends = env:daisy\n" \
      "[env:teensy41]\nupload_protocol = teensy-cli\n[env:native]\nextends = on_native\n[on_native]\n"


class Bench:
    """Programs on PATH, a checkout with two boards, and what is plugged in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file = folder / "bench.json"
        self.programs = folder / "programs"
        self.project = folder / "project"
        self.set()
        self.programs.mkdir()
        self.project.mkdir()
        (self.project / "platformio.ini").write_text(INI)
        for name, text in (("dfu-util", DFU_UTIL), ("teensy_loader_cli", TEENSY_LOADER)):
            (self.programs / name).write_text(f"#!{sys.executable}\n{text}")
            (self.programs / name).chmod(0o755)
        package = folder / "fake" / "platformio"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(PLATFORMIO)
        monkeypatch.setattr(build, "PROJECT", self.project)
        monkeypatch.setenv("PYTHONPATH", str(package.parent))
        monkeypatch.setenv("PATH", str(self.programs))
        monkeypatch.setenv("BENCH", str(self.file))
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.delenv("PLATFORMIO_CORE_DIR", raising=False)

    def set(self, **bench: Any) -> None:
        """Say what is plugged in and what the programs do."""
        self.file.write_text(json.dumps(bench))

    def __getitem__(self, name: str) -> Any:
        """Return what the programs left."""
        return json.loads(self.file.read_text()).get(name)

    def told(self, program: str) -> list[list[str]]:
        """Return the arguments of each call of a program."""
        return [words[1:] for words in self["told"] or [] if words[0] == program]


def halfkays(folder: Path, *serials: str) -> None:
    """Plug in Teensys that wait in their bootloaders."""
    for index, serial in enumerate(serials):
        place = folder / "usb" / f"1-{index}"
        place.mkdir(parents=True)
        for name, text in (("idVendor", "16c0"), ("idProduct", "0478"), ("serial", serial)):
            (place / name).write_text(f"{text}\n")


def refused(result: tuple[int, str, str], *words: str) -> None:
    """Check for exit code 2 and one line with these words; bars may stand before it."""
    code, out, err = result
    said = err.splitlines()[-1]
    assert (code, out) == (2, "") and said.startswith("autocoder: ") and "Traceback" not in err, err
    for each in words:
        assert each in said, said
