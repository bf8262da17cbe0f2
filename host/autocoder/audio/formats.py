# SPDX-License-Identifier: MIT
"""Which format a sound file's suffix names, and what that format can hold. Loads no library."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autocoder.atomic import check_file, is_stream
from autocoder.errors import InputError

MP3_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
OPUS_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)


@dataclass(frozen=True)
class Format:
    """How a sound is stored; container, subtype and compression are libsndfile's.

    rates_hz: those it takes, all where there are none; most_channels: likewise, of any number where 0
    """

    container: str
    subtype: str
    compression: float | None = None
    rates_hz: Sequence[int] = ()
    most_channels: int = 0

    @property
    def holds_any_level(self) -> bool:
        """Whether samples beyond full scale are kept as they are."""
        return self.subtype == "FLOAT"


WAV = Format("WAV", "FLOAT")
_AIFF, _AU, _OGG = Format("AIFF", "PCM_24"), Format("AU", "FLOAT"), Format("OGG", "VORBIS", 0.2)
FORMATS = {
    ".wav": WAV,
    ".flac": Format("FLAC", "PCM_24", most_channels=8),
    ".ogg": _OGG,
    ".oga": _OGG,
    ".opus": Format("OGG", "OPUS", 0.5, OPUS_RATES_HZ),  # about 130 kbit/s a channel
    ".mp3": Format("MP3", "MPEG_LAYER_III", 0.0, MP3_RATES_HZ, 2),
    ".aiff": _AIFF,
    ".aif": _AIFF,
    ".aifc": Format("AIFF", "FLOAT"),
    ".caf": Format("CAF", "FLOAT"),
    ".w64": Format("W64", "FLOAT"),
    ".rf64": Format("RF64", "FLOAT"),
    ".au": _AU,
    ".snd": _AU,
}


def format_of(path: Path) -> Format:
    """Return the format that a path's suffix names; without one, and for pipes and devices, WAV.

    Raises InputError for a suffix that is none of FORMATS.
    """
    suffix = path.suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    if not suffix or is_stream(path):
        return WAV
    raise InputError(f"{path}: cannot be written (no format of sound that is known here); choose one of "
                     f"{', '.join(FORMATS)}")


def check_sound_file(path: Path, rate_hz: int | None = None, channels: int = 1) -> Format:
    """Return the format of a sound file that is going to be written.

    Raises InputError where its format is unknown or does not hold such a sound, or where no file can be
    written. Nothing is changed: commands ask before they start to work.
    """
    found = format_of(path)
    suffix = path.suffix.lower()
    if rate_hz is not None and found.rates_hz and rate_hz not in found.rates_hz:
        raise InputError(f"{path}: {suffix} does not hold {rate_hz} Hz, only "
                         f"{', '.join(str(each) for each in found.rates_hz)}; choose .wav or .flac")
    if found.most_channels and channels > found.most_channels:
        raise InputError(f"{path}: {suffix} holds {found.most_channels} channels, not {channels}; "
                         "choose .wav")
    check_file(path)
    return found
