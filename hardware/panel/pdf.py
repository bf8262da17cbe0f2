# SPDX-License-Identifier: MIT
"""One page of lines and text as PDF, the same bytes at every run."""

from collections.abc import Iterable

POINTS_PER_MM = 72 / 25.4
A4_MM = (210.0, 297.0)
KAPPA = 0.5522847498  # of a cubic curve that stands for a quarter of a circle


class Page:
    """A page of A4. Lengths are in mm, right and down of its top left corner."""

    def __init__(self) -> None:
        """Start with a black hairline."""
        scale = POINTS_PER_MM
        self._content = [f"{scale:.8f} 0 0 {-scale:.8f} 0 {A4_MM[1] * scale:.5f} cm"]

    def pen(self, width_mm: float, grey: float = 0.0) -> None:
        """Draw on with a width and a grey, 0 to 1."""
        self._content.append(f"{width_mm:g} w {grey:g} G {grey:g} g")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self._content.append(f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S")

    def box(self, left: float, top: float, width: float, height: float, radius: float = 0.0) -> None:
        """Draw a box, its corners rounded."""
        right, bottom, r, k = left + width, top + height, radius, radius * (1 - KAPPA)
        self._content.append(
            f"{left + r:.3f} {top:.3f} m {right - r:.3f} {top:.3f} l "
            f"{right - k:.3f} {top:.3f} {right:.3f} {top + k:.3f} {right:.3f} {top + r:.3f} c "
            f"{right:.3f} {bottom - r:.3f} l "
            f"{right:.3f} {bottom - k:.3f} {right - k:.3f} {bottom:.3f} {right - r:.3f} {bottom:.3f} c "
            f"{left + r:.3f} {bottom:.3f} l "
            f"{left + k:.3f} {bottom:.3f} {left:.3f} {bottom - k:.3f} {left:.3f} {bottom - r:.3f} c "
            f"{left:.3f} {top + r:.3f} l "
            f"{left:.3f} {top + k:.3f} {left + k:.3f} {top:.3f} {left + r:.3f} {top:.3f} c S")

    def text(self, x: float, y: float, words: str, size_mm: float) -> None:
        """Write Helvetica from x on, its base line at y. Raises UnicodeEncodeError beyond Latin-1."""
        shown = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self._content.append(f"BT /F1 {size_mm:g} Tf 1 0 0 -1 {x:.3f} {y:.3f} Tm ({shown}) Tj ET")

    def document(self, title: str) -> bytes:
        """Return the PDF."""
        content = "\n".join(self._content).encode("latin-1")
        width, height = (side * POINTS_PER_MM for side in A4_MM)
        return _file([
            b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.4f} {height:.4f}] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
            f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            f"<< /Title ({title}) >>".encode("latin-1"),
        ])


def _file(objects: Iterable[bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    start, count = len(data), len(places) + 1
    data += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    data += f"trailer\n<< /Size {count} /Root 1 0 R /Info {count - 1} 0 R >>\n".encode()
    return bytes(data + f"startxref\n{start}\n%%EOF\n".encode())
