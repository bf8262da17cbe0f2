# SPDX-License-Identifier: MIT
"""Sounds that tests play: made here from formulas and seeds, float32, at the module's rate."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import signal

from autocoder import spec
from autocoder.audio import read_stereo

FloatArray = npt.NDArray[np.float32]

RATE_HZ = spec.SAMPLE_RATE_HZ
RECORDING = Path("/usr/share/sonic-pi/samples/loop_amen.flac")
SCALE_HZ = 110.0 * 2.0 ** (np.array([0, 3, 5, 7, 10, 12, 15, 17, 19, 22]) / 12.0)


def plucked_string(frequency_hz: float, seconds: float, rng: np.random.Generator) -> FloatArray:
    """Return a plucked string [samples]: a burst of noise in a delay line that averages neighbours.

    Method: Karplus and Strong 1983.
    """
    length = round(RATE_HZ / frequency_hz)
    excitation = np.zeros(round(seconds * RATE_HZ))
    excitation[:length] = rng.uniform(-1.0, 1.0, length)
    feedback = np.zeros(length + 2)
    feedback[0], feedback[length], feedback[length + 1] = 1.0, -0.498, -0.498
    return np.asarray(signal.lfilter([1.0], feedback, excitation), dtype=np.float32)


def strings(seconds: float, seed: int) -> FloatArray:
    """Return strings plucked three times a second in random order and strength, [samples], peak 0.9."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RATE_HZ), dtype=np.float32)
    for start in range(0, len(sound), RATE_HZ // 3):
        note = plucked_string(rng.choice(SCALE_HZ), 1.2, rng) * rng.uniform(0.3, 1.0)
        stretch = sound[start:start + len(note)]
        stretch += note[:len(stretch)].astype(np.float32)
    return sound * np.float32(0.9 / np.abs(sound).max())


def stereo(left: npt.NDArray[np.floating], right: npt.NDArray[np.floating]) -> FloatArray:
    """Return [samples, 2]."""
    return np.stack([left, right], axis=1).astype(np.float32)


def white_noise(samples: int) -> FloatArray:
    """Return noise [samples, 2], different on both sides."""
    return np.random.default_rng(11).normal(0.0, 0.2, (samples, 2)).astype(np.float32)


def sweep(samples: int) -> FloatArray:
    """Return sines [samples, 2] that run exponentially through 20 Hz to 20 kHz, up left and down right."""
    time_s = np.arange(samples) / RATE_HZ
    up = 0.8 * signal.chirp(time_s, 20.0, time_s[-1], 20_000.0, method="logarithmic")
    return stereo(up, up[::-1])


def impulses(samples: int) -> FloatArray:
    """Return single full-scale samples [samples, 2], one in about a fifth of a second, never on a block."""
    sound = np.zeros((samples, 2), dtype=np.float32)
    sound[5::9_973, 0] = 1.0
    sound[1_203::7_919, 1] = -1.0
    return sound


def music(samples: int) -> FloatArray:
    """Return a real recording [samples, 2] where sonic-pi-samples is installed, strings otherwise."""
    if RECORDING.is_file():
        recording = read_stereo(RECORDING)
    else:
        recording = stereo(strings(samples / RATE_HZ + 1.0, 21), strings(samples / RATE_HZ + 1.0, 22))
    return np.resize(recording, (samples, 2))


def moving_controls(blocks: int, seed: int = 12) -> npt.NDArray[np.uint16]:
    """Return ADC counts [blocks, 16]: knobs turned slowly, CVs swinging about 0 V, all with noise."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(blocks)[:, np.newaxis] * spec.BLOCK_SAMPLES / RATE_HZ
    phase = rng.uniform(0.0, 2.0 * np.pi, 2 * spec.LATENTS)
    swing = np.sin(2.0 * np.pi * np.geomspace(0.3, 3.0, 2 * spec.LATENTS) * time_s + phase)
    depth = np.repeat([26_000.0, 12_000.0], spec.LATENTS)
    counts = 32_768.0 + depth * swing + rng.normal(0.0, 30.0, swing.shape)
    return np.clip(np.round(counts), 0, 65_535).astype(np.uint16)


def fast_controls(blocks: int, clock: spec.Clock = spec.CLOCK) -> npt.NDArray[np.uint16]:
    """Return ADC counts [blocks, LATENTS + cv_scans * LATENTS]: moving knobs, fast CVs."""
    knobs = moving_controls(blocks)[:, :spec.LATENTS]
    time_s = np.arange(blocks * clock.cv_scans) * clock.block_samples / clock.cv_scans / clock.sample_rate_hz
    phases = 2.0 * np.pi * np.outer(time_s, np.linspace(90.0, 510.0, spec.LATENTS))
    cvs = np.round(32_768.0 + 12_000.0 * np.sin(phases)).astype(np.uint16)
    return np.concatenate([knobs, cvs.reshape(blocks, -1)], axis=1)


def still_controls(blocks: int, knobs: npt.ArrayLike) -> npt.NDArray[np.uint16]:
    """Return ADC counts [blocks, 16] of resting knobs, given in counts, and CVs at 0 V."""
    counts = np.full((blocks, 2 * spec.LATENTS), spec.CV_ZERO_VOLT_COUNTS, dtype=np.uint16)
    counts[:, :spec.LATENTS] = knobs
    return counts


def gliding_voices(seconds: float, seed: int) -> FloatArray:
    """Return hiss through two resonances that glide, at changing levels, [samples], peak 0.9.

    A resonance that moves is what a few fixed spectra, added up, describe badly.
    """
    rng = np.random.default_rng(seed)
    samples, frame = round(seconds * RATE_HZ), 1_024
    time_s = np.arange(0, samples + 2 * frame, frame) / RATE_HZ
    bins_octaves = np.log2(np.maximum(np.fft.rfftfreq(2 * frame, 1.0 / RATE_HZ), 20.0))
    window = np.hanning(2 * frame + 1)[:-1]
    sound = np.zeros(samples + 4 * frame)
    for index, now_s in enumerate(time_s):
        low, high = 8.5 + 1.5 * np.sin(2.3 * now_s), 11.5 + 1.2 * np.sin(3.7 * now_s + 1.0)
        level = 0.6 + 0.4 * np.sin(5.1 * now_s)
        decibels = np.maximum(-30.0 * np.abs(bins_octaves - low), level * 20.0 - 20.0
                              - 24.0 * np.abs(bins_octaves - high))
        shape = 10.0 ** (np.maximum(decibels, -60.0) / 20.0)
        burst = np.fft.irfft(np.fft.rfft(rng.standard_normal(2 * frame)) * shape)
        sound[index * frame:(index + 2) * frame] += window * burst
    return np.asarray(sound[:samples] * 0.9 / np.abs(sound).max(), dtype=np.float32)
