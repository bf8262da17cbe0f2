# SPDX-License-Identifier: MIT
"""Training sets: the mel frames of one or many recordings as decibels scaled to 0..1."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from autocoder.audio.finding import Found, Unused, find_sounds, nothing_left
from autocoder.errors import InputError, unwritable
from autocoder.names import on_disk
from autocoder.progress import Progress, silent
from autocoder.spec import FLOOR_DB
from autocoder.spectra.analyse import Analysis as Analysis
from autocoder.spectra.analyse import Refused, Workers, analyse_files
from autocoder.spectra.cache import MelCache, Source
from autocoder.spectra.choice import FrameChoice

FloatArray = npt.NDArray[np.float32]

SILENCE = 1e-7  # -140 dB of full scale: below the last bit of a 24 bit recording
IN_MEMORY_BYTES = 1 << 26  # a larger set that has a cache lies on disk and is mapped
PIECE_BYTES = 1 << 20  # written at a time

SHORT = "shorter than one frame"

ALL_FRAMES = FrameChoice()


@dataclass(frozen=True)
class FrameSet:
    """Frames of all files in order; within a file in order of time.

    targets: float32 [frames, bands], 0 at the floor and 1 at the set's loudest mel value (with a choice of
    normalized frames: at each frame's); of a large set they are mapped from disk and read as they are used
    maximum: that value, linear, 1 being a full-scale sine
    files: names relative to the analysed folder; file_index: uint32 [frames] into it
    skipped: one line for each file that was left out
    choice: which frames of each file these are; file_frames: how many each file has in all
    """

    targets: FloatArray
    maximum: float
    files: tuple[str, ...]
    file_index: npt.NDArray[np.uint32]
    skipped: tuple[str, ...]
    analysis: Analysis
    choice: FrameChoice = ALL_FRAMES
    file_frames: tuple[int, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length of the analysed sound: whole windows, overlaps counted once, frames left out included."""
        frames = len(self.targets) if self.choice.kind == "all" else sum(self.file_frames)
        hops = frames * self.analysis.hop
        tails = len(self.files) * (self.analysis.fft - self.analysis.hop)
        return (hops + tails) / self.analysis.rate_hz

    @property
    def overlap(self) -> int:
        """How many neighbours in the set share samples of their windows."""
        return self.analysis.fft // self.analysis.hop if self.choice.kind == "all" else 1

    def times_s(self) -> npt.NDArray[np.float64]:
        """Return the middle of each frame's window in its file, in s [frames]; averages have the file's."""
        counts = np.bincount(self.file_index, minlength=len(self.files))
        if self.choice.kind == "all":
            places = [np.arange(count) for count in counts]
        elif self.choice.kind == "average":
            places = [np.array([(frames - 1) / 2]) for frames in self.file_frames]
        else:
            places = [self.choice.positions(frames) for frames in self.file_frames]
        samples = np.concatenate(places) * self.analysis.hop + self.analysis.fft / 2
        times: npt.NDArray[np.float64] = samples / self.analysis.rate_hz
        return times

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


def normalize_frames(mel: npt.NDArray[np.floating], floor_db: float = FLOOR_DB) -> FloatArray:
    """Return mel frames [frames, bands] as targets below each frame's loudest band; silent ones are 0."""
    peaks = mel.max(axis=1, keepdims=True)
    targets = to_target(mel / np.maximum(peaks, mel.dtype.type(SILENCE)), 1.0, floor_db)
    targets[peaks[:, 0] < SILENCE] = 0.0
    return targets


