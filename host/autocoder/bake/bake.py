# SPDX-License-Identifier: MIT
"""Bake model folders into the C++ files of `firmware/generated`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autocoder import spec
from autocoder.atomic import replacing_files
from autocoder.bake import autocoding, carray, tables
from autocoder.bake.names import module_name
from autocoder.errors import ModelError
from autocoder.spectra.mel import reduced_mel_to_spectrum
from autocoder.vae import model as models
from autocoder.vae.runtime import load_interpreter

COMMAND = "autocoder bake"


@dataclass(frozen=True)
class Slot:
    """What is baked of one model; decoder: the bytes of its int8 .tflite."""

    manifest: models.Manifest
    decoder: bytes
    golden: models.Golden

    @property
    def provenance(self) -> list[str]:
        """Where the bytes are from."""
        hidden = ", ".join(str(each) for each in self.manifest.widths[1:-1])
        return [f"Model '{self.manifest.name}': {spec.LATENTS} latents, hidden layers of {hidden}, "
                f"{spec.MEL_BANDS} mel bands, {len(self.decoder)} bytes",
                f"decoder sha256 {self.manifest.hashes[models.DECODER_INT8]}"]


def bake_model(folder: Path, destination: Path, *others: Path, encoder: bool = False,
               clock: spec.Clock = spec.CLOCK) -> list[Path]:
    """Write sizes.h and, as .h and .cc, model, encoder, mel_to_spectrum and mel_analysis; return their paths.

    others: models for the slots after the first; encoder: whether the first model's encoder is among them, or
    a place that says there is none; clock: the board's sample rate and block

    Equal models give equal bytes; the files change together or not at all. Raises ModelError when a model is
    damaged, is not quantized or was analysed with other sizes than the module's, and for more models than
    there are slots.
    """
    if len(others) >= spec.MODEL_SLOTS:
        raise ModelError(f"{others[spec.MODEL_SLOTS - 1]}: the module has {spec.MODEL_SLOTS} slots for "
                         f"models; bake {spec.MODEL_SLOTS} or fewer")
    slots = [load_slot(each) for each in (folder, *others)]
    path = encoder_of(folder, slots[0].manifest, slots[0].golden) if encoder else None
    written = f"Written by `{COMMAND}`; do not edit."
    provenance = [written, *(line for each in slots for line in each.provenance)]
    source = [written, f"encoder sha256 {slots[0].manifest.hashes[models.ENCODER_INT8]}" if path else
              "Without the encoder, which `--encoder` adds."]
    files = {
        "model.h": model_header(provenance, len(slots)),
        "model.cc": model_source(provenance, slots),
        "encoder.h": autocoding.encoder_header(source, path.stat().st_size if path else 0),
        "encoder.cc": autocoding.encoder_source(source, path, slots[0].golden.encoded if path else None),
        "mel_to_spectrum.h": matrix_header(),
        **clock_files(clock),
    }
    with replacing_files(destination, files) as temporary:
        for name, text in files.items():
            (temporary / name).write_text(text, encoding="utf-8")
    return [destination / name for name in files]


def clock_files(clock: spec.Clock) -> dict[str, str]:
    """Return the text of each file that depends on the board's sample rate and block, by its name."""
    return {
        "sizes.h": sizes_header(clock),
        "mel_analysis.h": autocoding.analysis_header(_sizes_provenance(), clock.sample_rate_hz),
        "mel_analysis.cc": autocoding.analysis_source(_sizes_provenance(), clock.sample_rate_hz),
        "mel_to_spectrum.cc": matrix_source(clock.sample_rate_hz),
    }


def load_slot(folder: Path) -> Slot:
    """Return what is baked of a model folder. Raises ModelError as `bake_model` does."""
    manifest = models.load_manifest(folder)
    decoder = models.require(folder, manifest, models.DECODER_INT8, f"quantize {folder}")
    golden = models.load_golden(models.require(folder, manifest, models.GOLDEN, f"quantize {folder}"))
    check_sizes(folder, manifest, golden)
    check_network(decoder, "decoder", (spec.LATENTS, spec.MEL_BANDS))
    return Slot(manifest, decoder.read_bytes(), golden)


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


