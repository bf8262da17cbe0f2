# SPDX-License-Identifier: MIT
"""The split of a set in time, and training: repeatable, and better than a linear model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocoder.audio import write_wav
from autocoder.errors import InputError
from autocoder.spectra.frames import Analysis, FrameSet, build_frames
from autocoder.spectra.stft import frame_count
from autocoder.vae.split import EVERY, STRETCH_S, Split, split_by_time
from session_model import SessionModel
from sounds import strings

if TYPE_CHECKING:
    from autocoder.vae.train import Trained

ANALYSIS = Analysis()

file_lengths = st.lists(st.integers(ANALYSIS.fft, 400_000), min_size=1, max_size=6)


def file_index_of(lengths: list[int], analysis: Analysis = ANALYSIS) -> npt.NDArray[np.uint32]:
    """Return the file index [frames] of a set of files of so many samples."""
    counts = [frame_count(length, analysis.fft, analysis.hop) for length in lengths]
    return np.repeat(np.arange(len(lengths), dtype=np.uint32), counts)


def samples_used(lengths: list[int], mask: npt.NDArray[np.bool_],
                 analysis: Analysis = ANALYSIS) -> set[tuple[int, int]]:
    """Return every (file, hop) that frames of the mask read; a frame is a whole number of hops."""
    assert analysis.fft % analysis.hop == 0
    used: set[tuple[int, int]] = set()
    index = 0
    for file, length in enumerate(lengths):
        for hop in range(frame_count(length, analysis.fft, analysis.hop)):
            if mask[index]:
                used.update((file, hop + each) for each in range(analysis.fft // analysis.hop))
            index += 1
    assert index == len(mask)
    return used


@given(file_lengths)
def test_no_sample_is_in_both_parts(lengths: list[int]) -> None:
    split = split_by_time(file_index_of(lengths), ANALYSIS)
    assert not samples_used(lengths, split.train) & samples_used(lengths, split.heldout)


@given(st.lists(st.integers(ANALYSIS.fft, 100_000), min_size=1, max_size=3),
       st.sampled_from([Analysis(hop=1024), Analysis(fft=16384, hop=1024), Analysis(fft=2048, hop=512)]))
def test_no_sample_is_in_both_parts_at_other_sizes(lengths: list[int], analysis: Analysis) -> None:
    usable = [length for length in lengths if length >= analysis.fft] or [analysis.fft]
    split = split_by_time(file_index_of(usable, analysis), analysis)
    assert not samples_used(usable, split.train, analysis) & samples_used(usable, split.heldout, analysis)


@given(file_lengths)
def test_both_parts_are_there_when_there_is_a_second_of_sound(lengths: list[int]) -> None:
    lengths = [*lengths, 48_000]
    split = split_by_time(file_index_of(lengths), ANALYSIS)
    assert split.train.sum() >= 16
    assert split.heldout.any()


@pytest.mark.parametrize("seconds", [1.0, 3.5, 3.75, 3.8, 4.0, 4.7, 10.0, 60.0])
def test_about_a_fifth_is_held_out(seconds: float) -> None:
    split = split_by_time(file_index_of([round(seconds * ANALYSIS.rate_hz)]), ANALYSIS)
    assert 0.1 < split.heldout.mean() < 0.25
    assert split.train.mean() > 0.55


def test_held_out_stretches_are_every_fifth() -> None:
    split = split_by_time(file_index_of([20 * 48_000]), ANALYSIS)
    start_s = np.arange(len(split.train)) * ANALYSIS.hop / ANALYSIS.rate_hz
    assert set((start_s[split.heldout] // STRETCH_S).astype(int)) == {4, 9, 14, 19}
    assert set((start_s[split.train] // STRETCH_S).astype(int) % EVERY) == {0, 1, 2, 3}
    assert not (split.train & split.heldout).any()


def test_a_shared_sample_would_be_noticed() -> None:
    """A split by frames at random shares nearly all samples: the check above must see it."""
    index = file_index_of([100_000])
    picked = np.random.default_rng(1).random(len(index)) < 0.2
    split = Split(~picked, picked)
    assert samples_used([100_000], split.train) & samples_used([100_000], split.heldout)


@pytest.fixture(scope="module")
def short_run(default_model: SessionModel) -> Trained:
    """A run of fewer steps than lie between two evaluations."""
    from autocoder.vae.options import Options
    from autocoder.vae.train import train

    return train(default_model.frames, Options(hidden=16, steps=200))


def weights_of(trained: Trained) -> list[npt.NDArray[np.float32]]:
    return [*trained.encoder.get_weights(), *trained.decoder.get_weights()]


def test_equal_runs_give_equal_weights(default_model: SessionModel, short_run: Trained) -> None:
    from autocoder.vae.train import train

    again = train(default_model.frames, short_run.options)
    assert all(np.array_equal(*pair) for pair in zip(weights_of(short_run), weights_of(again), strict=True))


def test_short_runs_are_trained_and_measured_too(short_run: Trained) -> None:
    """They must not end with the weights they began with."""
    from autocoder.vae.network import build_decoder

    start = build_decoder(np.full(256, 0.5), (8, 16, 256), short_run.options.seed)
    moved = np.abs(short_run.decoder.get_weights()[0] - start.get_weights()[0])
    assert moved.max() > 0.01
    assert [point.step for point in short_run.history] == [200]
    assert short_run.history[0].train_lsd_db < 20.0


def test_beats_pca_on_held_out_frames(tmp_path: Path) -> None:
    """Seconds of training on a few plucked strings; what long training reaches is in the README."""
    from autocoder.vae.measures import fit_pca, log_spectral_distance_db
    from autocoder.vae.options import Options
    from autocoder.vae.train import train

    write_wav(tmp_path / "strings.wav", strings(6.0, seed=1))
    frames = build_frames(tmp_path / "strings.wav")
    trained = train(frames, Options(hidden=128, steps=1000))
    pca = fit_pca(frames.targets[trained.material.split.train], 8)
    heldout = frames.targets[trained.material.split.heldout]
    linear_db = log_spectral_distance_db(pca.reconstruct(heldout), heldout)
    best_db = min(point.heldout_lsd_db for point in trained.history)
    assert best_db < 0.97 * linear_db


def test_refuses_a_set_too_short_to_hold_some_out(default_model: SessionModel) -> None:
    from autocoder.vae.train import train

    frames = default_model.frames
    for count in (1, 16, 20, 24):
        short = FrameSet(frames.targets[:count], frames.maximum, frames.files, frames.file_index[:count], (),
                         frames.analysis)
        with pytest.raises(InputError, match="too few to train on"):
            train(short)
