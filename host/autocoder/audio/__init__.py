# SPDX-License-Identifier: MIT
"""Find, read, resample and write sound files."""

from autocoder.audio.finding import find_sounds
from autocoder.audio.formats import check_sound_file
from autocoder.audio.reading import read_channels, read_loudest, read_mono, read_stereo
from autocoder.audio.resampling import FloatArray, resample
from autocoder.audio.writing import write_sound, write_wav

__all__ = ["FloatArray", "check_sound_file", "find_sounds", "read_channels", "read_loudest", "read_mono",
           "read_stereo", "resample", "write_sound", "write_wav"]
