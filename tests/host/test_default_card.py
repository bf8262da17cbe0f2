# SPDX-License-Identifier: MIT
"""The committed card of the default model is the one that `autocoder inspect` writes today."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image

from autocoder.card.write import inspect_model

DEFAULT_MODEL = Path(__file__).parents[2] / "models" / "strings"
NUMBER = re.compile(r"-?\d+\.\d+")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("card")
    inspect_model(DEFAULT_MODEL, folder)
    return folder


def test_the_page_says_what_it_said(written: Path) -> None:
    """Words exactly; numbers within two of their last digit, for processors round differently."""
    committed, fresh = ((folder / "card.md").read_text() for folder in (DEFAULT_MODEL, written))
    assert NUMBER.sub("#", committed) == NUMBER.sub("#", fresh)
    for before, now in zip(NUMBER.findall(committed), NUMBER.findall(fresh), strict=True):
        last_digit = 10.0 ** -len(before.partition(".")[2])
        assert abs(float(before) - float(now)) <= 2.01 * last_digit, (before, now)


@pytest.mark.parametrize("name", ["traversals", "latents", "training", "distances", "loudness"])
def test_the_pictures_show_what_they_showed(written: Path, name: str) -> None:
    """On average within half a step of 255: lines may shift by rounding, nothing else may."""
    committed, fresh = (image.imread(folder / "card" / f"{name}.png") for folder in (DEFAULT_MODEL, written))
    assert committed.shape == fresh.shape
    assert np.abs(committed - fresh).mean() < 0.5 / 255.0
    assert np.ptp(committed[..., :3]) > 0.5
