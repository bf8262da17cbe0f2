# SPDX-License-Identifier: MIT
"""An emulated module that runs: its link a pseudo-terminal, its flash, panel and jacks files in a folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from autocoder.device.announced import PORT
from autocoder.device.emulator import CHANNELS, EMULATOR, INPUT, LOG, OUTPUT, need_emulator
from autocoder.device.panel_file import PANEL, Panel, Switch, write_panel
from autocoder.device.panel_names import FUNCTIONS
from autocoder.errors import InputError, ToolError
from autocoder.spec import LATENTS, SAMPLE_RATE_HZ

FloatArray = npt.NDArray[np.float32]

FLASH, LOCK = "flash.bin", ".running.lock"
FRAME_BYTES = 4 * CHANNELS
NONE = "-"  # in place of a file's name
MOST_INPUT_SAMPLES = 5 * SAMPLE_RATE_HZ

# Each instruction takes 2 ns, about the module's pace, however slow this computer is: audio is never late
# because of it. While the module sleeps, its time goes on as ours does.
PACE = "shift=1"
# The emulated port takes one byte at a time. A multiplexer before it has some more at hand, which doubles
# what comes through; no byte is its escape.
WIRE = ["-echr", "256", "-chardev", "pty,id=wire,mux=on", "-serial", "chardev:wire"]
CONSOLE = ["-chardev", f"file,id=console,path={LOG},append=on"]
WITH_US = ["setpriv", "--pdeathsig", "KILL"]  # the emulator ends with us, even where we are killed; on Linux
ANNOUNCEMENT = "char device redirected to "


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep a folder for one module while the block runs; a crash frees it.

    Raises InputError where a module runs in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, blocking=False)
        lock.acquire()
    except Timeout as error:
        raise InputError(f"{folder}: a module is already running here, at {folder.resolve() / PORT}; end it, "
                         "or start another one in another --folder") from error
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); name another --folder") from error
    try:
        yield
    finally:
        lock.release()


class LiveModule:
    """A program of the environment qemu_live, running in a folder; use it in a `with` statement.

    port: a path that stays the same when the module is started again. Other files of the folder: FLASH, which
    is kept; PANEL, counts and switches that it looks at all the time; INPUT, played over and over; OUTPUT,
    what it plays, where that is recorded; LOG, what it and its emulator print.
    """

    def __init__(self, program: Path, folder: Path, sound: FloatArray | None = None,
                 record: bool = False) -> None:
        """Prepare the folder. sound: what is patched in, [samples, 2], silence otherwise.

        Raises InputError for a sound that is too long.
        """
        self.program = program.resolve()
        self.folder = folder.resolve()
        self.record = record
        self._process: subprocess.Popen[str] | None = None
        self._line = -1  # our own hold of the line
        self.folder.mkdir(parents=True, exist_ok=True)
        self._patch(sound)
        for name in (PANEL, LOG):
            (self.folder / name).unlink(missing_ok=True)

    @property
    def port(self) -> str:
        """The path of the serial port."""
        return str(self.folder / PORT)

    @property
    def running(self) -> bool:
        """Whether it has power and has not ended by itself."""
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> "LiveModule":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.kill()

    def start(self) -> None:
        """Switch it on. Returns when its port is there; what is sent before it listens waits for it.

        Raises ToolError where emulator or program is missing, or the emulator does not start.
        """
        if not self.program.is_file():
            raise ToolError(f"{self.program}: no such program; build the environment qemu_live")
        need_emulator()
        (self.folder / OUTPUT).unlink(missing_ok=True)
        with (self.folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(self._command(), cwd=self.folder, stdin=subprocess.DEVNULL,
                                             stdout=subprocess.PIPE, stderr=log, text=True,
                                             start_new_session=True)  # Ctrl-C is for us
        try:
            self._hold(self._terminal())
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """Cut its power: nothing is finished, what is in the flash stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None
        if self._line >= 0:
            os.close(self._line)
            self._line = -1
        (self.folder / PORT).unlink(missing_ok=True)

    def restart(self) -> None:
        """Cut its power and switch it on again, with the same flash, at the same port."""
        self.kill()
        self.start()

    def wait(self) -> None:
        """Wait for the end of what has none. Raises ToolError when it comes."""
        if self._process is not None:
            self._process.wait()
        raise self._ended()

    def panel(self, knobs: Sequence[int], cvs: Sequence[int], functions: Sequence[int] | None = None,
              switches: Switch = Switch.NONE) -> None:
        """Turn the knobs and patch the CVs, in counts of the converters; it looks every 50 ms of its time.

        functions: counts of the function knobs, which it has if the panel has them when it is switched on;
        what failed and a held button count then, too
        """
        if len(knobs) != LATENTS or len(cvs) != LATENTS:
            raise ValueError(f"{LATENTS} knobs and {LATENTS} CVs, not {len(knobs)} and {len(cvs)}")
        if functions is not None and len(functions) != len(FUNCTIONS):
            raise ValueError(f"{len(FUNCTIONS)} function knobs, not {len(functions)}")
        self.show(Panel(tuple(knobs), tuple(cvs), None if functions is None else tuple(functions), switches))

    def show(self, panel: Panel) -> None:
        """Put all controls where a panel has them, as `panel` does."""
        write_panel(self.folder, panel)

    def recorded(self, since: int = 0) -> FloatArray:
        """Return what it has played since a sample of its time, [samples, 2], as far as it is on the disk."""
        count = (self.recorded_samples() - since) * CHANNELS
        values = (np.fromfile(self.folder / OUTPUT, "<f4", count, offset=since * FRAME_BYTES) if count > 0
                  else np.zeros(0, "<f4"))
        return values.reshape(-1, CHANNELS).astype(np.float32)

    def recorded_samples(self) -> int:
        """Return how much of what it has played since it was started is on the disk."""
        path = self.folder / OUTPUT
        return path.stat().st_size // FRAME_BYTES if path.is_file() else 0

    def forget(self) -> None:
        """Remove what was recorded."""
        (self.folder / OUTPUT).unlink(missing_ok=True)

    def printed(self) -> str:
        """Return what it and its emulator have printed."""
        log = self.folder / LOG
        return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""

    def _patch(self, sound: FloatArray | None) -> None:
        (self.folder / INPUT).unlink(missing_ok=True)
        if sound is None:
            return
        if sound.ndim != 2 or sound.shape[1] != CHANNELS:
            raise ValueError(f"sound must be [samples, {CHANNELS}], not {sound.shape}")
        if len(sound) > MOST_INPUT_SAMPLES:
            raise InputError(f"the running module loops at most {MOST_INPUT_SAMPLES / SAMPLE_RATE_HZ:g} s "
                             "of sound; cut it shorter")
        np.ascontiguousarray(sound, "<f4").tofile(self.folder / INPUT)

    def _command(self) -> list[str]:
        words = ["module", FLASH, PANEL, INPUT, OUTPUT if self.record else NONE]
        semihosting = ",".join(["enable=on", "target=native", "chardev=console",
                                *(f"arg={word}" for word in words)])
        with_us = [*WITH_US] if shutil.which(WITH_US[0]) else []
        return [*with_us, EMULATOR, "-M", "mps2-an500", "-cpu", "cortex-m7", "-display", "none", "-monitor",
                "none", "-icount", PACE, *WIRE, *CONSOLE, "-semihosting-config", semihosting,
                "-kernel", str(self.program)]

    def _terminal(self) -> str:
        """Return the pseudo-terminal that the emulator says it has made."""
        assert self._process is not None and self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(ANNOUNCEMENT):
            self._process.wait()
            raise self._ended()
        return line.removeprefix(ANNOUNCEMENT).split()[0]

    def _hold(self, terminal: str) -> None:
        """Keep the line open and raw: between two programs it would echo to the module what that sends."""
        import tty  # POSIX only, as the pseudo-terminal

        self._line = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._line)
        link = self.folder / f".{PORT}"
        link.unlink(missing_ok=True)
        link.symlink_to(terminal)
        link.replace(self.folder / PORT)

    def _ended(self) -> ToolError:
        lines = [line.strip() for line in self.printed().splitlines() if line.strip()]
        status = None if self._process is None else self._process.poll()
        return ToolError(f"{EMULATOR}: the module stopped with status {status}: "
                         f"{lines[-1] if lines else 'it printed nothing'}")


def looped(sound: FloatArray) -> FloatArray:
    """Return as much of a sound as a running module loops."""
    return sound[:MOST_INPUT_SAMPLES]
