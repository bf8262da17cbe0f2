# SPDX-License-Identifier: MIT
"""The drone on this computer and on the emulated Cortex-M7 against the float64 reference."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import fftconvolve

from autocoder import spec
from autocoder.device.emulator import Target
from autocoder.reference.drone import PHASE_STREAM, RandomWalk, drone
from autocoder.reference.filter import impulse_from_spectrum
from autocoder.reference.random_numbers import MULTIPLIER, RandomNumbers
from stft_frames import SEED, Probe, drone_reference, moving_spectra, play_drone, rows, snr_db

DoubleArray = npt.NDArray[np.float64]

TARGETS: tuple[Target, ...] = ("native", "qemu")
# The promise is 110; single precision gives 128, and a sum that loses a digit 110.
LEAST_SNR_DB = 120.0
HOPS = 94  # a second
MOST_INSTRUCTIONS_PER_SAMPLE = 1200.0
MOST_WORST_OVER_MEAN = 1.5
HOUR_FRAMES = 3_600 * spec.SAMPLE_RATE_HZ // spec.FRAME_HOP


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("brightness", [0.0, 1.0, "moving"])
@pytest.mark.parametrize("freeze", [False, True])
def test_sounds_as_the_reference_does(probe: Callable[[Target], Probe], target: Target,
                                      brightness: float | str, freeze: bool, tmp_path: Path) -> None:
    hop = np.arange(HOPS)
    tilted = np.sin(hop / 4.0) if brightness == "moving" else brightness
    table = rows(moving_spectra(HOPS), brightness=tilted, freeze=(hop % 40 > 20) & freeze)
    wanted = drone_reference(table)
    assert np.abs(wanted).max() > 0.01
    played = play_drone(probe(target), tmp_path, table)
    assert played.overruns == 0
    assert np.isfinite(played.output).all()
    assert snr_db(played.output, wanted) >= LEAST_SNR_DB


def pink_noise(seconds: float) -> DoubleArray:
    """Return noise [samples] with a power of 1/f from half of the first bin on and the reference RMS."""
    samples = round(seconds * spec.SAMPLE_RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(samples))
    frequency_hz = np.fft.rfftfreq(samples, 1.0 / spec.SAMPLE_RATE_HZ)
    lowest_hz = 0.5 * spec.SAMPLE_RATE_HZ / spec.SPECTRUM_FFT
    spectrum *= np.where(frequency_hz < lowest_hz, 0.0, 1.0 / np.sqrt(np.maximum(frequency_hz, lowest_hz)))
    noise = np.fft.irfft(spectrum, samples)
    return np.asarray(noise * spec.REFERENCE_LEVEL / np.sqrt(np.mean(noise**2)))


def smooth_spectra() -> dict[str, DoubleArray]:
    """Return amplitudes [SPECTRUM_BINS] that a filter of as many taps can follow."""
    place = np.arange(spec.SPECTRUM_BINS) / spec.SPECTRUM_BINS
    return {"flat": np.ones_like(place), "dark": 10.0 ** (-3.0 * place),
            "bright": 10.0 ** (3.0 * (place - 1.0)),
            "resonance": 0.001 + 5.0 * np.exp(-(((place - 0.2) / 0.05) ** 2))}


@pytest.mark.parametrize("name", smooth_spectra())
def test_is_as_loud_as_filtered_pink_noise(name: str) -> None:
    """Within half a dB: what is left is the scatter of 20 s of noise and the edges of the first bins."""
    spectrum = smooth_spectra()[name]
    filtered = fftconvolve(pink_noise(20.0), impulse_from_spectrum(spectrum))
    table = rows(np.tile(spectrum, (20 * HOPS, 1)))
    sound = drone_reference(table)[4 * spec.FRAME_HOP:]
    power = np.mean(sound**2, axis=0)
    np.testing.assert_allclose(10.0 * np.log10(power / np.mean(filtered**2)), 0.0, atol=0.5)


def test_has_the_spectrum_that_it_is_given() -> None:
    """In bands of a 32nd of the whole, over 20 s, within half a dB of one another."""
    spectrum = smooth_spectra()["resonance"]
    sound = drone_reference(rows(np.tile(spectrum, (20 * HOPS, 1))))[4 * spec.FRAME_HOP:, 0]
    stretches = sound[:len(sound) // spec.SPECTRUM_FFT * spec.SPECTRUM_FFT].reshape(-1, spec.SPECTRUM_FFT)
    power = np.mean(np.abs(np.fft.rfft(stretches * np.hanning(spec.SPECTRUM_FFT))) ** 2, axis=0)[1:]
    bands, wanted = (each.reshape(32, -1).sum(axis=1) for each in (power, spectrum[1:] ** 2))
    difference_db = 10.0 * np.log10(bands / wanted)
    loud = wanted > 1e-3 * wanted.max()
    assert np.ptp(difference_db[loud]) < 0.5


def test_no_frame_of_an_hour_repeats() -> None:
    """The period first: a linear congruential generator of 2^64 visits every state when its increment is
    odd and its multiplier one above a multiple of four (Hull and Dobell 1962). An hour is 7e8 words of it.
    Then the frames: the first six phases of each, sixty bits, are all different."""
    draws = spec.SPECTRUM_FFT - 1
    assert int(MULTIPLIER) % 4 == 1 and HOUR_FRAMES * draws < 2**40
    numbers = RandomNumbers(SEED, PHASE_STREAM)
    shift = np.uint64(spec.PHASE_DIRECTIONS.bit_length() - 1)
    keys = np.zeros(HOUR_FRAMES, dtype=np.uint64)
    batch = 1_000
    for start in range(0, HOUR_FRAMES, batch):
        count = min(batch, HOUR_FRAMES - start)
        words = numbers.next(count * draws).reshape(count, draws)
        picked = (words[:, :6] >> np.uint32(22)).astype(np.uint64)
        for column in picked.T:
            keys[start:start + count] = (keys[start:start + count] << shift) | column
    assert len(np.unique(keys)) == HOUR_FRAMES == 337_500


def test_random_words_are_those_of_the_author() -> None:
    """The demonstration of PCG32 prints these for seed 42, stream 54; words come alike in any portions."""
    numbers = RandomNumbers(42, 54)
    words = [*numbers.next(1), *numbers.next(0), *numbers.next(4)]
    assert [int(word) for word in words] == [0xA15C02B7, 0x7B47F409, 0xBA1D3330, 0x83D2F293, 0xBFA4784B]


@pytest.mark.parametrize("target", TARGETS)
def test_walks_exactly_as_the_reference_does(probe: Callable[[Target], Probe], target: Target,
                                             tmp_path: Path) -> None:
    """Integers: every latent of every hop is the same, with knobs turned, walk changed and frozen."""
    random = np.random.default_rng(2)
    hops = 5_000
    steps = np.zeros((hops, spec.LATENTS + 2), dtype="<u2")
    turned = np.cumsum(random.integers(-300, 301, (hops, spec.LATENTS)), axis=0) + 30_000
    steps[:, :spec.LATENTS] = np.clip(turned, 0, spec.POSITION_ONE)
    steps[:, spec.LATENTS] = np.repeat(random.integers(0, spec.POSITION_ONE + 1, hops // 100), 100)
    steps[1_000:1_300, spec.LATENTS] = 0
    steps[2_000:2_100, spec.LATENTS + 1] = 1
    steps.tofile(tmp_path / "steps.u16")
    probe(target)("walk", "steps.u16", "latents.u16", folder=tmp_path)
    latents = np.fromfile(tmp_path / "latents.u16", "<u2").reshape(hops, spec.LATENTS)
    walk = RandomWalk(SEED)
    wanted = np.stack([walk.step(row[:spec.LATENTS], int(row[spec.LATENTS]), bool(row[-1])) for row in steps])
    np.testing.assert_array_equal(latents, wanted)
    assert (np.ptp(latents.astype(int), axis=0) > 60_000).all()


def test_costs_what_was_promised(probe: Callable[[Target], Probe], tmp_path: Path) -> None:
    """Emulated instructions, exact in every run, with the tilt changing in each frame."""
    table = rows(moving_spectra(HOPS), brightness=np.sin(np.arange(HOPS) / 4.0))
    played = play_drone(probe("qemu"), tmp_path, table, counts=True)
    total = played.interrupt_per_sample() + played.loop_per_sample()
    assert 200.0 < total <= MOST_INSTRUCTIONS_PER_SAMPLE
    assert played.worst_over_mean_block() <= MOST_WORST_OVER_MEAN


def test_the_tolerance_notices_small_errors() -> None:
    """A tilt a thousandth off, or other phases, is far outside."""
    table = rows(moving_spectra(20), brightness=0.2)
    wanted = drone_reference(table)
    off = table.copy()
    off[:, 1] += 1e-3
    assert snr_db(drone_reference(off), wanted) < LEAST_SNR_DB - 35.0
    assert drone([], SEED).shape == (0, 2)
