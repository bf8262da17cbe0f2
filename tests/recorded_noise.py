# SPDX-License-Identifier: MIT
"""Noise that a real converter recorded: the hiss of a record, for the firmware's controls to rest in."""

from pathlib import Path

import numpy as np
import soundfile

HISS = Path("/usr/share/sonic-pi/samples/vinyl_hiss.flac")  # the package sonic-pi-samples
OVERSAMPLING = 64  # as converters take the mean of many conversions
NOISE_COUNTS = 10.0  # its standard deviation, as that of the made-up converters


def write_recorded_noise(path: Path) -> None:
    """Write 16-bit counts around zero, 7 s of one a block. Raises OSError where the recording is missing."""
    sound, _ = soundfile.read(HISS, always_2d=True)
    means = sound[:len(sound) // OVERSAMPLING * OVERSAMPLING, 0].reshape(-1, OVERSAMPLING).mean(axis=1)
    means -= means.mean()
    np.round(means / means.std() * NOISE_COUNTS).astype("<i2").tofile(path)
