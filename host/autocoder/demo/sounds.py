# SPDX-License-Identifier: MIT
"""Sounds to start from: recordings of the Debian package sonic-pi-samples, or synthesized ones."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from autocoder.audio import read_stereo, write_wav
from autocoder.errors import InputError
from autocoder.sounds import metal, voices
from autocoder.spec import SAMPLE_RATE_HZ

SAMPLES = Path("/usr/share/sonic-pi/samples")
DEFAULT_GROUP = "guit"
LIVE_RECORDING = SAMPLES / "loop_amen_full.flac"
LIVE_SECONDS = 12.0
LIVE_PEAK = 0.5

FloatArray = npt.NDArray[np.float32]

SYNTHESIZED: dict[str, Callable[[], dict[str, FloatArray]]] = {"voices": voices.sing, "metal": metal.play}


@dataclass(frozen=True)
class Source:
    """A folder of sounds and where they come from, in words; own: the one that was named, None otherwise."""

    folder: Path
    origin: str
    own: Path | None = None


def gather(group: str, folder: Path) -> Source:
    """Link the recordings of a group (guit, ambi, loop, ...) into a folder, or write a synthesized one.

    Without the package recordings become synthesized strings, and the origin says so. Raises InputError for
    a group that is neither of the package nor of SYNTHESIZED.
    """
    if group in SYNTHESIZED:
        _make(folder)
        for name, sound in SYNTHESIZED[group]().items():
            write_wav(folder / f"{name}.wav", sound)
        return Source(folder, f"synthesized {group}")
    if not SAMPLES.is_dir():
        _make(folder)
        for index, note in enumerate(synthesized_strings()):
            write_wav(folder / f"string_{index:02d}.wav", note)
        return Source(folder, "synthesized strings (the package sonic-pi-samples is not installed)")
    recordings = sorted(SAMPLES.glob(f"{group}_*.flac"))
    if not recordings:
        groups = sorted({each.name.split("_")[0] for each in SAMPLES.glob("*.flac")} | set(SYNTHESIZED))
        raise InputError(f"{SAMPLES}: no recordings of group '{group}'; there are {', '.join(groups)}")
    _make(folder)
    for each in recordings:
        link = folder / each.name
        if not link.exists():
            link.symlink_to(each)
    return Source(folder, f"recordings {group}_* of sonic-pi-samples")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error


def live_input() -> tuple[FloatArray, str]:
    """Return what is played into the module, float32 [samples, 2], and its origin."""
    samples = int(LIVE_SECONDS * SAMPLE_RATE_HZ)
    if LIVE_RECORDING.exists():
        loop, origin = read_stereo(LIVE_RECORDING), LIVE_RECORDING.name
    else:
        notes = np.concatenate(synthesized_strings()[::3])
        loop, origin = np.stack([notes, notes], axis=1), "synthesized strings"
    repeated = np.tile(loop, (-(-samples // len(loop)), 1))[:samples]
    return (repeated * (LIVE_PEAK / np.abs(repeated).max())).astype(np.float32), origin


def synthesized_strings(count: int = 15, seconds: float = 2.0) -> list[FloatArray]:
    """Return plucked strings a minor third apart, each float32 [samples].

    Method: Karplus and Strong 1983, a noise burst in a loop of a delay and a two-point average.
    """
    random = np.random.default_rng(0)
    notes = []
    for index in range(count):
        period = round(SAMPLE_RATE_HZ / (82.4 * 2.0 ** (index / 4.0)))
        burst = np.zeros(int(seconds * SAMPLE_RATE_HZ))
        burst[:period] = random.uniform(-1.0, 1.0, period)
        loop = np.zeros(period + 2)
        loop[0], loop[period], loop[period + 1] = 1.0, -0.498, -0.498
        notes.append((0.5 * lfilter([1.0], loop, burst)).astype(np.float32))
    return notes
