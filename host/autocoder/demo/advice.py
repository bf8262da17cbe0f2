# SPDX-License-Identifier: MIT
"""What to try after the demo: commands with the reader's own paths."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from autocoder.demo.place import Place


@dataclass(frozen=True)
class Advice:
    """What somebody may want, and the command that does it."""

    wish: str
    command: str


def advice(place: Place, own: Path | None) -> list[Advice]:
    """Return what to try next; own: the sound that the demo was given, None for its recordings."""
    root, model, played = place.root, place.model, own if own and own.is_file() else place.input
    through = ["emulate", "--generated", place.generated, "--input", played]
    found = [
        Advice("Turn its spectra into a reverb of three seconds.",
               _line(*through, "--set", "mode=reverb", "--set", "decay_s=3", "-o", root / "reverb.wav")),
        Advice("Let it play by itself, wandering through the sound.",
               _line(*through, "--set", "mode=drone", "--set", "walk=0.6", "-o", root / "drone.wav")),
        Advice("Hear what each knob does, one at a time: a page with a sound for each.",
               _line("inspect", model)),
        Advice("Render the model on its own, without the module.",
               _line("render", model, "--seconds", 20, "-o", root / "alone.wav")),
        Advice("Bring it into a module that runs, here or on your desk (start one here with "
               "`autocoder emulate --serial`).", _line("upload", model)),
        Advice("Build it into a Daisy Seed's firmware.", _line("flash", "daisy", "--model", model)),
    ]
    if own is None:
        return [Advice("Do all this with a sound of your own: a file, or a folder of recordings.",
                       _line("demo", "--sound", "bells.wav", "-o", root.with_name("bells"))), *found]
    return [*found, Advice("Learn longer, where the distance above is large.",
                           _line("train", place.frames, "-o", root / "longer", "--steps", 20_000,
                                 "--patience", 12))]


def _line(*words: object) -> str:
    return shlex.join(["autocoder", *map(str, words)])
