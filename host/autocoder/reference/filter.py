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
from autocoder.device.controls import by_scan
from autocoder.device.settings import Setting
from autocoder.progress import Progress, silent
from autocoder.reference.autocoding import autocoded_latents, heard_latents
from autocoder.reference.motion import knobs_by_block, mixed, moved_latents, values_by_block
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


def latents_from_controls(raw: npt.NDArray[np.uint16], in_place: LatentArray | None = None) -> LatentArray:
    """Return the latents 0..65535 [blocks, LATENTS] of each block's newest scan; see `scanned_latents`."""
    return scanned_latents(raw, in_place)[:, -1]


def scanned_latents(raw: npt.NDArray[np.uint16], in_place: LatentArray | None = None) -> LatentArray:
    """Return latents 0..65535 [blocks, CV_SCANS, LATENTS] of raw ADC counts, as `by_scan` takes them.

    Counts are steadied, knobs clipped and smoothed by a one-pole filter once per block; the CVs are added
    at each of their scans. in_place: positions [blocks, LATENTS] that count instead of the knobs'
    """
    rows = by_scan(raw, spec.CV_SCANS)
    turned = steadied(rows[:, :spec.LATENTS], spec.BLOCK_SAMPLES)
    knobs = _ended(KNOB.position(turned)) if in_place is None else in_place.astype(np.int64)
    smoothed = np.empty((len(raw), spec.LATENTS), dtype=np.int64)
    state = np.full(spec.LATENTS, (spec.POSITION_ONE + 1) // 2, dtype=np.int64) << POSITION_BITS
    for block, row in enumerate(knobs):
        state += ((row << POSITION_BITS) - state) >> spec.CONTROL_SMOOTHING_SHIFT
        smoothed[block] = (state + (1 << (POSITION_BITS - 1))) >> POSITION_BITS
    scans = rows[:, spec.LATENTS:].reshape(-1, spec.LATENTS)
    cvs = steadied(scans, spec.BLOCK_SAMPLES // spec.CV_SCANS).reshape(len(raw), -1, spec.LATENTS)
    rest = np.abs(cvs - CV.low_counts) <= spec.CV_REST_COUNTS
    sums = smoothed[:, np.newaxis] + np.where(rest, 0, CV.position(cvs))
    return np.clip(sums, 0, spec.POSITION_ONE).astype(np.uint16)


def _ended(positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return knobs' positions within 0..POSITION_ONE, at an end where they are near it."""
    low, high = spec.KNOB_END_POSITIONS, spec.POSITION_ONE - spec.KNOB_END_POSITIONS
    return np.where(positions <= low, 0, np.where(positions >= high, spec.POSITION_ONE, positions))


def steadied(raw: npt.NDArray[np.uint16], samples: int) -> npt.NDArray[np.int64]:
    """Return raw counts [rows, channels], `samples` apart, without the converters' noise.

    A channel moves on by any count, turns back by more than CONTROL_PLAY_COUNTS, and once it has been still
    for CONTROL_STILL_SAMPLES moves on by more than CONTROL_STILL_COUNTS.
    """
    rests = -(-spec.CONTROL_STILL_SAMPLES // samples)
    steady = raw.astype(np.int64)
    direction = np.zeros(raw.shape[1:], dtype=np.int64)
    still = np.zeros(raw.shape[1:], dtype=np.int64)  # rows
    for row in range(1, len(steady)):
        way = steady[row] - steady[row - 1]
        play = np.where(still < rests, 0, spec.CONTROL_STILL_COUNTS)
        play = np.where(direction * way < 0, spec.CONTROL_PLAY_COUNTS, play)
        moves = np.abs(way) > play
        steady[row] = np.where(moves, steady[row], steady[row - 1])
        direction = np.where(moves, np.sign(way), direction)
        still = np.where(moves, 0, np.minimum(still + 1, rests))
    return steady


def decoder_input(latents: LatentArray) -> Int8Array:
    """Return the decoder's int8 input for latents 0..65535: rounding to its 256 steps."""
    return ((latents.astype(np.int32) + 128) // 257 - 128).astype(np.int8)


def bands_from_mel(mel: Int8Array, gain: float) -> DoubleArray:
    """Return linear amplitudes [..., MEL_BANDS] of int8 mel values of the same shape; gain: the model's."""
    targets = from_sigmoid((mel.astype(np.float64) + 128.0) * OUTPUT_SCALE)
    return np.asarray(gain * 10.0 ** (spec.FLOOR_DB * (1.0 - targets) / 20.0))


def spectrum_from_mel(mel: Int8Array, gain: float) -> DoubleArray:
    """Return amplitudes [..., SPECTRUM_BINS] of int8 mel values [..., MEL_BANDS]; gain: the model's."""
    return spectrum_from_bands(bands_from_mel(mel, gain))


def spectrum_from_bands(bands: DoubleArray, rate_hz: int = spec.SAMPLE_RATE_HZ) -> DoubleArray:
    """Return linear amplitudes [..., SPECTRUM_BINS] of those of the bands [..., MEL_BANDS].

    rate_hz: at which the bins are played.
    """
    return np.asarray(bands @ mel_to_spectrum(rate_hz=rate_hz).T)


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


@dataclass(frozen=True)
class Model:
    """One of the module's models. decoder: bytes of the int8 .tflite; gain: its loudness gain."""

    decoder: bytes
    gain: float

    def bands(self, latents: Int8Array) -> DoubleArray:
        """Return the amplitudes [rows, MEL_BANDS] of int8 latents [rows, LATENTS]."""
        return bands_from_mel(run_int8(self.decoder, latents), self.gain)


@dataclass(frozen=True)
class Morph:
    """Which slots play, and how far from the first to the second: 0..POSITION_ONE."""

    model_a: int = 0
    model_b: int = 0
    way: int = 0


def morphs_by_block(values: dict[str, npt.NDArray[np.float32]]) -> list[Morph]:
    """Return what plays in each block, from the values of the parameters by block."""
    ways = np.floor(values["morph"] * np.float32(spec.POSITION_ONE) + np.float32(0.5))
    return [Morph(int(a), int(b), int(way))
            for a, b, way in zip(values["model_a"], values["model_b"], ways, strict=True)]


@dataclass
class Reference:
    """The module with its models, by slot: play() gives what it should give.

    rate_hz: at which it plays; encoder: bytes of the first model's int8 encoder, where it is baked in
    """

    models: tuple[Model, ...]
    rate_hz: int = spec.SAMPLE_RATE_HZ
    encoder: bytes | None = None
    _responses: dict[tuple[bytes, Morph], DoubleArray] = field(default_factory=dict, repr=False)

    def bands(self, latents: Int8Array, morph: Morph = Morph()) -> DoubleArray:
        """Return the amplitudes [rows, MEL_BANDS] of int8 latents [rows, LATENTS].

        Those of both models, to the powers of their shares: even in decibels.
        """
        a, b = (self.models[min(slot, len(self.models) - 1)] for slot in (morph.model_a, morph.model_b))
        share = morph.way / spec.POSITION_ONE
        if share == 0.0:
            return a.bands(latents)
        return np.asarray(a.bands(latents) ** (1.0 - share) * b.bands(latents) ** share)

    def spectrum(self, latents: Int8Array, morph: Morph = Morph()) -> DoubleArray:
        """Return the amplitudes [SPECTRUM_BINS] of int8 latents [LATENTS]."""
        return spectrum_from_bands(self.bands(latents[np.newaxis], morph)[0], self.rate_hz)

    def response(self, latents: Int8Array, morph: Morph = Morph()) -> DoubleArray:
        """Return the impulse response [IMPULSE_TAPS] of int8 latents [LATENTS]."""
        key = latents.tobytes(), morph
        if key not in self._responses:
            self._responses[key] = impulse_from_spectrum(self.spectrum(latents, morph))
        return self._responses[key]

    def followed(self, inputs: npt.NDArray[np.floating], positions: LatentArray,
                 follow: npt.NDArray[np.float32]) -> LatentArray:
        """Return latents as positions are shaped, that follow inputs [samples, 2] by follow [blocks]."""
        if self.encoder is None:
            return positions
        return autocoded_latents(positions, follow, heard_latents(inputs, follow, self.encoder))

    def play(self, inputs: npt.NDArray[np.floating], controls: npt.NDArray[np.uint16],
             progress: Progress = silent, settings: Sequence[Setting] = ()) -> DoubleArray:
        """Return the output [samples, 2] for inputs [samples, 2] and ADC counts, as `by_scan` takes them.

        settings: what parameters take at the start of which block

        At the start of each period of UPDATE_BLOCKS blocks the latents are taken; their response fades in
        over the next period. The module starts silent.
        """
        dry = np.asarray(inputs, dtype=np.float64)
        values = values_by_block(settings, len(controls))
        positions = scanned_latents(controls, knobs_by_block(settings, len(controls)))
        positions = self.followed(inputs, positions, values["follow"])
        moved = moved_latents(positions, values["slew_ms"], values["freeze"])
        wanted = list(zip(decoder_input(moved), morphs_by_block(values), strict=True))[::spec.UPDATE_BLOCKS]
        past = np.concatenate([np.zeros((spec.IMPULSE_TAPS - 1, dry.shape[1])), dry])
        ramp = (np.arange(spec.FADE_SAMPLES) / spec.FADE_SAMPLES)[:, np.newaxis]
        wet = np.zeros_like(dry)
        leaving = arriving = np.zeros(spec.IMPULSE_TAPS)
        for period, start in enumerate(range(0, len(dry), spec.FADE_SAMPLES)):
            leaving, arriving = arriving, self.response(*wanted[period - 1]) if period else arriving
            stretch = past[start:start + spec.IMPULSE_TAPS - 1 + spec.FADE_SAMPLES]
            fade = ramp[:len(dry) - start]
            wet[start:start + spec.FADE_SAMPLES] = (
                (1.0 - fade) * convolve(stretch, leaving) + fade * convolve(stretch, arriving))
            progress(start + len(fade), len(dry))
        return mixed(dry, wet, values)


def convolve(stretch: DoubleArray, response: DoubleArray) -> DoubleArray:
    """Return the convolution where the response lies wholly in the stretch [samples, channels]."""
    return np.asarray(fftconvolve(stretch, response[:, np.newaxis], mode="valid", axes=0))


def load_reference(*folders: Path, encoder: bool = False) -> Reference:
    """Return the reference of model folders, by slot, with the first one's encoder or without.

    Raises ModelError where one is no quantized model.
    """
    slots = []
    for folder in folders:
        manifest = models.load_manifest(folder)
        decoder = models.require(folder, manifest, models.DECODER_INT8, f"quantize {folder}")
        slots.append(Model(decoder.read_bytes(), manifest.gain))
    path = folders[0] / models.ENCODER_INT8
    return Reference(tuple(slots), encoder=path.read_bytes() if encoder else None)
