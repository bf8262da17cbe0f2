# SPDX-License-Identifier: MIT
"""Whether the module can be built and run here: asked before any work, not after minutes of it."""

from autocoder.device import build
from autocoder.device.emulator import need_emulator
from autocoder.installation import need_checkout


def need_module(what: str, target: str, make: str = "setup") -> None:
    """Raise ToolError where `what` lacks the firmware's sources, a compiler, PlatformIO or the emulator.

    target: qemu or native; make: the target of the Makefile to name where there are no sources
    """
    need_checkout(what, build.PROJECT, make)
    build.need_programs(what, target)
    if target == "qemu":
        need_emulator()
