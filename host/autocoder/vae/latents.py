# SPDX-License-Identifier: MIT
"""After training: latents scaled to 0..1, ordered by what they change, and one loudness gain."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.spec import ANALYSIS_FFT, ANALYSIS_HOP
from autocoder.spectra.loudness import pink_power
from autocoder.spectra.mel import mel_to_spectrum
from autocoder.spectra.sounding import frame_loudness, sounding
from autocoder.vae.backend import keras
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.remarks import MOST_GAIN
from autocoder.vae.scaling import from_sigmoid, to_sigmoid

FloatArray = npt.NDArray[np.floating]

RANGE_PERCENTILES = (0.2, 99.8)  # robust against single odd frames, wide enough to lose nothing audible
PROBE_FRAMES = 256
PROBE_POSITIONS = (0.25, 0.75)
DEAD_BELOW_DB = 0.5  # about what a listener notices of a change of spectrum
PIECE_FRAMES = 512  # spectra in memory at once


@dataclass(frozen=True)
class Latents:
    """What became of the latents; low and high in posterior means, effect in dB, largest first."""

    low: FloatArray
    high: FloatArray
    effect_db: FloatArray

    @property
    def dead(self) -> list[int]:
        """Latents that change the sound by less than DEAD_BELOW_DB."""
        return [int(index) for index in np.flatnonzero(self.effect_db < DEAD_BELOW_DB)]


def arrange(encoder: keras.Model, decoder: keras.Model, targets: FloatArray
            ) -> tuple[keras.Model, keras.Model, Latents]:
    """Return an encoder giving latents 0..1, a decoder taking them, and the figures.

    The scaling and the order are folded into the networks' outer weights, so that a module needs neither.
    targets: float32 [frames, bands] of frames that trained.
    """
    encoded = encoder.predict(to_sigmoid(targets), batch_size=4096, verbose=0)
    means = encoded[:, :decoder.input_shape[-1]]
    low, high = np.percentile(means, RANGE_PERCENTILES, axis=0)
    # A collapsed latent has no range; any small one keeps the scaling finite.
    high = np.maximum(high, low + 1e-3)
    scaled = np.clip((means - low) / (high - low), 0.0, 1.0)
    effect = _effects_db(fold_decoder(decoder, low, high), scaled)
    order = np.argsort(-effect, kind="stable")
    low, high = low[order], high[order]
    return (fold_encoder(encoder, low, high, order), fold_decoder(decoder, low, high, order),
            Latents(low, high, effect[order]))


def _effects_db(decoder: keras.Model, latents: FloatArray) -> FloatArray:
    """Return the distance in dB that moving each latent from 0.25 to 0.75 makes, others as in the set."""
    probes = latents[np.linspace(0, len(latents) - 1, PROBE_FRAMES).astype(int)]
    effects = []
    for index in range(latents.shape[1]):
        pair = []
        for position in PROBE_POSITIONS:
            moved = probes.copy()
            moved[:, index] = position
            pair.append(from_sigmoid(decoder.predict(moved, batch_size=4096, verbose=0)))
        effects.append(log_spectral_distance_db(pair[0], pair[1]))
    return np.array(effects)


def fold_decoder(decoder: keras.Model, low: FloatArray, high: FloatArray,
                 order: npt.NDArray[np.intp] | None = None) -> keras.Model:
    """Return a copy that takes latents 0..1: z = low + u (high - low), in the given order."""
    folded = keras.models.clone_model(decoder)
    folded.set_weights(decoder.get_weights())
    kernel, bias = folded.layers[0].get_weights()
    kernel = kernel if order is None else kernel[order]
    folded.layers[0].set_weights([kernel * (high - low)[:, np.newaxis], bias + low @ kernel])
    return folded


def fold_encoder(encoder: keras.Model, low: FloatArray, high: FloatArray,
                 order: npt.NDArray[np.intp]) -> keras.Model:
    """Return an encoder that gives the posterior means as latents, u = (z - low) / (high - low)."""
    kernel, bias = encoder.layers[-1].get_weights()
    last = keras.layers.Dense(len(order))
    folded = keras.Sequential([keras.Input(encoder.input_shape[1:]), *encoder.layers[:-1], last])
    last.set_weights([kernel[:, order] / (high - low), (bias[order] - low) / (high - low)])
    return folded


def loudness_gain(targets: FloatArray, floor_db: float,
                  overlap: int = ANALYSIS_FFT // ANALYSIS_HOP) -> float:
    """Return `sounding_gain` of those spectra of a set that are its sound.

    targets: [frames, bands], 0..1, in order of time; overlap: as in `autocoder.spectra.sounding.sounding`
    """
    return sounding_gain(targets[sounding(frame_loudness(targets, floor_db), overlap)], floor_db)


def sounding_gain(targets: FloatArray, floor_db: float) -> float:
    """Return the gain at which pink noise leaves these spectra as loud as it came in, on average.

    Pink, because what is patched into a module falls with frequency as music does; matched on white noise,
    a dark model would come out several times too loud. The average is that of powers, as in BS.1770, and the
    gain is MOST_GAIN at most. targets: [frames, bands], 0..1.
    """
    powers = []
    for start in range(0, len(targets), PIECE_FRAMES):
        piece = targets[start:start + PIECE_FRAMES].astype(np.float64)
        amplitudes = 10.0 ** (floor_db * (1.0 - piece) / 20.0)
        powers.append(pink_power(amplitudes @ mel_to_spectrum(bands=targets.shape[1]).T))
    return min(float(1.0 / np.sqrt(np.mean(np.concatenate(powers)))), MOST_GAIN)
