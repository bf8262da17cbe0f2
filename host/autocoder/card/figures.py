# SPDX-License-Identifier: MIT
"""A card's figures, by name: what the manifest holds, and what is measured on the model itself."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.card.loudness import loudness_db
from autocoder.errors import ModelError
from autocoder.spec import MEL_HIGH_HZ
from autocoder.synth.instrument import Instrument, load_instrument
from autocoder.vae import model as models
from autocoder.vae.options import Options
from autocoder.vae.remarks import better_than_pca8, remarks

FloatArray = npt.NDArray[np.floating]
Figures = dict[str, Any]

INNER_PERCENTILES = (5.0, 95.0)
STAGES = ("int8_added_set_db", "int8_added_set_worst_db", "int8_added_random_db",
          "int8_added_random_worst_db")
ENCODER_STAGES = ("encoder_int8_latent_rms", "encoder_round_trip_db", "encoder_int8_round_trip_db")
DISTANCES = ("lsd_db", "pca8_lsd_db", "spectral_convergence", "pca8_spectral_convergence")
CURVE = ("step", "seconds", "train_lsd_db", "heldout_lsd_db")
MEASURED_FRAMES = 4096  # of the set, evenly spread


def load_sounding(folder: Path) -> Instrument:
    """Return a model of sounds. Raises ModelError when it is missing, damaged or of envelopes."""
    instrument = load_instrument(folder)
    if instrument.rate_hz < 2.0 * MEL_HIGH_HZ:
        raise ModelError(f"{folder}: a model of envelopes has no spectra to inspect; give a model of sounds")
    return instrument


def gather_figures(instrument: Instrument, beside: Sequence[Instrument] = ()) -> Figures:
    """Return the figures of a model, beside those of others.

    Distances, effects and loudness are in dB, sizes in bytes, latents 0..1; what was not measured is None.
    Raises ModelError when a manifest lacks figures.
    """
    manifest = instrument.manifest
    with _complete(instrument):
        figures: Figures = {
            "name": str(manifest.name),
            "notes": remarks(manifest),
            "trained_on": _trained_on(instrument),
            "sizes": sizes(instrument),
            "heldout": {**manifest.heldout, "better_than_pca8": better_than_pca8(manifest)},
            "int8": _int8(manifest),
            "latents": _latents(instrument),
            "dead_latents": [index + 1 for index in manifest.dead_latents],
            "loudness": _loudness(instrument),
            "training": _training(manifest),
            "models": [_row(instrument, manifest)],
            "provenance": {"format": manifest.format, "frames_sha256": manifest.frames_sha256,
                           "files_sha256": manifest.hashes},
        }
    for each in beside:
        with _complete(each):
            figures["models"].append(_row(each, manifest))
    return figures


@contextmanager
def _complete(instrument: Instrument) -> Iterator[None]:
    """Turn what a manifest without some figure gives into a ModelError."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError) as error:
        raise ModelError(f"{instrument.folder / models.MANIFEST}: lacks figures of the training "
                         f"({type(error).__name__}: {error}); train again") from error


def _trained_on(instrument: Instrument) -> Figures:
    manifest, analysis = instrument.manifest, instrument.manifest.analysis
    frames, trained = len(instrument.recording), manifest.training["frames"]
    heldout = manifest.training["heldout_frames"]
    return {
        "files": manifest.training.get("files"),
        "sound_seconds": manifest.training["sound_seconds"],
        "frames": frames, "train_frames": trained, "heldout_frames": heldout,
        "border_frames": frames - trained - heldout,
        "choice": asdict(manifest.choice), "analysis": asdict(analysis),
        "maximum_db": decibels(manifest.maximum),
    }


def sizes(instrument: Instrument) -> Figures:
    """Return widths, counts of weights and multiply-adds, and bytes of the model's files by name."""
    manifest = instrument.manifest
    macs = sum(low * high for low, high in zip(manifest.widths, manifest.widths[1:], strict=False))
    return {
        "widths": manifest.widths, "macs": macs, "parameters": macs + sum(manifest.widths[1:]),
        "bytes": {name: (instrument.folder / name).stat().st_size for name in sorted(manifest.hashes)},
    }


