# SPDX-License-Identifier: MIT
"""Sizes of a model that fit what will play it."""

from dataclasses import dataclass

from autocoder.spec import MEL_BANDS


@dataclass(frozen=True)
class Profile:
    """Sizes of a network and of the frames it is trained on, and why they fit."""

    bands: int
    hidden: int
    deep: bool
    reason: str


PROFILES = {
    "daisy": Profile(MEL_BANDS, 512, False, "140 kB; SDRAM holds dozens, flash one beside the program"),
    "teensy": Profile(MEL_BANDS, 256, False, "72 kB; without PSRAM two of them share 512 kB with a reverb"),
    "desktop": Profile(2 * MEL_BANDS, 1000, True, "no module: deep and on 512 bands, for render and OSC"),
}
