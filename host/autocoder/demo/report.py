# SPDX-License-Identifier: MIT
"""The demo's figures: measured once, written as JSON for scripts; `demo.page` makes a page of them."""

import json
from typing import Any

import numpy as np

from autocoder import spec
from autocoder.atomic import replacing
from autocoder.audio import read_stereo
from autocoder.demo.explained import explained
from autocoder.demo.place import Place
from autocoder.errors import InputError
from autocoder.levels import signal_to_error_db
from autocoder.spectra.frames import to_target
from autocoder.spectra.mel import mel_frames, mel_to_spectrum, reduced_mel_to_spectrum
from autocoder.vae import model as models
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.remarks import better_than_pca8, remarks


def measure(place: Place, origin: str, live: str) -> dict[str, Any]:
    """Return the figures of a finished demo by name; origin, live: where its sound and input are from."""
    manifest = models.load_manifest(place.model)
    module, reference = read_stereo(place.module), read_stereo(place.reference)
    callback, loop = np.load(place.counts).T
    return {
        "sound": origin,
        "input": live,
        "sound_seconds": manifest.training["sound_seconds"],
        "train_seconds": manifest.training["seconds"],
        "heldout": manifest.heldout,
        "improvement_over_pca8": better_than_pca8(manifest),
        "notes": remarks(manifest),
        "latent_effect_db": manifest.latent_effect_db,
        "dead_latents": manifest.dead_latents,
        "stages": {**manifest.stages, "matrix_added_db": _matrix_added_db(place),
                   "module_added_db": _module_added_db(module, reference)},
        "module_signal_to_error_db": signal_to_error_db(reference, module),
        "emulated_instructions_per_sample": {
            "mean": float(callback.mean()) / spec.BLOCK_SAMPLES,
            "worst_block": float(callback.max()) / spec.BLOCK_SAMPLES,
            "update": float(loop.max()),
        },
        "curve": manifest.training["curve"],
    }


def _matrix_added_db(place: Place) -> float:
    """Return the mean distance in dB between the reduced and the dense matrix over golden spectra."""
    from autocoder.vae.quantize import dequantize_mel

    targets = dequantize_mel(models.load_golden(place.model / models.GOLDEN).mel)
    mel = 10.0 ** (spec.FLOOR_DB * (1.0 - targets.astype(np.float64)) / 20.0)
    dense, reduced = mel @ mel_to_spectrum().T, reduced_mel_to_spectrum().apply(mel.astype(np.float32))
    return float(np.mean(np.abs(20.0 * np.log10(reduced / dense))))


def _module_added_db(module: np.ndarray[Any, Any], reference: np.ndarray[Any, Any]) -> float:
    """Return the log-spectral distance in dB between the emulated module's sound and the reference's."""
    frames = [mel_frames(np.ascontiguousarray(each[:, 0], dtype=np.float32)) for each in (module, reference)]
    loudest = float(frames[1].max())
    played, expected = (to_target(each, loudest) for each in frames)
    return log_spectral_distance_db(played, expected)


def write(place: Place, figures: dict[str, Any]) -> None:
    """Write report.json."""
    with replacing(place.figures) as temporary:
        temporary.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def table(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures people look for, as names and values with units."""
    return [(each.name, each.value) for each in explained(figures)]


def load(place: Place) -> dict[str, Any]:
    """Read report.json. Raises InputError when it is damaged."""
    try:
        figures: dict[str, Any] = json.loads(place.figures.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{place.figures}: damaged; remove {place.root} and run again") from error
    return figures