def _latents(instrument: Instrument) -> list[Figures]:
    """Return what is known of each latent; its quantiles are those of the set."""
    manifest = instrument.manifest
    low, middle, high = np.percentile(instrument.recording, (INNER_PERCENTILES[0], 50.0,
                                                             INNER_PERCENTILES[1]), axis=0)
    return [{"latent": index + 1, "effect_db": manifest.latent_effect_db[index],
             "dead": index in manifest.dead_latents, "set_p5": float(low[index]),
             "set_median": float(middle[index]), "set_p95": float(high[index]),
             "posterior_low": manifest.latent_low[index], "posterior_high": manifest.latent_high[index]}
            for index in range(manifest.latents)]


def measured_latents(instrument: Instrument) -> FloatArray:
    """Return up to MEASURED_FRAMES rows of the set's latents, evenly spread, [frames, latents]."""
    latents = instrument.recording
    return latents[np.linspace(0, len(latents) - 1, min(len(latents), MEASURED_FRAMES)).astype(np.intp)]


def centre(instrument: Instrument) -> npt.NDArray[np.float32]:
    """Return the set's median in each latent, float32 [latents]."""
    return np.median(instrument.recording, axis=0).astype(np.float32)


def decibels(factor: float) -> float:
    """Return 20 log10 of a factor. Raises ValueError when it is not above 0."""
    return 20.0 * math.log10(factor)


def _loudness(instrument: Instrument) -> Figures:
    gain = instrument.manifest.gain
    gain_db = decibels(gain)  # first: no level is measured with a gain that is none
    levels = loudness_db(instrument, measured_latents(instrument))
    low, middle, high = np.percentile(levels, (INNER_PERCENTILES[0], 50.0, INNER_PERCENTILES[1]))
    return {
        "gain": gain, "gain_db": gain_db,
        "at_median_latents_db": float(loudness_db(instrument, centre(instrument)[np.newaxis])[0]),
        "set_p5_db": float(low), "set_median_db": float(middle), "set_p95_db": float(high),
        "louder_half_median_db": float(np.median(levels[levels >= middle])),
    }


def _int8(manifest: models.Manifest) -> Figures | None:
    if not manifest.stages:
        return None
    names = (*STAGES, *(name for name in ENCODER_STAGES if name in manifest.stages))
    return {name: float(manifest.stages[name]) for name in names}


def _training(manifest: models.Manifest) -> Figures:
    record, defaults = manifest.training, asdict(Options())
    curve = [{name: point[name] + 0 for name in CURVE} for point in record["curve"]]  # numbers, all of them
    best = min(curve, key=lambda point: point["heldout_lsd_db"]) if curve else None
    return {
        "seconds": record["seconds"], "steps": curve[-1]["step"] if curve else 0,
        "best_step": best["step"] if best else None,
        "changed_options": {name: value for name, value in sorted(record["options"].items())
                            if name not in defaults or defaults[name] != value},
        "options": record["options"], "curve": curve,
    }


def _row(instrument: Instrument, first: models.Manifest) -> Figures:
    """Return what a model shows beside another one; distances compare only on the same held-out frames."""
    manifest, size = instrument.manifest, sizes(instrument)
    same = manifest.frames_sha256 == first.frames_sha256
    heldout = manifest.heldout
    return {
        "name": str(manifest.name), "same_set": same, "widths": size["widths"], "macs": size["macs"],
        "decoder_bytes": size["bytes"].get(models.DECODER),
        "int8_bytes": size["bytes"].get(models.DECODER_INT8),
        **{name: float(heldout[name]) for name in DISTANCES}, "better_than_pca8": better_than_pca8(manifest),
        "against_first_db": heldout["lsd_db"] - first.heldout["lsd_db"] if same else None,
        "int8_added_db": manifest.stages.get("int8_added_set_db"),
        "dead_latents": len(manifest.dead_latents), "training_seconds": float(manifest.training["seconds"]),
    }
