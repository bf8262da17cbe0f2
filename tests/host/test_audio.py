# SPDX-License-Identifier: MIT
"""Reading, resampling and writing of sound files, good and bad."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from autocoder.audio import read_mono, read_stereo, resample, write_wav
from autocoder.errors import InputError

RATE_HZ = 48_000


def sine(frequency_hz: float, rate_hz: int = RATE_HZ, seconds: float = 1.0) -> np.ndarray:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.sin(2 * np.pi * frequency_hz * time_s)


def refused(path: Path, reason: str) -> None:
    for read in (read_mono, read_stereo):
        with pytest.raises(InputError, match=reason) as raised:
            read(path)
        message = str(raised.value)
        assert str(path) in message
        assert "\n" not in message


@pytest.mark.parametrize("suffix", ["wav", "flac", "aiff", "au", "w64", "caf"])
def test_reads_lossless_formats(tmp_path: Path, suffix: str) -> None:
    sound = np.stack([sine(440.0), 0.5 * sine(880.0)], axis=1) * 0.7
    soundfile.write(tmp_path / f"s.{suffix}", sound, RATE_HZ, subtype="PCM_16")
    read = read_stereo(tmp_path / f"s.{suffix}")
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, sound, atol=2**-15)


@pytest.mark.parametrize("suffix", ["ogg", "mp3"])
def test_reads_lossy_formats(tmp_path: Path, suffix: str) -> None:
    soundfile.write(tmp_path / f"s.{suffix}", 0.7 * sine(440.0), RATE_HZ)
    read = read_mono(tmp_path / f"s.{suffix}")
    spectrum = np.abs(np.fft.rfft(read[:RATE_HZ] * np.hanning(len(read[:RATE_HZ]))))
    assert np.argmax(spectrum) == 440


def test_mono_is_mean_of_eight_channels(tmp_path: Path) -> None:
    sound = np.random.default_rng(1).uniform(-1, 1, (5000, 8)).astype(np.float32)
    soundfile.write(tmp_path / "eight.wav", sound, RATE_HZ, subtype="FLOAT")
    mean = sound.mean(axis=1, dtype=np.float64)
    np.testing.assert_allclose(read_mono(tmp_path / "eight.wav"), mean, atol=1e-6)


def test_stereo_of_mono_is_the_same_on_both_sides(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "one.wav", sine(100.0), RATE_HZ, subtype="FLOAT")
    read = read_stereo(tmp_path / "one.wav")
    assert read.shape == (RATE_HZ, 2)
    np.testing.assert_array_equal(read[:, 0], read[:, 1])


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 88_200, 96_000, 192_000])
def test_sine_of_other_rates_stays_the_same_sine(tmp_path: Path, rate_hz: int) -> None:
    soundfile.write(tmp_path / "s.wav", 0.9 * sine(997.0, rate_hz), rate_hz, subtype="DOUBLE")
    read = read_mono(tmp_path / "s.wav")
    assert len(read) == RATE_HZ
    middle = slice(2000, -2000)  # the filter's ends see silence outside the sound
    error = read[middle] - (0.9 * sine(997.0))[middle]
    assert 20 * np.log10(np.abs(error).max()) < -90


@pytest.mark.parametrize("frequency_hz", [24_100.0, 30_000.0])
def test_resampling_down_removes_what_would_alias(frequency_hz: float) -> None:
    above = resample(sine(frequency_hz, 96_000).astype(np.float32), 96_000, RATE_HZ)
    assert 20 * np.log10(np.abs(above[2000:-2000]).max()) < -95


def test_resampling_keeps_the_band_up_to_20_khz() -> None:
    below = resample(sine(20_000.0, 96_000).astype(np.float32), 96_000, RATE_HZ)
    assert abs(20 * np.log10(np.abs(below[2000:-2000]).max())) < 0.01


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    refused(tmp_path / "none.wav", "no such file")


def test_refuses_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "zero.wav").touch()
    refused(tmp_path / "zero.wav", "the file is empty")


def test_refuses_a_file_without_samples(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "header.wav", np.zeros(0), RATE_HZ)
    refused(tmp_path / "header.wav", "no samples")


@pytest.mark.parametrize("name", ["text.wav", "text.flac", "text.raw", "text"])
def test_refuses_text_under_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Once upon a time there was no sound at all. " * 50)
    refused(tmp_path / name, "not a readable sound file")


@pytest.mark.parametrize(("suffix", "subtype"), [
    ("wav", "PCM_16"), ("wav", "FLOAT"), ("flac", "PCM_16"), ("aiff", "PCM_16"), ("w64", "PCM_16"),
    ("ogg", "VORBIS"), ("mp3", "MPEG_LAYER_III"),
])
@pytest.mark.parametrize("share", [0.5, 0.97])
def test_refuses_a_truncated_file(tmp_path: Path, suffix: str, subtype: str, share: float) -> None:
    path = tmp_path / f"cut.{suffix}"
    noise = np.random.default_rng(2).uniform(-0.5, 0.5, (RATE_HZ * 2, 2))
    soundfile.write(path, noise, RATE_HZ, subtype=subtype)
    read_mono(path)  # whole, it is fine
    content = path.read_bytes()
    path.write_bytes(content[:int(len(content) * share)])
    refused(path, "truncated|not a readable sound file")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_refuses_samples_that_are_no_numbers(tmp_path: Path, value: float) -> None:
    sound = np.zeros((1000, 2), dtype=np.float32)
    sound[123, 1] = value
    soundfile.write(tmp_path / "nan.wav", sound, RATE_HZ, subtype="FLOAT")
    refused(tmp_path / "nan.wav", "sample 123 is not a number")


def test_refuses_absurd_levels_and_rates(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", np.full(1000, 1e30, np.float32), RATE_HZ, subtype="FLOAT")
    refused(tmp_path / "loud.wav", "far beyond full scale")
    soundfile.write(tmp_path / "slow.wav", np.zeros(1000), 7)
    refused(tmp_path / "slow.wav", "7 Hz is out of range")


@pytest.mark.parametrize(("bits", "tolerance"), [(32, 0.0), (24, 2**-23)])
def test_written_sound_reads_back_equal(tmp_path: Path, bits: int, tolerance: float) -> None:
    sound = np.random.default_rng(3).uniform(-1, 1, (3000, 2)).astype(np.float32)
    write_wav(tmp_path / "new" / "w.wav", sound, bits=bits)
    np.testing.assert_allclose(read_stereo(tmp_path / "new" / "w.wav"), sound, rtol=0, atol=tolerance)


@pytest.mark.parametrize("bits", [24, 32])
def test_equal_sounds_give_equal_bytes(tmp_path: Path, bits: int) -> None:
    sound = sine(440.0)
    write_wav(tmp_path / "a.wav", sound, bits=bits)
    content = (tmp_path / "a.wav").read_bytes()
    assert b"PEAK" not in content  # libsndfile's chunk with the time of writing
    write_wav(tmp_path / "a.wav", sound, bits=bits)
    assert (tmp_path / "a.wav").read_bytes() == content


def test_a_failed_write_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "w.wav", sine(440.0))
    before = (tmp_path / "w.wav").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="No space left"):
        write_wav(tmp_path / "w.wav", sine(220.0))
    assert (tmp_path / "w.wav").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["w.wav"]
