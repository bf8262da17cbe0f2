# SPDX-License-Identifier: MIT
"""Playing a source through the sound card (needs the `play` extra)."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autocoder.errors import ToolError
from autocoder.installation import missing
from autocoder.progress import Progress, silent
from autocoder.synth.renderer import Source, levelled_blocks


def play(source: Source, device: str | None = None, progress: Progress = silent) -> float:
    """Play the samples that `renderer.render` would return, and return the largest when they have been heard.

    device: a sound card's number or part of its name as `python -m sounddevice` lists them; the system's
    default otherwise. Raises ToolError when sounddevice, PortAudio or the device is missing.
    """
    done, peak = 0, 0.0
    with output_stream(source.rate_hz, source.channels, device,
                       "write a file by the same command without play") as stream:
        for block in levelled_blocks(source):
            stream.write(np.ascontiguousarray(block))
            done, peak = done + len(block), max(peak, float(np.abs(block).max()))
            progress(done, source.samples)
    return peak


@contextmanager
def output_stream(rate_hz: int, channels: int, device: str | None, instead: str) -> Iterator[Any]:
    """Yield a stream of the sound card that takes blocks [samples, channels] of float32 by write().

    instead: what to do without a sound card. Raises ToolError as `play` does.
    """
    sounddevice = load_sounddevice()

    def missing(error: Exception) -> ToolError:
        return ToolError(f"no sound device to play on ({error}); connect one, name one with --device, "
                         f"or {instead}")

    try:
        stream = sounddevice.OutputStream(samplerate=rate_hz, channels=channels, dtype="float32",
                                          device=_chosen(device))
    except (sounddevice.PortAudioError, ValueError) as error:
        raise missing(error) from error
    try:
        with stream:
            yield stream
    except sounddevice.PortAudioError as error:
        raise missing(error) from error


def _chosen(device: str | None) -> int | str | None:
    return int(device) if device and device.isdigit() else device


def load_sounddevice() -> Any:
    """Return the module sounddevice. Raises ToolError when it or PortAudio is missing."""
    try:
        return importlib.import_module("sounddevice")
    except ModuleNotFoundError as error:
        raise missing("sounddevice") from error
    except OSError as error:
        raise ToolError(f"playing live needs the library PortAudio ({error}); "
                        "run apt-get install libportaudio2") from error
