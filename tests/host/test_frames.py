# SPDX-License-Identifier: MIT
"""Training sets: their content, their files and what is refused."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocoder.audio import write_wav
from autocoder.errors import InputError
from autocoder.spectra.analyse import parse_sizes
from autocoder.spectra.frame_file import load_frames, save_frames, sha256
from autocoder.spectra.frames import (
    Analysis,
    FrameSet,
    build_frames,
    from_db,
    from_target,
    to_db,
    to_target,
)
from autocoder.spectra.mel import mel_frames

RATE_HZ = 48_000


def noise(seed: int, seconds: float = 0.5, level: float = 0.3) -> np.ndarray:
    samples = np.random.default_rng(seed).uniform(-level, level, round(seconds * RATE_HZ))
    return samples.astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sounds and one too short for a frame."""
    sounds = tmp_path / "sounds"
    write_wav(sounds / "b.wav", noise(1, 0.5))
    write_wav(sounds / "a" / "late.wav", noise(2, 0.7, 0.9))
    write_wav(sounds / "c.wav", noise(3, 1.1, 0.01))
    write_wav(sounds / "blip.wav", noise(4, 0.05))
    return sounds


def test_db_formulas() -> None:
    amplitude = np.array([2.0, 1.0, 0.2, 2e-9, 0.0])
    np.testing.assert_allclose(to_db(amplitude, 2.0), [0.0, -6.0206, -20.0, -96.0, -96.0], atol=1e-4)
    np.testing.assert_allclose(from_db(np.array([0.0, -20.0]), 2.0), [2.0, 0.2])


@given(st.floats(0.0, 1.0), st.floats(1e-6, 10.0))
def test_targets_invert_within_float(target: float, maximum: float) -> None:
    mel = from_target(np.array([target]), maximum)
    assert to_target(mel.astype(np.float64), maximum)[0] == pytest.approx(target, abs=1e-5)


def test_a_target_step_of_a_thousandth_is_a_thousandth_of_96_db() -> None:
    mel = from_target(np.array([0.0, 0.001, 1.0]), 0.5).astype(np.float64)
    np.testing.assert_allclose(20 * np.log10(mel / 0.5), [-96.0, -95.904, 0.0], atol=1e-4)


def test_one_file_becomes_its_own_frames(tmp_path: Path) -> None:
    write_wav(tmp_path / "n.wav", noise(5))
    frames = build_frames(tmp_path / "n.wav")
    mel = mel_frames(noise(5))
    assert frames.files == ("n.wav",)
    assert frames.targets.dtype == np.float32
    assert frames.maximum == pytest.approx(mel.max())
    expected = (np.clip(20 * np.log10(mel / mel.max()), -96, 0) + 96) / 96
    np.testing.assert_allclose(frames.targets, expected, atol=1e-5)
    assert frames.targets.max() == 1.0
    np.testing.assert_allclose(frames.mel(), np.maximum(mel, mel.max() * 10**-4.8), rtol=1e-4)


def test_folder_keeps_every_frame_of_every_file_in_order(folder: Path) -> None:
    frames = build_frames(folder)
    assert frames.files == ("a/late.wav", "b.wav", "c.wav")
    assert frames.skipped == ("blip.wav: shorter than one frame",)
    mels = [mel_frames(noise(2, 0.7, 0.9)), mel_frames(noise(1, 0.5)), mel_frames(noise(3, 1.1, 0.01))]
    assert frames.maximum == pytest.approx(max(mel.max() for mel in mels))
    np.testing.assert_allclose(frames.targets, to_target(np.concatenate(mels), frames.maximum), atol=1e-6)
    np.testing.assert_array_equal(frames.file_index, np.repeat([0, 1, 2], [len(mel) for mel in mels]))


