# SPDX-License-Identifier: MIT
"""What a file's first bytes say of it: a sound, a sound to be converted first, or neither."""

import shlex
from pathlib import Path

from autocoder.audio.mpeg import HEADER_BYTES, SURE_FRAMES, parse_frame
from autocoder.audio.tags import behind_tags
from autocoder.audio.view import FileView

HEAD_BYTES = 64
FLAC = b"fLaC"

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
        FLAC, b"OggS", b"caff\0\1", b"riff\x2e\x91\xcf\x11", b".snd\0", b"dns.", b"Creative Voice File",
        b"NIST_1A", b"\x64\xa3\x01\0", b"\x64\xa3\x02\0", b"\x64\xa3\x03\0", b"PVF1\n", b"2BIT", b" paf",
        b"fap ", b"Extended Instrument: ", b"ALawSoundFile**")),
)

CONVERTED_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "MP4"), (0, bytes.fromhex("3026b2758e66cf11"), "Windows Media"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"), (8, b"AVI LIST", "AVI"), (28, b"Speex   ", "Speex"),
    (28, b"\x7fFLAC", "FLAC in Ogg"),
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
    ".ogv": "Ogg video",
    ".wv": "WavPack", ".mpc": "Musepack", ".ape": "Monkey's Audio", ".tta": "True Audio", ".tak": "TAK",
    **dict.fromkeys((".dsf", ".dff"), "DSD"), ".amr": "AMR", ".rm": "RealMedia", ".ra": "RealAudio",
    **dict.fromkeys((".ac3", ".eac3"), "AC-3"), ".dts": "DTS", ".flv": "Flash video",
}
# Codecs of WAV files, by their format tag, that libsndfile takes for a damaged header.
WAV_CODECS = {0xFF: "AAC", 0x1600: "AAC", 0x1610: "AAC", 0x2000: "AC-3", 0x2001: "DTS", 0xF1AC: "FLAC",
              **dict.fromkeys((0x160, 0x161, 0x162, 0x163), "Windows Media")}
RAW_SUFFIXES = frozenset({".raw", ".pcm", ".vox", ".vox6", ".vox8"})

GSM_FRAME_BYTES, GSM_FRAMES = 33, 4
GSM_MARK = 0xD0  # in the upper half of a frame's first byte


def has_sound(view: FileView) -> bool:
    """Tell whether a file starts as one of the containers that are read, whatever its name."""
    head = view.bytes_at(0, HEAD_BYTES)
    if any(all(head[at:at + len(mark)] == mark for at, mark in marks) for marks in SOUND_MARKS):
        return True
    start = behind_tags(view)
    return view.bytes_at(start, len(FLAC)) == FLAC or _has_frames(view, start)


def _has_frames(view: FileView, start: int) -> bool:
    """Tell whether MPEG audio begins there: so many frames, one after the other, are no accident."""
    for _ in range(SURE_FRAMES):
        frame = parse_frame(view.bytes_at(start, HEADER_BYTES))
        if frame is None:
            return False
        start += frame.size
    return True


def converted_kind(head: bytes) -> str | None:
    """Return the format of a sound that is not read, by its first HEAD_BYTES; None for any other file."""
    codec = WAV_CODECS.get(int.from_bytes(head[20:22], "little")) if head[8:16] == b"WAVEfmt " else None
    if codec is not None:
        return f"{codec} in WAV"
    return next((name for at, mark, name in CONVERTED_MARKS if head[at:at + len(mark)] == mark), None)


def conversion(path: Path, head: bytes) -> str | None:
    """Return what a sound is that is not read, and how it is converted; None for any other file.

    head: its first HEAD_BYTES; where they tell nothing, its name does.
    """
    kind = converted_kind(head) or CONVERTED_SUFFIXES.get(path.suffix.lower())
    if kind is not None:
        return f"not a readable sound file ({kind}); {converting(path)}"
    if path.suffix.lower() in RAW_SUFFIXES:
        return ("not a readable sound file (samples without a header); "
                f"{converting(path, '-f s16le -ar 48000 -ac 1 ')}")
    return None


def converting(path: Path, options: str = "") -> str:
    """Return the command that converts a sound; options: what ffmpeg has to know of it."""
    return f"convert it: ffmpeg {options}-i {_argument(path)} {_argument(_converted(path))}"


def _converted(path: Path) -> Path:
    """Return where the WAV goes: never onto its source, whose name may be that of a WAV."""
    target = path.with_suffix(".wav")
    return target if target != path else path.with_name(f"{path.stem}-converted.wav")


def _argument(path: Path) -> str:
    """Return a path as it is typed in a shell, where a leading dash would begin an option."""
    return shlex.quote(f"./{path}" if str(path).startswith("-") else str(path))


def is_gsm(head: bytes) -> bool:
    """Tell whether bytes start as GSM frames without a container."""
    marks = head[:GSM_FRAMES * GSM_FRAME_BYTES:GSM_FRAME_BYTES]
    return bool(marks) and all(each & 0xF0 == GSM_MARK for each in marks)
