# SPDX-License-Identifier: MIT
"""The module's reverberation in float64: its response from the same integers, and direct convolution."""

import numpy as np
import numpy.typing as npt
from scipy.signal import oaconvolve

from autocoder import spec
from autocoder.reference.filter import spectrum_from_bands

DoubleArray = npt.NDArray[np.float64]

FRAME = spec.SPECTRUM_FFT
HOP = FRAME // 2
HIGHEST_SHARE = 0.25  # of the length in which the highest band decays by 60 dB; the lowest takes all of it
GOLDEN_RATIO = 0x9E3779B9
WORD = 0xFFFFFFFF
TURNS_PER_WORD = 8


def frames_of(taps: int) -> int:
    """Return how many spectra shape a response; the middle of the n-th is at tap n * HOP."""
    return -(-taps // HOP)


def quarter_turns(seed: int, frames: int) -> npt.NDArray[np.int64]:
    """Return turns 0..3 [frames, bins 1 to HOP - 1, channels] from Marsaglia's 32-bit xorshift."""
    state = 1 if seed == GOLDEN_RATIO else seed ^ GOLDEN_RATIO
    count = frames * (HOP - 1)
    words = np.empty(-(-count // TURNS_PER_WORD), dtype=np.int64)
    for index in range(len(words)):
        state ^= state << 13 & WORD
        state ^= state >> 17
        state ^= state << 5 & WORD
        words[index] = state
    nibbles = (words[:, np.newaxis] >> (4 * np.arange(TURNS_PER_WORD))).reshape(-1)[:count]
    return np.stack([nibbles & 3, nibbles >> 2 & 3], axis=-1).reshape(frames, HOP - 1, 2)


def decay_rates(taps: int) -> DoubleArray:
    """Return by how much the logarithm of each band's amplitude falls per hop, [MEL_BANDS]."""
    shares = np.linspace(1.0, HIGHEST_SHARE, spec.MEL_BANDS)
    return np.asarray(np.log(1000.0) * HOP / (taps * shares))


def band_gains(taps: int) -> DoubleArray:
    """Return what each mel band is multiplied by in each frame, [frames, MEL_BANDS].

    Each band decays at its own pace, and starts where its energy over all time becomes that of a filter
    with the same spectrum: of FRAME samples' worth of transform, half a hop from the first frame and a hop
    from each of the others.
    """
    rates = decay_rates(taps)
    energy = HOP * (0.5 + 1.0 / np.expm1(2.0 * rates))
    decay = np.exp(-rates * np.arange(frames_of(taps))[:, np.newaxis])
    return np.asarray(np.sqrt(FRAME / energy) * decay)


def reverb_response(bands: DoubleArray, taps: int, seed: int,
                    rate_hz: int = spec.SAMPLE_RATE_HZ) -> DoubleArray:
    """Return the response [taps, 2] shaped by the amplitudes of frames [frames_of(taps), MEL_BANDS].

    rate_hz: at which it is played.
    """
    spectra = spectrum_from_bands(bands * band_gains(taps), rate_hz)
    bins = np.zeros((len(bands), HOP + 1, 2), dtype=np.complex128)
    bins[:, 1:HOP] = spectra[:, 1:HOP, np.newaxis] * 1j ** quarter_turns(seed, len(bands))
    window = np.sin(np.pi * (np.arange(FRAME) + 0.5) / FRAME)
    noise = np.fft.irfft(bins, axis=1) * window[:, np.newaxis]
    response = np.zeros(((len(bands) + 1) * HOP, 2))  # the first frame begins a hop before the first tap
    for index, frame in enumerate(noise):
        response[index * HOP:index * HOP + FRAME] += frame
    return response[HOP:HOP + taps]


def reverberate(inputs: npt.NDArray[np.floating], response: DoubleArray) -> DoubleArray:
    """Return inputs [samples, 2] through a response [taps, 2], each channel through its own."""
    dry = np.asarray(inputs, dtype=np.float64)
    return np.asarray(oaconvolve(dry, response, axes=0)[:len(dry)])
