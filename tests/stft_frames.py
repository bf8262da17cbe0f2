# SPDX-License-Identifier: MIT
"""Rows of settings and spectra, one per hop, and what the module's cross and drone make of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.reference.cross import CrossFrame, cross
from autocoder.reference.drone import DroneFrame, drone

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Probe = Callable[..., str]

SEED = 1  # that of the probe
SETTINGS = 3  # whiten, brightness, freeze
HOP_BLOCKS = spec.FRAME_HOP // spec.BLOCK_SAMPLES


@dataclass(frozen=True)
class Played:
    """What the module gave: output [samples, 2], instructions [blocks, 2] of interrupt and loop."""

    output: DoubleArray
    counts: npt.NDArray[np.int64]
    overruns: int

    def interrupt_per_sample(self) -> float:
        return float(self.settled()[:, 0].mean() / spec.BLOCK_SAMPLES)

    def loop_per_sample(self) -> float:
        return float(self.settled()[:, 1].mean() / spec.BLOCK_SAMPLES)

    def worst_over_mean_block(self) -> float:
        return float(self.settled()[:, 0].max() / self.settled()[:, 0].mean())

    def settled(self) -> npt.NDArray[np.int64]:
        """Return the counts of whole hops in which every frame sounds."""
        return self.counts[6 * HOP_BLOCKS:len(self.counts) // HOP_BLOCKS * HOP_BLOCKS]


def moving_spectra(hops: int) -> DoubleArray:
    """Return amplitudes [hops, SPECTRUM_BINS] of two resonances that glide, over 60 dB."""
    bins = np.arange(spec.SPECTRUM_BINS)
    hop = np.arange(hops)[:, np.newaxis]
    low = np.abs(bins - (200.0 + 150.0 * np.sin(hop / 7.0))) / 200.0
    high = np.abs(bins - (600.0 + 300.0 * np.cos(hop / 5.0))) / 300.0
    return np.asarray(10.0 ** (-3.0 * np.minimum(np.minimum(low, high), 1.0)))


def rows(spectra: DoubleArray, whiten: npt.ArrayLike = 1.0, brightness: npt.ArrayLike = 0.0,
         freeze: npt.ArrayLike = 0.0) -> FloatArray:
    """Return what the probe reads, [hops, SETTINGS + SPECTRUM_BINS]."""
    table = np.empty((len(spectra), SETTINGS + spec.SPECTRUM_BINS), dtype=np.float32)
    for column, values in enumerate((whiten, brightness, freeze)):
        table[:, column] = values
    table[:, SETTINGS:] = spectra
    return table


def cross_reference(sound: npt.NDArray[np.floating], table: FloatArray) -> DoubleArray:
    """Return what the module should give [samples, 2]."""
    frames = [CrossFrame(row[SETTINGS:].astype(np.float64), float(row[0]), float(row[1]), bool(row[2]))
              for row in table]
    return cross(sound.astype(np.float64), frames, SEED)


def drone_reference(table: FloatArray) -> DoubleArray:
    """Return what the module should give [samples, 2]."""
    frames = [DroneFrame(row[SETTINGS:].astype(np.float64), float(row[1]), bool(row[2])) for row in table]
    return drone(frames, SEED)


def play_cross(probe: Probe, folder: Path, sound: npt.NDArray[np.floating], table: FloatArray,
               counts: bool = False) -> Played:
    """Play inputs [samples, 2], whole hops, through the module."""
    sound.astype("<f4").tofile(folder / "in.f32")
    table.astype("<f4").tofile(folder / "frames.f32")
    log = probe("cross", "in.f32", "frames.f32", "out.f32", "counts.u32", folder=folder, counts=counts)
    return _played(folder, log)


def play_drone(probe: Probe, folder: Path, table: FloatArray, counts: bool = False) -> Played:
    """Play a hop for each row."""
    table.astype("<f4").tofile(folder / "frames.f32")
    log = probe("drone", "frames.f32", "out.f32", "counts.u32", folder=folder, counts=counts)
    return _played(folder, log)


def _played(folder: Path, log: str) -> Played:
    output = np.fromfile(folder / "out.f32", "<f4").astype(np.float64).reshape(-1, 2)
    counts = np.fromfile(folder / "counts.u32", "<u4").astype(np.int64).reshape(-1, 2)
    return Played(output, counts, int(dict(line.split() for line in log.splitlines())["overruns"]))


def snr_db(output: DoubleArray, wanted: DoubleArray) -> float:
    """Return the energy of what is wanted over that of the difference, in dB."""
    assert output.shape == wanted.shape
    return float(10.0 * np.log10(np.sum(wanted**2) / np.maximum(np.sum((output - wanted) ** 2), 1e-300)))
