# SPDX-License-Identifier: MIT
"""Errors a user can act on.

Each message is one line that names the file or tool, the reason and the fix. The command line maps
every one of them to exit code 2; anything else that is raised is a fault of this program.
"""

import errno
import os

from autocoder.names import printable

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
DISK = FULL | {errno.EROFS, errno.EFBIG, errno.EIO}  # not this program's fault, wherever they come from

UNREACHABLE = frozenset({errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP})  # paths, of any command


class AutocoderError(Exception):
    """Base of all errors that are reported without a traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(_one_line(message))

    def without(self, before: str) -> str:
        """Return the message without what it starts with."""
        return str(self).removeprefix(_one_line(before + ".")[:-1])


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


class InputError(AutocoderError):
    """A sound, a frame set or another input cannot be used."""


class ModelError(AutocoderError):
    """A model folder or a decoder file is missing, damaged or does not fit this program."""


class ToolError(AutocoderError):
    """A compiler, emulator or program started from here is missing or failed."""


class LinkError(AutocoderError):
    """A module cannot be found or reached, or does not do what it was asked."""


def reason(error: OSError) -> str:
    """Return why the system refused to write, in words for a message."""
    if error.errno in FULL:
        return f"{os.strerror(error.errno or 0)}: the disk is full"
    if error.errno == errno.EFBIG:
        return "the system allows no file that large"
    return error.strerror or str(error)


def unwritable(path: object, error: OSError) -> InputError:
    """Return the error for a file or folder that the system refused to write."""
    fix = "free some space, or choose another disk" if error.errno in FULL else "choose another folder"
    return InputError(f"{path}: cannot be written ({reason(error)}); {fix}")
