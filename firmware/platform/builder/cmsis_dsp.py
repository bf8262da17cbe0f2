# SPDX-License-Identifier: MIT
"""The part of CMSIS-DSP that firmware/fft uses, as a static library.

Its general tables reach to 4096 points and weigh 155 kB; only those of the transforms in use are
compiled in. Other sizes are then refused when a transform is initialised.
"""

import os
import re

Import("env", "sizes_header", "sources_of", "static_library")  # noqa: F821 - SCons provides Import and Return

SOURCES = (
    "CommonTables/arm_common_tables.c",
    "CommonTables/arm_const_structs.c",
    "TransformFunctions/arm_bitreversal2.c",
    "TransformFunctions/arm_cfft_f32.c",
    "TransformFunctions/arm_cfft_init_f32.c",
    "TransformFunctions/arm_cfft_radix8_f32.c",
    "TransformFunctions/arm_rfft_fast_f32.c",
    "TransformFunctions/arm_rfft_fast_init_f32.c",
)
# Real 4096 (impulse designer) contains complex 2048.
TABLES = ["ARM_DSP_CONFIG_TABLES", "ARM_FFT_ALLOW_TABLES", "ARM_TABLE_TWIDDLECOEF_RFFT_F32_4096"]


def transforms(sizes_header):
    """Sizes of the complex transforms that a baked sizes.h asks for."""
    with open(sizes_header) as file:
        text = file.read()
    block, chunk = (
        int(re.search(rf"{name} = (\d+);", text)[1]) for name in ("kBlockSamples", "kChunkSamples")
    )
    convolver = 1 << (2 * block - 1).bit_length()
    halves = {chunk} - {64, 512, 4096}  # of SplitFft, which computes these tables when it starts
    return {convolver, 2048} | halves


root = sources_of("cmsis-dsp", "Source/" + SOURCES[0])  # noqa: F821
for size in sorted(transforms(sizes_header)):  # noqa: F821
    TABLES += [f"ARM_TABLE_TWIDDLECOEF_F32_{size}", f"ARM_TABLE_BITREVIDX_FLT_{size}"]

core = os.path.join(env.subst("$PROJECT_DIR"), "firmware", "fft", "cmsis")  # noqa: F821
includes = [core, os.path.join(root, "Include"), os.path.join(root, "PrivateInclude")]
library = static_library("cmsis-dsp", os.path.join(root, "Source"), SOURCES, includes, TABLES)  # noqa: F821
Return("library")  # noqa: F821
