# SPDX-License-Identifier: MIT
"""Training steps, compiled: loss, gradients, optimizer (needs the `train` extra)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autocoder.vae.backend import keras, tf
from autocoder.vae.network import LOG_VARIANCE_RANGE
from autocoder.vae.options import Options

Chunk = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]
AllReduce = Callable[[tf.Tensor], tf.Tensor]


@dataclass(frozen=True)
class Networks:
    """The pair in training and its optimizer."""

    encoder: keras.Model
    decoder: keras.Model
    optimizer: keras.optimizers.Optimizer
    options: Options

    @property
    def variables(self) -> list[Any]:
        """What the gradients are taken of."""
        return [*self.encoder.trainable_variables, *self.decoder.trainable_variables]

    def state(self) -> list[Any]:
        """Return all that a run needs to go on: weights, then the optimizer's moments."""
        return [*self.variables, *self.optimizer.variables]


def make_networks(encoder: keras.Model, decoder: keras.Model, options: Options) -> Networks:
    """Return the networks with an optimizer made for them."""
    optimizer = keras.optimizers.AdamW(learning_rate=1.0, weight_decay=options.weight_decay, beta_2=0.99)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    networks = Networks(encoder, decoder, optimizer, options)
    optimizer.build(networks.variables)
    return networks


def compile_chunk(networks: Networks) -> Chunk:
    """Return a function that runs many steps in one XLA program.

    It takes frames on the sigmoid's scale [steps, batch, bands] and the number of the first step, and
    returns the last step's divergence in nats.
    """
    @tf.function(jit_compile=True)
    def chunk(batches: tf.Tensor, first_step: tf.Tensor) -> tf.Tensor:
        divergence = tf.constant(0.0)
        for offset in tf.range(tf.shape(batches)[0]):
            gradients, divergence = _gradients(networks, batches[offset], first_step + offset, 0, 1)
            _apply(networks, gradients, first_step + offset)
        return divergence

    compiled: Chunk = chunk
    return compiled


def compile_shared_chunk(networks: Networks, worker: int, workers: int, all_reduce: AllReduce) -> Chunk:
    """Return what `compile_chunk` does for one of several workers, each with its share of every batch.

    all_reduce: returns the mean of a flat tensor over all workers; it runs between two compiled parts.
    """
    variables = networks.variables
    sizes = [math.prod(each.shape) for each in variables]

    @tf.function(jit_compile=True)
    def flat_gradients(batch: tf.Tensor, step: tf.Tensor) -> tf.Tensor:
        gradients, divergence = _gradients(networks, batch, step, worker, workers)
        return tf.concat([*(tf.reshape(each, [-1]) for each in gradients), [divergence]], axis=0)

    @tf.function(jit_compile=True)
    def apply(flat: tf.Tensor, step: tf.Tensor) -> None:
        parts = tf.split(flat, sizes)
        _apply(networks, [tf.reshape(part, each.shape) for part, each in zip(parts, variables, strict=True)],
               step)

    @tf.function
    def chunk(batches: tf.Tensor, first_step: tf.Tensor) -> tf.Tensor:
        divergence = tf.constant(0.0)
        for offset in tf.range(tf.shape(batches)[0]):
            mean = all_reduce(flat_gradients(batches[offset], first_step + offset))
            apply(mean[:-1], first_step + offset)
            divergence = mean[-1]
        return divergence

    compiled: Chunk = chunk
    return compiled


def _gradients(networks: Networks, batch: tf.Tensor, step: tf.Tensor, worker: int, workers: int
               ) -> tuple[list[tf.Tensor], tf.Tensor]:
    with tf.GradientTape() as tape:
        loss, divergence = evidence_loss(networks, batch, step, worker, workers)
    return tape.gradient(loss, networks.variables), divergence


def _apply(networks: Networks, gradients: list[tf.Tensor], step: tf.Tensor) -> None:
    networks.optimizer.learning_rate.assign(learning_rate(step, networks.options))
    networks.optimizer.apply(gradients, networks.variables)


def learning_rate(step: tf.Tensor, options: Options) -> tf.Tensor:
    """Return the learning rate of a step: linear warm-up over 100 steps, then a cosine down to 2 %."""
    time_now = tf.cast(step, tf.float32)
    cosine = 0.5 * (1.0 + tf.cos(math.pi * tf.minimum(time_now / options.steps, 1.0)))
    return options.learning_rate * tf.minimum(time_now / 100.0, 1.0) * (0.02 + 0.98 * cosine)


def _noise(shape: tuple[int, int], options: Options, step: tf.Tensor, stream: int, worker: int, workers: int
           ) -> tf.Tensor:
    """Return this worker's rows of the noise of a step: that of the whole batch, whoever takes it."""
    seed = tf.stack([tf.constant(options.seed * 8 + stream), tf.cast(step, tf.int32)])
    return tf.random.stateless_normal(shape, seed)[worker::workers]


def evidence_loss(networks: Networks, batch: tf.Tensor, step: tf.Tensor, worker: int = 0, workers: int = 1
                  ) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the loss (root mean square error per frame, plus beta times the divergence), and the latter.

    Method: Kingma and Welling 2014, the reparameterization with sampled noise; the error of a frame is
    the log-spectral distance itself, so that training minimises what is reported.
    """
    options, latents = networks.options, networks.options.latents
    rough = _noise((options.batch, batch.shape[-1]), options, step, 2, worker, workers)
    encoded = networks.encoder(batch + options.noise * rough, training=True)
    mean, log_variance = encoded[:, :latents], tf.clip_by_value(encoded[:, latents:], *LOG_VARIANCE_RANGE)
    noise = _noise((options.batch, latents), options, step, 3, worker, workers)
    decoded = networks.decoder(mean + tf.exp(0.5 * log_variance) * noise, training=True)
    error = tf.reduce_mean(tf.sqrt(tf.reduce_mean(tf.square(decoded - batch), axis=1) + 1e-6))
    nats = -0.5 * tf.reduce_sum(1.0 + log_variance - mean**2 - tf.exp(log_variance), axis=1)
    divergence = tf.reduce_mean(nats)
    beta = options.beta * tf.minimum(tf.cast(step, tf.float32) / options.beta_warmup_steps, 1.0)
    return error + beta * divergence, divergence
