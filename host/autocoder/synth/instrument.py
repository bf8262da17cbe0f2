# SPDX-License-Identifier: MIT
"""A model folder made ready to sound: latents to amplitudes and back, in batches. Needs no TensorFlow."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.audio import read_stereo
from autocoder.errors import InputError, ModelError
from autocoder.quiet import quiet
from autocoder.spectra.frames import SILENCE, from_target, normalize_frames, to_target
from autocoder.spectra.mel import mel_frames, reduced_mel_to_spectrum
from autocoder.synth.overlap import Grid
from autocoder.vae import model as models
from autocoder.vae.runtime import load_interpreter
from autocoder.vae.scaling import from_sigmoid, to_sigmoid

FloatArray = npt.NDArray[np.float32]

BATCH = 32
INAUDIBLE_MEAN = 1e-4  # -80 dB
SILENT = "{}: silent; use a sound with a level above -140 dB"


class Network:
    """A float .tflite kept loaded. Every call runs batches of one size, so that rows never depend on it."""

    def __init__(self, path: Path, inputs: int, outputs: int) -> None:
        """Raises ModelError when the file is no network with so many inputs and outputs."""
        self._interpreter = load_interpreter(path)
        entry, leaving = (self._interpreter.get_input_details()[0],
                          self._interpreter.get_output_details()[0])
        if (entry["shape"][-1], leaving["shape"][-1]) != (inputs, outputs) or entry["dtype"] != np.float32:
            raise ModelError(f"{path}: not a network of {inputs} inputs and {outputs} outputs; train again")
        self._entry, self._leaving, self._outputs = entry["index"], leaving["index"], outputs
        with quiet():
            self._interpreter.resize_tensor_input(self._entry, (BATCH, inputs))
            self._interpreter.allocate_tensors()

    def run(self, rows: npt.NDArray[np.floating]) -> FloatArray:
        """Return float32 [rows, outputs] of [rows, inputs]."""
        results = np.empty((len(rows), self._outputs), dtype=np.float32)
        batch = np.zeros((BATCH, rows.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), BATCH):
            stretch = rows[start:start + BATCH]
            batch[:len(stretch)] = stretch
            self._interpreter.set_tensor(self._entry, batch)
            self._interpreter.invoke()
            results[start:start + BATCH] = self._interpreter.get_tensor(self._leaving)[:len(stretch)]
        return results


@dataclass(frozen=True)
class Instrument:
    """A model that can be played. Make one with `load_instrument`."""

    folder: Path
    manifest: models.Manifest

    @property
    def rate_hz(self) -> int:
        """Samples per second of everything that this model analyses and sounds."""
        return self.manifest.analysis.rate_hz

    @property
    def latents(self) -> int:
        """How many latents the model has: columns of every path through it."""
        return self.manifest.latents

    @property
    def normalized(self) -> bool:
        """Whether it was trained on frames relative to their own loudest band: it then knows no levels."""
        return self.manifest.choice.normalized

    @cached_property
    def _decoder(self) -> Network:
        path = models.require(self.folder, self.manifest, models.DECODER, "train")
        return Network(path, self.latents, self.manifest.analysis.bands)

    @cached_property
    def _encoder(self) -> Network:
        path = models.require(self.folder, self.manifest, models.ENCODER, "train")
        return Network(path, self.manifest.analysis.bands, self.latents)

    @cached_property
    def recording(self) -> FloatArray:
        """Latents 0..1 of the training set in its order, float32 [frames, latents]."""
        return self._latent_set.latents

    @cached_property
    def _latent_set(self) -> models.LatentSet:
        return models.latent_set(self.folder, self.manifest)

    def recording_of(self, number: int) -> FloatArray:
        """Return the rows of `recording` that are of one file of the training set, the first being 1.

        Raises InputError for a file that is not in the set.
        """
        files = np.unique(self._latent_set.file_index)
        if not 1 <= number <= len(files):
            raise InputError(f"recording:{number}: {self.folder} was trained on {len(files)} recordings; "
                             f"choose recording:1 to recording:{len(files)}")
        return np.asarray(self.recording[self._latent_set.file_index == files[number - 1]])

    def recording_seconds(self, number: int) -> float | None:
        """Return how long that file is; None for a set of only some frames of each."""
        if self.manifest.choice.kind != "all":
            return None
        analysis = self.manifest.analysis
        return ((len(self.recording_of(number)) - 1) * analysis.hop + analysis.fft) / analysis.rate_hz

    def mel(self, latents: npt.NDArray[np.floating]) -> FloatArray:
        """Return amplitudes [frames, bands] of latents 0..1 [frames, latents], a full-scale sine being 1.

        Shapes and errors are those of `targets`.
        """
        return from_target(self.targets(latents), self.manifest.maximum, self.manifest.analysis.floor_db)

    def targets(self, latents: npt.NDArray[np.floating]) -> FloatArray:
        """Return the decoder's targets 0..1 [frames, bands] of latents 0..1 [frames, latents].

        A plain vector [latents] gives [bands]. Raises ValueError for any other shape.
        """
        rows = np.asarray(latents, dtype=np.float32)
        if rows.shape[-1:] != (self.latents,) or rows.ndim > 2:
            raise ValueError(f"{self.folder}: latents of shape {rows.shape}; [{self.latents}] or "
                             f"[frames, {self.latents}] is needed")
        return from_sigmoid(self._decoder.run(np.atleast_2d(rows))).reshape(*rows.shape[:-1], -1)

    def filter(self, mel: FloatArray, fft: int) -> FloatArray:
        """Return factors [frames, fft//2 + 1] of mel amplitudes [frames, bands], as the module filters.

        The model's gain is in them: pink noise leaves about as loud as it came in.
        """
        return self._bins(mel, fft) * np.float32(self.manifest.gain / self.manifest.maximum)

    def spectrum(self, mel: FloatArray, fft: int) -> FloatArray:
        """Return the amplitudes [frames, fft//2 + 1] that a Hann-windowed FFT reads of such a sound.

        mel: amplitudes [frames, bands]. Transforms smaller than the analysis gather the power of all of its
        bins, larger ones spread it: the power of the sound is the same at any size.
        """
        analysis_fft = self.manifest.analysis.fft
        if fft >= analysis_fft:
            return self._bins(mel, fft) * np.float32(np.sqrt(analysis_fft / fft))
        ratio = analysis_fft // fft
        power = self._bins(mel, analysis_fft)**2
        around = np.pad(power, ((0, 0), (ratio // 2, ratio - 1 - ratio // 2)))
        return np.asarray(np.sqrt(around.reshape(len(mel), -1, ratio).sum(axis=2)))

    def _bins(self, mel: FloatArray, fft: int) -> FloatArray:
        """Return mel amplitudes interpolated at the bins."""
        band, share = _bands(fft, self.rate_hz, self.manifest.analysis.bands)
        steps = np.diff(mel, axis=1)
        return np.take(mel, band, axis=1) + share * np.take(steps, band, axis=1)

    def encode(self, mel: FloatArray, maximum: float) -> FloatArray:
        """Return latents 0..1 [frames, latents] of mel amplitudes [frames, bands].

        `maximum` is 0 dB; a model of normalized frames takes each frame's loudest band for that.
        """
        floor_db = self.manifest.analysis.floor_db
        targets = normalize_frames(mel, floor_db) if self.normalized else to_target(mel, maximum, floor_db)
        return np.clip(self._encoder.run(to_sigmoid(targets)), 0.0, 1.0)

    def encode_sound(self, sound: FloatArray, grid: Grid) -> FloatArray:
        """Return latents 0..1 [frames, latents] of a sound [samples, channels] at this model's rate.

        Frame j has the centre of the grid's frame j. The sound's loudest mel value stands for 0 dB, as the
        set's did in training. Raises InputError for silence.
        """
        fft = self.manifest.analysis.fft
        frames, lead = grid.frames_of(len(sound)), fft // 2 + grid.fft // 2 - grid.hop
        around = np.zeros((fft + (frames - 1) * grid.hop + lead, sound.shape[1]), dtype=np.float32)
        around[lead:lead + len(sound)] = sound
        around = around[:fft + (frames - 1) * grid.hop]
        mel = mel_frames(around, fft, grid.hop, self.rate_hz, self.manifest.analysis.bands)
        maximum = float(mel.max())
        if maximum < SILENCE:
            raise InputError(SILENT.format("the sound"))
        return self.encode(mel, maximum)


def read_audible(path: Path, rate_hz: int) -> FloatArray:
    """Return a sound [samples, 2] that can be heard, without a constant that a sound card added.

    Raises InputError for an unusable or a silent one.
    """
    sound = read_stereo(path, rate_hz)
    mean = sound.mean(axis=0, dtype=np.float64)
    if np.abs(mean).max() > INAUDIBLE_MEAN:  # others stay as they are, bit for bit
        sound = (sound - mean).astype(np.float32)
    if float(np.abs(sound).max()) < SILENCE:
        raise InputError(SILENT.format(path))
    return sound


@lru_cache(maxsize=8)
def _bands(fft: int, rate_hz: int, bands: int) -> tuple[npt.NDArray[np.intp], FloatArray]:
    """Return for each bin the band below it and how far it is on the way to the next one, 0..1."""
    reduced = reduced_mel_to_spectrum(fft, rate_hz, bands)
    return reduced.band.astype(np.intp), reduced.high


def load_instrument(folder: Path) -> Instrument:
    """Return the model in a folder. Raises ModelError when it is missing or damaged."""
    return Instrument(folder, models.load_manifest(folder))
