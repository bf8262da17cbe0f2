# SPDX-License-Identifier: MIT
"""What a file's first bytes say of it: a sound, a sound to be converted first, or neither."""

import shlex
from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 64

# Files of these names are sounds, whatever is in them: reading tells what is wrong.
SOUND_SUFFIXES = frozenset({
    ".wav", ".wave", ".bwf", ".w64", ".rf64", ".bw64", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".mp2",
    ".aif", ".aiff", ".aifc", ".au", ".snd", ".caf", ".voc", ".sph", ".nist", ".ircam", ".sf", ".pvf", ".xi",
    ".htk", ".sds", ".avr", ".wve", ".paf", ".svx", ".8svx", ".sd2", ".gsm",
})

# What libsndfile knows a file by: where, which bytes. Marks of fewer than three bytes are left to the names.
SOUND_MARKS: tuple[tuple[tuple[int, bytes], ...], ...] = (
    *(((0, kind), (8, b"WAVE")) for kind in (b"RIFF", b"RIFX", b"RF64", b"BW64")),
    *(((0, b"FORM"), (8, kind)) for kind in (b"AIFF", b"AIFC", b"8SVX", b"16SV")),
    *(((0, mark),) for mark in (
        b"fLaC", b"OggS", b"caff\0\1", b"riff\x2e\x91\xcf\x11", b".snd\0", b"dns.", b"Creative Voice File",
        b"NIST_1A", b"\x64\xa3\x01\0", b"\x64\xa3\x02\0", b"\x64\xa3\x03\0", b"PVF1\n", b"2BIT", b" paf",
        b"fap ", b"Extended Instrument: ", b"ALawSoundFile**")),
)

CONVERTED_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "MP4"), (0, bytes.fromhex("3026b2758e66cf11"), "Windows Media"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"), (8, b"AVI LIST", "AVI"), (28, b"Speex   ", "Speex"),
    (0, b"wvpk", "WavPack"), (0, b"MPCK", "Musepack"), (0, b"MP+", "Musepack"), (0, b"TTA1", "True Audio"),
    (0, b"MAC ", "Monkey's Audio"), (0, b"tBaK", "TAK"), (0, b"DSD ", "DSD"), (0, b"FRM8", "DSD"),
    (0, b"#!AMR", "AMR"), (0, b".RMF", "RealMedia"), (0, b".ra\xfd", "RealAudio"),
    (0, b"FLV\1", "Flash video"), (0, b"\xff\xf1", "AAC"), (0, b"\xff\xf9", "AAC"),
    (0, b"\x7f\xfe\x80\x01", "DTS"),
)
CONVERTED_SUFFIXES = {
    **dict.fromkeys((".m4a", ".m4b", ".m4p", ".m4r", ".mp4", ".m4v", ".mov", ".3gp", ".3g2"), "MP4"),
    **dict.fromkeys((".wma", ".asf", ".wmv"), "Windows Media"), **dict.fromkeys((".aac", ".adts"), "AAC"),
    **dict.fromkeys((".mka", ".mkv", ".webm", ".weba"), "Matroska or WebM"), ".avi": "AVI", ".spx": "Speex",
    ".wv": "WavPack", ".mpc": "Musepack", ".ape": "Monkey's Audio", ".tta": "True Audio", ".tak": "TAK",
    **dict.fromkeys((".dsf", ".dff"), "DSD"), ".amr": "AMR", ".rm": "RealMedia", ".ra": "RealAudio",
    **dict.fromkeys((".ac3", ".eac3"), "AC-3"), ".dts": "DTS", ".flv": "Flash video",
}
RAW_SUFFIXES = frozenset({".raw", ".pcm", ".vox", ".vox6", ".vox8"})

GSM_FRAME_BYTES, GSM_FRAMES = 33, 4
GSM_MARK = 0xD0  # in the upper half of a frame's first byte

# MPEG audio, ISO 11172-3 and 13818-3. Rates in kbit/s by (version 1, layer), then by the header's number.
MPEG_KBITS = {
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MPEG_RATES_HZ = (44_100, 48_000, 32_000)
MPEG_FRAMES = 3  # one after the other: what is found in noise once in 2^60 places
ID3_HEADER_BYTES = 10


def has_sound(file: BinaryIO) -> bool:
    """Tell whether a file starts as one of the containers that are read, whatever its name."""
    head = file.read(HEAD_BYTES)
    if any(all(head[at:at + len(mark)] == mark for at, mark in marks) for marks in SOUND_MARKS):
        return True
    start = 0
    if head.startswith(b"ID3") and len(head) >= ID3_HEADER_BYTES:
        start = ID3_HEADER_BYTES + sum(each << 7 * (3 - place) for place, each in enumerate(head[6:10]))
        file.seek(start)
        if file.read(4) == b"fLaC":
            return True
    return _has_mpeg_frames(file, start)


def _has_mpeg_frames(file: BinaryIO, start: int) -> bool:
    for _ in range(MPEG_FRAMES):
        file.seek(start)
        length = _mpeg_frame_bytes(file.read(4))
        if length is None:
            return False
        start += length
    return True


def _mpeg_frame_bytes(header: bytes) -> int | None:
    """Return the length of the MPEG audio frame that starts so, None where none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    kbits, rate = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer == 4 or not 1 <= kbits <= 14 or rate == 3:
        return None
    first = version == 3
    rate_hz = MPEG_RATES_HZ[rate] // {3: 1, 2: 2, 0: 4}[version]
    bits_per_s = 1000 * MPEG_KBITS[first, layer if first else min(layer, 2)][kbits - 1]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return 4 * (12 * bits_per_s // rate_hz + padding)
    return (72 if layer == 3 and not first else 144) * bits_per_s // rate_hz + padding


def converted_kind(head: bytes) -> str | None:
    """Return the format of a sound that is not read, by its first HEAD_BYTES; None for any other file."""
    return next((name for at, mark, name in CONVERTED_MARKS if head[at:at + len(mark)] == mark), None)


def conversion(path: Path, head: bytes) -> str | None:
    """Return what a sound is that is not read, and how it is converted; None for any other file.

    head: its first HEAD_BYTES; where they tell nothing, its name does.
    """
    kind = converted_kind(head) or CONVERTED_SUFFIXES.get(path.suffix.lower())
    source, target = shlex.quote(path.name), shlex.quote(f"{path.stem}.wav")
    if kind is not None:
        return f"not a readable sound file ({kind}); convert it: ffmpeg -i {source} {target}"
    if path.suffix.lower() in RAW_SUFFIXES:
        return ("not a readable sound file (samples without a header); convert it: "
                f"ffmpeg -f s16le -ar 48000 -ac 1 -i {source} {target}")
    return None


def is_gsm(head: bytes) -> bool:
    """Tell whether bytes start as GSM frames without a container."""
    marks = head[:GSM_FRAMES * GSM_FRAME_BYTES:GSM_FRAME_BYTES]
    return bool(marks) and all(each & 0xF0 == GSM_MARK for each in marks)
