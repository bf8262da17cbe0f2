# SPDX-License-Identifier: MIT
"""What `make setup` installs: of which parts, and of the Arm compiler only what builds for a Cortex-M7."""

import io
import subprocess
import tarfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from autocoder.installation import PROJECT


@pytest.fixture
def toolchain() -> ModuleType:
    """Return the script .ci/arm-toolchain as a module."""
    loader = SourceFileLoader("arm_toolchain", str(PROJECT / ".ci" / "arm-toolchain"))
    spec = spec_from_loader("arm_toolchain", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


WANTED = ["./usr/bin/arm-none-eabi-g++", "./usr/lib/gcc/arm-none-eabi/12.2.1/cc1plus",
          "./usr/lib/gcc/arm-none-eabi/12.2.1/thumb/v7e-m+dp/hard/libgcc.a",
          "./usr/lib/arm-none-eabi/newlib/thumb/v7e-m+dp/hard/libstdc++_nano.a",
          "./usr/lib/arm-none-eabi/newlib/nano.specs", "./usr/include/newlib/c++/12.2.1/cmath"]
LEFT_OUT = ["./usr/lib/gcc/arm-none-eabi/12.2.1/thumb/v7e-m+dp/softfp/libgcc.a",
            "./usr/lib/gcc/arm-none-eabi/12.2.1/arm/v5te/hard/libgcc.a",
            "./usr/lib/arm-none-eabi/newlib/thumb/v6-m/nofp/libc.a",
            "./usr/lib/arm-none-eabi/newlib/libstdc++.a", "./usr/share/doc/gcc-arm-none-eabi/copyright",
            "./usr/lib/gcc/arm-none-eabi/12.2.1/plugin/include/tree.h", "./usr/bin/arm-none-eabi-lto-dump"]


def test_one_processors_libraries_are_unpacked(toolchain: ModuleType) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in (*WANTED, *LEFT_OUT):
            archive.addfile(tarfile.TarInfo(name))
    packed.seek(0)
    with tarfile.open(fileobj=packed) as archive:
        assert [each.name for each in toolchain.wanted(archive)] == WANTED


def test_the_unpacked_compiler_looks_into_its_own_folder(toolchain: ModuleType, tmp_path: Path) -> None:
    library = tmp_path / "usr" / "lib" / "arm-none-eabi"
    (library / "newlib" / "thumb").mkdir(parents=True)
    (tmp_path / "usr" / "include" / "newlib").mkdir(parents=True)
    specs = library / "newlib" / "thumb" / "nano.specs"
    specs.write_text("-isystem /usr/include/newlib/nano %(nano_cpp_unique_options)\n")
    toolchain.settle(tmp_path)
    assert str(toolchain.TARGET / "usr" / "include" / "newlib" / "nano") in specs.read_text()
    assert (library / "lib" / "thumb" / "nano.specs").is_file() and (library / "include").is_dir()


def test_a_compiler_that_is_there_is_tried(toolchain: ModuleType, tmp_path: Path) -> None:
    useless = tmp_path / "arm-none-eabi-g++"
    useless.write_text("#!/bin/sh\nexit 1\n")
    useless.chmod(0o755)
    assert not toolchain.works(None) and not toolchain.works(str(useless))


def test_an_unknown_part_is_refused() -> None:
    done = subprocess.run(["bash", str(PROJECT / ".ci" / "setup"), "everything"], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and "demo and test" in done.stderr
