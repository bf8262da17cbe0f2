# SPDX-License-Identifier: MIT
"""From int8 mel values to the impulse response, step by step, on this computer and on the emulated
Cortex-M7, against float64."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from autocoder import spec
from autocoder.device.emulator import Target, run_program
from autocoder.reference.filter import impulse_from_spectrum, spectrum_from_mel
from autocoder.spectra.mel import mel_to_spectrum, reduced_mel_to_spectrum
from autocoder.vae.model import GOLDEN, load_golden
from session_model import SessionModel

Int8Array = npt.NDArray[np.int8]
DoubleArray = npt.NDArray[np.float64]

# What the module promises. Single precision with three roundings (amplitude, weights, sum) errs by about
# 2e-6 dB; a wrong bin, a swapped weight or weights in Q15 at the low end err by far more than this.
MOST_SPECTRUM_DB = 0.01
# The promise on audio; a response that is worse than it cannot meet it.
LEAST_SNR_DB = 110.0
RANDOM_FRAMES = 200


def mel_extremes() -> Int8Array:
    """Return int8 mel values [4, MEL_BANDS]: all lowest, all highest, and both alternating."""
    alternating = np.where(np.arange(spec.MEL_BANDS) % 2, 127, -128)
    return np.stack([np.full(spec.MEL_BANDS, -128), np.full(spec.MEL_BANDS, 127),
                     alternating, -1 - alternating]).astype(np.int8)


def random_mel(seed: int) -> Int8Array:
    return np.random.default_rng(seed).integers(-128, 128, (RANDOM_FRAMES, spec.MEL_BANDS)).astype(np.int8)


def golden_mel(model: SessionModel) -> Int8Array:
    return load_golden(model.folder / GOLDEN).mel


def module_spectrum(model: SessionModel, target: Target, mel: Int8Array, folder: Path) -> DoubleArray:
    """Return the firmware's spectra [frames, SPECTRUM_BINS]."""
    mel.tofile(folder / "mel.i8")
    run_program(target, model.program(f"{target}_probe"), ["spectrum", "mel.i8", "spectrum.f32"], folder)
    spectra = np.fromfile(folder / "spectrum.f32", "<f4").astype(np.float64)
    return spectra.reshape(len(mel), spec.SPECTRUM_BINS)


def module_impulse(model: SessionModel, target: Target, spectra: DoubleArray, folder: Path) -> DoubleArray:
    """Return the firmware's impulse responses [frames, IMPULSE_TAPS]."""
    spectra.astype("<f4").tofile(folder / "spectrum.f32")
    run_program(target, model.program(f"{target}_probe"), ["impulse", "spectrum.f32", "taps.f32"], folder)
    taps = np.fromfile(folder / "taps.f32", "<f4").astype(np.float64)
    return taps.reshape(len(spectra), spec.IMPULSE_TAPS)


def difference_db(spectra: DoubleArray, wanted: DoubleArray) -> float:
    return float(np.abs(20.0 * np.log10(spectra / wanted)).max())


def snr_db(taps: DoubleArray, wanted: DoubleArray) -> DoubleArray:
    """Return the signal-to-error ratio of each response."""
    signal = np.sum(wanted**2, axis=1)
    error = np.sum((taps - wanted) ** 2, axis=1)
    return 10.0 * np.log10(signal / np.maximum(error, 1e-30 * signal))  # a single tap can be exact


@pytest.mark.parametrize("target", ["native", "qemu"])
@pytest.mark.parametrize("frames", ["golden", "random", "extremes"])
def test_spectrum_equals_the_dense_product(default_model: SessionModel, target: Target, frames: str,
                                           tmp_path: Path) -> None:
    mel = {"golden": golden_mel(default_model), "random": random_mel(1), "extremes": mel_extremes()}[frames]
    wanted = spectrum_from_mel(mel, default_model.manifest.gain)
    assert wanted.min() > 0.0
    spectra = module_spectrum(default_model, target, mel, tmp_path)
    assert difference_db(spectra, wanted) < MOST_SPECTRUM_DB


def test_the_tolerance_notices_a_neighbouring_band() -> None:
    """The comparison above would be worth little if a matrix read one band off passed it."""
    mel = random_mel(2)
    wanted = spectrum_from_mel(mel, 1.0)
    shifted = spectrum_from_mel(np.roll(mel, 1, axis=1), 1.0)
    assert difference_db(shifted, wanted) > 1.0


def test_reduced_matrix_equals_the_dense_one_for_mel_frames() -> None:
    """At most two multiply-adds per bin, float32, over 96 dB from band to band; the promise is 0.01 dB."""
    mel = np.concatenate([random_mel(3), mel_extremes()])
    amplitude = 10.0 ** (spec.FLOOR_DB * (1.0 - (mel.astype(np.float64) + 128.0) / 255.0) / 20.0)
    reduced = reduced_mel_to_spectrum().apply(amplitude.astype(np.float32)).astype(np.float64)
    assert difference_db(reduced, amplitude @ mel_to_spectrum().T) < MOST_SPECTRUM_DB


def odd_spectra() -> DoubleArray:
    """Return spectra [5, SPECTRUM_BINS] that no decoder gives: silent, loud, one bin, a step, a comb."""
    bins = np.arange(spec.SPECTRUM_BINS)
    return np.stack([
        np.zeros(spec.SPECTRUM_BINS), np.full(spec.SPECTRUM_BINS, 1e3), (bins == 300).astype(float),
        np.where(bins < 512, 1.0, 1e-4), np.where(bins % 16 == 0, 1.0, 1e-2),
    ])


@pytest.mark.parametrize("target", ["native", "qemu"])
@pytest.mark.parametrize("frames", ["golden", "random", "extremes", "odd"])
def test_impulse_responses_equal_the_reference(default_model: SessionModel, target: Target, frames: str,
                                               tmp_path: Path) -> None:
    gain = default_model.manifest.gain
    spectra = {
        "golden": spectrum_from_mel(golden_mel(default_model), gain),
        "random": spectrum_from_mel(random_mel(4)[:40], gain),
        "extremes": spectrum_from_mel(mel_extremes(), gain),
        "odd": odd_spectra(),
    }[frames].astype(np.float32).astype(np.float64)
    wanted = np.stack([impulse_from_spectrum(spectrum) for spectrum in spectra])
    taps = module_impulse(default_model, target, spectra, tmp_path)
    assert np.isfinite(taps).all()
    assert snr_db(taps, wanted).min() > LEAST_SNR_DB
