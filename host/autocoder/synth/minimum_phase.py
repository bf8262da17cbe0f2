# SPDX-License-Identifier: MIT
"""Minimum-phase responses, many at a time; `reference.filter` states the same for one."""

import numpy as np
import numpy.typing as npt
from scipy import fft as fourier

from autocoder.spec import IMPULSE_FADE_TAPS, IMPULSE_FFT, IMPULSE_TAPS, SPECTRUM_MINIMUM

FloatArray = npt.NDArray[np.float32]

HALF = IMPULSE_FFT // 2
END_FADE = np.float32(0.5) * (1.0 + np.cos(
    np.pi * np.arange(1, IMPULSE_FADE_TAPS + 1, dtype=np.float32) / IMPULSE_FADE_TAPS))


def minimum_phase(spectra: npt.NDArray[np.floating]) -> FloatArray:
    """Return responses [rows, IMPULSE_TAPS] of amplitudes [rows, SPECTRUM_BINS].

    Method: Oppenheim and Schafer, the folded real cepstrum, at twice the length against its aliasing. The
    cepstrum is float64; phases are brought within half a turn, where float32 has 24 bits of them.
    """
    magnitude = np.empty((len(spectra), HALF + 1), dtype=np.float32)
    magnitude[:, 0::2] = np.maximum(spectra, SPECTRUM_MINIMUM)
    logarithm = np.empty(magnitude.shape)
    logarithm[:, 0::2] = np.log(magnitude[:, 0::2], dtype=np.float64)
    logarithm[:, 1::2] = 0.5 * (logarithm[:, 0:-2:2] + logarithm[:, 2::2])
    magnitude[:, 1::2] = np.sqrt(magnitude[:, 0:-2:2] * magnitude[:, 2::2])
    cepstrum = fourier.irfft(logarithm, axis=1, overwrite_x=True)
    cepstrum[:, 1:HALF] *= 2.0
    cepstrum[:, HALF + 1:] = 0.0
    turns = fourier.rfft(cepstrum, axis=1, overwrite_x=True).imag * (0.5 / np.pi)
    turns -= np.rint(turns)
    phase = (turns * (2.0 * np.pi)).astype(np.float32)
    transfer = np.empty(magnitude.shape, dtype=np.complex64)
    np.multiply(magnitude, np.cos(phase), out=transfer.real)
    np.multiply(magnitude, np.sin(phase), out=transfer.imag)
    responses = fourier.irfft(transfer, axis=1)[:, :IMPULSE_TAPS]
    responses[:, -IMPULSE_FADE_TAPS:] *= END_FADE
    return np.asarray(responses)
