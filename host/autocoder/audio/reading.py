# SPDX-License-Identifier: MIT
"""Read sound files of any rate and channel count."""

from pathlib import Path

import numpy as np

from autocoder.audio.content import HEAD_BYTES, conversion, converting
from autocoder.audio.decoding import Decoded, DecodingError, decode_file
from autocoder.audio.finding import refuse_stream
from autocoder.audio.resampling import FloatArray, resample
from autocoder.errors import InputError
from autocoder.spec import SAMPLE_RATE_HZ

LOWEST_RATE_HZ = 1_000
HIGHEST_RATE_HZ = 768_000
LARGEST_SAMPLE = 2.0**20  # 120 dB over full scale: damaged data, and a square still far from overflow
CHECKED_ROWS = 1 << 16  # at a time, so that a long sound's checks need no memory of its size


def read_channels(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> FloatArray:
    """Return all channels as float32 [samples, channels] at `rate_hz`. Raises InputError."""
    samples, file_rate_hz = _read(path)
    return resample(samples, file_rate_hz, rate_hz)


def read_mono(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> FloatArray:
    """Return the mean of all channels as float32 [samples] at `rate_hz`; opposite channels cancel in it.

    Raises InputError.
    """
    samples, file_rate_hz = _read(path)
    return resample(samples.mean(axis=1, dtype=np.float32), file_rate_hz, rate_hz)


def read_loudest(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> FloatArray:
    """Return the channel that moves most, the first of equal ones, as float32 [samples] at `rate_hz`.

    Raises InputError.
    """
    samples, file_rate_hz = _read(path)
    return resample(np.ascontiguousarray(samples[:, _by_movement(samples)[0]]), file_rate_hz, rate_hz)


def read_stereo(path: Path, rate_hz: int = SAMPLE_RATE_HZ) -> FloatArray:
    """Return float32 [samples, 2] at `rate_hz`; of more channels the two that move most, in their order.

    Their mean could cancel. One channel is on both sides. Raises InputError.
    """
    samples, file_rate_hz = _read(path)
    if samples.shape[1] == 1:
        samples = np.repeat(samples, 2, axis=1)
    elif samples.shape[1] > 2:
        samples = np.ascontiguousarray(samples[:, sorted(_by_movement(samples)[:2])])
    return resample(samples, file_rate_hz, rate_hz)


def _by_movement(samples: FloatArray) -> list[int]:
    """Return the channels of samples [n, channels], the one with the largest variance first."""
    variances = [float(np.var(channel, dtype=np.float64)) for channel in samples.T]
    return sorted(range(len(variances)), key=lambda channel: -variances[channel])


def _read(path: Path) -> tuple[FloatArray, int]:
    """Return float32 [samples, channels] and the file's rate in Hz."""
    _check_is_filled_file(path)
    try:
        decoded = decode_file(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); copy it again") from error
    except DecodingError as error:
        raise InputError(f"{path}: {_undecodable(path, str(error))}") from error
    _check_rate(path, decoded.rate_hz)
    _check_is_whole(path, decoded)
    _check_samples(path, decoded.samples)
    return decoded.samples, decoded.rate_hz


def _undecodable(path: Path, reason: str) -> str:
    """Return that a file is not decoded, why, and what to do."""
    with path.open("rb") as file:
        known = conversion(path, file.read(HEAD_BYTES))
    foreign = any(word in reason for word in ("unsupported", "unimplemented"))
    advice = converting(path) if foreign else "replace or remove it"
    return known or f"not a readable sound file ({reason}); {advice}"


def _check_is_filled_file(path: Path) -> None:
    try:
        refuse_stream(path)
        with path.open("rb") as file:
            empty = not file.read(1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise InputError(f"{path}: no such file; check the path") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if empty:
        raise InputError(f"{path}: the file is empty; replace or remove it")


def _check_rate(path: Path, rate_hz: int) -> None:
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise InputError(f"{path}: a sample rate of {rate_hz} Hz is out of range; convert it to 48000 Hz")


def _check_is_whole(path: Path, decoded: Decoded) -> None:
    if decoded.share == 1.0:
        return
    left_s = len(decoded.samples) / decoded.rate_hz
    of_all = f" of {left_s / decoded.share:.2f}" if decoded.share else ""
    raise InputError(f"{path}: the file is truncated ({left_s:.2f}{of_all} s are left); copy it again")


def _check_samples(path: Path, samples: FloatArray) -> None:
    if samples.size == 0:
        raise InputError(f"{path}: the file holds no samples; replace or remove it")
    for start in range(0, len(samples), CHECKED_ROWS):
        rows = samples[start:start + CHECKED_ROWS]
        loudest = max(rows.max(), -rows.min())
        if not np.isfinite(loudest):
            place = start + int(np.argmin(np.isfinite(rows).all(axis=1)))
            raise InputError(f"{path}: sample {place} is not a number (NaN or infinite); "
                             "export the sound again")
        if loudest > LARGEST_SAMPLE:
            raise InputError(f"{path}: samples far beyond full scale; export the sound again")
