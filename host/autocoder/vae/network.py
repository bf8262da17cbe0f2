# SPDX-License-Identifier: MIT
"""The autoencoder's two halves as Keras models (needs the `train` extra)."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from autocoder.spec import LATENTS

LOG_VARIANCE_RANGE = (-10.0, 5.0)
START_LOG_VARIANCE = -3.0  # starts with latents that already carry something through the noise

# The int8 decoder has one scale for all weights of a layer: a single large weight would coarsen every other.
# Within these limits quantization costs half of what it does without; the sound is learned as well.
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


def build_encoder(mean: FloatArray, hidden: int, seed: int) -> keras.Model:
    """Return targets [batch, bands] -> [batch, 2 * LATENTS]: posterior means, then log variances.

    mean [bands] is the training set's mean target; four times the difference spreads about one.
    """
    init = keras.initializers.HeNormal
    encoder = keras.Sequential([
        keras.Input((len(mean),)),
        keras.layers.Rescaling(scale=4.0, offset=(-4.0 * mean).tolist()),
        keras.layers.Dense(hidden, activation="relu", kernel_initializer=init(seed)),
        keras.layers.Dense(hidden, activation="relu", kernel_initializer=init(seed + 5)),
        keras.layers.Dense(2 * LATENTS, kernel_initializer=keras.initializers.GlorotNormal(seed + 1)),
    ], name="encoder")
    bias = np.concatenate([np.zeros(LATENTS), np.full(LATENTS, START_LOG_VARIANCE)])
    _set_bias(encoder.layers[-1], bias)
    return encoder


def build_decoder(mean: FloatArray, hidden: int, seed: int) -> keras.Model:
    """Return latents [batch, LATENTS] -> targets [batch, bands]; it starts at the set's mean target."""
    limited = np.clip(mean, 0.01, 0.99)
    logit = np.log(limited / (1.0 - limited))
    decoder = keras.Sequential([
        keras.Input((LATENTS,)),
        keras.layers.Dense(hidden, activation="relu",
                           kernel_initializer=keras.initializers.HeNormal(seed + 2),
                           kernel_constraint=Limited(FIRST_WEIGHT_LIMIT),
                           # Spread bends: with biases at zero all of them would meet at the origin.
                           bias_initializer=keras.initializers.RandomUniform(-2.0, 2.0, seed + 3)),
        keras.layers.Dense(len(mean), activation="sigmoid",
                           kernel_initializer=keras.initializers.RandomNormal(stddev=hidden**-0.5,
                                                                              seed=seed + 4),
                           kernel_constraint=Limited(LAST_WEIGHT_LIMIT)),
    ], name="decoder")
    _set_bias(decoder.layers[-1], logit)
    return decoder


def _set_bias(layer: keras.layers.Dense, bias: FloatArray) -> None:
    layer.set_weights([layer.get_weights()[0], bias])

