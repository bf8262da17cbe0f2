# SPDX-License-Identifier: MIT
"""The part of CMSIS-DSP that firmware/fft uses, as a static library.

Its general tables reach to 4096 points and weigh 155 kB; only those of the transforms in use are
compiled in. Other sizes are then refused when a transform is initialised.
"""

import os
import re
import sys

Import("env", "sizes_header")  # noqa: F821 - SCons provides Import and Return

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


project = env.subst("$PROJECT_DIR")  # noqa: F821
root = os.environ.get("AUTOCODER_CMSIS_DSP", os.path.join(project, ".venv/share/cmsis-dsp"))
if not os.path.isfile(os.path.join(root, "Source", SOURCES[0])):
    sys.stderr.write(f"Error: no CMSIS-DSP sources in {root}; run `make setup`\n")
    env.Exit(1)  # noqa: F821

core = os.path.join(project, "firmware", "fft", "cmsis")
includes = [core, os.path.join(root, "Include"), os.path.join(root, "PrivateInclude")]
for folder in includes:
    env.Append(CCFLAGS=["-isystem", folder])  # noqa: F821

for size in sorted(transforms(sizes_header)):  # noqa: F821
    TABLES += [f"ARM_TABLE_TWIDDLECOEF_F32_{size}", f"ARM_TABLE_BITREVIDX_FLT_{size}"]

library_env = env.Clone()  # noqa: F821
# Without a prototype an intrinsic would become a silent call to a function that is nowhere.
library_env.Append(CFLAGS=["-w", "-Werror=implicit-function-declaration"], CPPDEFINES=TABLES)
build = os.path.join("$BUILD_DIR", "cmsis-dsp")
library_env.VariantDir(build, os.path.join(root, "Source"), duplicate=False)
library = library_env.StaticLibrary(
    os.path.join(build, "cmsis-dsp"), [os.path.join(build, source) for source in SOURCES]
)
Return("library")  # noqa: F821
