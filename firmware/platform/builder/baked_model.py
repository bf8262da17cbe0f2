# SPDX-License-Identifier: MIT
"""Gives functions that find the baked model and let sources include it as <generated/...>.

A board of another sample rate has its own files before those that all share: `custom_generated` lists
the folders, the first with a file of a name gives it. A model that is baked apart is whole.
"""

import os
import sys

Import("env")  # noqa: F821 - SCons provides Import and Return

INCLUDE = os.path.join(env.subst("$BUILD_DIR"), "include")  # noqa: F821


def folders():
    """Folders of baked files; ends the build where none are."""
    chosen = os.environ.get("AUTOCODER_GENERATED")
    listed = env.GetProjectOption("custom_generated", "firmware/generated").split()  # noqa: F821
    found = [os.path.join(env.subst("$PROJECT_DIR"), each) for each in listed]  # noqa: F821
    if chosen:
        found = [os.path.abspath(chosen)]
    for each in found:
        if not os.path.isfile(os.path.join(each, "sizes.h")):
            sys.stderr.write(f"Error: no baked model in {each}; run `autocoder bake`\n")
            env.Exit(1)  # noqa: F821
    return found


def baked_model():
    """Folder of links to the files of the baked model to build in."""
    wanted = {}
    for folder in reversed(folders()):
        names = [name for name in os.listdir(folder) if name.endswith((".h", ".cc"))]
        wanted.update({name: os.path.join(folder, name) for name in names})
    merged = os.path.join(INCLUDE, "generated")
    if os.path.islink(merged):  # of an earlier build script
        os.remove(merged)
    os.makedirs(merged, exist_ok=True)
    for name in os.listdir(merged):
        link = os.path.join(merged, name)
        if os.readlink(link) != wanted.get(name):
            os.remove(link)
    for name, target in wanted.items():
        if not os.path.lexists(os.path.join(merged, name)):
            os.symlink(target, os.path.join(merged, name))
    return merged


def generated_headers():
    """Folder to put on the include path so that <generated/...> is the baked model."""
    baked_model()
    return INCLUDE


Return("baked_model", "generated_headers")  # noqa: F821
