# SPDX-License-Identifier: MIT
"""Frames, overlap-add, levels, and that a file and the sound card get the same samples."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import signal

from autocoder.errors import InputError, ToolError
from autocoder.synth.live import play
from autocoder.synth.overlap import Grid, chunks, overlap_add
from autocoder.synth.renderer import FloatArray, levelled_blocks, render
from sound_card import FakeSoundCard


@dataclass
class Given:
    """A source that yields given samples [samples, channels] in blocks of one size."""

    sound: FloatArray
    block: int = 100
    rate_hz: int = 48_000

    @property
    def channels(self) -> int:
        return self.sound.shape[1]

    @property
    def samples(self) -> int:
        return len(self.sound)

    def blocks(self) -> Iterator[FloatArray]:
        for start in range(0, len(self.sound), self.block):
            yield self.sound[start:start + self.block]


def noise(samples: int, channels: int = 1, seed: int = 1) -> FloatArray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (samples, channels)).astype(np.float32)


@pytest.mark.parametrize(("fft", "hop"), [(4096, 512), (2048, 512), (1024, 64), (64, 1)])
@pytest.mark.parametrize(("samples", "channels"), [(1, 1), (10_001, 2)])
def test_frames_give_their_sound_back_from_the_first_sample_to_the_last(
        fft: int, hop: int, samples: int, channels: int) -> None:
    grid, sound = Grid(fft, hop), noise(samples, channels)
    blocks = list(overlap_add(chunks(sound, grid), grid, grid.same_phase_scale, samples))
    np.testing.assert_allclose(np.concatenate(blocks), sound, atol=2e-6)


def test_a_full_scale_sine_reads_one() -> None:
    grid = Grid(1024, 256)
    sine = np.sin(2.0 * np.pi * 64 / 1024 * np.arange(8192)).astype(np.float32)
    spectra = np.concatenate(list(chunks(sine[:, np.newaxis], grid)), axis=1)[0]
    np.testing.assert_allclose(np.abs(spectra[8:-8, 64]), 1.0, rtol=1e-5)


@pytest.mark.parametrize("fft", [256, 2048, 16_384])
def test_random_phases_keep_the_power_of_noise_at_any_size(fft: int) -> None:
    """Against a measurement of another kind: the mean power of the samples themselves."""
    sound = noise(2**19)[:, 0]
    read = np.sqrt(np.mean(np.abs(signal.stft(sound, nperseg=fft)[2][1:-1])**2)) * 2.0
    grid = Grid(fft, fft // 8)
    frames = 400
    phases = np.exp(2j * np.pi * np.random.default_rng(2).random((1, frames, grid.bins))).astype(np.complex64)
    samples = frames * grid.hop - grid.lead
    [block] = overlap_add([phases * np.float32(read)], grid, grid.random_phase_scale, samples)
    assert 10.0 * np.log10(np.mean(block**2) / np.mean(sound**2)) == pytest.approx(0.0, abs=0.15)


@pytest.mark.parametrize(("fft", "hop"), [(1000, 100), (32, 8), (2**18, 64), (1024, 0), (1024, 512),
                                          (1024, 100)])
def test_sizes_that_do_not_fit_are_refused(fft: int, hop: int) -> None:
    with pytest.raises(InputError, match="choose"):
        Grid(fft, hop)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_output_never_clips_whichever_sign_its_peak_has(sign: float) -> None:
    """The ancestor divided by max, not max |x|, and clipped sounds whose peak is negative."""
    sound = noise(1000)
    sound[500] = sign * 2.5
    rendered = render(Given(sound))
    assert np.abs(rendered).max() == pytest.approx(1.0)
    np.testing.assert_allclose(rendered * 2.5, sound[:, 0], rtol=1e-6)


def test_quiet_sounds_stay_as_they_are() -> None:
    sound = noise(1000, 2)
    np.testing.assert_array_equal(render(Given(sound)), sound)


@pytest.mark.parametrize("peak", [0.5, 3.0])
def test_live_and_file_are_the_same_samples(monkeypatch: pytest.MonkeyPatch, peak: float) -> None:
    card = FakeSoundCard()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    sound = noise(1050, 2) * np.float32(2.0 * peak)
    play(Given(sound), "3")
    np.testing.assert_array_equal(np.concatenate(card.heard), render(Given(sound)))
    assert card.opened == {"samplerate": 48_000, "channels": 2, "dtype": "float32", "device": 3}


def test_the_size_of_blocks_changes_nothing() -> None:
    sound = noise(1050, 2) * np.float32(4.0)
    np.testing.assert_array_equal(np.concatenate(list(levelled_blocks(Given(sound, 7)))),
                                  np.concatenate(list(levelled_blocks(Given(sound, 1024)))))


def test_playing_without_a_device_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundCard(present=False))
    with pytest.raises(ToolError, match="no sound device"):
        play(Given(noise(100)))


def test_playing_without_the_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(ToolError, match=r"autocoder\[play\]"):
        play(Given(noise(100)))


def test_playing_without_portaudio_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from autocoder.synth import live

    def fail(name: str) -> None:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(live.importlib, "import_module", fail)
    with pytest.raises(ToolError, match="libportaudio2"):
        play(Given(noise(100)))
