# SPDX-License-Identifier: MIT
"""Training sets: the mel frames of one or many recordings as decibels scaled to 0..1."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.audio import list_sound_files, read_mono
from autocoder.errors import InputError
from autocoder.progress import Progress, silent
from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP, FLOOR_DB, MEL_BANDS, SAMPLE_RATE_HZ
from autocoder.spectra.mel import mel_frames
from autocoder.spectra.stft import frame_count

FloatArray = npt.NDArray[np.float32]

SILENCE = 1e-7  # -140 dB of full scale: below the last bit of a 24 bit recording


@dataclass(frozen=True)
class Analysis:
    """The sizes a set was analysed with."""

    rate_hz: int = SAMPLE_RATE_HZ
    fft: int = ANALYSIS_FFT
    hop: int = ANALYSIS_HOP
    bands: int = MEL_BANDS
    floor_db: float = FLOOR_DB


@dataclass(frozen=True)
class FrameSet:
    """Frames of all files in order; within a file in order of time.

    targets: float32 [frames, bands], 0 at the floor and 1 at the set's loudest mel value
    maximum: that value, linear, 1 being a full-scale sine
    files: names relative to the analysed folder; file_index: uint32 [frames] into it
    skipped: one line for each file that was left out
    """

    targets: FloatArray
    maximum: float
    files: tuple[str, ...]
    file_index: npt.NDArray[np.uint32]
    skipped: tuple[str, ...]
    analysis: Analysis

    @property
    def duration_s(self) -> float:
        """Length of the analysed sound: whole windows, overlaps counted once."""
        hops = len(self.targets) * self.analysis.hop
        tails = len(self.files) * (self.analysis.fft - self.analysis.hop)
        return (hops + tails) / self.analysis.rate_hz

    def mel(self) -> FloatArray:
        """Return the linear mel values [frames, bands], the floor standing for all below it."""
        return from_target(self.targets, self.maximum, self.analysis.floor_db)


def to_db(amplitude: npt.NDArray[np.floating], reference: float = 1.0,
          floor_db: float = FLOOR_DB) -> npt.NDArray[np.floating]:
    """Return 20 log10(amplitude / reference), clipped to floor_db..0."""
    smallest = 10.0 ** (floor_db / 20.0) / 10.0  # keeps the logarithm finite, well under the floor
    decibels = 20.0 * np.log10(np.maximum(amplitude / amplitude.dtype.type(reference), smallest))
    clipped: npt.NDArray[np.floating] = np.clip(decibels, floor_db, 0.0, out=decibels)
    return clipped


def from_db(decibels: npt.NDArray[np.floating], reference: float = 1.0) -> npt.NDArray[np.floating]:
    """Return reference * 10^(dB / 20)."""
    return decibels.dtype.type(reference) * 10.0 ** (decibels / 20.0)


def to_target(mel: npt.NDArray[np.floating], maximum: float, floor_db: float = FLOOR_DB) -> FloatArray:
    """Return linear mel values as float32 targets 0..1."""
    return ((to_db(mel, maximum, floor_db) - floor_db) / -floor_db).astype(np.float32)


def from_target(targets: npt.NDArray[np.floating], maximum: float, floor_db: float = FLOOR_DB) -> FloatArray:
    """Return targets 0..1 as linear mel values."""
    return from_db(floor_db - floor_db * targets, maximum).astype(np.float32)


def build_frames(path: Path, analysis: Analysis | None = None, progress: Progress = silent) -> FrameSet:
    """Analyse one sound file, or all of a folder in the order of their names.

    In a folder, files shorter than one frame are left out and listed in `skipped`. Raises InputError
    for an unusable file, for a silent set and when every file is too short.
    """
    sizes = analysis or Analysis()
    paths = list_sound_files(path)
    names = [each.relative_to(path).as_posix() if path.is_dir() else each.name for each in paths]
    mels = _analyse_all(paths, sizes, progress)
    kept = [index for index, mel in enumerate(mels) if len(mel)]
    if not kept:
        seconds = sizes.fft / sizes.rate_hz
        raise InputError(f"{path}: shorter than one frame ({sizes.fft} samples, {seconds:.3f} s); "
                         "use a longer sound")
    lengths = [len(mels[index]) for index in kept]
    mel = np.concatenate([mels[index] for index in kept])
    maximum = float(mel.max())
    if maximum < SILENCE:
        raise InputError(f"{path}: the sound is silent; use one with a level above -140 dB")
    return FrameSet(
        targets=to_target(mel, maximum, sizes.floor_db),
        maximum=maximum,
        files=tuple(names[index] for index in kept),
        file_index=np.repeat(np.arange(len(kept), dtype=np.uint32), lengths),
        skipped=tuple(f"{name}: shorter than one frame" for name, each in zip(names, mels, strict=True)
                      if not len(each)),
        analysis=sizes,
    )


def _analyse_all(paths: list[Path], sizes: Analysis, progress: Progress) -> list[FloatArray]:
    """Return the mel frames [frames, bands] of each file; none for one shorter than a frame."""
    cores = os.cpu_count() or 1
    if len(paths) == 1:
        return [_analyse_file(paths[0], sizes, cores, progress)]
    with ThreadPoolExecutor(cores) as pool:
        tasks = [pool.submit(_analyse_file, each, sizes, 1, silent) for each in paths]
        try:
            for done, task in enumerate(tasks, start=1):
                task.result()
                progress(done, len(tasks))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [task.result() for task in tasks]


def _analyse_file(path: Path, sizes: Analysis, workers: int, progress: Progress) -> FloatArray:
    samples = read_mono(path, sizes.rate_hz)
    if frame_count(len(samples), sizes.fft, sizes.hop) == 0:
        return np.empty((0, sizes.bands), dtype=np.float32)
    return mel_frames(samples, sizes.fft, sizes.hop, sizes.rate_hz, sizes.bands, workers, progress)
