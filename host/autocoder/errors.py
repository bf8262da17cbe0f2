# SPDX-License-Identifier: MIT
"""Errors a user can act on.

Each message is one line that names the file or tool, the reason and the fix. The command line maps
every one of them to exit code 2; anything else that is raised is a fault of this program.
"""

from autocoder.names import printable


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
