# SPDX-License-Identifier: MIT
"""The controls, the spectrum and the filter in float64; the other modes stand in rooms beside this one.

Nothing here follows the firmware's way of computing: convolutions are direct, the mel-to-spectrum matrix is
dense, the decoder is the official TFLite Micro runtime. Counts and latents are exact integers on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve

from autocoder import spec
from autocoder.bake.tables import end_fade
from autocoder.device.settings import Setting
from autocoder.progress import Progress, silent
from autocoder.reference.motion import mixed, moved_latents, values_by_block
from autocoder.spectra.mel import mel_to_spectrum
from autocoder.vae import model as models
from autocoder.vae.quantize import run_int8
from autocoder.vae.scaling import OUTPUT_SCALE, from_sigmoid

DoubleArray = npt.NDArray[np.float64]
Int8Array = npt.NDArray[np.int8]
LatentArray = npt.NDArray[np.uint16]

POSITION_BITS = 16  # fraction of gains and of the smoother's state


@dataclass(frozen=True)
class Calibration:
    """Two points of one ADC channel in counts: knob at both ends, or CV at 0 V and at +5 V."""

    low_counts: int
    high_counts: int

    def position(self, raw: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """Return positions (0..POSITION_ONE between the two points) of raw counts; not clipped."""
        span = self.high_counts - self.low_counts
        magnitude = (2 * (spec.POSITION_ONE << POSITION_BITS) + abs(span)) // (2 * abs(span))
        gain = magnitude if span > 0 else -magnitude
        return ((raw.astype(np.int64) - self.low_counts) * gain + (1 << (POSITION_BITS - 1))) >> POSITION_BITS


KNOB = Calibration(spec.KNOB_LOW_COUNTS, spec.KNOB_HIGH_COUNTS)
CV = Calibration(spec.CV_ZERO_VOLT_COUNTS, spec.CV_FIVE_VOLT_COUNTS)


def latents_from_controls(raw: npt.NDArray[np.uint16]) -> LatentArray:
    """Return latents 0..65535 [blocks, LATENTS] of raw ADC counts [blocks, 2 * LATENTS], knobs first.

    Knob and CV positions are summed, clipped and smoothed by a one-pole filter once per block.
    """
    target = np.clip(KNOB.position(raw[:, :spec.LATENTS]) + CV.position(raw[:, spec.LATENTS:]),
                     0, spec.POSITION_ONE)
    state = np.full(spec.LATENTS, (spec.POSITION_ONE + 1) // 2, dtype=np.int64) << POSITION_BITS
    latents = np.empty((len(raw), spec.LATENTS), dtype=np.uint16)
    for block, row in enumerate(target):
        state += ((row << POSITION_BITS) - state) >> spec.CONTROL_SMOOTHING_SHIFT
        rounded = (state + (1 << (POSITION_BITS - 1))) >> POSITION_BITS
        latents[block] = np.minimum(rounded, spec.POSITION_ONE)
    return latents


def decoder_input(latents: LatentArray) -> Int8Array:
    """Return the decoder's int8 input for latents 0..65535: rounding to its 256 steps."""
    return ((latents.astype(np.int32) + 128) // 257 - 128).astype(np.int8)


def spectrum_from_mel(mel: Int8Array, gain: float | DoubleArray) -> DoubleArray:
    """Return linear amplitudes [..., SPECTRUM_BINS] of int8 mel values [..., MEL_BANDS].

    gain: the model's, or one for each of the mel values.
    """
    targets = from_sigmoid((mel.astype(np.float64) + 128.0) * OUTPUT_SCALE)
    amplitude = gain * 10.0 ** (spec.FLOOR_DB * (1.0 - targets) / 20.0)
    return np.asarray(amplitude @ mel_to_spectrum().T)


def impulse_from_spectrum(spectrum: DoubleArray) -> DoubleArray:
    """Return the minimum-phase impulse response [IMPULSE_TAPS] of amplitudes [SPECTRUM_BINS].

    Method: Oppenheim and Schafer, the folded real cepstrum, at twice the length against its aliasing.
    """
    floored = np.maximum(spectrum, spec.SPECTRUM_MINIMUM)
    magnitude = np.empty(spec.IMPULSE_FFT // 2 + 1)
    magnitude[0::2] = floored
    magnitude[1::2] = np.sqrt(floored[:-1] * floored[1:])
    cepstrum = np.fft.irfft(np.log(magnitude))
    half = spec.IMPULSE_FFT // 2
    folded = np.zeros(spec.IMPULSE_FFT)
    folded[0], folded[1:half], folded[half] = cepstrum[0], 2.0 * cepstrum[1:half], cepstrum[half]
    phase = np.fft.rfft(folded).imag
    response = np.fft.irfft(magnitude * np.exp(1j * phase))[:spec.IMPULSE_TAPS]
    response[-spec.IMPULSE_FADE_TAPS:] *= end_fade()
    return response


@dataclass
class Reference:
    """The module with one model: play() gives what it should give.

    decoder: bytes of the int8 .tflite; gain: the model's loudness gain
    """

    decoder: bytes
    gain: float
    _responses: dict[bytes, DoubleArray] = field(default_factory=dict, repr=False)

    def mel(self, latents: Int8Array) -> Int8Array:
        """Return the mel values [rows, MEL_BANDS] of int8 latents [rows, LATENTS]."""
        return run_int8(self.decoder, latents)

    def spectrum(self, latents: Int8Array) -> DoubleArray:
        """Return the amplitudes [SPECTRUM_BINS] of int8 latents [LATENTS]."""
        return spectrum_from_mel(self.mel(latents[np.newaxis])[0], self.gain)

    def response(self, latents: Int8Array) -> DoubleArray:
        """Return the impulse response [IMPULSE_TAPS] of int8 latents [LATENTS]."""
        key = latents.tobytes()
        if key not in self._responses:
            self._responses[key] = impulse_from_spectrum(self.spectrum(latents))
        return self._responses[key]

    def play(self, inputs: npt.NDArray[np.floating], controls: npt.NDArray[np.uint16],
             progress: Progress = silent, settings: Sequence[Setting] = ()) -> DoubleArray:
        """Return the output [samples, 2] for inputs [samples, 2] and ADC counts [blocks, 16].

        settings: what parameters take at the start of which block

        At the start of each period of UPDATE_BLOCKS blocks the latents are taken; their response fades in
        over the next period. The module starts silent.
        """
        dry = np.asarray(inputs, dtype=np.float64)
        values = values_by_block(settings, len(controls))
        positions = latents_from_controls(controls)
        moved = moved_latents(positions, values["slew_ms"], values["freeze"])
        latents = decoder_input(moved)[::spec.UPDATE_BLOCKS]
        past = np.concatenate([np.zeros((spec.IMPULSE_TAPS - 1, dry.shape[1])), dry])
        ramp = (np.arange(spec.FADE_SAMPLES) / spec.FADE_SAMPLES)[:, np.newaxis]
        wet = np.zeros_like(dry)
        leaving = arriving = np.zeros(spec.IMPULSE_TAPS)
        for period, start in enumerate(range(0, len(dry), spec.FADE_SAMPLES)):
            leaving, arriving = arriving, self.response(latents[period - 1]) if period else arriving
            stretch = past[start:start + spec.IMPULSE_TAPS - 1 + spec.FADE_SAMPLES]
            fade = ramp[:len(dry) - start]
            wet[start:start + spec.FADE_SAMPLES] = (
                (1.0 - fade) * convolve(stretch, leaving) + fade * convolve(stretch, arriving))
            progress(start + len(fade), len(dry))
        return mixed(dry, wet, values)


def convolve(stretch: DoubleArray, response: DoubleArray) -> DoubleArray:
    """Return the convolution where the response lies wholly in the stretch [samples, channels]."""
    return np.asarray(fftconvolve(stretch, response[:, np.newaxis], mode="valid", axes=0))


def load_reference(folder: Path) -> Reference:
    """Return the reference of a model folder. Raises ModelError when it is no quantized model."""
    manifest = models.load_manifest(folder)
    decoder = models.require(folder, manifest, models.DECODER_INT8, f"quantize {folder}")
    return Reference(decoder.read_bytes(), manifest.gain)
