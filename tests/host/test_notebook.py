# SPDX-License-Identifier: MIT
"""The Colab notebook runs from top to bottom, unattended, and is kept without outputs."""

import ast
import re
import zipfile
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pytest

import autocoder
from autocoder.audio import read_mono, read_stereo, write_wav
from autocoder.device.build import PROJECT
from autocoder.spectra.frame_file import sha256
from autocoder.vae.model import MANIFEST, Manifest, load_manifest
from sounds import strings

NOTEBOOK = PROJECT / "host" / "autocoder" / "notebooks" / "autocoder.ipynb"
STEPS = 200
FILES = {"decoder.tflite", "decoder.int8.tflite", "encoder.tflite", "encoder.int8.tflite", "golden.npz",
         "latents.npz"}


def read() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, nbformat.NotebookNode]:
    """Return the folder the notebook ran in and the notebook with its outputs."""
    folder = tmp_path_factory.mktemp("notebook")
    notebook = read()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUTOCODER_STEPS", str(STEPS))
        execute(notebook, folder)
    return folder, notebook


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in a folder; raises for one that fails."""
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()


def outputs_of(notebook: nbformat.NotebookNode, cell_id: str) -> str:
    cell, = (each for each in notebook.cells if each.id == cell_id)
    return str(cell.outputs)


def test_is_valid_and_stored_without_outputs() -> None:
    notebook = read()
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [each.id for each in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z-]+", each) for each in ids)
    for each in notebook.cells:
        assert each.cell_type == "markdown" or (each.outputs, each.execution_count) == ([], None)


def test_is_made_for_reading() -> None:
    """Text before each step, short cells, and nothing of the package but what its page documents."""
    notebook = read()
    assert sum(each.cell_type == "markdown" for each in notebook.cells) >= 7
    code = [each.source for each in notebook.cells if each.cell_type == "code"]
    assert max(len(each.splitlines()) for each in code) <= 25
    plain = "\n".join(re.sub(r"^(\s*)%.*", r"\1pass", each, flags=re.MULTILINE) for each in code)
    names = {each.attr for each in ast.walk(ast.parse(plain)) if isinstance(each, ast.Attribute)
             and isinstance(each.value, ast.Name) and each.value.id == "autocoder"}
    assert names <= set(autocoder.__all__) and len(names) > 8
    assert not re.search(r"from autocoder|import autocoder\.", plain)


def test_installs_itself_only_where_it_is_missing() -> None:
    setup = next(each.source for each in read().cells if each.id == "install")
    assert re.search(r'^REPOSITORY = "https://', setup, re.MULTILINE)
    assert 'find_spec("autocoder") is None:\n    %pip install' in setup
    assert "autocoder[train] @ git+{REPOSITORY}" in setup


def test_trains_quantizes_and_bakes_a_model(executed: tuple[Path, nbformat.NotebookNode]) -> None:
    session = executed[0] / "session"
    manifest: Manifest = load_manifest(session / "model")
    assert manifest.training["options"]["steps"] == STEPS
    assert set(manifest.hashes) == FILES
    assert manifest.frames_sha256 == sha256(autocoder.build_frames(session / "sounds"))
    assert (session / "generated" / "model.cc").read_text().count(manifest.hashes["decoder.int8.tflite"]) == 1


def test_takes_the_whole_model_home(executed: tuple[Path, nbformat.NotebookNode], tmp_path: Path) -> None:
    with zipfile.ZipFile(executed[0] / "session" / "model.zip") as archive:
        archive.extractall(tmp_path)
    assert {each.name for each in (tmp_path / "model").iterdir()} == {*FILES, MANIFEST}
    assert load_manifest(tmp_path / "model") == load_manifest(executed[0] / "session" / "model")


@pytest.mark.parametrize(("name", "seconds"), [("drone.wav", 10.0), ("spoken.wav", 4.0)])
def test_sounds(executed: tuple[Path, nbformat.NotebookNode], name: str, seconds: float) -> None:
    sound = read_stereo(executed[0] / "session" / name)
    assert len(sound) == seconds * 48_000
    assert np.isfinite(sound).all() and 0.01 < np.abs(sound).max() <= 1.0


def test_shows_what_happens(executed: tuple[Path, nbformat.NotebookNode]) -> None:
    notebook = executed[1]
    for cell_id in ("analyze", "curve", "latents"):
        assert "image/png" in outputs_of(notebook, cell_id)
    for cell_id in ("bells", "drone", "autocode"):
        assert "<audio" in outputs_of(notebook, cell_id)
    assert "GPU: " in outputs_of(notebook, "setup")
    assert re.search(rf"step {STEPS} of {STEPS}  held-out [\d.]+ dB, PCA-8 ", outputs_of(notebook, "train"))
    assert "Warning" not in str(notebook) and "INFO" not in str(notebook)


def test_takes_sounds_that_lie_in_the_folder(tmp_path: Path) -> None:
    """Up to where it has listened to them and analysed them; nothing is made beside them."""
    mine = strings(2.0, seed=9)
    (tmp_path / "session" / "sounds").mkdir(parents=True)
    write_wav(tmp_path / "session" / "sounds" / "mine.wav", mine)
    notebook = read()
    ids = [each.id for each in notebook.cells]
    notebook.cells = notebook.cells[:ids.index("analyze") + 1]
    execute(notebook, tmp_path)
    assert [each.name for each in (tmp_path / "session" / "sounds").iterdir()] == ["mine.wav"]
    assert "of 2.0 s" in outputs_of(notebook, "analyze")
    assert len(read_mono(tmp_path / "session" / "sounds" / "mine.wav")) == len(mine)
