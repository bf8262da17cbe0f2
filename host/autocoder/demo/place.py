# SPDX-License-Identifier: MIT
"""Where the demo keeps what it makes."""

from pathlib import Path


class Place:
    """Paths below the demo's folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sounds = root / "sound"
        self.frames = root / "frames.npz"
        self.model = root / "model"
        self.generated = root / "generated"
        self.build = root / "build"
        self.input = root / "input.wav"
        self.controls = root / "controls.csv"
        self.module = root / "module.wav"
        self.counts = root / "counts.npy"
        self.reference = root / "reference.wav"
        self.report = root / "report.html"
        self.figures = root / "report.json"
        self.steps = root / "steps.json"

    def picture(self, name: str) -> Path:
        """Return the path of a picture."""
        return self.root / f"{name}.png"
