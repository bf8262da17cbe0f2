# SPDX-License-Identifier: MIT
"""The committed models: each is whole and good, its card is the one `autocoder inspect` writes today, and
the page about them says what their manifests say."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image

from autocoder.card.pictures import PICTURES
from autocoder.card.write import inspect_model
from autocoder.vae.model import FILES, load_manifest

MODELS = Path(__file__).parents[2] / "models"
NAMES = ("metal", "strings", "voices")
NUMBER = re.compile(r"-?\d+\.\d+")
MOST_BYTES = 4 << 20  # of one model in the repository


@pytest.fixture(scope="module", params=NAMES)
def model(request: pytest.FixtureRequest) -> Path:
    return MODELS / str(request.param)


@pytest.fixture(scope="module")
def written(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a fresh card of the model."""
    folder = tmp_path_factory.mktemp("card")
    inspect_model(model, folder)
    return folder


def committed(folder: Path) -> list[Path]:
    """Return what the repository holds of a folder."""
    listed = subprocess.run(["git", "ls-files", "."], cwd=folder, capture_output=True, text=True, check=True)
    return [folder / line for line in listed.stdout.splitlines()]


def test_these_are_the_models() -> None:
    assert tuple(sorted(each.parent.name for each in MODELS.glob("*/model.json"))) == NAMES


def test_it_is_whole_and_good(model: Path) -> None:
    """Its hashes hold, which load_manifest checks; eight latents live; it keeps the project's promises."""
    manifest = load_manifest(model)
    assert (manifest.name, set(manifest.hashes)) == (model.name, set(FILES))
    assert (manifest.latents, manifest.dead_latents) == (8, [])
    assert manifest.latent_effect_db == sorted(manifest.latent_effect_db, reverse=True)
    assert manifest.heldout["lsd_db"] < 0.85 * manifest.heldout["pca8_lsd_db"]
    assert max(manifest.stages["int8_added_set_db"], manifest.stages["int8_added_random_db"]) <= 0.3


def test_the_repository_holds_its_pictures_and_no_sound(model: Path) -> None:
    files = committed(model)
    assert {each.name for each in files} == {*FILES, "model.json", "card.md"} | {f"{each}.png"
                                                                                 for each in PICTURES}
    assert sum(each.stat().st_size for each in files) < MOST_BYTES


def test_the_page_says_what_it_said(model: Path, written: Path) -> None:
    """Words exactly; numbers within two of their last digit, for processors round differently."""
    before, now = ((folder / "card.md").read_text() for folder in (model, written))
    assert NUMBER.sub("#", before) == NUMBER.sub("#", now)
    for earlier, later in zip(NUMBER.findall(before), NUMBER.findall(now), strict=True):
        last_digit = 10.0 ** -len(earlier.partition(".")[2])
        assert abs(float(earlier) - float(later)) <= 2.01 * last_digit, (earlier, later)


def test_the_pictures_show_what_they_showed(model: Path, written: Path) -> None:
    """On average within half a step of 255: lines may shift by rounding, nothing else may."""
    for name in PICTURES:
        before, now = (image.imread(folder / "card" / f"{name}.png") for folder in (model, written))
        assert before.shape == now.shape
        assert np.abs(before - now).mean() < 0.5 / 255.0
        assert np.ptp(before[..., :3]) > 0.5


def test_the_page_about_them_says_the_manifests_figures(model: Path) -> None:
    page = (MODELS / "README.md").read_text()
    row = next(line for line in page.splitlines() if line.startswith(f"| [{model.name}]"))
    manifest = load_manifest(model)
    heldout, stages = manifest.heldout, manifest.stages
    better = 1.0 - heldout["lsd_db"] / heldout["pca8_lsd_db"]
    assert [cell.strip() for cell in row.split("|")[3:-1]] == [
        f"{manifest.training['sound_seconds']:.1f} s", f"{heldout['lsd_db']:.2f} dB",
        f"{heldout['pca8_lsd_db']:.2f} dB", f"{better:.0%}".replace("%", " %"),
        f"{stages['int8_added_set_db']:.2f} dB"]


def test_what_the_page_about_them_links_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", (MODELS / "README.md").read_text())
    assert len(links) >= 6
    files = {each.relative_to(MODELS).as_posix() for each in committed(MODELS)}
    assert [each for each in links if each not in files] == []
