# SPDX-License-Identifier: MIT
"""Playing a source through the sound card (needs the `play` extra)."""

import importlib
from typing import Any

import numpy as np

from autocoder.errors import ToolError
from autocoder.progress import Progress, silent
from autocoder.synth.renderer import Source, levelled_blocks


def play(source: Source, device: str | None = None, progress: Progress = silent) -> None:
    """Play the samples that `renderer.render` would return; returns when they have been heard.

    device: a sound card's number or part of its name as `python -m sounddevice` lists them; the system's
    default otherwise. Raises ToolError when sounddevice, PortAudio or the device is missing.
    """
    sounddevice = load_sounddevice()
    done = 0
    try:
        with sounddevice.OutputStream(samplerate=source.rate_hz, channels=source.channels, dtype="float32",
                                      device=_chosen(device)) as stream:
            for block in levelled_blocks(source):
                stream.write(np.ascontiguousarray(block))
                done += len(block)
                progress(done, source.samples)
    except (sounddevice.PortAudioError, ValueError) as error:
        raise ToolError(f"no sound device to play on ({error}); connect one, name one with --device, "
                        "or write a file by the same command without play") from error


def _chosen(device: str | None) -> int | str | None:
    return int(device) if device and device.isdigit() else device


def load_sounddevice() -> Any:
    """Return the module sounddevice. Raises ToolError when it or PortAudio is missing."""
    try:
        return importlib.import_module("sounddevice")
    except ModuleNotFoundError as error:
        raise ToolError("playing live needs the Python package sounddevice; "
                        "run pip install 'autocoder[play]'") from error
    except OSError as error:
        raise ToolError(f"playing live needs the library PortAudio ({error}); "
                        "run apt-get install libportaudio2") from error
