# SPDX-License-Identifier: MIT
"""The part of DaisyDuino that firmware/boards/daisy uses: the audio interface and external memory."""

import os

Import("env", "sources_of", "static_library")  # noqa: F821 - SCons provides Import and Return

SOURCES = ("dma.c", "gpio.c", "hal_map.c", "sai.cpp", "sdram.c")

root = sources_of("DaisyDuino", "src/utility/" + SOURCES[0])  # noqa: F821
source = os.path.join(root, "src")
names = [os.path.join("utility", name) for name in SOURCES]
library = static_library("daisy-duino", source, names, [source])  # noqa: F821
Return("library")  # noqa: F821
