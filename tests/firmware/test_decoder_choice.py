# SPDX-License-Identifier: MIT
"""The module with each engine that can decode, as far as a compiler sees without TensorFlow Lite Micro.

No package that CI installs has its sources, and only tflm_decoder.cc includes them: tests/tflm_parity.py,
by hand, runs that.
"""

import subprocess

import pytest

from autocoder.device.build import PROJECT

FIRMWARE = PROJECT / "firmware"
ENGINES = ["dense", "tflm"]


def complaints(source: str, engine: str) -> str:
    """Return what a compiler says of a source when the include path chooses this engine."""
    folders = [FIRMWARE, FIRMWARE / "memory" / "large", FIRMWARE / "decoder" / engine]
    command = ["g++", "-x", "c++", "-std=c++17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]
    done = subprocess.run([*command, *(f"-I{folder}" for folder in folders), "-"], input=source,
                          capture_output=True, text=True, check=False)
    return done.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_the_module_takes_either_engine(engine: str) -> None:
    assert complaints((FIRMWARE / "module" / "model_slots.cc").read_text(), engine) == ""


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_says_its_name(engine: str) -> None:
    """Which `hello` reports."""
    source = f"""
#include "board_decoder.h"
constexpr bool Same(const char* a, const char* b) {{ return *a == *b && (*a == 0 || Same(a + 1, b + 1)); }}
static_assert(Same(autocoder::BoardDecoder::kName, "{engine}"));
"""
    assert complaints(source, engine) == ""
    other = ENGINES[1 - ENGINES.index(engine)]
    assert "static assertion failed" in complaints(source, other)
