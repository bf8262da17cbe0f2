# SPDX-License-Identifier: MIT
"""Decode a sound file until its decoder ends, whatever its header says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from autocoder.audio.declared import trimmed
from autocoder.audio.flac import share_of_flac
from autocoder.audio.opening import open_sound
from autocoder.audio.part import Part
from autocoder.audio.parts import find_parts
from autocoder.audio.resampling import FloatArray, resample
from autocoder.audio.view import FileView

BLOCK = 1 << 14  # samples read at a time
FINE_BLOCK = 16  # where a larger one would hide what the decoder made before it failed
FIRST_ROWS = 1 << 20  # set aside where the header's number cannot be true
LARGEST_RATIO = 64  # samples to a byte of file up to which a header's number is one to set memory aside for


class DecodingError(Exception):
    """A decoder failed before it made any sound; the text is its reason."""


@dataclass(frozen=True)
class Decoded:
    """The sound of a file, float32 [samples, channels].

    share: how much of the sound is there by the container's own account, 0..1; None where its end is missing
    but not its length known
    """

    samples: FloatArray
    rate_hz: int
    share: float | None = 1.0


class Sequential(soundfile.SoundFile):  # type: ignore[misc]  # it carries no types
    """A sound file that is read from start to end.

    Without a seek behind each block, which fails where the header's length is wrong.
    """

    def seekable(self) -> bool:
        """Tell that it is not to be sought."""
        return False


def decode_file(path: Path) -> Decoded:
    """Return all samples of a file.

    Raises DecodingError, InputError for what has to be converted first, OSError where the disk fails.
    """
    decoded = [_decode_part(path, part) for part in find_parts(path)]
    if len(decoded) == 1:
        return decoded[0]
    rate_hz, channels = decoded[0].rate_hz, max(each.samples.shape[1] for each in decoded)
    sounds = [_widened(resample(each.samples, each.rate_hz, rate_hz), channels) for each in decoded]
    cut = [each.share for each in decoded if each.share != 1.0]
    return Decoded(np.concatenate(sounds), rate_hz, cut[0] if cut else 1.0)


def _widened(samples: FloatArray, channels: int) -> FloatArray:
    """Return one channel as so many. Raises DecodingError for other numbers of channels."""
    if samples.shape[1] not in (1, channels):
        raise DecodingError(f"its parts have {samples.shape[1]} and {channels} channels")
    return np.repeat(samples, channels, axis=1) if samples.shape[1] < channels else samples


def _decode_part(path: Path, part: Part) -> Decoded:
    samples, failed, opened = _decode_blocks(path, part)
    if failed and part.share == 1.0:
        samples = _decode_finely(path, part, len(samples))
    if failed and len(samples) == 0:
        raise DecodingError(failed)
    share = part.share
    if opened.format == "FLAC" and share == 1.0:
        share = share_of_flac(path, part, samples, failed=bool(failed))
    elif failed:
        share = None
    elif share == 1.0:
        samples, share = trimmed(path, opened.format, opened.log, samples)
    return Decoded(samples, opened.rate_hz, share)


@dataclass(frozen=True)
class Opened:
    """What libsndfile says about a file; log: what it found on opening it, in words."""

    format: str
    rate_hz: int
    log: str


def _decode_blocks(path: Path, part: Part) -> tuple[FloatArray, str, Opened]:
    """Return float32 [samples, channels], why the decoder failed, if it did, and what it decoded.

    Raises DecodingError for a file that it does not open.
    """
    with _opened(path, part) as file:
        opened = Opened(file.format, file.samplerate, file.extra_info)
        believed = part.samples or file.frames
        rows = believed if believed <= LARGEST_RATIO * (part.end - part.start) else FIRST_ROWS
        samples = np.empty((rows + BLOCK, file.channels), dtype=np.float32)  # a block more shows the end
        at, failed = 0, ""
        try:
            while at < file.frames:
                if at == len(samples):
                    samples.resize((at + at // 2 + BLOCK, file.channels), refcheck=False)
                count = len(file.read(out=samples[at:min(at + BLOCK, file.frames)]))
                if count == 0:
                    break
                at += count
        except soundfile.LibsndfileError as error:
            failed = _reason(error)
        samples.resize((at, file.channels), refcheck=False)
    return samples, failed, opened


def _decode_finely(path: Path, part: Part, known: int) -> FloatArray:
    """Return what a failing decoder makes, to the last samples; `known` come before the block that fails."""
    pieces = []
    with _opened(path, part) as file:
        try:
            while len(piece := file.read(min(BLOCK, known) or FINE_BLOCK, dtype="float32", always_2d=True)):
                pieces.append(piece)
                known -= min(len(piece), known)
        except soundfile.LibsndfileError:
            pass
        return np.concatenate(pieces or [np.empty((0, file.channels), dtype=np.float32)])


@contextmanager
def _opened(path: Path, part: Part) -> Iterator[Sequential]:
    """Yield the opened part. Raises DecodingError; OSError where the disk failed."""
    if part.is_all_of(path):
        with _open(path) as file:
            yield file
        return
    with FileView(path, part.start, part.end, part.head, part.length) as view:
        with _open(view) as file:
            yield file
        if view.failure is not None:
            raise view.failure


def _open(source: Path | FileView) -> Sequential:
    try:
        return open_sound(source, Sequential) if isinstance(source, Path) else Sequential(source)
    except (soundfile.LibsndfileError, TypeError, ValueError, RuntimeError) as error:
        raise DecodingError(_reason(error)) from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "error_string", error)).rstrip(". ")
