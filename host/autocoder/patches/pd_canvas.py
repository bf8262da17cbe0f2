# SPDX-License-Identifier: MIT
"""The text of Pure Data patches: numbered boxes and the cords between them."""

from itertools import pairwise

Box = int


class Canvas:
    """A canvas or, with a name, a subpatch; boxes are numbered as they are added."""

    def __init__(self, width: int, height: int, name: str = "") -> None:
        self.name = name
        self._records = [f"#N canvas 40 40 {width} {height} {name or 12}" + (" 0" if name else "")]
        self._cords: list[str] = []
        self._boxes = 0

    def add(self, kind: str, x: int, y: int, text: str) -> Box:
        """Add a box: kind is obj, msg or text. Its text may hold commas, semicolons and dollars."""
        for sign in ",;":
            text = text.replace(sign, f" \\{sign}")
        escaped = text.replace("$", "\\$")
        return self._numbered(f"#X {kind} {x} {y} {escaped}")

    def graph(self, x: int, y: int, array: str, size: int) -> Box:
        """Add the picture of an array of values 0..1."""
        self._records += ["#N canvas 0 0 450 300 (subpatch) 0", f"#X array {array} {size} float 0",
                          f"#X coords 0 1 {size} 0 256 120 1 0 0"]
        return self._numbered(f"#X restore {x} {y} graph")

    def subpatch(self, x: int, y: int, inner: "Canvas") -> Box:
        """Add a canvas as a box."""
        self._records += inner.records()
        return self._numbered(f"#X restore {x} {y} pd {inner.name}")

    def connect(self, *chain: tuple[Box, int, Box, int]) -> None:
        """Add cords: from a box's outlet to a box's inlet."""
        self._cords += [f"#X connect {source} {outlet} {target} {inlet}"
                        for source, outlet, target, inlet in chain]

    def chain(self, *boxes: Box) -> None:
        """Connect each box's first outlet to the first inlet of the next."""
        self.connect(*((source, 0, target, 0) for source, target in pairwise(boxes)))

    def records(self) -> list[str]:
        """Return the records; cords come last."""
        return self._records + self._cords

    def text(self) -> str:
        """Return the patch file."""
        return "".join(f"{record};\n" for record in self.records())

    def _numbered(self, record: str) -> Box:
        self._records.append(record)
        self._boxes += 1
        return self._boxes - 1
