# SPDX-License-Identifier: MIT
"""littlefs, the file system of firmware/store, as a static library."""

Import("env", "sources_of", "static_library", "checked")  # noqa: F821 - SCons provides Import and Return

# It never allocates (the store brings every buffer) and has no terminal to write to. Its assertions are
# for whoever calls it wrongly: on a computer they end the program, so that tests see them; a module that
# cannot keep a preset should still play, and there they would bring in abort and stdio.
DEFINES = ["LFS_NO_MALLOC", "LFS_NO_DEBUG", "LFS_NO_WARN", "LFS_NO_ERROR"]
if not checked:  # noqa: F821
    DEFINES.append("LFS_NO_ASSERT")

root = sources_of("littlefs", "lfs.c")  # noqa: F821
env.Append(CPPDEFINES=DEFINES)  # noqa: F821 - its header reads them too
library = static_library("littlefs", root, ["lfs.c", "lfs_util.c"], [root])  # noqa: F821
Return("library")  # noqa: F821
