# SPDX-License-Identifier: MIT
"""Build script of the real boards: what builder/main.py is for the platform of our own, within theirs.

PlatformIO runs it after the board's platform and framework have said how they are built. Those parts
keep their flags; what is ours, or linked from somebody's C, gets the flags of the emulated module. The
sources of libraries come from `lib_deps`, where `lib_ignore` keeps PlatformIO from building them whole.
"""

import glob
import os
import sys

Import("env", "projenv")  # noqa: F821 - SCons provides it

PROJECT = env.subst("$PROJECT_DIR")  # noqa: F821
FIRMWARE = os.path.join(PROJECT, "firmware")
BUILDER = os.path.join(FIRMWARE, "platform", "builder")
PACKAGES = os.path.abspath(env.subst("$PROJECT_PACKAGES_DIR"))  # noqa: F821
LIBRARIES = os.path.join(env.subst("$PROJECT_LIBDEPS_DIR"), env.subst("$PIOENV"))  # noqa: F821
FPU = "-mfpu=fpv5-d16"  # of both processors; frameworks may name a smaller one


def option(name, default=""):
    """What platformio.ini says of an option of ours."""
    return env.GetProjectOption("custom_" + name, default)  # noqa: F821


def sources_of(name, sentinel):
    """Folder of a library among `lib_deps`, by a file in it; ends the build where there is none."""
    for package in sorted(os.listdir(LIBRARIES)) if os.path.isdir(LIBRARIES) else ():
        for root in (os.path.join(LIBRARIES, package), os.path.join(LIBRARIES, package, name)):
            if os.path.isfile(os.path.join(root, sentinel)):
                return root
    sys.stderr.write(f"Error: no sources of {name} in {LIBRARIES}; run `pio pkg install`\n")
    env.Exit(1)  # noqa: F821


def without(flags, *beginnings):
    """The flags but for those that begin so; what is no text stays."""
    return [flag for flag in flags if not (isinstance(flag, str) and flag.startswith(beginnings))]


def take_over(ours):
    """Give an environment, so far the framework's, the flags of ours; its headers may have warnings."""
    paths = ours.get("CPPPATH", [])
    theirs = [path for path in paths if os.path.abspath(ours.subst(path)).startswith(PACKAGES)]
    include = ["-isystem" + ours.subst(path) for path in theirs]
    ours.Replace(
        CPPPATH=[path for path in paths if path not in theirs],
        CCFLAGS=[*without(ours["CCFLAGS"], "-O", "-mfpu", "-nostdlib", "-w", "-Wall"), FPU, "-O2", "-g",
                 "-ffunction-sections", "-fdata-sections", *include],
        CFLAGS=without(ours.get("CFLAGS", []), "-std"),
        CXXFLAGS=[*without(ours["CXXFLAGS"], "-std"), "-std=c++17", "-fno-exceptions", "-fno-rtti",
                  "-fno-threadsafe-statics"],
    )
    ours.Prepend(CPPPATH=[generated_headers(), FIRMWARE,
                          os.path.join(FIRMWARE, "memory", option("memory", "large")),
                          os.path.join(FIRMWARE, "decoder", option("decoder", "dense"))])


def link_with(linker_script):
    """Have the linker place what stays by a script of ours, if any, and expect our kind of FPU."""
    env.Replace(LINKFLAGS=[*without(env["LINKFLAGS"], "-mfpu"), FPU])  # noqa: F821
    if linker_script:
        path = os.path.join(PROJECT, linker_script)
        flags = env["LINKFLAGS"]  # noqa: F821
        for each in ("-Wl,--default-script", "-T"):
            while each in flags:
                at = flags.index(each)
                del flags[at:at + 2]
        env.Append(LINKFLAGS=["-T", path])  # noqa: F821
        parts = glob.glob(os.path.join(os.path.dirname(path), "*.ld"))  # one may include others
        env.Depends("$PROGPATH", parts)  # noqa: F821


baked_model, generated_headers = env.SConscript(  # noqa: F821
    os.path.join(BUILDER, "baked_model.py"), exports={"env": env})  # noqa: F821
take_over(projenv)  # noqa: F821
link_with(option("linker_script"))

_, static_library = env.SConscript(os.path.join(BUILDER, "c_library.py"),  # noqa: F821
                                   exports={"env": projenv})  # noqa: F821
making = {"env": projenv, "sources_of": sources_of, "static_library": static_library,  # noqa: F821
          "sizes_header": os.path.join(baked_model(), "sizes.h"), "checked": False}
scripts = ["cmsis_dsp.py", "littlefs.py", "libsodium.py", *option("library_scripts").split()]
libraries = [env.SConscript(os.path.join(BUILDER, script), exports=making)  # noqa: F821
             for script in scripts]

generated_env = projenv.Clone()  # noqa: F821
build = os.path.join("$BUILD_DIR", "generated")
generated_env.VariantDir(build, baked_model(), duplicate=False)
names = sorted(name for name in os.listdir(baked_model()) if name.endswith(".cc"))
libraries.append(generated_env.StaticLibrary(build, [os.path.join(build, name) for name in names]))

# No errors of them: the compiler is the platform's, and a later one warns of more than those we test with.
projenv.Append(CCFLAGS=["-Wall", "-Wextra"])  # noqa: F821
env.Prepend(LIBS=[file for library in libraries for file in library])  # noqa: F821
