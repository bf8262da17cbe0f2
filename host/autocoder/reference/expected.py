# SPDX-License-Identifier: MIT
"""What a model must give on a module, by the official runtime and in float64."""

import importlib.util
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.bake.bundle import BundleFile
from autocoder.device.verify import Expected
from autocoder.errors import ToolError
from autocoder.installation import how_to_get
from autocoder.reference.filter import bands_from_mel, spectrum_from_bands
from autocoder.spec import LATENTS
from autocoder.vae import model as models
from autocoder.vae.quantize import run_int8

Int8Array = npt.NDArray[np.int8]
RANDOM_VECTORS = 100
SEED = 5


def expected_of_folder(folder: Path, rate_hz: int) -> Expected:
    """Return what a folder's golden vectors say, and random ones by the official runtime if it is there.

    Raises ModelError where the folder is no quantized model.
    """
    manifest = models.load_manifest(folder)
    decoder = models.require(folder, manifest, models.DECODER_INT8, f"quantize {folder}").read_bytes()
    golden = models.load_golden(models.require(folder, manifest, models.GOLDEN, f"quantize {folder}"))
    latents, mel = golden.latents, golden.mel
    if has_runtime():
        more = random_latents()
        latents, mel = np.concatenate([latents, more]), np.concatenate([mel, run_int8(decoder, more)])
    return _expected(str(folder), decoder, latents, mel, manifest.gain, rate_hz)


def expected_of_bundle(bundle: BundleFile, name: str, rate_hz: int) -> Expected:
    """Return what a bundle's decoder gives by the official runtime. Raises ToolError without that."""
    if not has_runtime():
        raise ToolError(f"{name}: tflite-micro is missing, which says what it must give; "
                        f"{how_to_get('tflite_micro')}, or name the model's folder")
    latents = np.concatenate([bundle.golden, random_latents()])
    return _expected(name, bundle.decoder, latents, run_int8(bundle.decoder, latents), bundle.gain, rate_hz)


def _expected(name: str, decoder: bytes, latents: Int8Array, mel: Int8Array, gain: float,
              rate_hz: int) -> Expected:
    def spectrum(frame: Int8Array) -> npt.NDArray[np.float64]:
        return spectrum_from_bands(bands_from_mel(frame, gain), rate_hz)

    return Expected(name, zlib.crc32(decoder), latents, mel, spectrum)


def has_runtime() -> bool:
    """Whether the official TFLite Micro runtime is installed."""
    return importlib.util.find_spec("tflite_micro") is not None


def random_latents() -> Int8Array:
    """Return int8 latents [RANDOM_VECTORS, LATENTS], the same ones each time."""
    generator = np.random.default_rng(SEED)
    return generator.integers(-128, 128, (RANDOM_VECTORS, LATENTS)).astype(np.int8)
