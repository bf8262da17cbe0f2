# SPDX-License-Identifier: MIT
"""Training: a true variational autoencoder on the frames of a set (needs the `train` extra)."""

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from autocoder.errors import InputError
from autocoder.quiet import quiet
from autocoder.spec import LATENTS
from autocoder.spectra.frames import FrameSet
from autocoder.vae.measures import log_spectral_distance_db
from autocoder.vae.network import LOG_VARIANCE_RANGE, build_decoder, build_encoder
from autocoder.vae.options import Evaluation, Options, Watch
from autocoder.vae.scaling import from_sigmoid, to_sigmoid
from autocoder.vae.split import Split, split_by_time

FloatArray = npt.NDArray[np.float32]

CHUNK_STEPS = 100  # steps in one compiled call
EVALUATION_STEPS = 500
LEAST_FRAMES = 16


@dataclass
class Trained:
    """A trained pair, as it was at its best held-out distance."""

    encoder: keras.Model
    decoder: keras.Model
    split: Split
    options: Options
    history: list[Evaluation] = field(default_factory=list)


def train(frames: FrameSet, options: Options | None = None, watch: Watch | None = None) -> Trained:
    """Train on a frame set. Equal sets, options and machines give equal weights.

    Raises InputError when the set has too few frames to hold some out.
    """
    chosen = options or Options()
    split = split_by_time(frames.file_index, frames.analysis)
    if split.train.sum() < LEAST_FRAMES or not split.heldout.any():
        raise InputError(f"{frames.files[0]}: {len(frames.targets)} frames are too few to train on; "
                         "use a second of sound at least")
    targets = frames.targets[split.train]
    mean = to_sigmoid(targets).mean(axis=0)
    keras.utils.set_random_seed(chosen.seed)
    trained = Trained(build_encoder(mean, chosen.hidden, chosen.seed),
                      build_decoder(mean, chosen.hidden, chosen.seed), split, chosen)
    _run(trained, targets, frames.targets[split.heldout], watch or (lambda step, steps, last: None))
    return trained


def _run(trained: Trained, targets: FloatArray, heldout: FloatArray, watch: Watch) -> None:
    options = trained.options
    chunk = compile_chunk(trained, tf.constant(to_sigmoid(targets)))
    best, best_weights, stale = math.inf, _weights(trained), 0
    start = time.monotonic()
    for step in range(0, options.steps, CHUNK_STEPS):
        with quiet() if step == 0 else nullcontext():  # the first call compiles, aloud
            divergence = chunk(tf.constant(step))
        done = step + CHUNK_STEPS
        if done % EVALUATION_STEPS and done < options.steps:
            watch(done, options.steps, None)
            continue
        point = Evaluation(done, time.monotonic() - start, _distance(trained, targets),
                           _distance(trained, heldout), float(divergence))
        trained.history.append(point)
        watch(done, options.steps, point)
        stale = 0 if point.heldout_lsd_db < best - options.minimum_delta_db else stale + 1
        if point.heldout_lsd_db < best:
            best, best_weights = point.heldout_lsd_db, _weights(trained)
        if stale > options.patience:
            break
    trained.encoder.set_weights(best_weights[0])
    trained.decoder.set_weights(best_weights[1])


def _weights(trained: Trained) -> tuple[list[Any], list[Any]]:
    return trained.encoder.get_weights(), trained.decoder.get_weights()


def _distance(trained: Trained, targets: FloatArray) -> float:
    means = trained.encoder(tf.constant(to_sigmoid(targets)), training=False)[:, :LATENTS]
    return log_spectral_distance_db(from_sigmoid(trained.decoder(means, training=False).numpy()), targets)


def compile_chunk(trained: Trained, inputs: tf.Tensor) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return a function of the first step that runs CHUNK_STEPS steps in one XLA program.

    inputs: all training frames on the sigmoid's scale, [frames, bands]. It returns the divergence in nats.
    """
    options = trained.options
    variables = trained.encoder.trainable_variables + trained.decoder.trainable_variables
    optimizer = keras.optimizers.AdamW(learning_rate=1.0, weight_decay=options.weight_decay, beta_2=0.99)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.build(variables)

    @tf.function(jit_compile=True)
    def chunk(first_step: tf.Tensor) -> tf.Tensor:
        divergence = tf.constant(0.0)
        for offset in tf.range(CHUNK_STEPS):
            step = first_step + offset
            optimizer.learning_rate.assign(learning_rate(step, options))
            batch = draw_batch(inputs, step, options)
            with tf.GradientTape() as tape:
                loss, divergence = evidence_loss(trained, batch, step)
            gradients = tape.gradient(loss, variables)
            optimizer.apply(gradients, variables)
        return divergence

    compiled: Callable[[tf.Tensor], tf.Tensor] = chunk
    return compiled


def learning_rate(step: tf.Tensor, options: Options) -> tf.Tensor:
    """Return the learning rate of a step: linear warm-up over 100 steps, then a cosine down to 2 %."""
    time_now = tf.cast(step, tf.float32)
    cosine = 0.5 * (1.0 + tf.cos(math.pi * tf.minimum(time_now / options.steps, 1.0)))
    return options.learning_rate * tf.minimum(time_now / 100.0, 1.0) * (0.02 + 0.98 * cosine)


def _noise_seed(options: Options, step: tf.Tensor, stream: int) -> tf.Tensor:
    return tf.stack([tf.constant(options.seed * 8 + stream), tf.cast(step, tf.int32)])


def draw_batch(inputs: tf.Tensor, step: tf.Tensor, options: Options) -> tf.Tensor:
    """Return frames [batch, bands], each mixed with another one by a random share."""
    count = tf.shape(inputs)[0]
    picks = tf.random.stateless_uniform((2, options.batch), _noise_seed(options, step, 0), 0, count, tf.int32)
    share = options.mix * tf.random.stateless_uniform((options.batch, 1), _noise_seed(options, step, 1))
    return (1.0 - share) * tf.gather(inputs, picks[0]) + share * tf.gather(inputs, picks[1])


def evidence_loss(trained: Trained, batch: tf.Tensor, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the loss (root mean square error per frame, plus beta times the divergence), and the latter.

    Method: Kingma and Welling 2014, the reparameterization with sampled noise; the error of a frame is
    the log-spectral distance itself, so that training minimises what is reported.
    """
    options = trained.options
    noisy = batch + options.noise * tf.random.stateless_normal(tf.shape(batch), _noise_seed(options, step, 2))
    encoded = trained.encoder(noisy, training=True)
    mean, log_variance = encoded[:, :LATENTS], tf.clip_by_value(encoded[:, LATENTS:], *LOG_VARIANCE_RANGE)
    noise = tf.random.stateless_normal(tf.shape(mean), _noise_seed(options, step, 3))
    decoded = trained.decoder(mean + tf.exp(0.5 * log_variance) * noise, training=True)
    error = tf.reduce_mean(tf.sqrt(tf.reduce_mean(tf.square(decoded - batch), axis=1) + 1e-6))
    nats = -0.5 * tf.reduce_sum(1.0 + log_variance - mean**2 - tf.exp(log_variance), axis=1)
    divergence = tf.reduce_mean(nats)
    beta = options.beta * tf.minimum(tf.cast(step, tf.float32) / options.beta_warmup_steps, 1.0)
    return error + beta * divergence, divergence
