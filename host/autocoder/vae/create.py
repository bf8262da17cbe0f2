# SPDX-License-Identifier: MIT
"""Frame set -> model folder -> int8 decoder (needs the `train` extra)."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.errors import ModelError
from autocoder.names import printable
from autocoder.progress import Progress, silent
from autocoder.spectra.frame_file import sha256
from autocoder.spectra.frames import FrameSet
from autocoder.vae import model as models
from autocoder.vae.batches import spread
from autocoder.vae.checkpoint import checkpoint_path, load_checkpoint, run_key, save_checkpoint
from autocoder.vae.coding import decode, encode
from autocoder.vae.encoder import measure_encoder, quantized_encoder
from autocoder.vae.latents import arrange, sounding_gain
from autocoder.vae.measures import (
    fit_pca,
    frame_distances_db,
    log_spectral_distance_db,
    spectral_convergence,
)
from autocoder.vae.options import Options, Watch, unwatched
from autocoder.vae.quantize import cube_corners, dequantize_mel, quantize_latents, run_int8
from autocoder.vae.runtime import load_interpreter
from autocoder.vae.train import Trained, train
from autocoder.vae.workers import Workers

FloatArray = npt.NDArray[np.float32]

REPRESENTATIVE_FRAMES = 512
RANDOM_LATENTS = 10_000
MEASURED_FRAMES = 2_000  # of the set, evenly spread: TFLite Micro on a desktop decodes about 2 000 a second
TRAIN_GOAL_DB = 2.3
REWRITTEN = (models.MANIFEST, models.GOLDEN, models.DECODER_INT8, models.ENCODER_INT8)


def create_model(frames: FrameSet, folder: Path, options: Options | None = None, watch: Watch = unwatched, *,
                 resume: bool = False, workers: Workers | None = None) -> models.Manifest:
    """Train on a frame set and write a model folder with the float decoder and encoder.

    An existing model in `folder` stays until the new one is complete. What an interrupted run has reached
    stays beside `folder` in a checkpoint; with `resume` the run goes on from there and ends as it would have.
    Raises InputError for a set too short and where there is nothing to go on with, ModelError when `folder`
    holds something else.

    workers: who shares the work; this is the first of them, the others call `help_create`
    """
    chosen, path = options or Options(), checkpoint_path(folder)
    key = run_key(sha256(frames), chosen)
    if workers is not None:
        workers.check_same(key)
    with models.new_folder(folder) as temporary:
        earlier = load_checkpoint(path, key) if resume else None
        trained = train(frames, chosen, watch, resume=earlier, workers=workers,
                        keep=lambda progressed: save_checkpoint(path, key, progressed))
        manifest = _write_networks(trained, temporary, printable(folder.name))
        models.save_manifest(temporary, manifest)
    path.unlink(missing_ok=True)
    return manifest


def help_create(frames: FrameSet, workers: Workers, options: Options | None = None, watch: Watch = unwatched
                ) -> None:
    """Share the first worker's training of a model; it alone writes.

    Raises what `train` does, and InputError where the frame set or the options are not the first one's.
    """
    chosen = options or Options()
    workers.check_same(run_key(sha256(frames), chosen))
    train(frames, chosen, watch, workers=workers)


def _write_networks(trained: Trained, folder: Path, name: str) -> models.Manifest:
    from autocoder.vae import export

    frames, split, heldout = trained.material.frames, trained.material.split, trained.material.heldout
    encoder, decoder, latents = arrange(trained.encoder, trained.decoder, trained.material.summary)
    (folder / models.DECODER).write_bytes(export.to_tflite(decoder))
    (folder / models.ENCODER).write_bytes(export.to_tflite(encoder))
    encoded = encode(folder, frames.targets)
    kept = models.LatentSet(encoded, split.heldout, frames.file_index)
    models.save_latents(folder / models.LATENT_SET, kept)
    decoded = decode(folder, encode(folder, heldout))
    baseline = fit_pca(trained.material.summary, spec.LATENTS).reconstruct(heldout)
    return models.Manifest(
        name=name, frames_sha256=sha256(frames), analysis=frames.analysis, choice=frames.choice,
        widths=list(trained.options.widths(frames.analysis.bands)), maximum=frames.maximum,
        gain=sounding_gain(trained.material.sounding, frames.analysis.floor_db),
        latent_low=latents.low.tolist(), latent_high=latents.high.tolist(),
        latent_effect_db=latents.effect_db.tolist(), dead_latents=latents.dead,
        training=training_record(trained),
        heldout={
            "lsd_db": log_spectral_distance_db(decoded, heldout),
            "pca8_lsd_db": log_spectral_distance_db(baseline, heldout),
            "spectral_convergence": spectral_convergence(decoded, heldout),
            "pca8_spectral_convergence": spectral_convergence(baseline, heldout),
        },
    )


def training_record(trained: Trained) -> dict[str, object]:
    """Return what the manifest keeps of a run: options, sizes, times and the curve."""
    material = trained.material
    reached = [each.seconds for each in trained.history if each.train_lsd_db <= TRAIN_GOAL_DB]
    return {
        "options": asdict(trained.options),
        "files": len(material.frames.files),
        "sound_seconds": material.frames.duration_s,
        "frames": int(material.split.train.sum()),
        "heldout_frames": int(material.split.heldout.sum()),
        "silent_share": material.silent_share,
        "seconds": trained.history[-1].seconds if trained.history else 0.0,
        "seconds_to_2.3_db_on_training_frames": reached[0] if reached else None,
        "curve": [asdict(each) for each in trained.history],
    }


def quantize_model(folder: Path, progress: Progress = silent) -> models.Manifest:
    """Add int8 decoder and encoder, their golden vectors and their measured loss to a model folder.

    A model without an encoder stays without. Raises ModelError when the folder is no model.
    """
    manifest = models.load_manifest(folder)
    latents = models.latent_set(folder, manifest)
    with models.new_folder(folder) as temporary:
        shutil.copytree(folder, temporary, dirs_exist_ok=True, symlinks=True,  # with what else is kept there
                        ignore=lambda inside, _: REWRITTEN if Path(inside) == folder else ())
        has_encoder = models.ENCODER in manifest.hashes
        encoder = quantized_encoder(folder, manifest, latents.latents) if has_encoder else b""
        content = _quantized(folder, manifest, latents.latents)
        (temporary / models.DECODER_INT8).write_bytes(content)
        progress(1, 5)
        golden = golden_vectors(content, manifest.latents)
        stages = measure_stages(temporary, content, latents, progress)
        if has_encoder:
            (temporary / models.ENCODER_INT8).write_bytes(encoder)
            golden = replace(golden, encoded=run_int8(encoder, golden.mel))
            stages |= measure_encoder(temporary, encoder, content, latents.latents)
        models.save_golden(temporary / models.GOLDEN, golden)
        manifest = replace(manifest, stages=stages)
        manifest.heldout["int8_lsd_db"] = manifest.stages["int8_added_set_db"]
        models.save_manifest(temporary, manifest)
        progress(5, 5)
    return manifest


def _quantized(folder: Path, manifest: models.Manifest, latents: FloatArray) -> bytes:
    """Return the int8 decoder; the converter starts from a Keras model with the float file's weights."""
    from autocoder.vae import export
    from autocoder.vae.network import build_decoder

    decoder = build_decoder(np.full(manifest.analysis.bands, 0.5), manifest.widths, seed=0)
    load_interpreter(folder / models.DECODER)  # refuses what is no network at all
    try:
        decoder.set_weights(export.dense_weights((folder / models.DECODER).read_bytes()))
    except (ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{folder / models.DECODER}: not this model's decoder; train again") from error
    picked = spread(latents, REPRESENTATIVE_FRAMES)
    return export.to_int8_tflite(decoder, np.concatenate([picked, cube_corners(manifest.latents)]))


def golden_vectors(content: bytes, latents: int) -> models.Golden:
    """Return seeded latents, first the extremes, and what the official runtime makes of them."""
    random = np.random.default_rng(0).random((spec.GOLDEN_VECTORS - 2, latents))
    rows = quantize_latents(np.concatenate([np.zeros((1, latents)), np.ones((1, latents)), random]))
    return models.Golden(rows, run_int8(content, rows))


def measure_stages(folder: Path, content: bytes, latents: models.LatentSet,
                   progress: Progress = silent) -> dict[str, float]:
    """Return the mean distance that int8 adds to the float decoder, in dB: over the set and at random."""
    count = latents.latents.shape[1]
    sets = {
        "set": spread(latents.latents, MEASURED_FRAMES),
        "random": np.random.default_rng(1).random((RANDOM_LATENTS, count)).astype(np.float32),
    }
    stages: dict[str, float] = {}
    for done, (name, rows) in enumerate(sets.items(), start=2):
        int8 = dequantize_mel(run_int8(content, quantize_latents(rows)))
        distances = frame_distances_db(int8, decode(folder, rows))
        stages[f"int8_added_{name}_db"] = float(distances.mean())
        stages[f"int8_added_{name}_worst_db"] = float(distances.max())
        progress(done + 1, 5)
    return stages
