# SPDX-License-Identifier: MIT
"""A model's card: figures are the manifest's, pictures show something, sounds do what the figures say."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from matplotlib.image import imread

from autocoder.audio import write_wav
from autocoder.card import pictures
from autocoder.card.figures import gather_figures
from autocoder.card.loudness import loudness_db
from autocoder.card.pictures import PICTURES, pairs_of
from autocoder.card.traversal import PEAK_DB, edges, moved, there_and_back
from autocoder.card.write import inspect_model
from autocoder.spec import SPECTRUM_FFT
from autocoder.spectra.frames import Analysis, build_frames, to_target
from autocoder.spectra.mel import mel_frames
from autocoder.synth.instrument import load_instrument
from autocoder.synth.overlap import Grid
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.model import MANIFEST, load_latents, load_manifest
from model_copies import contents, edited, strings_copy
from sounds import gliding_voices
from synth_model import STRINGS

SECONDS = 8.0
LATENTS, FIVE = 5, "five $^$ | é"  # no formula, no cell of a table, no ASCII


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return the default model's card and its figures."""
    folder = tmp_path_factory.mktemp("card")
    return folder, inspect_model(STRINGS, folder, seconds=SECONDS)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model of five latents and 64 bands, trained for a moment and not quantized."""
    from autocoder.vae.create import create_model
    from autocoder.vae.options import Options

    folder = tmp_path_factory.mktemp("five")
    write_wav(folder / "voices.wav", gliding_voices(4.0, seed=1))
    frames = build_frames(folder / "voices.wav", Analysis(bands=64))
    create_model(frames, folder / FIVE, Options(hidden=16, latents=LATENTS, steps=100, batch=32))
    return folder / FIVE


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a copy of the default model that a test may change."""
    return strings_copy(tmp_path)


def tables(text: str) -> dict[str, list[str]]:
    """Return the rows of all tables of a page by their first cell."""
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in text.splitlines()
            if line.startswith("|")]
    return {row[0]: row[1:] for row in rows}


def test_the_figures_are_the_manifests(card: tuple[Path, dict[str, Any]]) -> None:
    figures, manifest = card[1], load_manifest(STRINGS)
    assert {**figures["heldout"], "better_than_pca8": 0} == {**manifest.heldout, "better_than_pca8": 0}
    assert figures["int8"] == manifest.stages
    assert [each["effect_db"] for each in figures["latents"]] == manifest.latent_effect_db
    assert figures["training"]["options"] == manifest.training["options"]
    assert figures["provenance"]["files_sha256"] == manifest.hashes
    trained, latents = figures["trained_on"], load_latents(STRINGS / "latents.npz")
    assert (trained["frames"], trained["heldout_frames"]) == (len(latents.latents), latents.heldout.sum())
    assert trained["train_frames"] + trained["heldout_frames"] + trained["border_frames"] == trained["frames"]
    np.testing.assert_allclose([each["set_median"] for each in figures["latents"]],
                               np.median(latents.latents, axis=0))
    sizes = figures["sizes"]
    assert (sizes["macs"], sizes["parameters"]) == (8 * 512 + 512 * 256, 9 * 512 + 513 * 256)
    assert all((STRINGS / name).stat().st_size == size for name, size in sizes["bytes"].items())


def test_the_page_says_the_figures_and_links_every_file(card: tuple[Path, dict[str, Any]]) -> None:
    folder, manifest = card[0], load_manifest(STRINGS)
    text = (folder / "card.md").read_text()
    rows, heldout, stages = tables(text), manifest.heldout, manifest.stages
    assert rows["strings"][3] == f"{heldout['lsd_db']:.2f} dB"
    assert rows["PCA-8"][3] == f"{heldout['pca8_lsd_db']:.2f} dB"
    assert rows["strings"][5] == f"{heldout['spectral_convergence']:.3f}"
    assert rows["random latents"] == [f"{stages['int8_added_random_db']:.3f} dB",
                                      f"{stages['int8_added_random_worst_db']:.3f} dB"]
    for index, effect_db in enumerate(manifest.latent_effect_db):
        assert rows[str(index + 1)][2] == f"{effect_db:.1f} dB"
    for name, digest in manifest.hashes.items():
        assert rows[name] == [f"`{digest}`"]
    assert rows["options that differ from the defaults"] == ["none"]
    linked = set(re.findall(r"\]\((card/[^)]+)\)", text))
    assert linked | {"card.md"} == set(contents(folder))
    assert len(linked) == 8 + len(PICTURES)


