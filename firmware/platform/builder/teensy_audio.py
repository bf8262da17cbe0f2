# SPDX-License-Identifier: MIT
"""The part of the Teensy's Audio library that firmware/boards/teensy41 uses, and Wire, which its codec needs.

Both are sources in the framework's package. Whole, the Audio library would ask for those of SD cards, too.
"""

import os

Import("env")  # noqa: F821 - SCons provides Import and Return

SOURCES = (
    "Audio/control_sgtl5000.cpp",
    "Audio/input_i2s.cpp",
    "Audio/memcpy_audio.S",
    "Audio/output_i2s.cpp",
    "Audio/utility/imxrt_hw.cpp",
    "Wire/Wire.cpp",
    "Wire/WireIMXRT.cpp",
)

package = env.PioPlatform().get_package_dir("framework-arduinoteensy")  # noqa: F821
root = os.path.join(package, "libraries")
for folder in ("Audio", "Wire"):
    env.Append(CCFLAGS=["-isystem" + os.path.join(root, folder)])  # noqa: F821
library_env = env.Clone()  # noqa: F821
library_env.Append(CCFLAGS=["-w"], CXXFLAGS=["-std=gnu++17", "-fpermissive"],
                   CPPPATH=[os.path.join(package, "cores", "teensy4")])  # for assembly, too
build = os.path.join("$BUILD_DIR", "audio")
library_env.VariantDir(build, root, duplicate=False)
library = library_env.StaticLibrary(
    os.path.join(build, "audio"), [os.path.join(build, source) for source in SOURCES]
)
Return("library")  # noqa: F821