def encoder_of(folder: Path, manifest: models.Manifest, golden: models.Golden) -> Path:
    """Return the path of a model's int8 encoder. Raises ModelError where there is none that fits."""
    path = models.require(folder, manifest, models.ENCODER_INT8, f"quantize {folder}")
    check_network(path, "encoder", (spec.MEL_BANDS, spec.LATENTS))
    if golden.encoded is None or golden.encoded.shape != (spec.GOLDEN_VECTORS, spec.LATENTS):
        raise ModelError(f"{folder / models.GOLDEN}: wrong shape; run `autocoder quantize {folder}` again")
    return path


def check_network(path: Path, kind: str, widths: tuple[int, int]) -> None:
    """Raise ModelError when a file is no int8 network from so many values to so many."""
    interpreter = load_interpreter(path)
    ends = [interpreter.get_input_details()[0], interpreter.get_output_details()[0]]
    if (tuple(each["shape"][-1] for each in ends) != widths
            or any(each["dtype"] != np.int8 for each in ends)):
        raise ModelError(f"{path}: no int8 {kind} of {spec.LATENTS} latents and {spec.MEL_BANDS} bands; "
                         f"run `autocoder quantize {path.parent}` again")


def _sizes_provenance() -> list[str]:
    return [f"Written by `{COMMAND}` from host/autocoder/spec.py; do not edit."]


def sizes_header(clock: spec.Clock = spec.CLOCK) -> str:
    """Return sizes.h: what host and module agree on."""
    body = carray.constants({
        "kSampleRateHz": clock.sample_rate_hz,
        "kBlockSamples": clock.block_samples,
        "kChunkSamples": clock.chunk_samples,
        "kAnalysisRateHz": spec.SAMPLE_RATE_HZ,
        "kLatents": spec.LATENTS,
        "kMelBands": spec.MEL_BANDS,
        "kAnalysisFft": spec.ANALYSIS_FFT,
        "kFloorDb": spec.FLOOR_DB,
        "kSigmoidMarginDb": spec.SIGMOID_MARGIN_DB,
        "kSpectrumFft": spec.SPECTRUM_FFT,
        "kSpectrumBins": spec.SPECTRUM_BINS,
        "kSpectrumMinimum": spec.SPECTRUM_MINIMUM,
        "kImpulseTaps": spec.IMPULSE_TAPS,
        "kImpulseFft": spec.IMPULSE_FFT,
        "kImpulseFadeTaps": spec.IMPULSE_FADE_TAPS,
        "kReverbSamples": clock.reverb_samples,
        "kShortReverbSamples": clock.short_reverb_samples,
        "kUpdateBlocks": clock.update_blocks,
        "kCvScans": clock.cv_scans,
        "kPositionOne": spec.POSITION_ONE,
        "kControlSmoothingShift": clock.control_smoothing_shift,
        "kControlPlayCounts": spec.CONTROL_PLAY_COUNTS,
        "kControlStillCounts": spec.CONTROL_STILL_COUNTS,
        "kControlStillSamples": spec.CONTROL_STILL_SAMPLES,
        "kKnobEndPositions": spec.KNOB_END_POSITIONS,
        "kCvRestCounts": spec.CV_REST_COUNTS,
        "kKnobLowCounts": spec.KNOB_LOW_COUNTS,
        "kKnobHighCounts": spec.KNOB_HIGH_COUNTS,
        "kCvZeroVoltCounts": spec.CV_ZERO_VOLT_COUNTS,
        "kCvFiveVoltCounts": spec.CV_FIVE_VOLT_COUNTS,
        "kGoldenCount": spec.GOLDEN_VECTORS,
        "kModelSlots": spec.MODEL_SLOTS,
        "kModeWarmBlocks": clock.mode_warm_blocks,
        "kModeFadeBlocks": clock.mode_fade_blocks,
        "kFrameHop": spec.FRAME_HOP,
        "kCrossWindow": spec.CROSS_WINDOW,
        "kCrossDelay": clock.cross_delay,
        "kDroneWindow": spec.DRONE_WINDOW,
        "kPhaseDirections": spec.PHASE_DIRECTIONS,
        "kWhitenFloor": spec.WHITEN_FLOOR,
        "kReferenceLevel": spec.REFERENCE_LEVEL,
        "kAutocodeHop": spec.AUTOCODE_HOP,
        "kAutocodePeakFloor": spec.AUTOCODE_PEAK_FLOOR,
        "kAutocodePeakKept": spec.AUTOCODE_PEAK_KEPT,
    })
    return carray.source(_sizes_provenance(), ["<cstddef>"], body, "AUTOCODER_GENERATED_SIZES_H_")


