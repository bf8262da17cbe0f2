# SPDX-License-Identifier: MIT
"""Tags that players write in front of a sound or behind it."""

from autocoder.audio.view import FileView

ID3V1_BYTES = 128
ID3V2_HEADER_BYTES = 10
APE_FOOTER_BYTES = 32
APE_HAS_HEADER = 0x80  # in the last byte of the flags


def behind_tags(view: FileView) -> int:
    """Return where the sound begins behind any number of ID3v2 tags."""
    at = 0
    while len(header := view.bytes_at(at, ID3V2_HEADER_BYTES)) == ID3V2_HEADER_BYTES and header[:3] == b"ID3":
        size = 0
        for each in header[6:]:
            size = size << 7 | each & 0x7F
        footer = ID3V2_HEADER_BYTES if header[5] & 0x10 else 0
        at += ID3V2_HEADER_BYTES + size + footer
    return at if at < view.size else 0


def before_tags(view: FileView) -> int:
    """Return where an ID3v1 or APE tag at the end begins, else the end."""
    end = view.size
    if end > ID3V1_BYTES and view.bytes_at(end - ID3V1_BYTES, 3) == b"TAG":
        end -= ID3V1_BYTES
    footer = view.bytes_at(max(0, end - APE_FOOTER_BYTES), APE_FOOTER_BYTES)
    if footer[:8] == b"APETAGEX":
        header = APE_FOOTER_BYTES if footer[23] & APE_HAS_HEADER else 0
        end = max(0, end - int.from_bytes(footer[12:16], "little") - header)
    return end
