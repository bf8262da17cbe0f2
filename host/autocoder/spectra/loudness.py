# SPDX-License-Identifier: MIT
"""How loud pink noise is after a filter."""

import numpy as np
import numpy.typing as npt

from autocoder.spec import MEL_HIGH_HZ, MEL_LOW_HZ, SAMPLE_RATE_HZ

POINTS = 4096  # closer to each other than bins are, at all frequencies


def pink_power(magnitude: npt.NDArray[np.floating], rate_hz: int = SAMPLE_RATE_HZ
               ) -> npt.NDArray[np.float64]:
    """Return the power [frames] that pink noise of power 1 has after filters of magnitudes [frames, bins].

    Within 20 Hz to 20 kHz. Method: pink noise has equal power in equal ratios of frequency, so its power
    after a filter is the mean of the squared magnitude over frequencies in equal ratios; between bins it is
    linear.
    """
    fft = 2 * (magnitude.shape[1] - 1)
    places = np.geomspace(MEL_LOW_HZ, MEL_HIGH_HZ, POINTS) * (fft / rate_hz)
    below = places.astype(np.intp)
    share = (places - below).astype(magnitude.dtype)
    between = (1.0 - share) * magnitude[:, below] + share * magnitude[:, below + 1]
    power: npt.NDArray[np.float64] = np.mean(between.astype(np.float64)**2, axis=1)
    return power
