# SPDX-License-Identifier: MIT
"""How loud a model's filter is."""

import numpy as np
import numpy.typing as npt

from autocoder.spec import SPECTRUM_FFT
from autocoder.spectra.loudness import pink_power
from autocoder.synth.instrument import Instrument

PIECE_FRAMES = 256  # spectra in memory at once


def loudness_db(instrument: Instrument, latents: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the level in dB that pink noise has after the filter of each row of latents 0..1, [frames].

    0 dB is the level it came in with, within 20 Hz to 20 kHz; the model's gain is counted.
    """
    powers = [np.empty(0)]
    for start in range(0, len(latents), PIECE_FRAMES):
        factors = instrument.filter(instrument.mel(latents[start:start + PIECE_FRAMES]), SPECTRUM_FFT)
        powers.append(pink_power(factors, instrument.rate_hz))
    return np.asarray(10.0 * np.log10(np.concatenate(powers)))
