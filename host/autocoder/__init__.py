# SPDX-License-Identifier: MIT
"""autocoder: play the latent space of your own sounds.

The steps of the command line as functions; `host/README.md` shows them at work. Each is loaded when it is
first used: the command line starts at once, and only training loads TensorFlow.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from autocoder.audio import read_mono, read_stereo, write_sound, write_wav
    from autocoder.bake.bake import bake_model
    from autocoder.errors import AutocoderError
    from autocoder.reference.filter import load_reference
    from autocoder.shipped import find_model
    from autocoder.spectra.frame_file import load_frames, save_frames
    from autocoder.spectra.frames import build_frames
    from autocoder.synth.autocode import Autocode
    from autocoder.synth.instrument import load_instrument
    from autocoder.synth.paths import walk
    from autocoder.synth.render import Drone
    from autocoder.synth.renderer import render
    from autocoder.vae.create import create_model, quantize_model
    from autocoder.vae.options import Options

__all__ = ["Autocode", "AutocoderError", "Drone", "Options", "bake_model", "build_frames", "create_model",
           "find_model", "load_frames", "load_instrument", "load_reference", "quantize_model", "read_mono",
           "read_stereo", "render", "save_frames", "walk", "write_sound", "write_wav"]

_HOMES = {
    "Autocode": "synth.autocode", "AutocoderError": "errors", "Drone": "synth.render",
    "Options": "vae.options", "bake_model": "bake.bake", "build_frames": "spectra.frames",
    "create_model": "vae.create", "find_model": "shipped", "load_frames": "spectra.frame_file",
    "load_instrument": "synth.instrument", "load_reference": "reference.filter",
    "quantize_model": "vae.create", "read_mono": "audio", "read_stereo": "audio",
    "render": "synth.renderer", "save_frames": "spectra.frame_file", "walk": "synth.paths",
    "write_sound": "audio", "write_wav": "audio",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'autocoder' has no attribute '{name}'")
    return getattr(import_module(f"autocoder.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
