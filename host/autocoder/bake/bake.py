# SPDX-License-Identifier: MIT
"""Bake a model folder into the C++ files of `firmware/generated`."""

from pathlib import Path

import numpy as np

from autocoder import spec
from autocoder.atomic import replacing
from autocoder.bake import carray, tables
from autocoder.errors import ModelError
from autocoder.spectra.mel import reduced_mel_to_spectrum
from autocoder.vae import model as models
from autocoder.vae.runtime import load_interpreter

COMMAND = "autocoder bake"


def bake_model(folder: Path, destination: Path) -> list[Path]:
    """Write sizes.h, model.{h,cc} and mel_to_spectrum.{h,cc} and return their paths.

    Equal models give equal bytes. Raises ModelError when the model is damaged, is not quantized or was
    analysed with other sizes than the module's.
    """
    manifest = models.load_manifest(folder)
    decoder = models.require(folder, manifest, models.DECODER_INT8, f"quantize {folder}")
    golden = models.load_golden(models.require(folder, manifest, models.GOLDEN, f"quantize {folder}"))
    check_sizes(folder, manifest, golden)
    check_decoder(decoder)
    hidden = ", ".join(str(each) for each in manifest.widths[1:-1])
    provenance = [f"Written by `{COMMAND}` from model '{manifest.name}'; do not edit.",
                  f"decoder sha256 {manifest.hashes[models.DECODER_INT8]}",
                  f"{spec.LATENTS} latents, hidden layers of {hidden}, {spec.MEL_BANDS} mel bands, "
                  f"{decoder.stat().st_size} bytes"]
    files = {
        "sizes.h": sizes_header(),
        "model.h": model_header(provenance),
        "model.cc": model_source(provenance, decoder.read_bytes(), manifest, golden),
        "mel_to_spectrum.h": matrix_header(),
        "mel_to_spectrum.cc": matrix_source(),
    }
    for name, text in files.items():
        with replacing(destination / name) as temporary:
            temporary.write_text(text)
    return [destination / name for name in files]


def check_sizes(folder: Path, manifest: models.Manifest, golden: models.Golden) -> None:
    """Raise ModelError when the model does not have the module's sizes."""
    analysis = manifest.analysis
    if manifest.latents != spec.LATENTS:
        raise ModelError(f"{folder}: {manifest.latents} latents; the module has {spec.LATENTS} knobs for "
                         f"them; train with --latents {spec.LATENTS}")
    if (analysis.bands, analysis.rate_hz, analysis.floor_db) != (
            spec.MEL_BANDS, spec.SAMPLE_RATE_HZ, spec.FLOOR_DB):
        raise ModelError(f"{folder}: {analysis.bands} bands at {analysis.rate_hz} Hz down to "
                         f"{analysis.floor_db} dB; the module takes {spec.MEL_BANDS} bands at "
                         f"{spec.SAMPLE_RATE_HZ} Hz down to {spec.FLOOR_DB} dB; train with the defaults")
    expected = (spec.GOLDEN_VECTORS, spec.LATENTS), (spec.GOLDEN_VECTORS, spec.MEL_BANDS)
    if (golden.latents.shape[0] < spec.GOLDEN_VECTORS or golden.latents.shape[1:] != expected[0][1:]
            or golden.mel.shape[1:] != expected[1][1:]):
        raise ModelError(f"{folder / models.GOLDEN}: wrong shape; run `autocoder quantize {folder}` again")


def check_decoder(path: Path) -> None:
    """Raise ModelError when a file is no int8 decoder of the module's sizes."""
    interpreter = load_interpreter(path)
    ends = [interpreter.get_input_details()[0], interpreter.get_output_details()[0]]
    if ([each["shape"][-1] for each in ends] != [spec.LATENTS, spec.MEL_BANDS]
            or any(each["dtype"] != np.int8 for each in ends)):
        raise ModelError(f"{path}: no int8 decoder of {spec.LATENTS} latents and {spec.MEL_BANDS} bands; "
                         f"run `autocoder quantize {path.parent}` again")


def _sizes_provenance() -> list[str]:
    return [f"Written by `{COMMAND}` from host/autocoder/spec.py; do not edit."]