def test_progress_of_a_folder_reaches_the_end(folder: Path) -> None:
    seen: list[tuple[float, float]] = []
    build_frames(folder, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_other_sizes_are_kept_with_the_set(tmp_path: Path) -> None:
    write_wav(tmp_path / "n.wav", noise(6))
    sizes = Analysis(fft=2048, hop=256, bands=64, floor_db=-60.0)
    frames = build_frames(tmp_path / "n.wav", sizes)
    assert frames.targets.shape == (1 + (24_000 - 2048) // 256, 64)
    assert frames.analysis == sizes
    assert frames.duration_s == pytest.approx(0.5, abs=256 / RATE_HZ)


def test_refuses_silence_but_no_channels_in_opposite_phase(tmp_path: Path) -> None:
    write_wav(tmp_path / "zero.wav", np.zeros(9000))
    with pytest.raises(InputError, match="silent"):
        build_frames(tmp_path / "zero.wav")
    write_wav(tmp_path / "opposite.wav", np.stack([noise(7), -noise(7)], axis=1))
    assert build_frames(tmp_path / "opposite.wav").targets.max() == 1.0


def test_a_quiet_sound_is_not_silent(tmp_path: Path) -> None:
    write_wav(tmp_path / "quiet.wav", noise(8, level=1e-4))
    assert build_frames(tmp_path / "quiet.wav").targets.max() == 1.0


def test_refuses_a_set_in_which_all_is_too_short(tmp_path: Path) -> None:
    write_wav(tmp_path / "one.wav", noise(9, 0.05))
    for path in (tmp_path, tmp_path / "one.wav"):
        with pytest.raises(InputError, match="shorter than one frame"):
            build_frames(path)


def test_saved_set_loads_equal_with_equal_bytes(folder: Path, tmp_path: Path) -> None:
    frames = build_frames(folder)
    save_frames(frames, tmp_path / "set.npz")
    loaded = load_frames(tmp_path / "set.npz")
    np.testing.assert_array_equal(loaded.targets, frames.targets)
    np.testing.assert_array_equal(loaded.file_index, frames.file_index)
    for field in ("maximum", "files", "skipped", "analysis"):
        assert getattr(loaded, field) == getattr(frames, field)
    content = (tmp_path / "set.npz").read_bytes()
    save_frames(build_frames(folder), tmp_path / "set.npz")
    assert (tmp_path / "set.npz").read_bytes() == content


def test_hash_depends_on_everything(folder: Path) -> None:
    frames = build_frames(folder)
    changed_target = frames.targets.copy()
    changed_target[3, 7] = np.nextafter(changed_target[3, 7], 2.0)
    variants = [
        frames,
        dataclasses.replace(frames, targets=changed_target),
        dataclasses.replace(frames, file_index=frames.file_index[::-1].copy()),
        dataclasses.replace(frames, maximum=frames.maximum * 2),
        dataclasses.replace(frames, files=("x", *frames.files[1:])),
        dataclasses.replace(frames, analysis=Analysis(hop=512)),
    ]
    assert len({sha256(variant) for variant in variants}) == len(variants)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    rng = np.random.default_rng(10)
    save_frames(FrameSet(
        targets=rng.uniform(0, 1, (20, 256)).astype(np.float32), maximum=0.5, files=("x.wav",),
        file_index=np.zeros(20, np.uint32), skipped=(), analysis=Analysis()), tmp_path / "set.npz")
    return tmp_path / "set.npz"


def test_refuses_a_missing_set(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="autocoder analyze"):
        load_frames(tmp_path / "none.npz")


def test_refuses_every_damage(saved: Path) -> None:
    content = saved.read_bytes()
    rng = np.random.default_rng(11)
    refused = 0
    for place in rng.integers(0, len(content), 300):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.integers(8)
        saved.write_bytes(damaged)
        try:
            load_frames(saved)
        except InputError:
            refused += 1
    assert refused > 290  # a few bits of the archive, such as file times, carry nothing


def test_refuses_content_that_does_not_match_its_hash(saved: Path) -> None:
    with np.load(saved) as stored:
        arrays = dict(stored)
    arrays["targets"][5, 5] = 0.123
    np.savez(saved, **arrays)
    with pytest.raises(InputError, match="the frame set is damaged"):
        load_frames(saved)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_refuses_a_truncated_set(saved: Path, share: float) -> None:
    content = saved.read_bytes()
    saved.write_bytes(content[:int(len(content) * share)])
    with pytest.raises(InputError, match=r"set\.npz"):
        load_frames(saved)


def test_refuses_other_archives(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", targets=np.zeros((3, 256), np.float32))
    np.savez(tmp_path / "header.npz", header=np.array("[]"), targets=np.zeros(3), file_index=np.zeros(3))
    np.save(tmp_path / "array.npy", np.zeros(4))
    (tmp_path / "text.npz").write_text("hello")
    for name in ("other.npz", "header.npz", "array.npy", "text.npz"):
        with pytest.raises(InputError, match="not a frame set of this version" if name.startswith(("o", "h"))
                           else "not a frame set; name the file that `autocoder analyze` wrote"):
            load_frames(tmp_path / name)
    with pytest.raises(InputError, match=r"not a frame set \(Is a directory\)"):
        load_frames(tmp_path)


@pytest.mark.parametrize(("sizes", "said"), [
    ({"fft": 1000}, "power of two from 256"), ({"fft": 128}, "FFT of 128"), ({"fft": 0}, "FFT of 0"),
    ({"fft": -4096}, "FFT of -4096"), ({"fft": 1 << 40}, "FFT of"), ({"hop": 0}, "hop of 0"),
    ({"hop": 4097}, "hop of 4097 .* 1 to 4096"), ({"fft": 512, "hop": 513}, "hop of 513"),
    ({"bands": 7}, "7 bands; choose 8 to 1024"), ({"bands": 1025}, "1025 bands"),
])
def test_sizes_that_make_no_sense_are_refused(sizes: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Analysis(**sizes)
    with pytest.raises(InputError, match=said) as refused:
        parse_sizes(Analysis(), **sizes)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("sizes", [{"fft": 4096.0}, {"bands": True}, {"hop": "256"}, {"rate_hz": None}])
def test_sizes_are_whole_numbers(sizes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="whole"):
        Analysis(**sizes)


@pytest.mark.parametrize("sizes", [{"fft": 256, "hop": 256, "bands": 8}, {"fft": 32_768, "bands": 1024}])
def test_extreme_sizes_are_analysed(sizes: dict[str, int], tmp_path: Path) -> None:
    write_wav(tmp_path / "n.wav", noise(5, 1.0))
    frames = build_frames(tmp_path / "n.wav", parse_sizes(Analysis(), **sizes))
    assert frames.targets.shape[1] == sizes["bands"]
    assert frames.targets.min() >= 0.0 and frames.targets.max() == 1.0
