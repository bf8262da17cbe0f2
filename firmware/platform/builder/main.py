# SPDX-License-Identifier: MIT
"""Build script of the platform: one program from the sources that platformio.ini names.

Run by SCons inside PlatformIO. The board's manifest gives compiler and machine flags; everything
that all boards share stands here.
"""

import os
import shutil
import sys

from SCons.Script import AlwaysBuild, Default, DefaultEnvironment

env = DefaultEnvironment()
board = env.BoardConfig()
prefix = board.get("build.compiler_prefix")
cc = board.get("build.cc", prefix + "gcc")
cxx = board.get("build.cxx", prefix + "g++")
machine_flags = board.get("build.flags")
project = env.subst("$PROJECT_DIR")


def require_compiler():
    """End with one line where the board's compiler is not installed."""
    if shutil.which(cxx, path=env["ENV"].get("PATH")) is None:
        packages = board.get("build.debian_package")
        sys.stderr.write(f"Error: {cxx} is missing; on Debian: apt install {packages}\n")
        env.Exit(1)


require_compiler()
baked_model, generated_headers = env.SConscript("baked_model.py", exports={"env": env})
env.Replace(
    AR=prefix + "ar",
    AS=prefix + "as",
    CC=cc,
    CXX=cxx,
    LINK=cxx,
    RANLIB=prefix + "ranlib",
    PROGNAME="firmware",
    PROGSUFFIX=".elf" if prefix else "",
)
sanitizers = env.GetProjectOption("custom_sanitizers", "")
env.Append(
    CCFLAGS=["-O1" if sanitizers else "-O2", "-g", *machine_flags,
             "-ffunction-sections", "-fdata-sections"],
    LINKFLAGS=["-Wl,--gc-sections", *machine_flags, *board.get("build.link_flags", [])],
    CPPPATH=[generated_headers(), os.path.join(project, "firmware"),
             os.path.join(project, "firmware", "memory", env.GetProjectOption("custom_memory", "large")),
             os.path.join(project, "firmware", "decoder", env.GetProjectOption("custom_decoder", "dense"))],
    LIBS=["m"],
    CXXFLAGS=["-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"],
)
if sanitizers:
    flags = ["-fsanitize=" + sanitizers, "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]
    env.Append(CCFLAGS=flags, LINKFLAGS=flags)
linker_script = env.GetProjectOption("custom_linker_script", "")
if linker_script:
    env.Append(LINKFLAGS=["-T", os.path.join(project, linker_script)])
    env.Depends("$PROGPATH", os.path.join(project, linker_script))

# Other people's C and C++; linked as libraries, so unused parts fall away.
sources_of, static_library = env.SConscript("c_library.py", exports={"env": env})
making = {"env": env, "sources_of": sources_of, "static_library": static_library}
sizes_header = os.path.join(baked_model(), "sizes.h")
cmsis_dsp = env.SConscript("cmsis_dsp.py", exports={**making, "sizes_header": sizes_header})
littlefs = env.SConscript("littlefs.py", exports={**making, "checked": not prefix})
libsodium = env.SConscript("libsodium.py", exports=making)
more = [file for script in env.GetProjectOption("custom_library_scripts", "").split()
        for file in env.SConscript(script, exports=making)]
env.Prepend(LIBS=[*cmsis_dsp, *littlefs, *libsodium, *more])

env.Append(CCFLAGS=["-Wall", "-Wextra", "-Werror"])
env.BuildSources(os.path.join("$BUILD_DIR", "generated"), baked_model(), "+<*.cc>")
program = env.BuildProgram()
AlwaysBuild(env.Alias("buildprog", program))
Default(program)
