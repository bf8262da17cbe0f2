# SPDX-License-Identifier: MIT
"""The autoencoder's two halves as Keras models (needs the `train` extra)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.vae.backend import keras

LOG_VARIANCE_RANGE = (-10.0, 5.0)
START_LOG_VARIANCE = -3.0  # starts with latents that already carry something through the noise

# The int8 decoder has one scale for all weights of a layer: a single large weight would coarsen every other.
# Within these limits quantization costs half of what it does without; the sound is learned as well. The
# narrow layers of a deep decoder need larger weights and take none.
FIRST_WEIGHT_LIMIT = 0.5
LAST_WEIGHT_LIMIT = 0.1

FloatArray = npt.NDArray[np.floating]


@keras.saving.register_keras_serializable("autocoder")
class Limited(keras.constraints.Constraint):
    """Keeps every weight within -limit..limit."""

    def __init__(self, limit: float) -> None:
        self.limit = limit

    def __call__(self, weights: Any) -> Any:
        return keras.ops.clip(weights, -self.limit, self.limit)

    def get_config(self) -> dict[str, Any]:
        return {"limit": self.limit}


def build_encoder(mean: FloatArray, latents: int, hidden: int, seed: int) -> keras.Model:
    """Return targets [batch, bands] -> [batch, 2 * latents]: posterior means, then log variances.

    mean [bands] is the training set's mean target; four times the difference spreads about one. Beside a deep
    decoder the encoder is the same: narrowed to 16 units in front of its latents, as its mirror would be, it
    brings held-out frames 0.15 dB less close.
    """
    init = keras.initializers.HeNormal
    encoder = keras.Sequential([
        keras.Input((len(mean),)),
        keras.layers.Rescaling(scale=4.0, offset=(-4.0 * mean).tolist()),
        keras.layers.Dense(hidden, activation="relu", kernel_initializer=init(seed)),
        keras.layers.Dense(hidden, activation="relu", kernel_initializer=init(seed + 5)),
        keras.layers.Dense(2 * latents, kernel_initializer=keras.initializers.GlorotNormal(seed + 1)),
    ], name="encoder")
    bias = np.concatenate([np.zeros(latents), np.full(latents, START_LOG_VARIANCE)])
    _set_bias(encoder.layers[-1], bias)
    return encoder


def build_decoder(mean: FloatArray, widths: Sequence[int], seed: int) -> keras.Model:
    """Return latents [batch, latents] -> targets [batch, bands]; it starts at the set's mean target.

    widths: of all layers, from the latents to the bands.
    """
    limited = np.clip(mean, 0.01, 0.99)
    latents, *narrow, hidden, bands = widths
    limit = None if narrow else Limited(FIRST_WEIGHT_LIMIT)
    decoder = keras.Sequential([
        keras.Input((latents,)),
        *(keras.layers.Dense(width, activation="relu") for width in narrow),
        keras.layers.Dense(hidden, activation="relu",
                           kernel_initializer=keras.initializers.HeNormal(seed + 2), kernel_constraint=limit,
                           # Spread bends: with biases at zero all of them would meet at the origin.
                           bias_initializer=keras.initializers.RandomUniform(-2.0, 2.0, seed + 3)),
        keras.layers.Dense(bands, activation="sigmoid",
                           kernel_initializer=keras.initializers.RandomNormal(stddev=hidden**-0.5,
                                                                              seed=seed + 4),
                           kernel_constraint=Limited(LAST_WEIGHT_LIMIT)),
    ], name="decoder")
    if narrow:
        _start_linear(decoder.layers[:-1], np.random.default_rng(seed))
    _set_bias(decoder.layers[-1], np.log(limited / (1.0 - limited)))
    return decoder


def build_dense(widths: Sequence[int]) -> keras.Model:
    """Return a network of these widths, rectified layers and a last one that is not; its weights are zero."""
    return keras.Sequential([
        keras.Input((widths[0],)),
        *(keras.layers.Dense(width, activation="relu", kernel_initializer="zeros") for width in widths[1:-1]),
        keras.layers.Dense(widths[-1], kernel_initializer="zeros"),
    ])


def _start_linear(layers: Sequence[keras.layers.Dense], random: np.random.Generator) -> None:
    """Let the narrow layers pass their input on unbent, so that a deep decoder starts as a shallow one.

    Rectified pairs (x, -x) carry x whole, and the next layer takes their difference. Method: Balduzzi et al.
    2017, the "looks-linear" initialization; without it the narrow layers lose latents that never come back.
    """
    first, *middle, last = (layer.kernel.shape for layer in layers)
    matrices = [_mirrored(_orthogonal(first[0], first[1] // 2, random))]
    for rows, columns in middle:
        half = _mirrored(_orthogonal(rows // 2, columns // 2, random))
        matrices.append(np.concatenate([half, -half]))
    bends = random.standard_normal((last[0] // 2, last[1])) * np.sqrt(2.0 / first[0])
    matrices.append(np.concatenate([bends, -bends]))
    for layer, matrix in zip(layers, matrices, strict=True):
        layer.set_weights([matrix, layer.get_weights()[1]])


def _mirrored(matrix: FloatArray) -> FloatArray:
    return np.concatenate([matrix, -matrix], axis=1)


def _orthogonal(rows: int, columns: int, random: np.random.Generator) -> FloatArray:
    """Return a part of a random rotation [rows, columns]."""
    size = max(rows, columns)
    return np.linalg.qr(random.standard_normal((size, size)))[0][:rows, :columns]


def _set_bias(layer: keras.layers.Dense, bias: FloatArray) -> None:
    layer.set_weights([layer.get_weights()[0], bias])
