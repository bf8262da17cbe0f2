# SPDX-License-Identifier: MIT
"""How much is there of the smaller containers' sounds: libsndfile gives what is left without an error."""

import re
from pathlib import Path

from autocoder.audio.resampling import FloatArray

NIST_HEADER_BYTES = 1024
NUMBERS = {  # what libsndfile notes of the header on opening a file
    "AVR": re.compile(r"Frames\s*:\s*(\d+)"),
    "MPC2K": re.compile(r"Frames\s*:\s*(\d+)"),
    "MAT4": re.compile(r"Cols\s*:\s*(\d+)"),
    "MAT5": re.compile(r"Cols\s*:\s*(\d+)"),
    "SDS": re.compile(r"Frames\s*:\s*(\d+)"),
    "WVE": re.compile(r"Data length (\d+) should be"),
}
NIST_COUNT = re.compile(rb"sample_count -i (\d+)")


def trimmed(path: Path, container: str, log: str, samples: FloatArray) -> tuple[FloatArray, float | None]:
    """Return what is there of the decoded samples [n, channels], and its share of all that were declared.

    log: libsndfile's; None where the end is missing but not known, 1.0 for containers that declare nothing
    """
    if container == "VOC":
        return samples, None if "truncated file" in log else 1.0
    if container == "NIST":
        with path.open("rb") as file:
            found = NIST_COUNT.findall(file.read(NIST_HEADER_BYTES))
    else:
        found = NUMBERS[container].findall(log) if container in NUMBERS else []
    if not found or int(found[-1]) == 0:
        return samples, 1.0
    number = int(found[-1])
    if container == "SDS":  # the number is what is there, and libsndfile fills the rest with silence
        return samples[:number], min(1.0, number / len(samples))
    return samples, min(1.0, len(samples) / number)
