# SPDX-License-Identifier: MIT
"""Control envelopes: models of time series instead of spectra, and new series from their latents.

A target is then a window of the series itself, scaled to 0..1. Everything else, training and similarity
too, is as for sounds. Series become continuous again by overlapping windows whose Hann weights add to 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.audio import read_loudest
from autocoder.errors import InputError, ModelError
from autocoder.spec import MEL_BANDS
from autocoder.spectra.analyse import Analysis
from autocoder.spectra.frames import FrameSet
from autocoder.synth.instrument import Instrument
from autocoder.synth.overlap import CHUNK_FRAMES, Grid, add_frames
from autocoder.tables import numbers_of, place_of, read_rows

FloatArray = npt.NDArray[np.float32]

RATE_HZ = 1000  # of series that come from sound files; values of tables are taken as spaced so
WINDOW = MEL_BANDS
TRAINING_HOP = 8
GRID = Grid(WINDOW, WINDOW // 4)
HANN_SUM = 2.0  # of Hann windows that overlap four times
TABLES = frozenset({".csv", ".txt", ".tsv"})


def read_series(path: Path) -> FloatArray:
    """Return a series [values]: a table of one number a line or one row of them, or a sound file's samples.

    Numbers with blanks between are read line by line. Of several channels it is the one that moves most, as
    their mean could cancel. Raises InputError for anything else.
    """
    if path.suffix.lower() not in TABLES:
        return read_loudest(path, RATE_HZ)
    rows = read_rows(path, columns=1)
    wide = next((each for each in rows if len(each.cells) > 1 and each.separated), None)
    if wide is not None and len(rows) > 1:
        raise InputError(f"{place_of(path, wide, 1)}: '{wide.cells[1]}' stands in a second column; write one "
                         "number a line")
    if not rows:
        raise InputError(f"{path}: not a series; write one number a line")
    return np.array([value for row in rows for value in numbers_of(path, row)], dtype=np.float32)


def series_frames(series: FloatArray, name: str) -> FrameSet:
    """Return a training set of the windows of a series [values], scaled so that it spans 0..1.

    Raises InputError for a series shorter than a window, and for one that never changes.
    """
    if len(series) < WINDOW:
        raise InputError(f"{name}: shorter than a window ({len(series)} of {WINDOW} values); "
                         "use a longer series")
    lowest, highest = float(series.min()), float(series.max())
    if highest <= lowest:
        raise InputError(f"{name}: never changes; use a series that moves")
    scaled = ((series - lowest) / (highest - lowest)).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(scaled, WINDOW)[::TRAINING_HOP]
    return FrameSet(targets=np.ascontiguousarray(windows), maximum=1.0, files=(name,),
                    file_index=np.zeros(len(windows), dtype=np.uint32), skipped=(),
                    analysis=Analysis(rate_hz=RATE_HZ, fft=WINDOW, hop=TRAINING_HOP, bands=WINDOW),
                    file_frames=(len(windows),))


@dataclass(frozen=True)
class Envelope:
    """A source of one series 0..1 at RATE_HZ, decoded along a path and joined window by window.

    latents: 0..1 [GRID.frames_of(samples), latents]; low, high: what 0 and 1 become.
    Raises ModelError when the model was trained on sounds.
    """

    instrument: Instrument
    latents: FloatArray
    samples: int
    low: float = 0.0
    high: float = 1.0

    channels = 1
    rate_hz = RATE_HZ

    def __post_init__(self) -> None:
        analysis = self.instrument.manifest.analysis
        if (analysis.rate_hz, analysis.fft, analysis.bands) != (RATE_HZ, WINDOW, WINDOW):
            raise ModelError(f"{self.instrument.folder}: a model of sounds; train one on the set that "
                             "`autocoder envelope-set` writes")

    def blocks(self) -> Iterator[FloatArray]:
        """Yield float32 [any, 1]."""
        scaled = add_frames(self._windows(), GRID, 1.0 / HANN_SUM, self.samples)
        return ((self.low + (self.high - self.low) * block).astype(np.float32) for block in scaled)

    def _windows(self) -> Iterator[FloatArray]:
        for start in range(0, len(self.latents), CHUNK_FRAMES):
            yield self.instrument.targets(self.latents[start:start + CHUNK_FRAMES])[np.newaxis]


def whole_series(envelope: Envelope) -> FloatArray:
    """Return the series [samples]; unlike a sound it is never scaled, whatever it reaches."""
    return np.concatenate(list(envelope.blocks()))[:, 0]
