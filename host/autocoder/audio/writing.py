# SPDX-License-Identifier: MIT
"""Write sound files, whole or not at all."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.io import wavfile

from autocoder.atomic import replacing
from autocoder.audio.opening import library_name
from autocoder.spec import SAMPLE_RATE_HZ


def write_wav(path: Path, samples: npt.NDArray[np.floating], rate_hz: int = SAMPLE_RATE_HZ,
              bits: int = 32) -> None:
    """Write samples [n] or [n, channels] as 32 bit float or 24 bit integer WAV, whole or not at all.

    Equal samples give equal bytes. Raises InputError when the folder cannot be written.
    """
    if bits not in (24, 32):
        raise ValueError(f"bits must be 24 or 32, not {bits}")
    with replacing(path) as temporary:
        if bits == 24:
            soundfile.write(library_name(temporary), samples, rate_hz, subtype="PCM_24", format="WAV")
        else:  # libsndfile puts the time of writing into float files
            wavfile.write(temporary, rate_hz, np.asarray(samples, dtype=np.float32))
