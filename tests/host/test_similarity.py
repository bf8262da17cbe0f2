# SPDX-License-Identifier: MIT
"""Encoding recordings and finding what is alike in them."""

import csv
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from autocoder.audio import read_mono, write_wav
from autocoder.commands import sets
from autocoder.errors import InputError, ModelError
from autocoder.progress import silent
from autocoder.similarity.encoded import Encoded, encode_sound, load_encoded, save_encoded
from autocoder.similarity.neighbours import NeighbourIndex, Recordings, file_means
from autocoder.spectra.choice import parse_choice
from autocoder.spectra.frames import Analysis
from autocoder.vae.coding import PIECE_FRAMES, decode, encode
from autocoder.vae.model import load_latents
from autocoder.vae.profiles import PROFILES
from session_model import SessionModel

RATE_HZ = 48_000


def points(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((count, 8)).astype(np.float32)


def by_loop(cloud: np.ndarray, row: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest to a row by comparing it with every other."""
    distances = np.sqrt(((cloud.astype(np.float64) - cloud[row])**2).sum(axis=1))
    distances[row] = np.inf
    nearest = np.argsort(distances, kind="stable")[:count]
    return nearest, distances[nearest]


def test_nearest_are_those_of_a_plain_loop() -> None:
    cloud = points(500)
    index = NeighbourIndex(cloud)
    indices, distances = index.nearest_of_all(7)
    for row in range(500):
        expected, apart = by_loop(cloud, row, 7)
        np.testing.assert_array_equal(indices[row], expected)
        np.testing.assert_allclose(distances[row], apart)
    np.testing.assert_array_equal(index.nearest([3, 99], 7)[0], indices[[3, 99]])


def test_nearest_to_any_point() -> None:
    cloud = points(300)
    place = np.full((1, 8), 0.4)
    indices, distances = NeighbourIndex(cloud).nearest_to(place, 5)
    np.testing.assert_array_equal(indices[0], by_loop(np.concatenate([cloud, place]), 300, 5)[0])
    assert (np.diff(distances[0]) >= 0).all()


def test_points_in_one_place_are_neighbours_but_never_their_own() -> None:
    cloud = np.concatenate([np.full((20, 8), 0.5), points(5)]).astype(np.float32)
    indices, distances = NeighbourIndex(cloud).nearest_of_all(4)
    assert indices.shape == (25, 4)
    assert not (indices == np.arange(25)[:, np.newaxis]).any()
    assert all(len(set(row)) == 4 for row in indices.tolist())
    np.testing.assert_array_equal(distances[:20], 0.0)


@pytest.mark.parametrize("count", [1, 2, 3, 50])
def test_fewer_points_give_fewer_neighbours(count: int) -> None:
    index = NeighbourIndex(points(3))
    assert index.nearest([0], count)[0].shape == (1, min(count, 2))
    assert index.nearest_of_all(count)[0].shape == (3, min(count, 2))
    assert index.nearest_to(points(1, seed=2), count)[0].shape == (1, min(count, 3))


def test_one_point_is_refused() -> None:
    with pytest.raises(InputError, match="at least two"):
        NeighbourIndex(points(1))


def test_fault_distances_take_n_squared_time() -> None:
    """Nearest of all: a loop over all pairs of 100 000 would take 80 times that of these 11 000."""
    walk = np.abs(np.cumsum(np.random.default_rng(4).normal(0.0, 0.02, (100_000, 8)), axis=0) % 2.0 - 1.0)
    seconds = []
    for count in (11_000, 11_000, 100_000):
        start = time.process_time()
        NeighbourIndex(walk[:count]).nearest_of_all(10)
        seconds.append(time.process_time() - start)
    assert seconds[2] < 40 * min(seconds[:2])


@pytest.fixture
def encoded() -> Encoded:
    latents = points(60)
    return Encoded(latents, np.repeat(np.arange(3, dtype=np.uint32), (10, 20, 30)),
                   np.concatenate([np.arange(each) * 0.5 for each in (10, 20, 30)]),
                   ('a "b", c.wav', "é f.wav", "g.wav"), "0" * 64)


def test_frames_are_found_by_file_and_time(encoded: Encoded) -> None:
    recordings = Recordings(encoded)
    assert recordings.find("é f.wav", 2.2) == 10 + 4
    assert recordings.find("g.wav") == 30
    assert recordings.find("g.wav", 1e9) == 59
    assert recordings.label(14) == ("é f.wav", 2.0)
    with pytest.raises(InputError, match=r"e f\.wav: not among .*é f\.wav"):
        recordings.find("e f.wav")


def test_files_are_compared_by_the_means_of_their_frames(encoded: Encoded) -> None:
    means = np.stack([encoded.latents[encoded.file_index == index].mean(axis=0) for index in range(3)])
    np.testing.assert_allclose(file_means(encoded), means, rtol=1e-6)
    recordings = Recordings(encoded, by_file=True)
    found = list(recordings.neighbours(5, recordings.find("é f.wav")))
    expected, apart = by_loop(means, 1, 2)
    assert [each.near for each in found] == expected.tolist()
    assert [each.distance for each in found] == pytest.approx(apart.tolist(), rel=1e-5)
    assert [each.rank for each in found] == [1, 2]


def test_latents_are_saved_and_loaded(encoded: Encoded, tmp_path: Path) -> None:
    save_encoded(encoded, tmp_path / "l.npz")
    loaded = load_encoded(tmp_path / "l.npz")
    for name in ("latents", "file_index", "times_s", "files", "encoder_sha256"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(encoded, name))


def test_damaged_latents_are_refused(encoded: Encoded, tmp_path: Path) -> None:
    path = tmp_path / "l.npz"
    save_encoded(encoded, path)
    content = path.read_bytes()
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "latents": arrays["latents"][::-1]})
    with pytest.raises(InputError, match="set of latents is damaged"):
        load_encoded(path)
    for damage in (content[:-100], content[:50], b"", b"text"):
        path.write_bytes(damage)
        with pytest.raises(InputError, match="not a set of latents"):
            load_encoded(path)
    for change in ({"latents": np.zeros((60, 0), np.float32)}, {"times_s": np.zeros(59)},
                   {"file_index": np.full(60, 3, np.uint32)}, {"header": np.array("[]")}):
        np.savez(path, **{**arrays, **change})
        with pytest.raises(InputError, match="not a set of latents of this version"):
            load_encoded(path)
    with pytest.raises(InputError, match="autocoder encode"):
        load_encoded(tmp_path / "none.npz")


def test_pieces_of_a_large_set_are_encoded_like_one(default_model: SessionModel) -> None:
    targets = np.resize(default_model.frames.targets, (PIECE_FRAMES + 100, 256))
    seen: list[tuple[float, float]] = []
    latents = encode(default_model.folder, targets, lambda done, total: seen.append((done, total)))
    count = len(default_model.frames.targets)
    np.testing.assert_array_equal(latents[:count], load_latents(default_model.folder / "latents.npz").latents)
    np.testing.assert_allclose(latents, np.resize(latents[:count], (len(targets), 8)), atol=1e-6)
    assert seen[-1] == (len(targets), len(targets)) and len(seen) == 2
    assert encode(default_model.folder, targets[:0]).shape == (0, 8)
    assert decode(default_model.folder, latents).shape == targets.shape


def test_a_sound_of_the_set_gets_the_latents_it_was_trained_with(default_model: SessionModel,
                                                                 tmp_path: Path) -> None:
    """Also when it is encoded alone and quieter ones are beside it."""
    sound = default_model.folder.parent / "voices.wav"
    trained = load_latents(default_model.folder / "latents.npz").latents
    seen: list[float] = []
    encoded = encode_sound(sound, default_model.folder, lambda done, total: seen.append(done / total))
    assert seen == sorted(seen) and seen[-1] == 1.0
    np.testing.assert_array_equal(encoded.latents, trained)
    samples = read_mono(sound)
    start, hop = 40 * default_model.frames.analysis.hop, default_model.frames.analysis.hop
    write_wav(tmp_path / "part.wav", samples[start:start + 2 * RATE_HZ])
    part = encode_sound(tmp_path / "part.wav", default_model.folder)
    np.testing.assert_allclose(part.latents, trained[40:40 + len(part.latents)], atol=2e-3)
    np.testing.assert_allclose(np.diff(part.times_s), hop / RATE_HZ)
    quiet = tmp_path / "quiet.wav"
    write_wav(quiet, 0.1 * samples)
    own = encode_sound(quiet, default_model.folder, own_level=True)
    np.testing.assert_allclose(own.latents, trained, atol=2e-2)
    assert np.abs(encode_sound(quiet, default_model.folder).latents - trained).mean() > 0.02


def test_encode_needs_a_model(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.ones(9000))
    with pytest.raises(ModelError, match="no model"):
        encode_sound(tmp_path / "a.wav", tmp_path / "none")


def run(command: str, *arguments: object) -> Result:
    return CliRunner().invoke(getattr(sets, command), [str(each) for each in arguments])


def test_commands_from_recordings_to_neighbours(default_model: SessionModel, tmp_path: Path) -> None:
    samples = read_mono(default_model.folder.parent / "voices.wav")
    for name, start in (("a 1.wav", 0), ("é.wav", 1), ("last.wav", 3)):
        write_wav(tmp_path / "sounds" / name, samples[start * RATE_HZ:(start + 2) * RATE_HZ])
    latents = tmp_path / "latents.npz"
    result = run("encode", tmp_path / "sounds", "--model", default_model.folder, "-o", latents, "--json",
                 "--cache", tmp_path / "cache")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["files"] == ["a 1.wav", "last.wav", "é.wav"]
    result = run("neighbours", latents, "--of", "é.wav", "--at", 0.5, "-n", 30, "--json")
    found = json.loads(result.stdout)
    assert len(found) == 30 and [each["rank"] for each in found] == list(range(1, 31))
    # A second before, "a 1.wav" holds the same sound.
    same = [each for each in found if each["near_file"] == "a 1.wav"]
    assert abs(same[0]["near_time_s"] - found[0]["time_s"] - 1.0) < 0.02
    result = run("neighbours", latents, "--files", "-n", 2)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "cache").is_dir()


@pytest.fixture
def saved(encoded: Encoded, tmp_path: Path) -> Path:
    save_encoded(encoded, tmp_path / "latents.npz")
    return tmp_path / "latents.npz"


def test_table_json_and_csv_agree(encoded: Encoded, tmp_path: Path) -> None:
    encoded = replace(encoded, times_s=encoded.times_s + 1.0 / 3.0)
    save_encoded(encoded, tmp_path / "latents.npz")
    query = (tmp_path / "latents.npz", "--of", "é f.wav", "--at", "2.3", "-n", "3")
    as_json = json.loads(run("neighbours", *query, "--json").stdout)
    lines = list(csv.DictReader(run("neighbours", *query, "--csv").stdout.splitlines()))
    expected, apart = by_loop(encoded.latents, 14, 3)
    assert [each["distance"] for each in as_json] == pytest.approx(apart.tolist())
    for line, found, row in zip(lines, as_json, expected.tolist(), strict=True):
        assert found["near_file"] == line["near_file"] == encoded.files[encoded.file_index[row]]
        assert found["near_time_s"] == float(line["near_time_s"]) == encoded.times_s[row]
        assert found["distance"] == float(line["distance"])
    result = run("neighbours", *query, "--csv", "-o", tmp_path / "n.csv")
    assert result.exit_code == 0 and not result.stdout
    assert (tmp_path / "n.csv").read_text() == run("neighbours", *query, "--csv").stdout


def test_neighbours_of_all_frames_and_files(saved: Path, tmp_path: Path) -> None:
    everything = json.loads(run("neighbours", saved, "-n", "4", "--json").stdout)
    assert len(everything) == 60 * 4
    files = list(csv.DictReader(run("neighbours", saved, "--files", "--csv").stdout.splitlines()))
    assert [(each["file"], each["time_s"]) for each in files] == [
        (name, "") for name in ('a "b", c.wav', "é f.wav", "g.wav") for _ in range(2)]


def test_neighbours_refuses_what_cannot_be(saved: Path, tmp_path: Path) -> None:
    assert run("neighbours", saved, "-n", "0").exit_code == 2
    for arguments in (("-n", "50"), ("--of", "g.wav", "-o", tmp_path / "x")):
        assert isinstance(run("neighbours", saved, *arguments).exception, InputError)
    assert isinstance(run("neighbours", saved, "--of", "h.wav").exception, InputError)
    assert isinstance(run("neighbours", tmp_path / "none.npz").exception, InputError)


def test_options_of_analyze_build_the_set(tmp_path: Path) -> None:
    for seed in range(3):
        samples = np.random.default_rng(seed).uniform(-0.5, 0.5, RATE_HZ // 4).astype(np.float32)
        write_wav(tmp_path / "sounds" / f"{seed}.wav", samples)
    frames = sets.build_set(tmp_path / "sounds", Analysis(), tmp_path / "f.npz", silent, per_file="2",
                            normalize_frames=True, cache=None, scheduler=None)
    assert len(frames.targets) == 6 and frames.choice == parse_choice("2", normalized=True)
    assert (tmp_path / "f.npz.cache").is_dir()
    sets.build_set(tmp_path / "sounds" / "1.wav", Analysis(), tmp_path / "g.npz", silent, per_file="all",
                   normalize_frames=False, cache=None, scheduler=None)
    assert not (tmp_path / "g.npz.cache").exists()


@pytest.mark.parametrize(("options", "expected"), [
    ({}, Analysis()), ({"bands": 64, "fft": 1024}, Analysis(bands=64, fft=1024)),
    ({"profile": "desktop"}, Analysis(bands=PROFILES["desktop"].bands)),
    ({"profile": "desktop", "bands": 40}, Analysis(bands=40)), ({"hop": 2048}, Analysis(hop=2048)),
])
def test_sizes_are_options_and_bands_win_over_a_profile(tmp_path: Path, options: dict[str, Any],
                                                        expected: Analysis) -> None:
    write_wav(tmp_path / "n.wav", np.random.default_rng(1).uniform(-0.5, 0.5, RATE_HZ // 4))
    frames = sets.build_set(tmp_path / "n.wav", Analysis(), tmp_path / "f.npz", silent, **options)
    assert frames.analysis == expected
    command = click.command("set")(sets.set_options(lambda **chosen: None))
    named = {option for each in command.params for option in each.opts}
    assert named >= {"--profile", "--bands", "--fft", "--per-file", "--normalize-frames"}


@pytest.mark.parametrize("options", [{"bands": 4}, {"fft": 3000}, {"fft": 512, "hop": 600}])
def test_sizes_that_make_no_sense_are_refused_in_one_line(tmp_path: Path, options: dict[str, int]) -> None:
    with pytest.raises(InputError, match="choose"):
        sets.build_set(tmp_path, Analysis(), tmp_path / "f.npz", silent, **options)
