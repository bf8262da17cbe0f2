# SPDX-License-Identifier: MIT
"""Open sound files whatever their names are: not in UTF-8, not in the locale, or with a wrong suffix."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import soundfile

from autocoder.audio.content import GSM_FRAME_BYTES, GSM_FRAMES, conversion, converted_kind, is_gsm
from autocoder.errors import InputError

LOOKED_AT_BYTES = GSM_FRAME_BYTES * GSM_FRAMES
HEADERLESS = "RAW"  # libsndfile takes any .au, .snd or .vox for samples when there is no header


def library_name(path: Path) -> str | bytes:
    """Return a path as libsndfile takes it: its bytes, as soundfile's own are those of a strict encoding."""
    return str(path) if sys.platform == "win32" else os.fsencode(path)


def open_sound(path: Path, kind: Callable[..., soundfile.SoundFile] = soundfile.SoundFile
               ) -> soundfile.SoundFile:
    """Return an open sound file; kind: what opens it, given a name as libsndfile takes it.

    Raises InputError for a format that has to be converted first and for samples without a header, and what
    soundfile raises (LibsndfileError, TypeError) for anything else that is no sound.
    """
    try:
        with path.open("rb") as file:
            head = file.read(LOOKED_AT_BYTES)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if converted_kind(head) is not None:
        raise InputError(f"{path}: {conversion(path, head)}")
    try:
        opened = kind(library_name(path))
    except (soundfile.LibsndfileError, TypeError) as error:
        advice = conversion(path, head)
        if advice is None:
            raise
        raise InputError(f"{path}: {advice}") from error
    if opened.format == HEADERLESS and not is_gsm(head):
        opened.close()
        advice = conversion(path, head) or "not a readable sound file (no header); replace or remove it"
        raise InputError(f"{path}: {advice}")
    return opened
