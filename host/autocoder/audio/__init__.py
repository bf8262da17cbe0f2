# SPDX-License-Identifier: MIT
"""Find, read, resample and write sound files."""

from autocoder.audio.finding import find_sounds
from autocoder.audio.reading import read_mono, read_stereo
from autocoder.audio.resampling import FloatArray, resample
from autocoder.audio.writing import write_wav

__all__ = ["FloatArray", "find_sounds", "read_mono", "read_stereo", "resample", "write_wav"]