def test_changed_options_and_dead_latents_are_named(model: Path) -> None:
    training = json.loads((model / MANIFEST).read_text())["training"]
    training["options"] |= {"hidden": 77, "beta": 0.5}
    edited(model, training=training, dead_latents=[7], stages={})
    figures = inspect_model(model, seconds=0.5)
    assert figures["training"]["changed_options"] == {"hidden": 77, "beta": 0.5}
    assert figures["dead_latents"] == [8]
    text = (model / "card.md").read_text()
    assert tables(text)["8"][2].endswith("dB, dead") and text.count(", dead |") == 1
    assert tables(text)["options that differ from the defaults"] == ["beta 0.5, hidden 77"]
    assert "7 of 8 latents are alive" in text and "run `autocoder quantize`" in text


@pytest.mark.parametrize("name", list(PICTURES))
def test_pictures_show_something(card: tuple[Path, dict[str, Any]], name: str) -> None:
    image = imread(card[0] / "card" / f"{name}.png")[..., :3]
    assert min(image.shape[:2]) > 200
    paper = np.all(image > 0.99, axis=2).mean()
    assert 0.3 < paper < 0.98 if name != "traversals" else paper < 0.5
    assert len(np.unique((image * 255).astype(int).reshape(-1, 3), axis=0)) > 50


