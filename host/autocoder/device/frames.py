# SPDX-License-Identifier: MIT
"""Between messages and the bytes of the wire: type, sequence, payload and CRC-32 in COBS, then a zero."""

import zlib
from typing import NamedTuple

from cobs import cobs

from autocoder.device.messages import PAYLOAD_BYTES

ANSWER = 0x80  # is added to the number of a request
QUIET = 0x40  # is added to the number of a request that only a refusal is to answer
REFUSAL = 0xFF
END = b"\0"
HEADER_BYTES, CHECKSUM_BYTES = 2, 4
FRAME_BYTES = HEADER_BYTES + PAYLOAD_BYTES + CHECKSUM_BYTES
ENCODED_BYTES = cobs.max_encoded_length(FRAME_BYTES) + len(END)


class Frame(NamedTuple):
    """A frame that came whole."""

    type: int
    sequence: int
    payload: bytes


def encode(kind: int, sequence: int, payload: bytes) -> bytes:
    """Return a frame as it goes onto the wire. Raises ValueError for too long a payload."""
    if len(payload) > PAYLOAD_BYTES:
        raise ValueError(f"a payload of {len(payload)} bytes; at most {PAYLOAD_BYTES}")
    content = bytes([kind, sequence]) + payload
    return bytes(cobs.encode(content + zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "little"))) + END


class FrameReader:
    """Finds whole frames in what arrives; drops and counts the others.

    errors: how many frames were damaged
    """

    def __init__(self) -> None:
        self.errors = 0
        self._begun = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that these bytes complete."""
        *ends, rest = data.split(END)
        frames = []
        for end in ends:
            self._keep(end)
            frame = self._frame()
            self._begun.clear()
            if frame is not None:
                frames.append(frame)
        self._keep(rest)
        return frames

    def _keep(self, piece: bytes) -> None:
        """Add to the frame that has begun, a byte more than the longest at most."""
        self._begun += piece[:max(0, ENCODED_BYTES - len(self._begun))]

    def _frame(self) -> Frame | None:
        if not self._begun:
            return None
        try:
            content = bytes(cobs.decode(bytes(self._begun)))
        except cobs.DecodeError:
            content = b""
        body, checksum = content[:-CHECKSUM_BYTES], content[-CHECKSUM_BYTES:]
        good = (len(body) >= HEADER_BYTES and len(content) <= FRAME_BYTES
                and zlib.crc32(body) == int.from_bytes(checksum, "little"))
        if not good:
            self.errors += 1
            return None
        return Frame(body[0], body[1], body[HEADER_BYTES:])
