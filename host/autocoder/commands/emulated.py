# SPDX-License-Identifier: MIT
"""An emulated module that runs until it is ended, for the commands that talk to one."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.spec import SAMPLE_RATE_HZ
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.live import LiveModule

RECORDING = "out.wav"


@dataclass(frozen=True)
class Serving:
    """What becomes of the sound: kept in a file, played aloud on a device, or neither."""

    record: bool = False
    aloud: bool = False
    device: str | None = None


def serve(sound: Path | None, generated: Path | None, folder: Path, changes: tuple[str, ...],
          serving: Serving, as_json: bool) -> None:
    """Build the firmware, start the module in `folder`, print its port, and wait for Ctrl-C."""
    from autocoder.audio import read_stereo
    from autocoder.device.announced import announced
    from autocoder.device.build import build_firmware
    from autocoder.device.live import LiveModule, alone_in, looped
    from autocoder.device.play import check_clock

    terminal = Terminal()
    check_clock(generated)
    panel = _panel(changes)
    patched = looped(read_stereo(sound)) if sound else None
    with _stream(serving) as stream, alone_in(folder):
        with terminal.bar("build"):
            objects = generated.parent / "build" if generated else None
            program = build_firmware("qemu_live", generated, objects)
        for ending in (signal.SIGTERM, signal.SIGHUP):  # whatever ends this ends the emulator
            signal.signal(ending, signal.default_int_handler)
        module = LiveModule(program, folder, patched, serving.record or serving.aloud)
        module.show(panel)
        with module, announced(module.port, os.getpid()), _kept(module, serving, terminal):
            click.echo(json.dumps({"port": module.port}) if as_json else module.port)
            terminal.note(f"the module runs; its flash and its log are in {folder}; Ctrl-C ends it")
            if stream is None:
                module.wait()
            else:
                _play(module, stream)


def _panel(changes: tuple[str, ...]) -> Any:
    """Return the panel that the module starts with. Raises InputError for a parameter, and for a time."""
    from autocoder.device.moves import Move, parse_change
    from autocoder.device.panel import BUTTON, CONTROLS, PRESS
    from autocoder.device.panel_file import at_rest
    from autocoder.errors import InputError

    panel, press = at_rest(), Move(0, CONTROLS[BUTTON], PRESS)
    for text in changes:
        change = parse_change(text)
        if not isinstance(change, Move) or change.block or change == press:
            raise InputError(f"{text}: with --serial --set puts controls where they are at the start; then "
                             "use `autocoder set` for parameters and `autocoder panel` for controls")
        panel = panel.turned(change.control, change.counts)
    return panel


def _stream(serving: Serving) -> Any:
    """Return the open sound card, or nothing."""
    if not serving.aloud:
        return nullcontext()
    from autocoder.synth.live import output_stream

    return output_stream(SAMPLE_RATE_HZ, 2, serving.device, "start it without --play")


def _play(module: "LiveModule", stream: Any) -> None:
    """Play what the module plays until it ends."""
    from autocoder.device.listening import heard

    for block in heard(module):
        stream.write(block)
    module.wait()


@contextmanager
def _kept(module: "LiveModule", serving: Serving, terminal: Terminal) -> Iterator[None]:
    """Make a sound file of what was recorded at the end, or remove what was only to be heard."""
    from autocoder.audio import write_wav

    try:
        yield
    finally:
        if serving.record:
            played = module.recorded()
            if len(played):
                write_wav(module.folder / RECORDING, played)
                terminal.note(f"{module.folder / RECORDING}: {len(played) / SAMPLE_RATE_HZ:.1f} s")
        elif serving.aloud:
            module.forget()