def test_traversal_pictures_show_the_model(model: Path, card: tuple[Path, dict[str, Any]],
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose latents do nothing gives another picture."""
    monkeypatch.setattr(pictures, "moved", lambda centre, latent, positions: moved(centre, 0, positions))
    inspect_model(model, seconds=0.5)
    drawn = {name: (folder / "card" / f"{name}.png").read_bytes() for folder in (model,) for name in PICTURES}
    for name, content in drawn.items():
        assert ((card[0] / "card" / f"{name}.png").read_bytes() == content) == (name != "traversals")


def test_sounds_are_whole(card: tuple[Path, dict[str, Any]]) -> None:
    for each in card[1]["latents"]:
        sound, rate_hz = soundfile.read(card[0] / "card" / each["sound"])
        assert (rate_hz, sound.shape) == (48_000, (round(SECONDS * 48_000),))
        assert np.isfinite(sound).all()
        assert 20.0 * np.log10(np.abs(sound).max()) == pytest.approx(PEAK_DB, abs=0.01)
        assert np.abs(sound[[0, -1]]).max() < 1e-3


@pytest.mark.parametrize("latent", range(8))
def test_a_sound_changes_its_spectrum_as_its_latent_does(card: tuple[Path, dict[str, Any]],
                                                         latent: int) -> None:
    known, manifest = card[1]["latents"][latent], load_manifest(STRINGS)
    sound, _ = soundfile.read(card[0] / "card" / known["sound"], dtype="float32")
    sound /= np.float32(10.0 ** (known["sound_gain_db"] / 20.0))

    def target(position: float) -> Any:
        """What is heard while the latent passes a position, on both ways."""
        power = []
        for middle_s in (position * SECONDS / 2.0, (1.0 - position / 2.0) * SECONDS):
            around = sound[round((middle_s - 0.3) * 48_000):round((middle_s + 0.3) * 48_000)]
            power.append(np.mean(mel_frames(around)**2, axis=0))
        return to_target(np.sqrt(np.mean(power, axis=0))[np.newaxis], manifest.maximum)

    instrument = load_instrument(STRINGS)
    places = moved(np.median(instrument.recording, axis=0), latent, np.array([0.25, 0.75]))
    decoded = instrument.targets(places)
    expected_db = log_spectral_distance_db(decoded[:1], decoded[1:])
    heard_db = log_spectral_distance_db(target(0.25), target(0.75))
    assert heard_db == pytest.approx(expected_db, rel=0.2)
    assert heard_db == pytest.approx(manifest.latent_effect_db[latent], rel=0.5)


def test_positions_go_there_and_back() -> None:
    grid = Grid(4096, 512)
    positions = there_and_back(48_000, grid)
    assert len(positions) == grid.frames_of(48_000)
    assert positions.min() == 0.0 and positions.max() == pytest.approx(1.0, abs=512 / 24_000)
    middle_s = (np.arange(len(positions)) * 512 - 3584 + 2048) / 48_000
    assert positions[np.argmin(np.abs(middle_s - 0.25))] == pytest.approx(0.5, abs=0.02)
    assert positions[np.argmin(np.abs(middle_s - 0.75))] == pytest.approx(0.5, abs=0.02)
    assert edges(100, 1000)[[0, 50, -1]] == pytest.approx([0.0, 1.0, 0.0], abs=0.01)


def test_pairs_hold_every_latent() -> None:
    for latents in range(2, 17):
        pairs = pairs_of(latents)
        assert {each for pair in pairs for each in pair} == set(range(latents))
        assert all(first != second for first, second in pairs)


def test_loudness_is_what_pink_noise_does_in_the_filter() -> None:
    """Noise made of a long spectrum, filtered by the curve of the module's bins, measured in time."""
    instrument = load_instrument(STRINGS)
    rows = instrument.recording[[100, 2000, 4000]]
    frequency_hz = np.fft.rfftfreq(1 << 18, 1.0 / 48_000)
    audible = (frequency_hz >= 20.0) & (frequency_hz <= 20_000.0)
    shape = np.where(audible, 1.0 / np.sqrt(np.maximum(frequency_hz, 1.0)), 0.0)
    random = np.random.default_rng(3)
    noise = shape * np.exp(2j * np.pi * random.random(len(shape)))
    for row, level_db in zip(rows, loudness_db(instrument, rows), strict=True):
        curve = instrument.filter(instrument.mel(row[np.newaxis]), SPECTRUM_FFT)[0]
        filtered = np.interp(frequency_hz, np.fft.rfftfreq(SPECTRUM_FFT, 1.0 / 48_000), curve) * noise
        before, after = np.std(np.fft.irfft(noise)), np.std(np.fft.irfft(filtered))
        assert level_db == pytest.approx(20.0 * np.log10(after / before), abs=0.05)


def test_loudness_counts_the_gain(model: Path) -> None:
    loud = gather_figures(load_instrument(STRINGS))["loudness"]
    edited(model, gain=loud["gain"] / 10.0)
    quiet = gather_figures(load_instrument(model))["loudness"]
    for name in ("set_median_db", "set_p5_db", "set_p95_db", "at_median_latents_db", "louder_half_median_db"):
        assert quiet[name] == pytest.approx(loud[name] - 20.0, abs=1e-3)
    assert loud["set_p5_db"] < loud["set_median_db"] < loud["louder_half_median_db"] < loud["set_p95_db"]


def test_other_models_stand_beside(model: Path, five: Path, tmp_path: Path) -> None:
    heldout = load_manifest(model).heldout
    edited(model, name="strings-deep", heldout={**heldout, "lsd_db": heldout["lsd_db"] - 0.25})
    figures = inspect_model(STRINGS, tmp_path / "out", [model, five], seconds=0.5)
    assert [each["same_set"] for each in figures["models"]] == [True, True, False]
    assert figures["models"][1]["against_first_db"] == pytest.approx(-0.25)
    assert figures["models"][2]["against_first_db"] is None
    text = (tmp_path / "out" / "card.md").read_text()
    assert "strings-deep is 0.250 dB nearer" in text
    rows = tables(text)
    assert rows["strings-deep"][3] == f"{heldout['lsd_db'] - 0.25:.2f} dB"
    assert rows["strings-deep"][-1] == "this set"
    row = rows[FIVE.replace("|", "\\|")]
    assert row[-1].startswith("another set") and row[0] == "5-16-64"
    assert "was trained on another set" in text


def test_a_model_of_five_latents(five: Path, tmp_path: Path) -> None:
    stale = tmp_path / "card" / "latent-8.wav"
    stale.parent.mkdir()
    stale.write_bytes(b"of an earlier model")
    figures = inspect_model(five, tmp_path, seconds=1.0)
    assert len(figures["latents"]) == LATENTS and figures["int8"] is None
    names = {f"card/latent-{each}.wav" for each in range(1, LATENTS + 1)}
    assert set(contents(tmp_path)) == names | {f"card/{each}.png" for each in PICTURES} | {"card.md"}
    text = (tmp_path / "card.md").read_text()
    assert "run `autocoder quantize`" in text
    assert tables(text)["decoder's layers"] == ["5-16-64"]
    assert FIVE.replace("|", "\\|") in tables(text)
    sound, _ = soundfile.read(tmp_path / "card" / "latent-5.wav")
    assert len(sound) == 48_000 and np.abs(sound).max() > 0.8
