# SPDX-License-Identifier: MIT
"""The suffix of a sound file decides its format; what cannot be written is refused before any work."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from autocoder.audio import read_stereo, write_sound, write_wav
from autocoder.audio.formats import FORMATS
from autocoder.errors import InputError

RATE_HZ = 48_000
STRINGS = Path(__file__).resolve().parents[2] / "models" / "strings"
TIME_S = np.arange(RATE_HZ // 2) / RATE_HZ
SOUND = np.stack([0.4 * np.sin(2 * np.pi * 440.0 * TIME_S), 0.2 * np.sin(2 * np.pi * 660.0 * TIME_S)],
                 axis=1).astype(np.float32)
EXACT = {".wav", ".aifc", ".caf", ".w64", ".rf64", ".au", ".snd"}
LOSSY = {".ogg", ".oga", ".opus", ".mp3"}
START = {".wav": b"RIFF", ".flac": b"fLaC", ".ogg": b"OggS", ".oga": b"OggS", ".opus": b"OggS",
         ".aiff": b"FORM", ".aif": b"FORM", ".aifc": b"FORM", ".caf": b"caff", ".w64": b"riff",
         ".rf64": b"RF64", ".au": b".snd", ".snd": b".snd"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_suffix_decides(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sound{suffix.upper() if suffix == '.flac' else suffix}"
    assert write_sound(path, SOUND) is None
    content = path.read_bytes()
    assert content.startswith(START.get(suffix, b"")) and (suffix == ".wav" or content[:4] != b"RIFF")
    assert suffix != ".opus" or b"OpusHead" in content[:64]
    read, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ and read.shape == SOUND.shape
    if suffix in EXACT:
        np.testing.assert_array_equal(read, SOUND)
    elif suffix not in LOSSY:
        np.testing.assert_allclose(read, SOUND, atol=2.0 ** -23)
    else:
        inner = slice(2_000, -2_000)  # a codec starts and ends with a fade
        error_db = 10.0 * np.log10(np.sum((read - SOUND)[inner] ** 2) / np.sum(SOUND[inner] ** 2))
        assert error_db < -30.0


def test_wav_is_as_it_was(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", SOUND)
    write_wav(tmp_path / "b.wav", SOUND)
    write_sound(tmp_path / "none", SOUND)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert (tmp_path / "none").read_bytes() == (tmp_path / "b.wav").read_bytes()
    np.testing.assert_array_equal(read_stereo(tmp_path / "a.wav"), SOUND)


@pytest.mark.parametrize("suffix", [".m4a", ".xyz", ".npz", ".wma", ".raw"])
def test_another_suffix_is_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(InputError, match=r"no format of sound .*\.flac"):
        write_sound(tmp_path / f"x{suffix}", SOUND)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("name", "rate_hz", "channels", "reason"), [
    ("x.opus", 44_100, 2, "does not hold 44100 Hz"), ("x.mp3", 96_000, 1, "does not hold 96000 Hz"),
    ("x.mp3", 48_000, 3, "holds 2 channels")])
def test_what_a_format_does_not_hold_is_refused(tmp_path: Path, name: str, rate_hz: int, channels: int,
                                               reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        write_sound(tmp_path / name, np.zeros((100, channels), np.float32), rate_hz)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("suffix", "cuts"), [(".flac", True), (".aiff", True), (".mp3", True),
                                             (".ogg", True), (".wav", False), (".caf", False)])
def test_nothing_is_cut_without_a_word(tmp_path: Path, suffix: str, cuts: bool) -> None:
    note = write_sound(tmp_path / f"x{suffix}", SOUND * 5.0)  # peaks at 2
    assert (note is not None) == cuts
    assert note is None or ("6.0 dB" in note and ".wav" in note)


def test_a_long_sound_is_encoded_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """libsndfile takes stack for a block of Vorbis: one of many minutes ends the process."""
    sizes: list[int] = []
    write = soundfile.SoundFile.write

    def counted(file: soundfile.SoundFile, data: np.ndarray) -> None:
        sizes.append(len(data))
        write(file, data)

    monkeypatch.setattr(soundfile.SoundFile, "write", counted)
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, 200_000).astype(np.float32)
    write_sound(tmp_path / "x.ogg", noise)
    assert soundfile.info(tmp_path / "x.ogg").frames == len(noise) == sum(sizes)
    assert max(sizes) <= 1 << 16


NO_MODEL = __file__  # a name that is nothing is refused before any option is looked at
COMMANDS = {
    "render": ("render", NO_MODEL), "granular": ("granular", NO_MODEL, "no.wav"),
    "autocode": ("autocode", NO_MODEL, "no.wav"), "body": ("body", NO_MODEL, "no.wav"),
    "convolve": ("convolve", "no.wav", NO_MODEL), "reverb": ("reverb", NO_MODEL, "no.wav"),
    "emulate": ("emulate", "--input", "no.wav"), "envelope": ("envelope", NO_MODEL),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_refuses_its_output_before_it_reads_anything(autocoder, tmp_path: Path,
                                                             words: tuple[str, ...]) -> None:
    """What it would read is no sound and no model, and is not what it complains of."""
    (tmp_path / "protected.wav").touch(0o444)
    for name, reason in (("x.m4a", "no format of sound"), ("protected.wav", "read-only"), (".", "a folder")):
        code, out, err = autocoder(*words, "-o", tmp_path / name)
        assert code == 2 and not out and reason in err.splitlines()[-1] and "Traceback" not in err
    assert [each.name for each in tmp_path.iterdir()] == ["protected.wav"]


def test_a_command_writes_what_the_suffix_says(autocoder, tmp_path: Path) -> None:
    for name in ("FLAC", "OGG", "MP3"):
        path = tmp_path / f"x.{name.lower()}"
        assert autocoder("render", STRINGS, "--seconds", 0.2, "-o", path)[0] == 0
        assert soundfile.info(path).format == name
