# SPDX-License-Identifier: MIT
"""The part of the Pure Data patch that brings every spectrum to one loudness.

Spectra of one model differ by 60 dB: a fixed factor makes most of them inaudible, or some of them clip.
"""

import numpy as np
import numpy.typing as npt

from autocoder.patches.pd_canvas import Canvas
from autocoder.spec import MEL_BANDS
from autocoder.spectra.mel import reduced_mel_to_spectrum

LOUDNESS = 10.0 ** (-18.0 / 20.0)  # rms of the noise that leaves
LEAST_POWER = 1e-10  # of a spectrum that is brought up by as much as it needs: 82 dB
NOISE_POWER = 1.0 / 3.0  # of noise~, uniform over -1..1


def band_weights() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return weights [bands] each, by which filtered noise has the power sum(own a_k^2 + shared a_k a_(k-1)).

    a: a row of amplitudes; each bin is (1 - s) a_k + s a_(k+1). At 48 kHz; other rates differ by little.
    """
    reduced = reduced_mel_to_spectrum()
    band, high = reduced.band.astype(np.intp), reduced.high.astype(np.float64)
    share = np.full(len(band), NOISE_POWER / (len(band) - 1))
    share[[0, -1]] /= 2.0
    own, shared = np.zeros(MEL_BANDS), np.zeros(MEL_BANDS)
    np.add.at(own, band, share * (1.0 - high) ** 2)
    np.add.at(own, band + 1, share * high**2)
    np.add.at(shared, band + 1, share * 2.0 * high * (1.0 - high))
    return own, shared


def pd_leveller() -> Canvas:
    """Return a subpatch that puts out, as a signal, the factor for the row that was decoded last.

    It adds up the power that noise has after the filter, and divides the loudness by its root.
    """
    inner = Canvas(760, 460, "autocoder-leveller")
    order, loop = inner.add("obj", 20, 50, "t b b b"), inner.add("obj", 60, 110, "until")
    zero, count = inner.add("msg", 160, 80, "0"), inner.add("obj", 60, 140, "f")
    split, add = inner.add("obj", 60, 170, "t f f f f"), inner.add("obj", 400, 140, "+ 1")
    stop = inner.add("obj", 400, 170, f"sel {MEL_BANDS}")
    band, own, shared = (inner.add("obj", 60 + 170 * place, 200, f"tabread autocoder-{name}")
                         for place, name in enumerate(("mel", "own", "shared")))
    twice = inner.add("obj", 60, 230, "t f f")
    power = inner.add("obj", 60, 260, "expr ($f1 * $f2 + $f4 * $f3) * $f1")
    total, kept = inner.add("obj", 60, 290, "+"), inner.add("obj", 20, 320, "f")
    factor = inner.add("obj", 20, 350, f"expr {LOUDNESS:.7g} / sqrt(max({LEAST_POWER:.10f}, $f1))")
    inner.chain(inner.add("obj", 20, 20, "r autocoder-decoded"), order, kept, factor,
                inner.add("msg", 20, 380, "$1 20"), inner.add("obj", 20, 410, "line~"),
                inner.add("obj", 20, 440, "outlet~"))
    inner.chain(loop, count, split, band, twice)
    inner.chain(power, total)
    inner.connect((order, 2, zero, 0), (zero, 0, count, 1), (zero, 0, total, 1), (zero, 0, kept, 1),
                  (order, 1, loop, 0), (split, 3, add, 0), (add, 0, count, 1), (add, 0, stop, 0),
                  (stop, 0, loop, 1), (split, 2, shared, 0), (shared, 0, power, 2), (split, 1, own, 0),
                  (own, 0, power, 1), (twice, 1, power, 0), (twice, 0, power, 3), (total, 0, total, 1),
                  (total, 0, kept, 1))
    _weights(inner)
    return inner


def _weights(inner: Canvas) -> None:
    start = inner.add("obj", 420, 20, "loadbang")
    for place, (name, values) in enumerate(zip(("own", "shared"), band_weights(), strict=True)):
        inner.add("obj", 560, 50 + 30 * place, f"array define autocoder-{name} {MEL_BANDS}")
        written = " ".join(f"{value:.6g}" for value in values)
        inner.chain(start, inner.add("msg", 420, 230 + 30 * place, f"0 {written}"),
                    inner.add("obj", 560, 230 + 30 * place, f"s autocoder-{name}"))
