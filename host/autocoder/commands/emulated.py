# SPDX-License-Identifier: MIT
"""An emulated module that runs until it is ended, for the commands that talk to one."""

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autocoder.spec import SAMPLE_RATE_HZ
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.live import LiveModule

RECORDING = "out.wav"


def serve(sound: Path | None, generated: Path | None, folder: Path, record: bool, as_json: bool) -> None:
    """Build the firmware, start the module in `folder`, print its port, and wait for Ctrl-C."""
    from autocoder.audio import read_stereo
    from autocoder.device.announced import announced
    from autocoder.device.build import build_firmware
    from autocoder.device.live import LiveModule, looped
    from autocoder.device.play import check_clock

    terminal = Terminal()
    check_clock(generated)
    patched = looped(read_stereo(sound)) if sound else None
    with terminal.bar("build"):
        program = build_firmware("qemu_live", generated, generated.parent / "build" if generated else None)
    for ending in (signal.SIGTERM, signal.SIGHUP):  # whatever ends this ends the emulator
        signal.signal(ending, signal.default_int_handler)
    with LiveModule(program, folder, patched, record) as module, announced(module.port, os.getpid()):
        click.echo(json.dumps({"port": module.port}) if as_json else module.port)
        terminal.note(f"the module runs; its flash and its log are in {folder}; Ctrl-C ends it")
        try:
            module.wait()
        finally:
            if record:
                _keep(module, terminal)


def _keep(module: "LiveModule", terminal: Terminal) -> None:
    """Make a sound file of what was recorded."""
    from autocoder.audio import write_wav

    played = module.recorded()
    if len(played):
        write_wav(module.folder / RECORDING, played)
        terminal.note(f"{module.folder / RECORDING}: {len(played) / SAMPLE_RATE_HZ:.1f} s")
