# SPDX-License-Identifier: MIT
"""Kinds of training sets, and the faults that the sets of this program's ancestor had."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocoder.audio import read_mono, write_wav
from autocoder.errors import InputError
from autocoder.spectra.choice import FrameChoice, parse_choice
from autocoder.spectra.frame_file import load_frames, save_frames, sha256
from autocoder.spectra.frames import Analysis, build_frames, normalize_frames, to_target
from autocoder.spectra.mel import band_centres_hz, mel_frames

RATE_HZ = 48_000
HOP = 1024
SIZES = Analysis(hop=HOP)
LEVELS = {"Über alles.wav": 0.02, "a b/café.flac.wav": 0.9, "z.wav": 0.2}


def noise(seed: int, seconds: float, level: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shape = np.linspace(0.1, 1.0, round(seconds * RATE_HZ)) * level
    return (rng.uniform(-1.0, 1.0, len(shape)) * shape).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sounds of different levels; the first in order is the loudest, the last one of the middle."""
    for seed, (name, level) in enumerate(LEVELS.items()):
        write_wav(tmp_path / "sounds" / name, noise(seed, 0.5 + 0.3 * seed, level))
    return tmp_path / "sounds"


def mels(folder: Path) -> list[np.ndarray]:
    """Return the mel frames of each file in the set's order, analysed one by one."""
    return [mel_frames(read_mono(folder / name), hop=HOP) for name in sorted(LEVELS)]


def test_names_with_spaces_and_accents_keep_a_stable_order(folder: Path) -> None:
    assert build_frames(folder, SIZES).files == ("a b/café.flac.wav", "z.wav", "Über alles.wav")


