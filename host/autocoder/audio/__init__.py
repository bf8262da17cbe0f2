# SPDX-License-Identifier: MIT
"""Find, read, resample and write sound files."""

from autocoder.audio.finding import list_sound_files
from autocoder.audio.reading import read_mono, read_stereo
from autocoder.audio.resampling import FloatArray, resample
from autocoder.audio.writing import write_wav

__all__ = ["FloatArray", "list_sound_files", "read_mono", "read_stereo", "resample", "write_wav"]
