# SPDX-License-Identifier: MIT
"""Standard output and standard error as a shell leaves them: closed, full, or read by nobody."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from autocoder.errors import DISK, UNREACHABLE, AutocoderError, InputError, reason, unwritable
from autocoder.terminal import Guarded, Screen

EXIT_UNSEEN = 1
EXIT_UNREAD = 141  # what a shell says of a program that was ended by a pipe without a reader

NO_TEMPORARY_FOLDER = "No usable temporary directory"  # Python's words where all of them are full


class OutputError(AutocoderError):
    """Standard output cannot be written. unread: who read it has gone, which is no fault."""

    def __init__(self, error: OSError) -> None:
        self.unread = error.errno == errno.EPIPE
        why = "it is closed" if error.errno == errno.EBADF else reason(error)
        super().__init__(f"standard output: cannot be written ({why}); send it to another file, or to none "
                         "by >/dev/null")


class Output(Guarded):
    """Standard output, whose errors are told apart from those of files."""

    def failed(self, error: OSError) -> NoReturn:
        raise OutputError(error) from error


def prepare() -> None:
    """Make standard output and error of this process such that no failure of theirs is missed or breaks it.

    Where one is closed its number is taken, so that no file that is opened later gets what is printed.
    """
    for number, access in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, access), True)  # the lowest free number: this one
    if sys.stdout is None or sys.stdout is sys.__stdout__:
        sys.stdout = Output(os.fdopen(1, "wb", buffering=0, closefd=False)).text(os.isatty(1))
    if sys.stderr is None or sys.stderr is sys.__stderr__:
        sys.stderr = Screen(os.fdopen(2, "wb", buffering=0, closefd=False)).text(line_buffering=True)
    _print_any_name()


def _print_any_name() -> None:
    """Let standard output and error take every file name: what they cannot express is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="backslashreplace")


@contextmanager
def guarded() -> Iterator[None]:
    """Raise what is no fault of this program as an AutocoderError: OutputError, disks, forbidden paths.

    Ends the program without a word where nobody reads its output any more, as others do.
    """
    try:
        yield
        sys.stdout.flush()
    except OutputError as error:
        _give_up()
        if error.unread:
            sys.exit(EXIT_UNREAD)
        raise
    except OSError as error:
        if error.errno in UNREACHABLE and error.filename is not None:
            raise InputError(f"{os.fsdecode(error.filename)}: cannot be reached ({reason(error)}); check the "
                             "path and its permissions") from error
        if error.errno not in DISK and NO_TEMPORARY_FOLDER not in str(error):
            raise
        raise unwritable(error.filename or "a temporary file", error) from error


def leave() -> None:
    """End the program with a status of its own where standard error did not take all that was to be read."""
    if Screen.lost:
        sys.exit(EXIT_UNSEEN)


def _give_up() -> None:
    """Let what is left for standard output go nowhere, now and when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
