# SPDX-License-Identifier: MIT
"""Damaged models at the decoder's parser, under address and undefined-behaviour sanitizers."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from decoder_models import random_decoder

MUTATIONS = 120_000
REASONS = {"truncated", "bad identifier", "bad offset", "bad shape", "bad type", "bad quantization",
           "too large", "unsupported version", "unsupported operator"}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Small models, so that most mutations hit the structure and not the weights."""
    folder = tmp_path_factory.mktemp("seeds")
    paths = []
    for widths in ((8, 16, 32), (8, 6, 5), (8, 16, 24, 10)):
        paths.append(folder / ("-".join(map(str, widths)) + ".tflite"))
        paths[-1].write_bytes(random_decoder(widths))
    return paths


def test_damaged_models_do_no_harm(firmware_program: Callable[[str], Path], models: list[Path]) -> None:
    program = firmware_program("native_fuzz")
    command = [str(program), *map(str, models), "--count", str(MUTATIONS), "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    summary = re.match(r"(\d+) mutations, (\d+) accepted, (\d+) refused\n", done.stdout)
    assert summary is not None, done.stdout
    mutations, accepted, refused = map(int, summary.groups())
    assert mutations == MUTATIONS == accepted + refused
    assert min(accepted, refused) > MUTATIONS // 10  # else the mutations are too mild or too wild
    reasons = re.findall(r"^ *\d+ ([a-z ]+)$", done.stdout, re.MULTILINE)
    assert set(reasons) >= REASONS