def sizes_header() -> str:
    """Return sizes.h: what host and module agree on."""
    body = carray.constants({
        "kSampleRateHz": spec.SAMPLE_RATE_HZ,
        "kBlockSamples": spec.BLOCK_SAMPLES,
        "kLatents": spec.LATENTS,
        "kMelBands": spec.MEL_BANDS,
        "kSpectrumFft": spec.SPECTRUM_FFT,
        "kSpectrumBins": spec.SPECTRUM_BINS,
        "kSpectrumMinimum": spec.SPECTRUM_MINIMUM,
        "kImpulseTaps": spec.IMPULSE_TAPS,
        "kImpulseFft": spec.IMPULSE_FFT,
        "kImpulseFadeTaps": spec.IMPULSE_FADE_TAPS,
        "kReverbSamples": spec.REVERB_SAMPLES,
        "kUpdateBlocks": spec.UPDATE_BLOCKS,
        "kPositionOne": spec.POSITION_ONE,
        "kControlSmoothingShift": spec.CONTROL_SMOOTHING_SHIFT,
        "kKnobLowCounts": spec.KNOB_LOW_COUNTS,
        "kKnobHighCounts": spec.KNOB_HIGH_COUNTS,
        "kCvZeroVoltCounts": spec.CV_ZERO_VOLT_COUNTS,
        "kCvFiveVoltCounts": spec.CV_FIVE_VOLT_COUNTS,
        "kGoldenCount": spec.GOLDEN_VECTORS,
        "kModeWarmBlocks": spec.MODE_WARM_BLOCKS,
        "kModeFadeBlocks": spec.MODE_FADE_BLOCKS,
        "kFrameHop": spec.FRAME_HOP,
        "kCrossWindow": spec.CROSS_WINDOW,
        "kCrossRenderBlocks": spec.CROSS_RENDER_BLOCKS,
        "kDroneWindow": spec.DRONE_WINDOW,
        "kPhaseDirections": spec.PHASE_DIRECTIONS,
        "kWhitenFloor": spec.WHITEN_FLOOR,
        "kReferenceLevel": spec.REFERENCE_LEVEL,
    })
    return carray.source(_sizes_provenance(), ["<cstddef>"], body, "AUTOCODER_GENERATED_SIZES_H_")


def model_header(provenance: list[str]) -> str:
    """Return model.h: declarations of the decoder, its amplitude table, latent ranges and golden vectors."""
    body = "\n".join([
        "extern const uint8_t kDecoderModel[];",
        "extern const size_t kDecoderModelBytes;",
        "extern const float kAmplitude[256];  // by int8 mel value + 128",
        "// Range of each latent before it was scaled to 0..1, in posterior means.",
        "extern const float kLatentLow[kLatents];",
        "extern const float kLatentHigh[kLatents];",
        "",
        "struct GoldenVector {",
        "  int8_t latents[kLatents];",
        "  uint32_t mel_crc32;",
        "};",
        "extern const GoldenVector kGoldenVectors[kGoldenCount];",
    ])
    return carray.source(provenance, ["<cstddef>", "<cstdint>", "", '"generated/sizes.h"'], body,
                         "AUTOCODER_GENERATED_MODEL_H_")


def model_source(provenance: list[str], decoder: bytes, manifest: models.Manifest,
                 golden: models.Golden) -> str:
    """Return model.cc."""
    rows = zip(golden.latents, tables.golden_checksums(golden.mel), strict=True)
    vectors = "\n".join(f"    {{{{{', '.join(str(int(x)) for x in latents)}}}, {crc}u}}," for latents, crc
                        in list(rows)[:spec.GOLDEN_VECTORS])
    body = "\n".join([
        f"alignas(16) const uint8_t kDecoderModel[] = {{\n{carray.byte_values(decoder)}\n}};",
        "const size_t kDecoderModelBytes = sizeof(kDecoderModel);",
        "",
        carray.array("const float kAmplitude[256]", tables.amplitude_table(manifest.gain)),
        carray.array("const float kLatentLow[kLatents]", np.array(manifest.latent_low)),
        carray.array("const float kLatentHigh[kLatents]", np.array(manifest.latent_high)),
        f"const GoldenVector kGoldenVectors[kGoldenCount] = {{\n{vectors}\n}};",
    ])
    return carray.source(provenance, ['"generated/model.h"'], body)


def matrix_header() -> str:
    """Return mel_to_spectrum.h."""
    body = "\n".join([
        "// spectrum[k] = kBinWeightLow[k] * mel[kBinBand[k]] + kBinWeightHigh[k] * mel[kBinBand[k] + 1]",
        "extern const uint16_t kBinBand[kSpectrumBins];",
        "extern const float kBinWeightLow[kSpectrumBins];",
        "extern const float kBinWeightHigh[kSpectrumBins];",
    ])
    return carray.source(_sizes_provenance(), ["<cstdint>", "", '"generated/sizes.h"'], body,
                         "AUTOCODER_GENERATED_MEL_TO_SPECTRUM_H_")


def matrix_source() -> str:
    """Return mel_to_spectrum.cc: the reduced mel-to-spectrum matrix."""
    matrix = reduced_mel_to_spectrum(spec.SPECTRUM_FFT, spec.SAMPLE_RATE_HZ, spec.MEL_BANDS)
    body = "\n".join([
        carray.array("const uint16_t kBinBand[kSpectrumBins]", matrix.band),
        carray.array("const float kBinWeightLow[kSpectrumBins]", matrix.low),
        carray.array("const float kBinWeightHigh[kSpectrumBins]", matrix.high),
    ])
    return carray.source(_sizes_provenance(), ['"generated/mel_to_spectrum.h"'], body)
