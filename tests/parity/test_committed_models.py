# SPDX-License-Identifier: MIT
"""The golden vectors of the committed models, decoded by the firmware: every byte as recorded."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autocoder.vae.model import DECODER_INT8, GOLDEN

MODELS = Path(__file__).parents[2] / "models"

Probe = Callable[..., Callable[..., str]]


@pytest.mark.parametrize("target", ["native", "qemu"])
@pytest.mark.parametrize("name", ["metal", "strings", "voices"])
def test_golden_vectors(name: str, target: str, probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "model.tflite").write_bytes((MODELS / name / DECODER_INT8).read_bytes())
    with np.load(MODELS / name / GOLDEN) as golden:
        latents, mel = golden["latents"], golden["mel"]
    assert len(latents) >= 16
    latents.tofile(tmp_path / "latents.i8")
    probe(target)("decode", "model.tflite", "latents.i8", "mel.i8", folder=tmp_path)
    np.testing.assert_array_equal(np.fromfile(tmp_path / "mel.i8", np.int8).reshape(mel.shape), mel)
