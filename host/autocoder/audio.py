# SPDX-License-Identifier: MIT
"""Read, resample, list and write sound files."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr
from scipy.io import wavfile

from autocoder.atomic import replacing
from autocoder.errors import InputError
from autocoder.spec import SAMPLE_RATE_HZ

FloatArray = npt.NDArray[np.float32]

SOUND_SUFFIXES = frozenset({
    ".wav", ".wave", ".w64", ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3",
    ".aif", ".aiff", ".aifc", ".au", ".snd", ".caf",
})
LOWEST_RATE_HZ = 1_000
HIGHEST_RATE_HZ = 768_000
LARGEST_SAMPLE = 2.0**20  # 120 dB over full scale: damaged data, and a square still far from overflow

UNSIZED_STREAMS = frozenset({0x7FFFFFFF, 0xFFFFFFFF})  # data sizes written by programs that stream
SIZE_SLACK_BYTES = 8  # some programs count the chunk's own header

OGG_PAGE = b"OggS"
OGG_LARGEST_PAGE_BYTES = 65_307
OGG_FLAGS_AT = 5
OGG_LAST_PAGE = 4


def list_sound_files(path: Path) -> list[Path]:
    """Return the sound files of a folder and the folders in it, or the one file, in a stable order.

    Raises InputError for a missing path and for a folder without sound.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"{path}: no such file or folder; check the path")
    found = [entry for entry in path.rglob("*") if _is_sound_file(entry.relative_to(path), entry)]
    if not found:
        raise InputError(f"{path}: no sound files in this folder; it needs WAV, FLAC, OGG, MP3 or AIFF files")
    return sorted(found, key=lambda entry: entry.relative_to(path).as_posix())


def _is_sound_file(relative: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    return not hidden and path.suffix.lower() in SOUND_SUFFIXES and path.is_file()


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


def resample(samples: FloatArray, from_hz: int, to_hz: int) -> FloatArray:
    """Return samples [n] or [n, channels] brought from one rate to another along the first axis."""
    if from_hz == to_hz:
        return samples
    resampled = soxr.resample(samples, from_hz, to_hz, quality="VHQ")  # stop band under -150 dB
    return np.ascontiguousarray(resampled, dtype=np.float32)


def write_wav(path: Path, samples: npt.NDArray[np.floating], rate_hz: int = SAMPLE_RATE_HZ,
              bits: int = 32) -> None:
    """Write samples [n] or [n, channels] as 32 bit float or 24 bit integer WAV, whole or not at all.

    Equal samples give equal bytes. Raises InputError when the folder cannot be written.
    """
    if bits not in (24, 32):
        raise ValueError(f"bits must be 24 or 32, not {bits}")
    with replacing(path) as temporary:
        if bits == 24:
            soundfile.write(temporary, samples, rate_hz, subtype="PCM_24", format="WAV")
        else:  # libsndfile puts the time of writing into float files
            wavfile.write(temporary, rate_hz, np.asarray(samples, dtype=np.float32))


def _read(path: Path) -> tuple[FloatArray, int]:
    """Return float32 [samples, channels] and the file's rate in Hz."""
    _check_is_filled_file(path)
    try:
        with soundfile.SoundFile(path) as file:
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
