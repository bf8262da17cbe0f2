# SPDX-License-Identifier: MIT
"""The int8 encoder: from a model's float one, and what int8 costs (needs the `train` extra)."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.errors import ModelError
from autocoder.vae import model as models
from autocoder.vae.batches import spread
from autocoder.vae.coding import decode, encode
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.quantize import dequantize_latents, dequantize_mel, quantize_mel, run_int8
from autocoder.vae.runtime import load_interpreter

FloatArray = npt.NDArray[np.float32]

REPRESENTATIVE_FRAMES = 512
RANDOM_FRAMES = 256
MEASURED_FRAMES = 1_000


def quantized_encoder(folder: Path, manifest: models.Manifest, latents: FloatArray) -> bytes:
    """Return the int8 encoder of a model folder, for latents 0..1 of its set [frames, latents].

    The ranges of its layers are measured over what the decoder makes of the set's latents and of random ones:
    a model folder does not keep the set's frames, and with those the encoder comes out no better.
    Raises ModelError where the float encoder is not this model's.
    """
    from autocoder.vae import export
    from autocoder.vae.network import build_dense

    path = folder / models.ENCODER
    load_interpreter(path)  # refuses what is no network at all
    try:
        weights = export.dense_weights(path.read_bytes())
        widths = [len(weights[0]), *(each.shape[-1] for each in weights[1::2])]
        if (widths[0], widths[-1]) != (manifest.analysis.bands, manifest.latents):
            raise ValueError("other ends")
        encoder = build_dense(widths)
        encoder.set_weights(weights)
    except (ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: not this model's encoder; train again") from error
    random = np.random.default_rng(2).random((RANDOM_FRAMES, manifest.latents)).astype(np.float32)
    return export.to_int8_encoder(
        encoder, decode(folder, np.concatenate([spread(latents, REPRESENTATIVE_FRAMES), random])))


def measure_encoder(folder: Path, encoder: bytes, decoder: bytes, latents: FloatArray) -> dict[str, float]:
    """Return what int8 costs, over frames that the float decoder makes of latents 0..1 [frames, latents].

    encoder_int8_latent_rms: from the float encoder's latents, root mean square over frames and latents
    encoder_round_trip_db, encoder_int8_round_trip_db: distance of a frame from what becomes of it through
    encoder and decoder, both in float, or both in int8
    """
    frames = decode(folder, spread(latents, MEASURED_FRAMES))
    found, found_int8 = encode(folder, frames), run_int8(encoder, quantize_mel(frames))
    error = dequantize_latents(found_int8) - found
    return {
        "encoder_int8_latent_rms": float(np.sqrt(np.mean(error.astype(np.float64) ** 2))),
        "encoder_round_trip_db": log_spectral_distance_db(decode(folder, found), frames),
        "encoder_int8_round_trip_db": log_spectral_distance_db(
            dequantize_mel(run_int8(decoder, found_int8)), frames),
    }
