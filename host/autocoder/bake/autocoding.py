# SPDX-License-Identifier: MIT
"""What the module needs to encode its input: the mel analysis, and the encoder where one is wanted."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from autocoder.bake import carray
from autocoder.spec import ANALYSIS_FFT, MEL_BANDS, SAMPLE_RATE_HZ
from autocoder.spectra.mel import analysis_matrix_single

Int8Array = npt.NDArray[np.int8]


def analysis_header(provenance: list[str], rate_hz: int = SAMPLE_RATE_HZ) -> str:
    """Return mel_analysis.h for a board's sample rate."""
    body = "\n".join([
        f"constexpr size_t kMelWeights = {_matrix(rate_hz).nnz};",
        "",
        "// A mel value is the sum of a band's weights times the magnitudes from kMelFirstBin[band] on; its",
        "// weights end before kMelWeight[kMelWeightEnd[band]], those of the next band follow.",
        "extern const uint16_t kMelFirstBin[kMelBands];",
        "extern const uint16_t kMelWeightEnd[kMelBands];",
        "extern const float kMelWeight[kMelWeights];",
    ])
    return carray.source(provenance, ["<cstddef>", "<cstdint>", "", '"generated/sizes.h"'], body,
                         "AUTOCODER_GENERATED_MEL_ANALYSIS_H_")


def analysis_source(provenance: list[str], rate_hz: int = SAMPLE_RATE_HZ) -> str:
    """Return mel_analysis.cc: the analysis matrix at a rate, of each band the run of bins that it reads."""
    matrix = _matrix(rate_hz)
    starts, ends = matrix.indptr[:-1], matrix.indptr[1:]
    first, last = matrix.indices[starts], matrix.indices[ends - 1]
    if not np.array_equal(last - first + 1, ends - starts):
        raise ValueError("a band whose bins are no run")
    body = "\n".join([
        carray.array("const uint16_t kMelFirstBin[kMelBands]", first),
        carray.array("const uint16_t kMelWeightEnd[kMelBands]", ends),
        carray.array("const float kMelWeight[kMelWeights]", matrix.data),
    ])
    return carray.source(provenance, ['"generated/mel_analysis.h"'], body)


def encoder_header(provenance: list[str], size: int) -> str:
    """Return encoder.h for an encoder of so many bytes; 0 stands for none."""
    body = "\n".join([
        f"constexpr size_t kEncoderModelBytes = {size};" + ("" if size else "  // there is none"),
        "extern const uint8_t kEncoderModel[];",
        "",
        "// What it makes of the mel frames that the decoder makes of the golden vectors.",
        "extern const int8_t kGoldenEncoded[kGoldenCount][kLatents];",
    ])
    return carray.source(provenance, ["<cstddef>", "<cstdint>", "", '"generated/sizes.h"'], body,
                         "AUTOCODER_GENERATED_ENCODER_H_")


def encoder_source(provenance: list[str], encoder: Path | None, encoded: Int8Array | None) -> str:
    """Return encoder.cc of an int8 encoder and its golden latents [vectors, latents], or of none."""
    content = carray.byte_values(encoder.read_bytes() if encoder else bytes(1))
    rows = [] if encoded is None else [", ".join(str(int(each)) for each in row) for row in encoded]
    body = "\n".join([
        f"alignas(16) const uint8_t kEncoderModel[] = {{\n{content}\n}};",
        "",
        "const int8_t kGoldenEncoded[kGoldenCount][kLatents] = {",
        *(f"    {{{row}}}," for row in rows),
        "};",
    ])
    return carray.source(provenance, ['"generated/encoder.h"'], body)


def _matrix(rate_hz: int) -> sparse.csr_array:
    matrix = analysis_matrix_single(ANALYSIS_FFT, rate_hz, MEL_BANDS)
    matrix.sort_indices()
    return matrix
