# SPDX-License-Identifier: MIT
"""Damaged models at the parser of decoders and encoders, under address and undefined-behaviour sanitizers."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from decoder_models import random_decoder

MUTATIONS = {"decoder": 120_000, "encoder": 40_000}  # most of the parser is one for both
REASONS = {"truncated", "bad identifier", "bad offset", "bad shape", "bad type", "bad quantization",
           "too large", "unsupported version", "unsupported operator"}


def random_encoder(widths: tuple[int, ...]) -> bytes:
    """Return an int8 encoder of random weights."""
    from autocoder.vae.export import to_int8_encoder
    from autocoder.vae.network import build_dense

    encoder, rng = build_dense(widths), np.random.default_rng(1)
    encoder.set_weights([rng.normal(0.0, 0.3, each.shape) for each in encoder.get_weights()])
    return to_int8_encoder(encoder, rng.random((50, widths[0])))


# Small models, so that most mutations hit the structure and not the weights.
SEEDS: dict[str, tuple[Callable[[tuple[int, ...]], bytes], list[tuple[int, ...]]]] = {
    "decoder": (random_decoder, [(8, 16, 32), (8, 6, 5), (8, 16, 24, 10)]),
    "encoder": (random_encoder, [(32, 16, 8), (5, 6, 8), (10, 24, 16, 8), (12, 8)]),
}


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_models_do_no_harm(firmware_program: Callable[[str], Path], kind: str, tmp_path: Path
                                   ) -> None:
    make, shapes = SEEDS[kind]
    models = [tmp_path / f"{index}.tflite" for index in range(len(shapes))]
    for path, widths in zip(models, shapes, strict=True):
        path.write_bytes(make(widths))
    program, wanted = firmware_program("native_fuzz"), MUTATIONS[kind]
    command = [str(program), *map(str, models), "--count", str(wanted), "--seed", "1",
               *(["--encoders"] if kind == "encoder" else [])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    summary = re.match(r"(\d+) mutations, (\d+) accepted, (\d+) refused\n", done.stdout)
    assert summary is not None, done.stdout
    mutations, accepted, refused = map(int, summary.groups())
    assert mutations == wanted == accepted + refused
    assert min(accepted, refused) > wanted // 10  # else the mutations are too mild or too wild
    reasons = re.findall(r"^ *\d+ ([a-z ]+)$", done.stdout, re.MULTILINE)
    assert set(reasons) >= REASONS