def test_n_frames_of_each_file_are_spread_evenly(folder: Path) -> None:
    frames = build_frames(folder, SIZES, choice=parse_choice("4"))
    rows = [mel[(2 * np.arange(4) + 1) * len(mel) // 8] for mel in mels(folder)]
    expected = np.concatenate(rows)
    assert frames.maximum == pytest.approx(expected.max())
    np.testing.assert_allclose(frames.targets, to_target(expected, expected.max()), atol=1e-5)
    np.testing.assert_array_equal(frames.file_index, np.repeat([0, 1, 2], 4))
    assert frames.file_frames == tuple(len(mel) for mel in mels(folder))


@given(st.integers(1, 300), st.integers(1, 300))
def test_spread_positions_are_distinct_and_even(count: int, frames: int) -> None:
    positions = FrameChoice("spread", count).positions(frames)
    assert len(positions) == min(count, frames)
    assert positions[0] >= 0 and positions[-1] < frames
    steps = np.diff(positions)
    assert (steps > 0).all() and (len(steps) == 0 or steps.max() - steps.min() <= 1)
    assert abs(positions[0] - (frames - 1 - positions[-1])) <= 1


def test_average_is_one_frame_for_each_file_and_keeps_its_name(folder: Path) -> None:
    frames = build_frames(folder, SIZES, choice=parse_choice("average"))
    expected = np.stack([mel.mean(axis=0) for mel in mels(folder)])
    assert frames.files == tuple(sorted(LEVELS))
    np.testing.assert_array_equal(frames.file_index, [0, 1, 2])
    np.testing.assert_allclose(frames.targets, to_target(expected, expected.max()), atol=1e-5)


def test_first_frame_of_each_file(folder: Path) -> None:
    frames = build_frames(folder, SIZES, choice=parse_choice("first"))
    expected = np.stack([mel[0] for mel in mels(folder)])
    np.testing.assert_allclose(frames.targets, to_target(expected, expected.max()), atol=1e-5)


def test_normalized_frames_reach_one_each(folder: Path) -> None:
    frames = build_frames(folder, SIZES, choice=parse_choice("all", normalized=True))
    np.testing.assert_array_equal(frames.targets.max(axis=1), 1.0)
    mel = np.concatenate(mels(folder))
    expected = np.stack([to_target(row, float(row.max())) for row in mel])
    np.testing.assert_allclose(frames.targets, expected, atol=1e-5)
    assert frames.maximum == pytest.approx(mel.max())


def test_a_silent_frame_stays_silent_when_normalized() -> None:
    mel = np.zeros((3, 256), dtype=np.float32)
    mel[1, 5], mel[2] = 0.3, 1e-9
    targets = normalize_frames(mel)
    assert targets.sum() == 1.0 and targets[1, 5] == 1.0


def test_times_are_the_middles_of_the_windows(folder: Path) -> None:
    lengths = [len(mel) for mel in mels(folder)]
    middle_s = 2048 / RATE_HZ
    everything = build_frames(folder, SIZES)
    starts = np.concatenate([np.arange(each) for each in lengths]) * HOP
    np.testing.assert_allclose(everything.times_s(), starts / RATE_HZ + middle_s)
    np.testing.assert_allclose(build_frames(folder, SIZES, choice=parse_choice("first")).times_s(), middle_s)
    spread = build_frames(folder, SIZES, choice=parse_choice("2")).times_s()
    np.testing.assert_allclose(spread[:2] - middle_s,
                               np.array([lengths[0] // 4, 3 * lengths[0] // 4]) * HOP / RATE_HZ)
    average = build_frames(folder, SIZES, choice=parse_choice("average"))
    np.testing.assert_allclose(average.times_s() - middle_s, (np.array(lengths) - 1) / 2 * HOP / RATE_HZ)
    assert average.duration_s == everything.duration_s


@pytest.mark.parametrize("per_file", ["all", "7", "average", "first"])
@pytest.mark.parametrize("normalized", [False, True])
def test_every_kind_is_saved_and_loaded(folder: Path, tmp_path: Path, per_file: str,
                                        normalized: bool) -> None:
    frames = build_frames(folder, SIZES, choice=parse_choice(per_file, normalized))
    save_frames(frames, tmp_path / "set.npz")
    loaded = load_frames(tmp_path / "set.npz")
    assert (loaded.choice, loaded.file_frames) == (frames.choice, frames.file_frames)
    assert sha256(loaded) == sha256(frames)
    np.testing.assert_array_equal(loaded.times_s(), frames.times_s())


def test_kinds_have_different_hashes(folder: Path) -> None:
    choices = [parse_choice(each, normalized) for each in ("all", "300", "first", "average")
               for normalized in (False, True)]
    assert len({sha256(build_frames(folder, SIZES, choice=each)) for each in choices}) == len(choices)


@pytest.mark.parametrize("words", ["", "0", "-3", "1.5", "some", "ALL", "²"])
def test_refuses_what_is_no_choice(words: str) -> None:
    with pytest.raises(InputError, match="no choice of frames"):
        parse_choice(words)


def test_opposite_channels_are_as_loud_as_one(tmp_path: Path) -> None:
    one = noise(7, 0.5, 0.5)
    write_wav(tmp_path / "one.wav", one)
    write_wav(tmp_path / "opposite.wav", np.stack([one, -one], axis=1))
    write_wav(tmp_path / "equal.wav", np.stack([one, one], axis=1))
    mono, opposite, equal = (build_frames(tmp_path / f"{name}.wav", SIZES) for name in
                             ("one", "opposite", "equal"))
    np.testing.assert_array_equal(equal.targets, mono.targets)
    assert opposite.maximum == pytest.approx(mono.maximum, rel=1e-5)
    np.testing.assert_allclose(opposite.targets, mono.targets, atol=1e-5)


# The ancestor's faults.

def test_fault_folder_with_n_frames_overwrites_rows(tmp_path: Path) -> None:
    """It left 99 of 120 rows zero: every file wrote over the rows of the one before."""
    for seed in range(12):
        write_wav(tmp_path / f"{seed:02}.wav", noise(seed, 0.4, 0.5))
    frames = build_frames(tmp_path, SIZES, choice=parse_choice("10"))
    assert frames.targets.shape == (120, 256)
    assert (frames.targets.max(axis=1) > 0.5).all()
    assert len(np.unique(frames.targets, axis=0)) == 120


@pytest.mark.parametrize("per_file", ["all", "5", "average", "first"])
def test_fault_folder_sets_keep_only_the_last_files_range(folder: Path, per_file: str) -> None:
    """It scaled all files by the range of the last; here one maximum keeps the levels between files."""
    frames = build_frames(folder, SIZES, choice=parse_choice(per_file))
    loudest = [frames.targets[frames.file_index == index].max() for index in range(3)]
    assert loudest[0] == 1.0
    apart_db = 96.0 * (loudest[0] - np.array(loudest[1:]))
    np.testing.assert_allclose(apart_db, 20 * np.log10(0.9 / np.array([0.2, 0.02])), atol=4.0)


def test_fault_a_zero_frame_is_appended(folder: Path) -> None:
    frames = build_frames(folder, SIZES)
    assert len(frames.targets) == sum(1 + (round((0.5 + 0.3 * index) * RATE_HZ) - 4096) // HOP
                                      for index in range(3))
    assert frames.targets.max(axis=1).min() > 0.3


def test_fault_files_under_a_third_of_a_second_crash(tmp_path: Path) -> None:
    for milliseconds in (86, 120, 200, 369):
        write_wav(tmp_path / f"{milliseconds:03}.wav", noise(1, milliseconds / 1000, 0.5))
    for per_file in ("all", "3", "average", "first"):
        assert len(build_frames(tmp_path, SIZES, choice=parse_choice(per_file)).files) == 4


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_fault_48_khz_is_never_resampled(tmp_path: Path, rate_hz: int) -> None:
    """It took every file as 44.1 kHz: the same tone landed in other bands."""
    time_s = np.arange(rate_hz) / rate_hz
    write_wav(tmp_path / "tone.wav", 0.5 * np.sin(2 * np.pi * 1000.0 * time_s), rate_hz=rate_hz)
    frames = build_frames(tmp_path / "tone.wav", SIZES)
    loudest = frames.targets.mean(axis=0).argmax()
    assert loudest == np.abs(band_centres_hz() - 1000.0).argmin()
    assert len(frames.targets) == 1 + (RATE_HZ - 4096) // HOP
