# SPDX-License-Identifier: MIT
"""Whole files under wrong headers and with tags are read whole; files that lack their end are not."""

import os
import struct
import subprocess
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile

from autocoder.audio import find_sounds, read_channels, read_loudest, read_stereo
from autocoder.audio.chunks import find_data
from autocoder.audio.view import FileView
from autocoder.errors import InputError
from odd_files import (
    CUT_CHUNK,
    ID3V1,
    RATE_HZ,
    SAMPLES,
    ape,
    id3v2,
    size_field,
    sound,
    with_number,
    without_first_mpeg_frame,
    written,
)

CODEC_DELAY = 1152  # samples of an mp3 decoder, sox's too
BLOCK_SAMPLES = 2048  # of the coarsest ADPCM here
KINDS = [("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "IMA_ADPCM"), ("WAV", "MS_ADPCM"),
         ("WAV", "GSM610"), ("WAVEX", "PCM_16"), ("RF64", "PCM_16"), ("W64", "PCM_16"), ("AIFF", "PCM_16"),
         ("AIFF", "IMA_ADPCM"), ("AU", "PCM_16"), ("AU", "G721_32"), ("CAF", "PCM_16"), ("CAF", "ALAC_16"),
         ("SVX", "PCM_S8")]
OTHERS = [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")]
SMALL = ["NIST", "AVR", "MAT4", "MAT5", "VOC", "MPC2K"]
LOSSY = 0.1  # how far a coded sample lies from its sound at most
AROUND = {"whole": (b"", b""), "tag in front": (id3v2(4000), b""), "tags in front": (id3v2(300) * 2, b""),
          "tag behind": (b"", ID3V1), "tags behind": (b"", ape(2000) + ID3V1), "junk": (b"", b"x"),
          "trailing chunk cut": (b"", CUT_CHUNK)}
STREAMED = [0, -1, -4096, 0x7FFFFFFF, 0x7FFFF000, 0x7FFFEFDB, 0x80000000, 0x7F000008]
STREAMED_64 = [0, -1, (1 << 63) - 1, (1 << 63) - 4096]


def save(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def assert_is_the_sound(path: Path, slack: int) -> None:
    read = read_channels(path)
    wanted = sound(read.shape[1])
    assert SAMPLES <= len(read) <= SAMPLES + slack
    assert np.abs(read[:SAMPLES] - wanted).max() < LOSSY


def slack_of(subtype: str) -> int:
    return BLOCK_SAMPLES if "ADPCM" in subtype or subtype in ("GSM610", "G721_32") else 0


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(("container", "subtype"), KINDS + OTHERS)
def test_whatever_stands_around_a_sound_is_no_part_of_it(container: str, subtype: str, around: str,
                                                         tmp_path: Path) -> None:
    content = written(tmp_path / "x", container, subtype)
    front, behind = AROUND[around]
    assert_is_the_sound(save(tmp_path / "x", front + content + behind), slack_of(subtype))


@pytest.mark.parametrize(("container", "subtype"), KINDS)
def test_sizes_of_streams_are_none(container: str, subtype: str, tmp_path: Path) -> None:
    content = written(tmp_path / "x", container, subtype)
    at, width, order = size_field(container, content)
    for size in STREAMED_64 if width == 8 else STREAMED:
        for behind in (b"", ID3V1):
            streamed = with_number(content, at, size, width, order) + behind
            assert_is_the_sound(save(tmp_path / "x", streamed), slack_of(subtype))


@pytest.mark.parametrize("size", [0, 36, -1, 0x7FFFFFFF, 10_000_000])
@pytest.mark.parametrize(("container", "order"), [("WAV", "little"), ("AIFF", "big")])
def test_the_outer_size_does_not_matter_where_the_data_are_there(container: str, order: str, size: int,
                                                                 tmp_path: Path) -> None:
    content = written(tmp_path / "x", container, "PCM_16")
    assert_is_the_sound(save(tmp_path / "x", with_number(content, 4, size, 4, order)), 0)


@pytest.mark.parametrize("container", ["WAV", "AIFF", "RF64"])
def test_data_that_outgrow_a_whole_container_are_what_is_there(container: str, tmp_path: Path) -> None:
    content = written(tmp_path / "x", container, "PCM_16")
    at, width, order = size_field(container, content)
    size = int.from_bytes(content[at:at + width], order) + 4000  # type: ignore[arg-type]
    assert_is_the_sound(save(tmp_path / "x", with_number(content, at, size, width, order)), 0)


@pytest.mark.parametrize("container", ["WAV", "AIFF", "AU", "CAF", "RF64", "SVX"])
def test_a_smaller_size_is_believed(container: str, tmp_path: Path) -> None:
    content = written(tmp_path / "x", container, "PCM_S8" if container == "SVX" else "PCM_16")
    at, width, order = size_field(container, content)
    size = int.from_bytes(content[at:at + width], order) - 4000  # type: ignore[arg-type]
    read = read_channels(save(tmp_path / "x", with_number(content, at, size, width, order)))
    assert len(read) == SAMPLES - (4000 if container == "SVX" else 1000)


def test_bw64_is_read(tmp_path: Path) -> None:
    content = b"BW64" + written(tmp_path / "x", "RF64", "PCM_16")[4:]
    assert_is_the_sound(save(tmp_path / "x.wav", content + b"axml" + struct.pack("<I", 8) + b"<a></a> "), 0)


@pytest.mark.parametrize("mark", [b"RF64", b"BW64"])
def test_long_descriptions_before_the_samples_are_passed_over(mark: bytes, tmp_path: Path) -> None:
    content = mark + written(tmp_path / "x", "RF64", "PCM_16")[4:]
    at = content.index(b"fmt ")
    for name in (b"bext", b"axml"):
        content = content[:at] + name + struct.pack("<I", 60_001) + bytes(60_002) + content[at:]
    assert_is_the_sound(save(tmp_path / "x.wav", content), 0)


@pytest.mark.parametrize("offset", [0, 4, 1_000_000])
@pytest.mark.parametrize("size", [0, 1_000, -1])
def test_samples_that_begin_nowhere_are_left_to_the_decoder(offset: int, size: int, tmp_path: Path) -> None:
    content = with_number(written(tmp_path / "x", "AU", "PCM_16"), 4, offset, 4, "big")
    save(tmp_path / "x", with_number(content, 8, size, 4, "big"))
    with FileView(tmp_path / "x") as view:
        assert find_data(view) is None  # an offset of 0 was a loop without an end
    with suppress(InputError):
        assert len(read_channels(tmp_path / "x")) <= SAMPLES + 12


@pytest.mark.parametrize(("total", "samples"), [(0, SAMPLES), (20_000, 20_000), (40_000, SAMPLES)])
@pytest.mark.parametrize("behind", [b"", b"x", ID3V1])
def test_the_total_of_flac(total: int, samples: int, behind: bytes, tmp_path: Path) -> None:
    content = written(tmp_path / "x", "FLAC", "PCM_16")
    field = int.from_bytes(content[18:26], "big") >> 36 << 36 | total
    content = with_number(content, 18, field, 8, "big")
    if total == 0:
        content = content[:26] + bytes(16) + content[42:]  # no hash either
    assert len(read_channels(save(tmp_path / "x", content + behind))) == samples


@pytest.mark.parametrize("share", [0.4, 0.55, 0.7, 0.9])
@pytest.mark.parametrize(("container", "subtype"), [*KINDS, ("FLAC", "PCM_16"), ("MP3", "MPEG_LAYER_III"),
                                                    *((each, "PCM_16") for each in SMALL)])
def test_a_cut_file_says_what_is_left(container: str, subtype: str, share: float, tmp_path: Path) -> None:
    content = written(tmp_path / "x", container, subtype)
    save(tmp_path / "x", content[:int(share * len(content))])
    with pytest.raises(InputError, match=r"truncated \(\d+\.\d\d( of \d+\.\d\d)? s are left\)"):
        read_channels(tmp_path / "x")


def test_what_is_left_is_stated_in_seconds(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.wav", np.zeros(RATE_HZ * 4), RATE_HZ, subtype="PCM_16")
    save(tmp_path / "x.wav", (tmp_path / "x.wav").read_bytes()[:44 + RATE_HZ * 2])
    with pytest.raises(InputError, match=r"1\.00 of 4\.00 s are left"):
        read_channels(tmp_path / "x.wav")


def mp3(path: Path, **options: object) -> bytes:
    soundfile.write(path, sound(2), RATE_HZ, format="MP3", **options)
    return path.read_bytes()


@pytest.mark.parametrize("mode", ["CONSTANT", "AVERAGE", "VARIABLE"])
@pytest.mark.parametrize("around", AROUND)
def test_an_mp3_without_a_description_is_as_long_as_its_frames(mode: str, around: str,
                                                               tmp_path: Path) -> None:
    front, behind = AROUND[around]
    content = without_first_mpeg_frame(mp3(tmp_path / "x", bitrate_mode=mode))
    read = read_channels(save(tmp_path / "x", front + content + behind))
    assert abs(len(read) - SAMPLES) <= 2 * CODEC_DELAY
    assert np.abs(read).max() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("between", [b"", ID3V1, ape(2000) + ID3V1 + id3v2(3000)])
def test_joined_mp3_files_are_read_one_after_the_other(between: bytes, tmp_path: Path) -> None:
    one, two = mp3(tmp_path / "x"), mp3(tmp_path / "x", bitrate_mode="VARIABLE")
    read = read_channels(save(tmp_path / "x", one + between + two))
    assert len(read) == 2 * SAMPLES
    for part in (read[:SAMPLES], read[SAMPLES:]):
        assert np.abs(part - sound(2)).max() < LOSSY
    bare = without_first_mpeg_frame(one)
    read = read_channels(save(tmp_path / "x", one + between + bare))
    assert abs(len(read) - 2 * SAMPLES) <= 4 * CODEC_DELAY


def test_an_mp3_that_follows_silence_or_another_rate(tmp_path: Path) -> None:
    content = mp3(tmp_path / "x")
    assert len(read_channels(save(tmp_path / "x.mp3", bytes(1000) + content))) == SAMPLES
    soundfile.write(tmp_path / "y", sound(1), RATE_HZ // 2, format="MP3")
    read = read_channels(save(tmp_path / "x.mp3", content + (tmp_path / "y").read_bytes()))
    assert read.shape == (3 * SAMPLES, 2)


@pytest.mark.parametrize("described", [True, False])
@pytest.mark.parametrize("damage", [bytes(20_000), np.random.default_rng(3).bytes(3_000)])
def test_damage_amid_an_mp3_is_no_missing_end(described: bool, damage: bytes, tmp_path: Path) -> None:
    content = mp3(tmp_path / "x", bitrate_mode="CONSTANT")
    content = content if described else without_first_mpeg_frame(content)
    half = len(content) // 2
    read = read_channels(save(tmp_path / "x", content[:half] + damage + content[half:]))
    assert abs(len(read) - SAMPLES) <= 4 * CODEC_DELAY
    if described:
        within = content[:half] + damage[:1_500] + content[half + 1_500:]
        assert len(read_channels(save(tmp_path / "x", within))) > SAMPLES // 2
        save(tmp_path / "x", within[:len(content) * 9 // 10])
        with pytest.raises(InputError, match="truncated"):
            read_channels(tmp_path / "x")


def test_flac_in_ogg_is_to_be_converted(tmp_path: Path) -> None:
    save(tmp_path / "x.ogg", b"OggS" + bytes(22) + b"\1\x33\x7fFLAC\1\0\0\1fLaC" + bytes(38))
    with pytest.raises(InputError, match=r"FLAC in Ogg.*convert it: ffmpeg -i .*x.ogg .*x.wav"):
        read_channels(tmp_path / "x.ogg")


@pytest.mark.parametrize(("content", "codec"), [
    (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 0x2000, 2, 48_000, 24_000, 1, 0),
     "AC-3 in WAV"),
    (b"caff\0\1\0\0desc" + struct.pack(">qd4s5I", 32, 48_000.0, b"aac ", 0, 0, 1024, 2, 0), "unsupported"),
], ids=["wav", "caf"])
def test_a_codec_that_is_not_read_is_to_be_converted(tmp_path: Path, content: bytes, codec: str) -> None:
    save(tmp_path / "x", content + b"data" + bytes(2_000))
    with pytest.raises(InputError, match=rf"{codec}.*convert it: ffmpeg -i .*x .*x.wav"):
        read_channels(tmp_path / "x")


def test_a_second_data_chunk_is_no_fault(tmp_path: Path) -> None:
    content = written(tmp_path / "x", "WAV", "PCM_16")
    both = content + content[content.index(b"data"):]
    assert_is_the_sound(save(tmp_path / "x", with_number(both, 4, len(both) - 8, 4, "little")), 0)


def test_a_pipe_is_refused_as_one_and_a_redirected_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for read in (read_channels, find_sounds):
        with pytest.raises(InputError, match="a pipe or a device cannot be read"):
            read(tmp_path / "pipe.wav")
    written(tmp_path / "x.wav", "WAV", "PCM_16")
    with (tmp_path / "x.wav").open("rb") as file:
        assert_is_the_sound(Path(f"/dev/fd/{file.fileno()}"), 0)


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_all_links_of_a_chained_ogg_are_read(subtype: str, tmp_path: Path) -> None:
    one = written(tmp_path / "x", "OGG", subtype)
    two = written(tmp_path / "x", "OGG", subtype)
    read = read_channels(save(tmp_path / "x", one + two))
    assert len(read) == 2 * SAMPLES
    assert np.abs(read[SAMPLES:] - sound(2)).max() < LOSSY


def test_an_ogg_stream_without_its_last_page_ends_with_the_one_before(tmp_path: Path) -> None:
    noise = np.random.default_rng(2).uniform(-0.5, 0.5, (10 * RATE_HZ, 2))
    soundfile.write(tmp_path / "x", noise, RATE_HZ, format="OGG", subtype="VORBIS")
    content = (tmp_path / "x").read_bytes()
    read = read_channels(save(tmp_path / "x", content[:content.rindex(b"OggS")]))
    assert 8 * RATE_HZ < len(read) < 10 * RATE_HZ
    save(tmp_path / "x", content[:int(0.7 * len(content))])  # in the midst of a page
    with pytest.raises(InputError, match=r"truncated \(\d\.\d\d s are left\)"):
        read_channels(tmp_path / "x")


@pytest.mark.parametrize("container", ["wav", "aiff", "aifc", "au", "w64", "caf", "flac", "ogg", "mp3"])
def test_what_sox_writes_to_a_pipe_is_whole(container: str, tmp_path: Path) -> None:
    raw = np.rint(sound(2) * 32767).astype("<i2").tobytes()
    command = f"sox -V1 -t raw -r {RATE_HZ} -c 2 -b 16 -e signed - -t {container} - | cat"
    piped = subprocess.run(command, shell=True, input=raw, capture_output=True, check=True).stdout
    read = read_channels(save(tmp_path / "x", piped))
    delay = 3 * CODEC_DELAY if container == "mp3" else 0
    assert SAMPLES <= len(read) <= SAMPLES + delay
    if not delay:
        assert np.abs(read - sound(2)).max() < LOSSY


@pytest.mark.parametrize(("container", "subtype"), [
    ("WAV", "PCM_16"), ("WAV", "IMA_ADPCM"), ("WAV", "MS_ADPCM"), ("WAV", "GSM610"), ("W64", "PCM_16"),
    ("AIFF", "PCM_16"), ("AU", "G721_32"), ("CAF", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"),
    ("MP3", "MPEG_LAYER_III")])
def test_sox_decodes_as_many_samples(container: str, subtype: str, tmp_path: Path) -> None:
    suffix = {"OGG": "ogg", "MP3": "mp3"}.get(container, container.lower())
    written(tmp_path / f"x.{suffix}", container, subtype)
    read = read_channels(tmp_path / f"x.{suffix}")
    raw = subprocess.run(["sox", tmp_path / f"x.{suffix}", "-t", "raw", "-e", "float", "-b", "32", "-"],
                         capture_output=True, check=True).stdout
    assert abs(len(raw) // 4 // read.shape[1] - len(read)) <= (2 * CODEC_DELAY if container == "MP3" else 0)


def test_opposite_channels_do_not_cancel(tmp_path: Path) -> None:
    one = sound(1)[:, 0]
    six = np.stack([0.01 * one, one, -one, 0.1 * one, -0.1 * one, 0.0 * one], axis=1)
    soundfile.write(tmp_path / "six.wav", six, RATE_HZ, subtype="FLOAT")
    read = read_stereo(tmp_path / "six.wav")
    np.testing.assert_allclose(read, np.stack([one, -one], axis=1), atol=1e-6)
    np.testing.assert_allclose(read_loudest(tmp_path / "six.wav"), one, atol=1e-6)
