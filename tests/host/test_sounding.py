# SPDX-License-Identifier: MIT
"""Which spectra of a set are its sound, and that silence between them decides nothing."""

import numpy as np
import numpy.typing as npt
import pytest

from autocoder.spec import SAMPLE_RATE_HZ
from autocoder.spectra.analyse import Analysis
from autocoder.spectra.frames import to_target
from autocoder.spectra.mel import mel_frames
from autocoder.spectra.sounding import frame_loudness, k_weight, silent, sounding
from autocoder.vae.latents import loudness_gain, sounding_gain
from autocoder.vae.remarks import MOST_GAIN
from autocoder.vae.split import MOST_SILENT, split_set, thinned

FloatArray = npt.NDArray[np.floating]

SECONDS, NOTES, OVERLAP = 20.0, 10, 16
HISSES = {"digital silence": (None, 0.0), "hiss -70": (-70.0, 0.0), "hiss -55": (-55.0, 0.0),
          "pink -70": (-70.0, 1.0), "pink -55": (-55.0, 1.0)}


def hiss(level_db: float | None, slope: float, samples: int) -> FloatArray:
    """Return noise of a level, its power falling with frequency to the slope; none for no level."""
    if level_db is None:
        return np.zeros(samples)
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(samples))
    spectrum /= np.maximum(np.fft.rfftfreq(samples, 1.0 / SAMPLE_RATE_HZ), 20.0) ** (0.5 * slope)
    noise = np.fft.irfft(spectrum, samples)
    return np.asarray(10.0 ** (level_db / 20.0) * noise / np.sqrt(np.mean(noise**2)))


def note(index: int, seconds: float, decay_s: float | None) -> FloatArray:
    """Return a tone of eight partials, faded in and out within 5 ms; decay_s: until it is 60 dB down."""
    time = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    pitch = 110.0 * 2.0 ** (5 * index % 24 / 12.0)
    tone = sum(np.sin(2.0 * np.pi * pitch * part * time + part**2) / part for part in range(1, 9))
    fade = np.clip(np.minimum(time, time[::-1]) / 0.005, 0.0, 1.0)
    return np.asarray(0.2 * tone * fade * (1.0 if decay_s is None else 10.0 ** (-3.0 * time / decay_s)))


def targets_of(sound: FloatArray) -> FloatArray:
    mel = mel_frames(sound.astype(np.float32))
    return to_target(mel, float(mel.max()))


def recording(share: float, level_db: float | None = None, slope: float = 0.0, decay_s: float | None = None
              ) -> tuple[FloatArray, FloatArray]:
    """Return the targets of ten notes in twenty seconds of silence or hiss, and those of the notes alone."""
    notes = [note(index, share * SECONDS / NOTES, decay_s) for index in range(NOTES)]
    whole = hiss(level_db, slope, round(SECONDS * SAMPLE_RATE_HZ))
    for index, each in enumerate(notes):
        start = round((index + 0.1) * SECONDS / NOTES * SAMPLE_RATE_HZ)
        whole[start:start + len(each)] += each[:len(whole) - start]
    return targets_of(whole), targets_of(np.concatenate(notes))


def gain_db(targets: FloatArray) -> float:
    return float(20.0 * np.log10(loudness_gain(targets, -96.0, OVERLAP)))


@pytest.mark.parametrize("floor", HISSES)
@pytest.mark.parametrize("share", [0.5, 0.3, 0.1, 0.05, 0.02])
@pytest.mark.parametrize("decay_s", [None, 3.0], ids=["steady", "plucked"])
def test_the_gain_of_a_set_is_that_of_its_sound(floor: str, share: float, decay_s: float | None) -> None:
    whole, alone = recording(share, *HISSES[floor], decay_s)
    print(f"{share:4.0%} sounding over {floor}: {gain_db(whole):.2f} dB, alone {gain_db(alone):.2f} dB")
    assert gain_db(whole) == pytest.approx(gain_db(alone), abs=1.0)


