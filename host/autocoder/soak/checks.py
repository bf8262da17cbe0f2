# SPDX-License-Identifier: MIT
"""What must hold in every second of a long run."""

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.parameters import PARAMETERS
from autocoder.reference.filter import Reference, bands_from_mel

FloatArray = npt.NDArray[np.float32]

LEAST_SNR_DB = 110.0  # DESIGN's promise for audio
# The largest promise for a mode, held here for the interrupt alone at its worst, two modes at once included.
MOST_CALLBACK_INSTRUCTIONS = 3500 * spec.BLOCK_SAMPLES
SMALLEST_NORMAL = float(np.finfo(np.float32).tiny)
LARGEST_LEVEL = next(each.maximum for each in PARAMETERS if each.name == "level")
LARGEST_MEL = np.full((1, spec.MEL_BANDS), 127, dtype=np.int8)


def largest_output(reference: Reference) -> float:
    """Return a bound on the output for inputs of full scale.

    The filter's peak gain is the sum of its taps' magnitudes, at most the square root of their number times
    the root of their energy (Cauchy and Schwarz), which is at most the largest amplitude that a model can
    decode; the input mixed in and the level come on top. The other modes are as loud as the filter on noise,
    and are held to its bound.
    """
    amplitude = max(float(bands_from_mel(LARGEST_MEL, each.gain).max()) for each in reference.models)
    return LARGEST_LEVEL * (1.0 + amplitude * float(np.sqrt(spec.IMPULSE_TAPS)))


def problem_of(output: FloatArray, bound: float) -> str | None:
    """Return what is wrong with an output [samples, 2], or None."""
    if not np.isfinite(output).all():
        return f"sample {int(np.argmin(np.isfinite(output).all(axis=1)))} is no number, or infinite"
    magnitude = np.abs(output)
    if ((magnitude < SMALLEST_NORMAL) & (magnitude > 0.0)).any():
        return "there are subnormal samples"
    if magnitude.max() > bound:
        return f"a sample of {magnitude.max():g}, beyond the bound of {bound:g}"
    return None


def problem_of_counts(counts: npt.NDArray[np.uint32]) -> str | None:
    """Return what is wrong with instructions [blocks, 2], or None."""
    most = int(counts[:, 0].max(initial=0))
    if most > MOST_CALLBACK_INSTRUCTIONS:
        return f"a block of {most} instructions, beyond {MOST_CALLBACK_INSTRUCTIONS}"
    return None
