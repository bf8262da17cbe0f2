# SPDX-License-Identifier: MIT
"""Sound files with the headers and the ends that programs really leave, made by byte surgery."""

import struct
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 48_000
SAMPLES = 30_000
ID3V1 = b"TAG" + b" " * 125
CUT_CHUNK = b"LIST" + struct.pack("<I", 300) + b"INFOISFT" + b"x" * 20


def sound(channels: int, samples: int = SAMPLES) -> np.ndarray:
    """Return sines that swell [samples, channels], another frequency in each channel."""
    time_s = np.arange(samples)[:, np.newaxis] / RATE_HZ
    sines = np.sin(2 * np.pi * 220.0 * (1 + np.arange(channels)) * time_s)
    return 0.5 * sines * np.linspace(0.2, 1.0, samples)[:, np.newaxis]


def written(path: Path, container: str, subtype: str) -> bytes:
    """Return the bytes of a file of the sound, stereo where the codec has it."""
    channels = 1 if subtype in ("GSM610", "G721_32") or container == "SVX" else 2
    soundfile.write(path, sound(channels), RATE_HZ, format=container, subtype=subtype)
    return path.read_bytes()


def id3v2(payload: int) -> bytes:
    """Return a tag with a picture of so many bytes, among them some that look like the start of a frame."""
    sizes = bytes(payload >> shift & 0x7F for shift in (21, 14, 7, 0))
    picture = (b"APIC" + struct.pack(">IH", payload - 10, 0) + b"\0image/png\0\3\0"
               + np.random.default_rng(1).bytes(payload))
    return b"ID3\3\0\0" + sizes + picture[:payload]


def ape(payload: int) -> bytes:
    """Return an APE tag with header and footer."""
    counts = struct.pack("<III", 2000, payload + 32, 1)
    return (b"APETAGEX" + counts + struct.pack("<I", 0xA0000000) + bytes(8 + payload)
            + b"APETAGEX" + counts + struct.pack("<I", 0x80000000) + bytes(8))


def with_number(content: bytes, at: int, number: int, width: int, order: str) -> bytes:
    """Return the bytes with another number in a field."""
    field = (number % (1 << 8 * width)).to_bytes(width, order)  # type: ignore[arg-type]
    return content[:at] + field + content[at + width:]


def size_field(container: str, content: bytes) -> tuple[int, int, str]:
    """Return where the size of the data is, its width in bytes and its byte order."""
    if container == "RF64":
        return content.index(b"ds64") + 16, 8, "little"
    if container == "W64":
        return content.index(b"data\xf3") + 16, 8, "little"
    if container == "CAF":
        return content.index(b"data") + 4, 8, "big"
    if container == "AU":
        return 8, 4, "big"
    name = {"AIFF": b"SSND", "SVX": b"BODY"}.get(container, b"data")
    return content.index(name) + 4, 4, "big" if container in ("AIFF", "SVX") else "little"


def without_first_mpeg_frame(content: bytes) -> bytes:
    """Return an mp3 file without the frame that describes it."""
    return content[content.index(content[:2], 4):]
