# SPDX-License-Identifier: MIT
"""The mel frames of many files: on all cores or other machines, kept on disk for the next run."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from autocoder.audio import read_channels
from autocoder.errors import InputError
from autocoder.progress import Progress, silent
from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP, FLOOR_DB, MEL_BANDS, SAMPLE_RATE_HZ
from autocoder.spectra.cache import Analysed, MelCache, Source
from autocoder.spectra.choice import FrameChoice
from autocoder.spectra.mel import mel_frames
from autocoder.spectra.stft import frame_count

Item = TypeVar("Item")
Result = TypeVar("Result")

SMALLEST_FFT, LARGEST_FFT = 256, 32_768
FEWEST_BANDS, MOST_BANDS = 8, 1024

AHEAD = 2  # files under way for each worker: none waits, and memory holds no more than these


@dataclass(frozen=True)
class Analysis:
    """The sizes a set was analysed with: fft and hop in samples, bands, and the floor in dB.

    Raises ValueError for sizes that no analysis has; `parse_sizes` is for those that a user wrote.
    """

    rate_hz: int = SAMPLE_RATE_HZ
    fft: int = ANALYSIS_FFT
    hop: int = ANALYSIS_HOP
    bands: int = MEL_BANDS
    floor_db: float = FLOOR_DB

    def __post_init__(self) -> None:
        if any(type(each) is not int for each in (self.rate_hz, self.fft, self.hop, self.bands)):
            raise ValueError("sizes are whole numbers")
        if not SMALLEST_FFT <= self.fft <= LARGEST_FFT or self.fft & (self.fft - 1):
            raise ValueError(f"an FFT of {self.fft} samples; choose a power of two from {SMALLEST_FFT} to "
                             f"{LARGEST_FFT}")
        if not 1 <= self.hop <= self.fft:
            raise ValueError(f"a hop of {self.hop} samples; choose 1 to {self.fft}, the size of the FFT")
        if not FEWEST_BANDS <= self.bands <= MOST_BANDS:
            raise ValueError(f"{self.bands} bands; choose {FEWEST_BANDS} to {MOST_BANDS}")


def parse_sizes(usual: Analysis, **sizes: int | None) -> Analysis:
    """Return the usual sizes but for those that a user named; None stands for no name. Raises InputError."""
    try:
        return replace(usual, **{name: size for name, size in sizes.items() if size is not None})
    except ValueError as error:
        raise InputError(str(error)) from error


@dataclass(frozen=True)
class Refused:
    """A file that cannot be used, and why, without its path."""

    reason: str


@dataclass(frozen=True)
class Workers:
    """What analyses files: an executor and how many files it takes on at once."""

    executor: Executor
    count: int


@contextmanager
def local_workers() -> Iterator[Workers]:
    """Yield a thread for each core of this machine."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        yield Workers(pool, cores)


def analyse_files(paths: Sequence[Path], sizes: Analysis, choice: FrameChoice, cache: MelCache | None = None,
                  progress: Progress = silent, workers: Workers | None = None) -> list[Source | Refused]:
    """Return the chosen mel frames of each file, or why it has none, in the order of `paths`.

    With a cache, each file's frames go to disk as soon as they are there, and files whose content is in
    it already are not analysed again; without one, they stay in memory. Raises InputError where the cache
    cannot be written.
    """
    if cache is None and len(paths) == 1:
        whole = partial(analyse_file, sizes=sizes, choice=choice, threads=os.cpu_count() or 1,
                        progress=progress)
        return [_in_memory(attempt(whole, paths[0]))]
    with local_workers() as local:
        chosen = workers or local
        if cache is None:
            return _analyse_into_memory(paths, partial(analyse_file, sizes=sizes, choice=choice), chosen,
                                        progress)
        return _analyse_into_cache(paths, sizes, choice, cache, local, chosen, progress)


def attempt(work: Callable[[Path], Result], path: Path) -> Result | Refused:
    """Return what `work` makes of a file, or why it refuses it."""
    try:
        return work(path)
    except InputError as error:
        return Refused(error.without(f"{path}: "))


def analyse_file(path: Path, sizes: Analysis, choice: FrameChoice, threads: int = 1,
                 progress: Progress = silent) -> Analysed:
    """Return the chosen mel frames of one sound file; none of one shorter than a frame. Raises InputError."""
    samples = read_channels(path, sizes.rate_hz)
    frames = frame_count(len(samples), sizes.fft, sizes.hop)
    if frames == 0:
        return Analysed(np.empty((0, sizes.bands), dtype=np.float32), 0)
    hop = sizes.hop
    if choice.kind in ("spread", "first"):
        starts = choice.positions(frames) * sizes.hop
        samples = np.concatenate([samples[start:start + sizes.fft] for start in starts])
        hop = sizes.fft
    mel = mel_frames(samples, sizes.fft, hop, sizes.rate_hz, sizes.bands, threads, progress)
    if choice.kind == "average":
        mel = mel.mean(axis=0, keepdims=True, dtype=np.float64).astype(np.float32)
    return Analysed(mel, frames)


def _analyse_into_memory(paths: Sequence[Path], analyse: Callable[[Path], Analysed], workers: Workers,
                         progress: Progress) -> list[Source | Refused]:
    sources: list[Source | Refused] = []
    for _, analysed in in_order(workers, partial(attempt, analyse), [path.absolute() for path in paths]):
        sources.append(_in_memory(analysed))
        progress(len(sources), len(paths))
    return sources


def _in_memory(analysed: Analysed | Refused) -> Source | Refused:
    return analysed if isinstance(analysed, Refused) else Source.in_memory(analysed)


def _analyse_into_cache(paths: Sequence[Path], sizes: Analysis, choice: FrameChoice, cache: MelCache,
                        local: Workers, workers: Workers, progress: Progress) -> list[Source | Refused]:
    """Look up every file's content first: only what is new goes to the workers, equal files once."""
    recipe = {"analysis": asdict(sizes), "kind": choice.kind, "count": choice.count}
    keys: list[str | Refused] = []
    known: dict[str, Source | Refused] = {}
    new: dict[str, Path] = {}
    for path, looked_up in in_order(local, partial(attempt, partial(cache.look_up, recipe=recipe)), paths):
        if isinstance(looked_up, Refused):
            keys.append(looked_up)
        else:
            key, found = looked_up
            keys.append(key)
            if found is None:
                new.setdefault(key, path.absolute())
            else:
                known[key] = found
        progress(len(keys), 2 * len(paths))
    done = 2 * len(paths) - len(new)
    progress(done, 2 * len(paths))
    named = {path: key for key, path in new.items()}
    analyse = partial(attempt, partial(analyse_file, sizes=sizes, choice=choice))
    for path, analysed in in_order(workers, analyse, list(named)):
        known[named[path]] = (analysed if isinstance(analysed, Refused)
                              else cache.store(named[path], analysed))
        done += 1
        progress(done, 2 * len(paths))
    return [each if isinstance(each, Refused) else known[each] for each in keys]


def in_order(workers: Workers, work: Callable[[Item], Result],
             items: Sequence[Item]) -> Iterator[tuple[Item, Result]]:
    """Yield each item with its result, in order, while a few of the next are being worked on."""
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    remaining = iter(items)
    try:
        for each in remaining:
            waiting.append((each, workers.executor.submit(work, each)))
            if len(waiting) >= AHEAD * workers.count:
                item, task = waiting.popleft()
                yield item, task.result()
        while waiting:
            item, task = waiting.popleft()
            yield item, task.result()
    finally:
        for _, task in waiting:
            task.cancel()
