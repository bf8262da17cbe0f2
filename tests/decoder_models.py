# SPDX-License-Identifier: MIT
"""Decoders with random weights, converted as the project converts trained ones, and what the official
TensorFlow Lite Micro runtime makes of them."""

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

Int8Array = npt.NDArray[np.int8]

LATENTS = 8
HIDDEN_BIAS = 0.3
# Standard deviation of the logits: the sigmoid then covers nearly all of 0..1 without resting at its ends.
LOGIT_SPREAD = 1.5


def _random_network(widths: tuple[int, ...], seed: int, last_activation: str) -> Any:
    """Return a Keras model whose logits have LOGIT_SPREAD over random latents."""
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    layers = [tf.keras.layers.Dense(width, activation="relu") for width in widths[1:-1]]
    layers.append(tf.keras.layers.Dense(widths[-1], activation=last_activation))
    model = tf.keras.Sequential([tf.keras.Input((widths[0],)), *layers])
    values = rng.uniform(size=(1000, widths[0]))
    for index, layer in enumerate(layers):
        inputs, outputs = widths[index], widths[index + 1]
        weights = rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs))
        bias = rng.normal(0, HIDDEN_BIAS, outputs)
        values = values @ weights + bias
        if index == len(layers) - 1:  # spread over latents, centres spread over bands
            scale = LOGIT_SPREAD / values.std(axis=0).mean()
            weights = weights * scale
            bias = rng.normal(0, LOGIT_SPREAD / 2, outputs) - scale * (values.mean(axis=0) - bias)
        layer.set_weights([weights, bias])
        values = np.maximum(values, 0)
    return model


def latent_corners() -> npt.NDArray[np.float32]:
    """Return the corners of the latent cube, [256, LATENTS], 0 or 1."""
    return np.array(list(itertools.product((0, 1), repeat=LATENTS)), dtype=np.float32)


def random_decoder(widths: tuple[int, ...], seed: int = 1, *, per_channel: bool = False,
                   last_activation: str = "sigmoid") -> bytes:
    """Return the .tflite of a dense decoder of these widths, latents first; full int8."""
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    samples = rng.uniform(size=(500, widths[0])).astype(np.float32)
    samples = np.concatenate([latent_corners()[:, :widths[0]], samples])
    converter = tf.lite.TFLiteConverter.from_keras_model(_random_network(widths, seed, last_activation))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([row[np.newaxis]] for row in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    converter._experimental_disable_per_channel_quantization_for_dense_layers = not per_channel
    return bytes(converter.convert())


def official_decode(model: bytes, latents: Int8Array) -> Int8Array:
    """Return int8 [count, bands] by the tflite-micro wheel of latents [count, LATENTS]."""
    from tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(model)
    rows = []
    for row in latents:
        interpreter.set_input(row[np.newaxis], 0)
        interpreter.invoke()
        rows.append(interpreter.get_output(0)[0].copy())
    return np.stack(rows)
