# SPDX-License-Identifier: MIT
"""Which files of a folder become a set: by content, through links, and what is said of all others."""

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from autocoder.audio import find_sounds
from autocoder.audio.opening import open_sound
from autocoder.errors import InputError
from autocoder.spectra.frames import build_frames

RATE_HZ = 48_000
SECONDS = 0.3


def noise(seed: int = 0, seconds: float = SECONDS) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, round(seconds * RATE_HZ))


def sound(path: Path, form: str = "WAV", seed: int = 0, seconds: float = SECONDS) -> bytes:
    """Write a sound whatever the suffix says, and return its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, noise(seed, seconds), RATE_HZ, format=form)
    return path.read_bytes()


def names(folder: Path) -> list[str]:
    return [each.name for each in find_sounds(folder).sounds]


def unused(folder: Path) -> dict[str, str]:
    return {each.name: each.reason for each in find_sounds(folder).unused}


def test_lists_sounds_by_name_through_all_folders(tmp_path: Path) -> None:
    for name in ("b.wav", "a/z.FLAC", "a/b/c.ogg", "a.wav/x.aif"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"RIFF")
    assert names(tmp_path) == ["a.wav/x.aif", "a/b/c.ogg", "a/z.FLAC", "b.wav"]
    assert names(tmp_path / "b.wav") == ["b.wav"]


@pytest.mark.parametrize("name", ["._a.wav", ".DS_Store", ".hidden.wav", ".cache/x.wav", "Thumbs.db",
                                  "desktop.ini", "__MACOSX/a.wav", "Icon\r", "b/.AppleDouble/a.wav"])
def test_what_systems_leave_stays_out_quietly(tmp_path: Path, name: str) -> None:
    sound(tmp_path / "a.wav")
    sound(tmp_path / name)
    assert names(tmp_path) == ["a.wav"] and unused(tmp_path) == {}


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG", "MP3", "AIFF", "AU", "CAF", "W64", "RF64", "VOC",
                                  "NIST", "IRCAM", "PVF", "XI", "AVR", "PAF", "WVE", "SVX"])
@pytest.mark.parametrize("name", ["sound", "sound.bak", "sound.txt", "sound.m4a"])
def test_a_sound_is_one_under_any_name(tmp_path: Path, form: str, name: str) -> None:
    subtype = {"XI": "DPCM_16", "WVE": "ALAW"}.get(form)
    rate_hz = 8_000 if form == "WVE" else RATE_HZ
    soundfile.write(tmp_path / name, noise(), rate_hz, format=form, subtype=subtype)
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000, 32_000, 44_100, 48_000])
@pytest.mark.parametrize("tag", [b"", b"ID3\x04\0\0\0\0\x02\x0b" + bytes(267)])
def test_mpeg_audio_of_each_version_is_found_by_its_frames(tmp_path: Path, rate_hz: int, tag: bytes) -> None:
    path = tmp_path / "sound"
    soundfile.write(path, noise(), rate_hz, format="MP3")
    path.write_bytes(tag + path.read_bytes())
    assert names(tmp_path) == ["sound"]


JUNK = np.random.default_rng(5).bytes(30_000)
NO_SOUNDS = {
    "notes.txt": b"A letter. " * 99, "cover.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + JUNK,
    "score.pdf": b"%PDF-1.7\n" + JUNK, "a.wav.asd": JUNK, "a.reapeaks": b"RPKN" + JUNK,
    "image.webp": b"RIFF\x10\0\0\0WEBPVP8 " + JUNK, "junk": JUNK, "junk.bin": JUNK,
    "zeros.bin": bytes(30_000), "ones.bin": b"\xff" * 30_000, "sync.bin": b"\xff\xfb\x90\x64" + JUNK,
    "mpc.bin": b"\x01\x04" + JUNK, "sds.bin": b"\xf0\x7e" + JUNK,
    "empty.txt": b"", "id3.bin": b"ID3\4\0\0\0\0\0\0" + JUNK, "short.id3": b"ID3",
}


@pytest.mark.parametrize("name", NO_SOUNDS)
def test_other_files_are_no_sounds_and_listed(tmp_path: Path, name: str) -> None:
    sound(tmp_path / "0.wav")
    (tmp_path / name).write_bytes(NO_SOUNDS[name])
    assert names(tmp_path) == ["0.wav"] and unused(tmp_path) == {name: "not a sound"}
    build_frames(tmp_path, strict=True)


def test_a_strict_folder_says_how_to_go_on_with_a_click(tmp_path: Path) -> None:
    sound(tmp_path / "0.wav")
    sound(tmp_path / "click.wav", seconds=0.02)
    with pytest.raises(InputError, match=r"click\.wav: shorter than one frame \(4096 .*--fft"):
        build_frames(tmp_path, strict=True)


@pytest.mark.parametrize("name", ["x.raw", "x.pcm", "x.vox", "x.au", "x.snd", "x.gsm", "x.mp3", "x.sd2"])
def test_samples_without_a_header_are_never_taken_for_a_sound(tmp_path: Path, name: str) -> None:
    sound(tmp_path / "0.wav")
    (tmp_path / name).write_bytes(JUNK)
    frames = build_frames(tmp_path)
    assert frames.files == ("0.wav",) and len(frames.skipped) == 1
    assert frames.skipped[0].startswith(f"{name}: ")
    with pytest.raises(InputError, match=name) as refused:
        build_frames(tmp_path / name)
    assert ("ffmpeg -f s16le" in str(refused.value)) == (name[2:] in ("raw", "pcm", "vox"))


def test_gsm_frames_without_a_container_are_a_sound(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.gsm", noise()[:8_000], 8_000, format="RAW", subtype="GSM610")
    assert names(tmp_path) == ["x.gsm"]
    with open_sound(tmp_path / "x.gsm") as file:
        assert (file.format, file.subtype) == ("RAW", "GSM610")


CONVERTED = {
    "x.m4a": b"\0\0\0\x20ftypM4A ", "clip.mp4": b"\0\0\0\x20ftypisom",
    "x.wma": bytes.fromhex("3026b2758e66cf11"), "x.aac": b"\xff\xf1\x50\x80", "x.wv": b"wvpk",
    "x.ape": b"MAC ", "x.webm": b"\x1a\x45\xdf\xa3", "named.wav": b"\0\0\0\x20ftypM4A ",
    "named.mp3": b"\0\0\0\x18ftypmp42",
    "no name": b"\0\0\0\x20ftypM4A ",
    "short.m4a": b"?",
}


@pytest.mark.parametrize("name", CONVERTED)
def test_sounds_of_other_formats_are_listed_with_what_converts_them(tmp_path: Path, name: str) -> None:
    sound(tmp_path / "0.wav")
    (tmp_path / name).write_bytes(CONVERTED[name] + JUNK)
    wav = "named-converted.wav" if name == "named.wav" else f"{Path(name).stem}.wav"  # never onto its source
    advice = f"convert it: ffmpeg -i {shlex.quote(str(tmp_path / name))} {shlex.quote(str(tmp_path / wav))}"
    frames = build_frames(tmp_path)
    assert frames.files == ("0.wav",)
    assert len(frames.skipped) == 1 and advice in frames.skipped[0]
    with pytest.raises(InputError, match="ffmpeg"):
        build_frames(tmp_path, strict=True)
    with pytest.raises(InputError, match="convert it: ffmpeg"):
        build_frames(tmp_path / name)
    (tmp_path / "0.wav").unlink()
    with pytest.raises(InputError, match="ffmpeg"):
        build_frames(tmp_path)


# Links.

Tree = Callable[[Path], object]


def linked_folder(place: Path) -> None:
    sound(place.parent / "elsewhere" / "b.wav")
    (place / "link").symlink_to(place.parent / "elsewhere")


def loop(place: Path) -> None:
    sound(place / "deep" / "b.wav")
    (place / "deep" / "up").symlink_to("..")
    (place / "self").symlink_to(".")


def two_ways(place: Path) -> None:
    sound(place / "real" / "b.wav")
    (place / "a folder").symlink_to("real")
    (place / "a file.wav").symlink_to("real/b.wav")
    os.link(place / "real" / "b.wav", place / "z.wav")


def chain(place: Path) -> None:
    (place / "one.wav").symlink_to("two.wav")
    (place / "two.wav").symlink_to("one.wav")
    (place / "none.wav").symlink_to("nowhere")


def special(place: Path) -> None:
    os.mkfifo(place / "pipe.wav")


@pytest.mark.parametrize(("make", "found", "left"), [
    (linked_folder, ["0.wav", "link/b.wav"], {}),
    (loop, ["0.wav", "deep/b.wav"], {"deep/up": "a link to a folder that is there already",
                                     "self": "a link to a folder that is there already"}),
    (two_ways, ["0.wav", "real/b.wav"], {
        "a folder": "a link to a folder that is there already",
        "a file.wav": "the same file as real/b.wav", "z.wav": "the same file as real/b.wav"}),
    (chain, ["0.wav"], {"one.wav": "a link to nothing", "two.wav": "a link to nothing",
                        "none.wav": "a link to nothing"}),
    (special, ["0.wav"], {"pipe.wav": "no regular file"}),
])
def test_links_are_followed_once(tmp_path: Path, make: Tree, found: list[str], left: dict[str, str]) -> None:
    sound(tmp_path / "set" / "0.wav", seed=1)
    make(tmp_path / "set")
    assert names(tmp_path / "set") == found and unused(tmp_path / "set") == left


def test_a_folder_that_is_a_link_is_a_folder(tmp_path: Path) -> None:
    sound(tmp_path / "real" / "a.wav")
    (tmp_path / "link").symlink_to("real")
    assert build_frames(tmp_path / "link").files == ("a.wav",)


# One bad file among good ones.

BROKEN: dict[str, Callable[[Path], object]] = {
    "text.wav": lambda path: path.write_text("a letter"), "empty.flac": lambda path: path.touch(),
    "cut.wav": lambda path: path.write_bytes(sound(path, seconds=1.0)[:50_000]),
    "short.wav": lambda path: sound(path, seconds=0.075), "dead.wav": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("cached", [False, True])
def test_a_bad_file_among_good_ones_is_left_out(tmp_path: Path, name: str, cached: bool) -> None:
    cache = tmp_path / "cache" if cached else None
    sound(tmp_path / "set" / "a.wav")
    alone = build_frames(tmp_path / "set")
    BROKEN[name](tmp_path / "set" / name)
    for _ in range(1 + cached):
        frames = build_frames(tmp_path / "set", cache=cache)
        assert frames.files == ("a.wav",)
        np.testing.assert_array_equal(frames.targets, alone.targets)
        assert len(frames.skipped) == 1 and frames.skipped[0].startswith(f"{name}: ")
        assert str(tmp_path) not in frames.skipped[0]
        with pytest.raises(InputError, match=f"set/{name}: "):
            build_frames(tmp_path / "set", cache=cache, strict=True)
    (tmp_path / "set" / "a.wav").unlink()
    with pytest.raises(InputError) as refused:
        build_frames(tmp_path / "set", cache=cache)
    assert name == "short.wav" or name in str(refused.value)


def test_a_cache_in_the_folder_is_no_part_of_it(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    for _ in range(2):
        assert build_frames(tmp_path, cache=tmp_path / "set.npz.cache").skipped == ()


def test_refuses_folders_without_sound_and_missing_ones(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("none here")
    with pytest.raises(InputError, match="no sound files in this folder"):
        find_sounds(tmp_path)
    with pytest.raises(InputError, match="no such file or folder"):
        find_sounds(tmp_path / "none")


def test_analyze_lists_all_and_notes_ten(autocoder, tmp_path: Path) -> None:
    sound(tmp_path / "set" / "a.wav")
    for number in range(300):
        (tmp_path / "set" / f"{number:03}.txt").write_text("no sound")
    (tmp_path / "set" / "bad.wav").write_text("no sound")
    line = ("analyze", tmp_path / "set", "-o", tmp_path / "f.npz", "--json")
    code, out, err = autocoder(*line)
    assert code == 0
    assert len(json.loads(out)["skipped"]) == 301 and json.loads(out)["files"] == ["a.wav"]
    assert err.count("left out ") == 10 and "and 291 more" in err
    code, out, err = autocoder(*line, "--strict")
    assert code == 2 and "bad.wav: not a readable" in err and not out


def test_encode_says_what_it_left_out(autocoder, tmp_path: Path) -> None:
    from autocoder.similarity.encoded import load_encoded
    from synth_model import STRINGS

    sound(tmp_path / "set" / "a.wav")
    sound(tmp_path / "set" / "short.wav", seconds=0.075)
    line = ("encode", tmp_path / "set", "--model", STRINGS, "-o", tmp_path / "l.npz", "--json")
    code, out, err = autocoder(*line)
    assert code == 0
    assert json.loads(out)["skipped"] == ["short.wav: shorter than one frame"]
    assert "left out short.wav: shorter than one frame" in err
    assert load_encoded(tmp_path / "l.npz").skipped == ("short.wav: shorter than one frame",)
    code, out, err = autocoder(*line, "--strict")
    assert code == 2 and "short.wav" in err and not out


def test_demo_says_what_it_left_out_and_refuses_when_strict(tmp_path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    """Its analysis alone: what comes after takes minutes."""
    from autocoder.demo import run
    from autocoder.demo.steps import Steps
    from autocoder.terminal import Terminal

    monkeypatch.setattr(run.report, "load", lambda place: {"seconds": 1.0})
    analysis = Steps.run
    monkeypatch.setattr(Steps, "run", lambda steps, title, results, work: (
        analysis(steps, title, results, work) if title.startswith("analyze") else True))
    sound(tmp_path / "set" / "a.wav")
    sound(tmp_path / "set" / "short.wav", seconds=0.075)
    notes: list[str] = []
    monkeypatch.setattr(Terminal, "note", lambda terminal, text: notes.append(text))
    for _ in range(2):
        figures = run.run_demo(tmp_path / "set", tmp_path / "demo", Terminal())
        assert figures["skipped"] == ("short.wav: shorter than one frame",)
    assert "left out short.wav: shorter than one frame" in notes
    with pytest.raises(InputError, match=r"short\.wav"):
        run.run_demo(tmp_path / "set", tmp_path / "demo", Terminal(), strict=True)


def test_an_unknown_group_of_sounds_leaves_nothing(autocoder, monkeypatch: pytest.MonkeyPatch,
                                                   tmp_path: Path) -> None:
    from autocoder.demo import sounds

    sound(tmp_path / "package" / "bell_one.flac", "FLAC")
    monkeypatch.setattr(sounds, "SAMPLES", tmp_path / "package")
    assert autocoder("sounds", "bogus", "-o", tmp_path / "out" / "sounds")[0] == 2
    assert not (tmp_path / "out").exists()
