# SPDX-License-Identifier: MIT
"""The one model that the suites share: trained for seconds, quantized, baked, built."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autocoder.audio import write_wav
from autocoder.bake.bake import bake_model
from autocoder.device.build import build_firmware
from autocoder.reference.filter import Reference, load_reference
from autocoder.spectra.frames import FrameSet, build_frames
from autocoder.vae.model import Manifest, load_manifest
from sounds import gliding_voices

Target = Literal["native", "qemu"]

SECONDS = 6.0
HIDDEN = 64
STEPS = 1000


@dataclass(frozen=True)
class SessionModel:
    """A model of a few seconds of gliding resonances.

    folder: the model; frames: what it was trained on; generated: the baked C++; builds: where objects go;
    others: models baked into the slots after the first; encoder: whether the first one's is baked, too
    """

    folder: Path
    frames: FrameSet
    generated: Path
    builds: Path
    others: tuple[Path, ...] = ()
    encoder: bool = False

    @functools.cached_property
    def manifest(self) -> Manifest:
        """The model's manifest."""
        return load_manifest(self.folder)

    @functools.cached_property
    def reference(self) -> Reference:
        """The float64 model of the module with these models in it."""
        return load_reference(self.folder, *self.others, encoder=self.encoder)

    def beside(self, *others: Path, place: Path) -> "SessionModel":
        """Return this model baked together with others and its encoder, in an empty folder."""
        bake_model(self.folder, place / "generated", *others, encoder=True)
        return SessionModel(self.folder, self.frames, place / "generated", place / "builds", others, True)

    def program(self, environment: str) -> Path:
        """Return an environment of platformio.ini built with this model, once per session."""
        return _build(environment, self.generated, self.builds)


@functools.cache
def _build(environment: str, generated: Path, builds: Path) -> Path:
    return build_firmware(environment, generated, builds)


def make_session_model(folder: Path) -> SessionModel:
    """Make the model in an empty folder; needs no trained model and no baked one."""
    from autocoder.vae.create import create_model, quantize_model
    from autocoder.vae.options import Options

    sound = folder / "voices.wav"
    write_wav(sound, gliding_voices(SECONDS, seed=1))
    frames = build_frames(sound)
    model = folder / "model"
    create_model(frames, model, Options(steps=STEPS, hidden=HIDDEN))
    quantize_model(model)
    bake_model(model, folder / "generated")
    return SessionModel(model, frames, folder / "generated", folder / "builds")