def model_header(provenance: list[str], count: int) -> str:
    """Return model.h: declarations of the decoders, their gains and golden vectors, by slot."""
    body = "\n".join([
        "struct GoldenVector {",
        "  int8_t latents[kLatents];",
        "  uint32_t mel_crc32;",
        "};",
        "",
        "struct BakedModel {",
        "  const uint8_t* decoder;",
        "  size_t decoder_bytes;",
        "  float gain;",
        "  GoldenVector golden[kGoldenCount];",
        "  const char* name;  // UTF-8",
        "};",
        "",
        f"constexpr size_t kModelCount = {count};",
        "extern const BakedModel kModels[kModelCount];",
    ])
    return carray.source(provenance, ["<cstddef>", "<cstdint>", "", '"generated/sizes.h"'], body,
                         "AUTOCODER_GENERATED_MODEL_H_")


def model_source(provenance: list[str], slots: list[Slot]) -> str:
    """Return model.cc."""
    names = [f"kDecoderModel{index}" for index in range(len(slots))]
    decoders = [f"extern const uint8_t {name}[];  // the linker finds it by its name\n"
                f"alignas(16) const uint8_t {name}[] = {{\n{carray.byte_values(slot.decoder)}\n}};\n"
                for name, slot in zip(names, slots, strict=True)]
    rows = "\n".join(f"    {{{name}, sizeof({name}), {carray.number(slot.manifest.gain)},\n"
                     f"     {{{golden_values(slot.golden)}}}, "
                     f"{carray.text(module_name(slot.manifest.name))}}},"
                     for name, slot in zip(names, slots, strict=True))
    body = "\n".join([*decoders, f"const BakedModel kModels[kModelCount] = {{\n{rows}\n}};"])
    return carray.source(provenance, ['"generated/model.h"'], body)


def golden_values(golden: models.Golden) -> str:
    """Return the golden vectors as C++ initialisers, a line each."""
    rows = zip(golden.latents, tables.golden_checksums(golden.mel), strict=True)
    return ",\n      ".join(f"{{{{{', '.join(str(int(x)) for x in latents)}}}, {crc}u}}" for latents, crc
                           in list(rows)[:spec.GOLDEN_VECTORS])


def matrix_header() -> str:
    """Return mel_to_spectrum.h."""
    body = "\n".join([
        "// spectrum[k] = kBinWeightLow[k] * mel[kBinBand[k]] + kBinWeightHigh[k] * mel[kBinBand[k] + 1]",
        "extern const uint16_t kBinBand[kSpectrumBins];",
        "extern const float kBinWeightLow[kSpectrumBins];",
        "extern const float kBinWeightHigh[kSpectrumBins];",
        "",
        "extern const float kAmplitude[256];  // by int8 mel value + 128, at a gain of 1",
    ])
    return carray.source(_sizes_provenance(), ["<cstdint>", "", '"generated/sizes.h"'], body,
                         "AUTOCODER_GENERATED_MEL_TO_SPECTRUM_H_")


def matrix_source(rate_hz: int = spec.SAMPLE_RATE_HZ) -> str:
    """Return mel_to_spectrum.cc: amplitudes of mel values, and the reduced mel-to-spectrum matrix."""
    matrix = reduced_mel_to_spectrum(spec.SPECTRUM_FFT, rate_hz, spec.MEL_BANDS)
    body = "\n".join([
        carray.array("const uint16_t kBinBand[kSpectrumBins]", matrix.band),
        carray.array("const float kBinWeightLow[kSpectrumBins]", matrix.low),
        carray.array("const float kBinWeightHigh[kSpectrumBins]", matrix.high),
        carray.array("const float kAmplitude[256]", tables.amplitude_table()),
    ])
    return carray.source(_sizes_provenance(), ['"generated/mel_to_spectrum.h"'], body)