def hits(share: float) -> list[FloatArray]:
    """Return noises that die away, as drums do, of several colours, lengths and levels 14 dB apart."""
    found = []
    for index in range(NOTES // 2):
        time = np.arange(round(2 * share * SECONDS / NOTES * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        fade = np.clip(time[::-1] / 0.005, 0.0, 1.0)
        envelope = 10.0 ** (-3.0 * time / (0.3 + 0.2 * index)) * fade
        found.append(0.5 * 5.0 ** (-(index % 3) / 2.0) * hiss(-12.0, 0.5 * index, len(time)) * envelope)
    return found


def spaced(pieces: list[FloatArray], floor: str, peak: float) -> tuple[FloatArray, FloatArray]:
    """Return the targets of pieces of a peak, spread over twenty seconds of a floor, and of them alone."""
    alone = np.concatenate(pieces)
    level = peak / np.abs(alone).max()
    whole = hiss(*HISSES[floor], round(SECONDS * SAMPLE_RATE_HZ))
    for index, each in enumerate(pieces):
        start = round((index + 0.1) * SECONDS / len(pieces) * SAMPLE_RATE_HZ)
        whole[start:start + len(each)] += level * each[:len(whole) - start]
    return targets_of(whole), targets_of(level * alone)


@pytest.mark.parametrize("floor_db", [-96.0, -30.0, -22.0, -15.0])
@pytest.mark.parametrize("frames", [40, 400])
def test_a_noise_below_the_gate_counts_nowhere_however_long_it_lasts(floor_db: float, frames: int) -> None:
    """Soft speech over pink hiss of -55 dB lies some 20 dB above it: its gain was 10 to 16 dB too high."""
    loudness = np.full(2000, 10.0 ** (floor_db / 10.0))
    loudness[100:100 + frames] = 1.0
    np.testing.assert_array_equal(np.flatnonzero(sounding(loudness)), np.arange(100, 100 + frames))


@pytest.mark.parametrize("floor", HISSES)
@pytest.mark.parametrize("share", [0.5, 0.3, 0.1])
def test_the_gain_of_drums_is_that_of_their_hits(floor: str, share: float) -> None:
    """They fall as fast as windows do at an edge; only edges are left out."""
    whole, alone = spaced(hits(share), floor, 0.9)
    assert gain_db(whole) == pytest.approx(gain_db(alone), abs=1.0)


def test_one_knock_does_not_set_the_level() -> None:
    whole, alone = recording(1.0)
    knocked = np.maximum(whole - 20.0 / 96.0, 0.0)
    knocked[500:505] = whole[500:505]
    assert gain_db(knocked) == pytest.approx(gain_db(alone) + 20.0, abs=1.0)


def test_tones_are_within_the_bound_and_hardly_any_sound_at_it() -> None:
    time = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    for pitch_hz in (30.0, 100.0, 440.0, 2_000.0, 8_000.0, 15_000.0):
        assert 10.0 < gain_db(targets_of(np.sin(2.0 * np.pi * pitch_hz * time))) < 30.0
    assert sounding_gain(np.zeros((1, 256)), -96.0) == MOST_GAIN
    assert sounding_gain(np.full((3, 256), 1.0 - 40.0 / 96.0), -96.0) == pytest.approx(100.0)  # one tap


def test_k_weighting_is_that_of_the_recommendation() -> None:
    """Levels in dB of BS.1770's two filters at 48 kHz."""
    wanted = {20.0: -13.28, 38.0: -6.0, 100.0: -1.13, 500.0: 0.04, 1681.0: 2.48, 10_000.0: 4.04}
    levels = 10.0 * np.log10(k_weight(np.array(list(wanted))))
    np.testing.assert_allclose(levels, list(wanted.values()), atol=0.1)


def silent_of(targets: FloatArray) -> npt.NDArray[np.bool_]:
    loudness = frame_loudness(targets)
    return silent(loudness, sounding(loudness, OVERLAP))


@pytest.mark.parametrize("share", [0.2, 0.05, 0.02])
def test_both_parts_of_a_mostly_silent_set_sound(share: float) -> None:
    whole, _ = recording(share)
    quiet = silent_of(whole)
    split = split_set(np.zeros(len(whole), np.uint32), Analysis(), quiet)
    assert quiet.mean() > MOST_SILENT
    trained, heldout = ((part & ~quiet).sum() for part in (split.train, split.heldout))
    assert 0.05 < heldout / (trained + heldout) < 0.35
    far = np.abs(np.subtract.outer(np.flatnonzero(split.train), np.flatnonzero(split.heldout))).min()
    assert far >= OVERLAP  # no shared sample
    rows = thinned(np.flatnonzero(split.train), quiet)
    assert quiet[rows].sum() == trained
    assert np.all(np.diff(rows) > 0)


@pytest.mark.parametrize("at", [0, 700, 1000, 1850])
def test_a_single_sound_trains_wherever_it_is(at: int) -> None:
    quiet = np.ones(1860, dtype=bool)
    quiet[at:at + 16] = False
    split = split_set(np.zeros(len(quiet), np.uint32), Analysis(), quiet)
    assert split.train[~quiet].all() or split.train[~quiet].sum() > 8
    assert split.heldout.any()
    assert np.abs(np.subtract.outer(np.flatnonzero(split.train), np.flatnonzero(split.heldout))).min() >= 16
