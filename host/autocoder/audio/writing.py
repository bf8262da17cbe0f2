# SPDX-License-Identifier: MIT
"""Write sound files, whole or not at all."""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.io import wavfile

from autocoder.atomic import replacing
from autocoder.audio.formats import WAV, Format, check_sound_file
from autocoder.levels import peak_db
from autocoder.spec import SAMPLE_RATE_HZ

BLOCK_FRAMES = 1 << 16  # at a time: libsndfile takes stack for a whole block of Vorbis

Samples = npt.NDArray[np.floating]


def write_sound(path: Path, samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> str | None:
    """Write samples [n] or [n, channels] in the format that the suffix names, whole or not at all.

    Returns a note for the user where the format cuts off what is beyond full scale, else None. Raises
    InputError for another suffix, a rate that the format does not hold, and where it cannot be written.
    """
    channels = samples.shape[1] if samples.ndim > 1 else 1
    found = check_sound_file(path, rate_hz, channels)
    if found == WAV:
        write_wav(path, samples, rate_hz)
    else:
        content = _encoded(samples, rate_hz, found)
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    over_db = peak_db(samples)
    if found.holds_any_level or over_db <= 0.0:
        return None
    return (f"{path}: peaks {over_db:.1f} dB beyond full scale, which {path.suffix} cuts; "
            "write .wav to keep it")


def write_wav(path: Path, samples: Samples, rate_hz: int = SAMPLE_RATE_HZ, bits: int = 32) -> None:
    """Write samples [n] or [n, channels] as 32 bit float or 24 bit integer WAV, whole or not at all.

    Equal samples give equal bytes. Raises InputError when it cannot be written.
    """
    if bits not in (24, 32):
        raise ValueError(f"bits must be 24 or 32, not {bits}")
    with replacing(path) as temporary:
        if bits == 24:
            temporary.write_bytes(_encoded(samples, rate_hz, Format("WAV", "PCM_24")))
        else:  # libsndfile puts the time of writing into float files
            wavfile.write(temporary, rate_hz, np.asarray(samples, dtype=np.float32))


def _encoded(samples: Samples, rate_hz: int, how: Format) -> bytes:
    """Return a whole sound file, made in memory: libsndfile itself does not say that a disk is full."""
    content = io.BytesIO()
    channels = samples.shape[1] if samples.ndim > 1 else 1
    with soundfile.SoundFile(content, "w", rate_hz, channels, how.subtype, format=how.container,
                             compression_level=how.compression) as file:
        for start in range(0, len(samples), BLOCK_FRAMES):
            file.write(samples[start:start + BLOCK_FRAMES])
    return content.getvalue()
