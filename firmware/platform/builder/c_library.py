# SPDX-License-Identifier: MIT
"""Gives the function that makes a static library of other people's C and C++, without our warnings."""

import os
import sys

Import("env")  # noqa: F821 - SCons provides Import and Return


def sources_of(name, sentinel):
    """Folder into which `make setup` put a library's sources; ends the build where it has not."""
    default = os.path.join(env.subst("$PROJECT_DIR"), ".venv", "share", name)  # noqa: F821
    root = os.environ.get("AUTOCODER_" + name.upper().replace("-", "_"), default)
    if not os.path.isfile(os.path.join(root, sentinel)):
        sys.stderr.write(f"Error: no sources of {name} in {root}; run `make setup`\n")
        env.Exit(1)  # noqa: F821
    return root


def static_library(name, folder, sources, includes, defines=()):
    """Library of the sources, given below `folder`; everything that is built may include its headers."""
    for include in reversed(includes):  # before a framework's, which may have headers of the same name
        env.Prepend(CCFLAGS=["-isystem", include])  # noqa: F821
    library_env = env.Clone()  # noqa: F821
    # Without a prototype an intrinsic would become a silent call to a function that is nowhere.
    library_env.Append(CFLAGS=["-w", "-Werror=implicit-function-declaration"], CXXFLAGS=["-w"],
                       CPPDEFINES=list(defines))
    build = os.path.join("$BUILD_DIR", name)
    library_env.VariantDir(build, folder, duplicate=False)
    return library_env.StaticLibrary(
        os.path.join(build, name), [os.path.join(build, source) for source in sources]
    )


Return("sources_of", "static_library")  # noqa: F821
