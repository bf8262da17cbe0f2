# SPDX-License-Identifier: MIT
"""Read sound files of any rate and channel count."""

import re
from pathlib import Path

import numpy as np
import soundfile

from autocoder.audio.opening import open_sound
from autocoder.audio.resampling import FloatArray, resample
from autocoder.errors import InputError
from autocoder.spec import SAMPLE_RATE_HZ

LOWEST_RATE_HZ = 1_000
HIGHEST_RATE_HZ = 768_000
LARGEST_SAMPLE = 2.0**20  # 120 dB over full scale: damaged data, and a square still far from overflow

UNSIZED_STREAMS = frozenset({0x7FFFFFFF, 0xFFFFFFFF})  # data sizes written by programs that stream
SIZE_SLACK_BYTES = 8  # some programs count the chunk's own header

OGG_PAGE = b"OggS"
OGG_LARGEST_PAGE_BYTES = 65_307
OGG_FLAGS_AT = 5
OGG_LAST_PAGE = 4


def read_mono(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> FloatArray:
    """Return the mean of all channels as float32 [samples] at `rate_hz`. Raises InputError."""
    samples, file_rate_hz = _read(path)
    return resample(samples.mean(axis=1, dtype=np.float32), file_rate_hz, rate_hz)


def read_stereo(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> FloatArray:
    """Return float32 [samples, 2] at `rate_hz`; any channel count but two becomes its mean on both sides.

    Raises InputError.
    """
    samples, file_rate_hz = _read(path)
    if samples.shape[1] != 2:
        samples = np.repeat(samples.mean(axis=1, keepdims=True, dtype=np.float32), 2, axis=1)
    return resample(samples, file_rate_hz, rate_hz)


def _read(path: Path) -> tuple[FloatArray, int]:
    """Return float32 [samples, channels] and the file's rate in Hz."""
    _check_is_filled_file(path)
    try:
        with open_sound(path) as file:
            declared, rate_hz, log = file.frames, file.samplerate, file.extra_info
            _check_rate(path, rate_hz)
            samples = file.read(dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, TypeError, ValueError, RuntimeError) as error:
        reason = str(getattr(error, "error_string", error)).rstrip(". ")
        raise InputError(
            f"{path}: not a readable sound file ({reason}); replace or remove it") from error
    if len(samples) < declared or _is_cut_off(log) or _is_ogg_without_end(path):
        raise InputError(f"{path}: the file is truncated ({len(samples)} samples are left); copy it again")
    _check_samples(path, samples)
    return samples, rate_hz


def _check_is_filled_file(path: Path) -> None:
    if not path.is_file():
        raise InputError(f"{path}: no such file; check the path")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if empty:
        raise InputError(f"{path}: the file is empty; replace or remove it")


def _check_rate(path: Path, rate_hz: int) -> None:
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise InputError(f"{path}: a sample rate of {rate_hz} Hz is out of range; convert it to 48000 Hz")


def _is_cut_off(log: str) -> bool:
    """Tell from libsndfile's log whether a chunk was declared longer than the file is.

    libsndfile shortens such a sound without an error.
    """
    for declared, actual in re.findall(r":\s*(\d+) \(should be (\d+)\)", log):
        if int(declared) not in UNSIZED_STREAMS and int(declared) > int(actual) + SIZE_SLACK_BYTES:
            return True
    return False


def _is_ogg_without_end(path: Path) -> bool:
    """Tell whether an Ogg stream lacks its last page; libsndfile plays what is there without an error."""
    with path.open("rb") as file:
        if file.read(len(OGG_PAGE)) != OGG_PAGE:
            return False
        file.seek(max(0, path.stat().st_size - OGG_LARGEST_PAGE_BYTES))
        tail = file.read()
    flags_at = tail.rfind(OGG_PAGE) + OGG_FLAGS_AT
    return flags_at >= len(tail) or not tail[flags_at] & OGG_LAST_PAGE


def _check_samples(path: Path, samples: FloatArray) -> None:
    if samples.size == 0:
        raise InputError(f"{path}: the file holds no samples; replace or remove it")
    finite = np.isfinite(samples).all(axis=1)
    if not finite.all():
        first = int(np.argmin(finite))
        raise InputError(f"{path}: sample {first} is not a number (NaN or infinite); export the sound again")
    if np.abs(samples).max() > LARGEST_SAMPLE:
        raise InputError(f"{path}: samples far beyond full scale; export the sound again")
