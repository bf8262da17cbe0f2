# SPDX-License-Identifier: MIT
"""An offline module that is fed and read while it runs, through named pipes: hours need no files."""

import contextlib
import os
import queue
import select
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from autocoder.device.controls import by_scan
from autocoder.device.emulator import (
    CHANNELS,
    CONTROLS,
    COUNTS,
    INPUT,
    LOG,
    OUTPUT,
    SETTINGS,
    Target,
    offline_command,
)
from autocoder.device.settings import Setting, pack_settings
from autocoder.errors import ToolError
from autocoder.spec import CV_SCANS

FloatArray = npt.NDArray[np.float32]

PATIENCE_S = 300.0
POLL_MS = 200
READ_BYTES = 1 << 16


class PipedModule:
    """Feed it, then take what it plays; it works while its caller does. Use it in a `with` statement."""

    def __init__(self, target: Target, program: Path, counts: bool = False) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="autocoder-")
        self.folder = Path(self._place.name)
        fed = (INPUT, CONTROLS, SETTINGS)
        taken = (OUTPUT, COUNTS) if counts else (OUTPUT,)
        for name in (*fed, *taken):
            os.mkfifo(self.folder / name)
        self._read = {name: os.open(self.folder / name, os.O_RDONLY | os.O_NONBLOCK) for name in taken}
        self._taken = {name: bytearray() for name in taken}
        self._queues: dict[str, queue.Queue[bytes]] = {name: queue.Queue() for name in fed}
        self._feeders = [threading.Thread(target=self._feed, args=(name,), daemon=True) for name in fed]
        command = offline_command(target, program, [*fed, *taken], counts)
        with (self.folder / LOG).open("wb") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=subprocess.STDOUT)
        for each in self._feeders:
            each.start()

    def __enter__(self) -> "PipedModule":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        self.end()
        for name in self._queues:  # a feeder may still wait for a module that never came to read
            os.close(os.open(self.folder / name, os.O_RDONLY | os.O_NONBLOCK))
        for feeder in self._feeders:
            feeder.join()
        for descriptor in self._read.values():
            os.close(descriptor)
        self._place.cleanup()

    def feed(self, sound: FloatArray, controls: npt.NDArray[np.uint16], settings: Iterable[Setting]) -> None:
        """Hand over inputs [samples, 2], ADC counts by block and settings, whole blocks of them.

        The module reads one setting ahead: it plays up to the last that it was given, so there must be some
        in each piece, and the next pieces are to be fed before all of one is taken. Raises ValueError for a
        piece without.
        """
        records = pack_settings(settings)
        if not records:
            raise ValueError("no setting in this piece: the module would wait for one")
        self._queues[INPUT].put(np.ascontiguousarray(sound, "<f4").tobytes())
        self._queues[CONTROLS].put(np.ascontiguousarray(by_scan(controls, CV_SCANS), "<u2").tobytes())
        self._queues[SETTINGS].put(records)

    def end(self) -> None:
        """Say that nothing follows."""
        for each in self._queues.values():
            each.put(b"")

    def take(self, samples: int) -> FloatArray:
        """Return the next samples that it plays, [samples, 2]; fewer where it has ended.

        Raises ToolError when nothing comes for long.
        """
        size = 4 * CHANNELS * samples
        while len(self._taken[OUTPUT]) < size and self._receive():
            pass
        return self._cut(OUTPUT, size, "<f4").astype(np.float32)

    def counts(self) -> npt.NDArray[np.uint32]:
        """Return instructions [blocks, 2] in callback and loop, of blocks that came since the last call."""
        return self._cut(COUNTS, len(self._taken[COUNTS]) // 8 * 8, "<u4").astype(np.uint32)

    def finish(self) -> str:
        """Wait for its end and return what it printed. Raises ToolError where it reports a fault."""
        while self._receive():
            pass
        status = self._process.wait()
        printed = (self.folder / LOG).read_text(encoding="utf-8", errors="replace").strip()
        if status != 0:
            raise ToolError(f"the module stopped with status {status}: {printed or 'it printed nothing'}")
        return printed

    def _cut(self, name: str, size: int, kind: str) -> npt.NDArray[np.generic]:
        taken = self._taken[name]
        piece = np.frombuffer(bytes(taken[:size]), kind).reshape(-1, 2)
        del taken[:size]
        return piece

    def _receive(self) -> bool:
        """Read what there is, or wait for it. False where the module has ended and all is read."""
        poll = select.poll()
        for descriptor in self._read.values():
            poll.register(descriptor, select.POLLIN)
        deadline_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s:
            ended = self._process.poll() is not None
            ready = {descriptor for descriptor, event in poll.poll(POLL_MS) if event & select.POLLIN}
            for name, descriptor in self._read.items():
                if descriptor in ready:
                    self._taken[name] += os.read(descriptor, READ_BYTES)
            if ready or ended:
                return bool(ready)
        raise ToolError(f"the module plays nothing for {PATIENCE_S:g} s; stopped it")

    def _feed(self, name: str) -> None:
        with contextlib.suppress(BrokenPipeError), _unbuffered(self.folder / name) as file:
            while piece := self._queues[name].get():
                write_all(file, piece)


def _unbuffered(path: Path) -> FileIO:
    return open(path, "wb", buffering=0)


def write_all(file: FileIO, piece: bytes) -> None:
    """Write a whole piece: where the process is halted meanwhile, a pipe takes less at a time."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest):]