def build_frames(path: Path, analysis: Analysis | None = None, progress: Progress = silent, *,
                 choice: FrameChoice | None = None, cache: Path | None = None, maximum: float | None = None,
                 workers: Workers | None = None, strict: bool = False) -> FrameSet:
    """Analyse one sound file, or all of a folder in the order of their names.

    cache: a folder that keeps each file's frames for the next run; sets beyond 64 MiB then lie on disk
    maximum: the linear mel value that 1 stands for; the set's own by default, never a single file's
    workers: who analyses; this machine's cores by default
    strict: refuse a folder in which a sound cannot be used

    Files of a folder that cannot be used, or are shorter than one frame, are left out and listed in
    `skipped`. Raises InputError for a silent set and when nothing is left.
    """
    sizes, chosen = analysis or Analysis(), choice or ALL_FRAMES
    found = find_sounds(path, cache)
    sources = analyse_files([each.path for each in found.sounds], sizes, chosen,
                            MelCache(cache) if cache else None, progress, workers)
    kept, skipped = _parted(found, sources)
    _check_enough(path, kept, skipped, sizes, strict)
    loudest = max(source.peak for _, source in kept)
    if loudest < SILENCE:
        raise InputError(f"{path}: the sound is silent; use one with a level above -140 dB")
    reference = loudest if maximum is None else maximum
    return FrameSet(
        targets=_join([source for _, source in kept], sizes, chosen, reference, cache),
        maximum=reference,
        files=tuple(name for name, _ in kept),
        file_index=np.repeat(np.arange(len(kept), dtype=np.uint32), [source.rows for _, source in kept]),
        skipped=tuple(str(each) for each in skipped),
        analysis=sizes,
        choice=chosen,
        file_frames=tuple(source.file_frames for _, source in kept),
    )


def _parted(found: Found, sources: list[Source | Refused]
            ) -> tuple[list[tuple[str, Source]], list[Unused]]:
    """Return the sounds with frames by name, and everything else of a folder in the order of names."""
    kept, skipped = [], list(found.unused)
    for sound, source in zip(found.sounds, sources, strict=True):
        if isinstance(source, Refused):
            skipped.append(Unused(sound.name, source.reason))
        elif not source.rows:
            skipped.append(Unused(sound.name, SHORT))
        else:
            kept.append((sound.name, source))
    return kept, sorted(skipped, key=lambda each: each.name)


def _check_enough(path: Path, kept: list[tuple[str, Source]], skipped: list[Unused], sizes: Analysis,
                  strict: bool) -> None:
    """Raise InputError where nothing is left, or where a strict set lacks a sound."""
    lost = [each for each in skipped if each.lost]
    too_short = (f"{SHORT} ({sizes.fft} samples, {sizes.fft / sizes.rate_hz:.3f} s); use a longer sound, "
                 "or `autocoder analyze` with a smaller --fft")
    if strict and lost:
        reason = too_short if lost[0].reason == SHORT else lost[0].reason
        raise InputError(f"{path / on_disk(lost[0].name) if path.is_dir() else path}: {reason}")
    if kept:
        return
    if all(each.reason == SHORT for each in lost):
        raise InputError(f"{path}: {too_short}")
    if path.is_file():
        raise InputError(f"{path}: {lost[0].reason}")
    raise nothing_left(path, skipped)


def _join(sources: list[Source], sizes: Analysis, choice: FrameChoice, maximum: float,
          folder: Path | None) -> FloatArray:
    """Return the targets of all files, one below the other, with one file at a time in memory."""
    targets = _room((sum(source.rows for source in sources), sizes.bands), folder)
    start = 0
    for source in sources:
        mel = source.load()
        part = normalize_frames(mel, sizes.floor_db) if choice.normalized else to_target(
            mel, maximum, sizes.floor_db)
        targets[start:start + source.rows] = part
        start += source.rows
    return targets


def _room(shape: tuple[int, int], folder: Path | None) -> FloatArray:
    """Return an array for targets: on the disk that `folder` is on where they are large, else in memory."""
    if folder is None or 4 * shape[0] * shape[1] <= IN_MEMORY_BYTES:
        return np.empty(shape, dtype=np.float32)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:  # the mapping keeps it after it is closed
            _reserve(file, 4 * shape[0] * shape[1])
            return np.asarray(np.memmap(file, dtype=np.float32, mode="r+", shape=shape))
    except OSError as error:
        raise unwritable(folder, error) from error


def _reserve(file: IO[bytes], size: int) -> None:
    """Give a file its size on the disk: a full disk is an error here, and would be a signal once mapped."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
        return
    for start in range(0, size, PIECE_BYTES):
        file.write(bytes(min(PIECE_BYTES, size - start)))
    file.flush()
