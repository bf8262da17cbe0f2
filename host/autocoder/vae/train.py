# SPDX-License-Identifier: MIT
"""Training: a true variational autoencoder on the frames of a set (needs the `train` extra)."""

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from autocoder.errors import InputError
from autocoder.quiet import quiet
from autocoder.spec import LATENTS
from autocoder.spectra.frames import FrameSet
from autocoder.spectra.sounding import frame_loudness, silent, sounding
from autocoder.vae.batches import Batches, spread
from autocoder.vae.checkpoint import Progressed
from autocoder.vae.measures import fit_pca, log_spectral_distance_db
from autocoder.vae.network import build_decoder, build_encoder
from autocoder.vae.options import Evaluation, Options, Watch, unwatched
from autocoder.vae.scaling import from_sigmoid, to_sigmoid
from autocoder.vae.split import MOST_SILENT, Split, split_by_time, split_set, thinned
from autocoder.vae.steps import compile_chunk, compile_shared_chunk, make_networks
from autocoder.vae.workers import Workers, lost

FloatArray = npt.NDArray[np.float32]

CHUNK_STEPS = 100  # steps in one compiled call
EVALUATION_STEPS = 500
EVALUATED_FRAMES = 8192  # of each part, evenly spread: more would not change the second digit
SUMMARY_FRAMES = 1 << 16  # that means, principal components and ranges of latents are taken over
LEAST_FRAMES = 16


@dataclass
class Material:
    """The frames of a run: all that train, and those that figures are taken over, in memory.

    rows: indices of the frames that train
    silent_share: of the set; where it is over half, silence was thinned out until it is as much as the sound
    sounding: frames that loudness is measured on, of the whole set
    """

    frames: FrameSet
    split: Split
    rows: npt.NDArray[np.intp]
    silent_share: float
    sounding: FloatArray
    summary: FloatArray
    train: FloatArray
    heldout: FloatArray


@dataclass
class Trained:
    """A trained pair, as it was at its best held-out distance."""

    encoder: keras.Model
    decoder: keras.Model
    material: Material
    options: Options
    pca8_lsd_db: float
    history: list[Evaluation] = field(default_factory=list)


def gather_material(frames: FrameSet) -> Material:
    """Split a set. Raises InputError when it has too few frames to hold some out."""
    loudness = frame_loudness(frames.targets, frames.analysis.floor_db)
    heard = sounding(loudness, frames.overlap)
    quiet_frames = silent(loudness, heard)
    split = split_set(frames.file_index, frames.analysis, quiet_frames)
    if not trainable(split):
        raise InputError(too_few(frames))
    train, heldout = np.flatnonzero(split.train), np.flatnonzero(split.heldout)
    share = float(quiet_frames.mean())
    if share > MOST_SILENT:
        train, heldout = thinned(train, quiet_frames), thinned(heldout, quiet_frames)
    return Material(frames, split, train, share,
                    frames.targets[spread(np.flatnonzero(heard), SUMMARY_FRAMES)],
                    frames.targets[spread(train, SUMMARY_FRAMES)],
                    frames.targets[spread(train, EVALUATED_FRAMES)],
                    frames.targets[spread(heldout, EVALUATED_FRAMES)])


def too_few(frames: FrameSet) -> str:
    """Return what a set lacks that is too short to train on, and what to do."""
    kind, count, files = frames.choice.kind, len(frames.targets), len(frames.files)
    per_file = count if kind == "all" else -(-count // files)
    needed = count
    while not trainable(split_by_time((np.arange(needed) // per_file).astype(np.uint32), frames.analysis)):
        needed += 1
    others = f" and {files - 1} more" if files > 1 else ""
    start = f"{frames.files[0]}{others}: {count} spectra are too few to train on, which takes {needed}; "
    if kind == "all":
        seconds = ((needed - 1) * frames.analysis.hop + frames.analysis.fft) / frames.analysis.rate_hz
        return f"{start}use {max(1.0, math.ceil(10.0 * seconds) / 10.0):.1f} s of sound at least"
    more = 1
    while not trainable(split_by_time(np.repeat(np.arange(files, dtype=np.uint32), more), frames.analysis)):
        more += 1
    return f"{start}analyze {-(-needed // per_file)} files, or with --per-file {more} or all"


def trainable(split: Split) -> bool:
    """Return whether a split leaves enough to train on, and some to measure on."""
    return bool(split.train.sum() >= LEAST_FRAMES and split.heldout.any())


def train(frames: FrameSet, options: Options | None = None, watch: Watch = unwatched, *,
          resume: Progressed | None = None, keep: Callable[[Progressed], None] | None = None,
          workers: Workers | None = None) -> Trained:
    """Train on a frame set. Equal sets, options and machines give equal weights.

    resume: where an earlier run of the same set and options was; it goes on as if it had not stopped
    keep: called with the state of the run after each evaluation
    workers: who shares the work; all of them call this with equal arguments and get equal weights

    Raises InputError when the set has too few frames to hold some out, ToolError when a worker is lost.
    """
    chosen = options or Options()
    material = gather_material(frames)
    if workers is not None and chosen.batch % workers.count:
        raise InputError(f"a batch of {chosen.batch} cannot be shared by {workers.count} workers; "
                         "use a batch that their number divides")
    keras.utils.set_random_seed(chosen.seed)
    mean, widths = to_sigmoid(material.summary).mean(axis=0), chosen.widths(frames.targets.shape[1])
    linear = fit_pca(material.summary, LATENTS).reconstruct(material.heldout)
    trained = Trained(build_encoder(mean, chosen.latents, chosen.hidden, chosen.seed),
                      build_decoder(mean, widths, chosen.seed), material, chosen,
                      log_spectral_distance_db(linear, material.heldout))
    run = _Run(trained, workers, resume)
    run.go(watch, keep or (lambda progressed: None))
    trained.encoder.set_weights(run.best[:len(trained.encoder.weights)])
    trained.decoder.set_weights(run.best[len(trained.encoder.weights):])
    return trained


class _Run:
    """One pass through the steps."""

    def __init__(self, trained: Trained, workers: Workers | None, resume: Progressed | None) -> None:
        self.trained = trained
        self.workers = workers
        self.networks = make_networks(trained.encoder, trained.decoder, trained.options)
        self.step, self.best_lsd_db, self.stale, self.seconds_before = 0, math.inf, 0, 0.0
        self.best = self._weights()
        if resume is not None:
            self._go_on(resume)
        if workers is not None:
            self._follow_first(workers)

    def _go_on(self, resume: Progressed) -> None:
        state = self.networks.state()
        if [each.shape for each in state] != [each.shape for each in resume.state]:
            raise InputError("the interrupted run has other sizes; train without --resume")
        for variable, value in zip(state, resume.state, strict=True):
            variable.assign(value)
        self.step, self.best, self.best_lsd_db, self.stale = (
            resume.step, resume.best, resume.best_lsd_db, resume.stale)
        self.trained.history[:] = resume.history
        self.seconds_before = resume.history[-1].seconds if resume.history else 0.0

    def _follow_first(self, workers: Workers) -> None:
        """Take over where the first worker stands."""
        state = self.networks.state()
        place = np.array([self.step, self.stale, self.best_lsd_db])
        parts = [place, *(np.asarray(each) for each in state), *self.best]
        flat = workers.from_first(np.concatenate([each.ravel() for each in parts]).astype(np.float32))
        values = np.split(flat, np.cumsum([each.size for each in parts])[:-1])
        self.step, self.stale, self.best_lsd_db = int(values[0][0]), int(values[0][1]), float(values[0][2])
        for variable, value in zip(state, values[1:], strict=False):
            variable.assign(value.reshape(variable.shape).astype(variable.dtype))
        self.best = [value.reshape(each.shape) for value, each in
                     zip(values[1 + len(state):], self.best, strict=True)]

    def _weights(self) -> list[FloatArray]:
        return [np.asarray(each) for each in self.networks.variables]

    def go(self, watch: Watch, keep: Callable[[Progressed], None]) -> None:
        """Run to the last step, or until patience ends."""
        options, pca8_lsd_db = self.trained.options, self.trained.pca8_lsd_db
        batches, chunk = self._batches(), self._chunk()
        start, compiled = time.monotonic(), False
        while self.step < options.steps and self.stale <= options.patience:
            drawn = batches.draw(self.step, min(CHUNK_STEPS, options.steps - self.step))
            with nullcontext() if compiled else quiet():  # the first call compiles, aloud
                divergence = self._take(chunk, drawn)
            compiled, self.step = True, self.step + len(drawn)
            if self.step % EVALUATION_STEPS and self.step < options.steps:
                watch(self.step, options.steps, None, pca8_lsd_db)
                continue
            self._evaluate(self.seconds_before + time.monotonic() - start, divergence)
            keep(self.progressed())
            watch(self.step, options.steps, self.trained.history[-1], pca8_lsd_db)

    def _batches(self) -> Batches:
        material, workers = self.trained.material, self.workers
        place = (workers.worker, workers.count) if workers else (0, 1)
        return Batches(material.frames.targets, material.rows, self.trained.options, *place)

    def _chunk(self) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
        if self.workers is None:
            return compile_chunk(self.networks)
        return compile_shared_chunk(self.networks, self.workers.worker, self.workers.count, self.workers.mean)

    def _take(self, chunk: Callable[[tf.Tensor, tf.Tensor], tf.Tensor], drawn: FloatArray) -> float:
        try:
            return float(chunk(tf.constant(drawn), tf.constant(self.step)))
        except tf.errors.OpError as error:
            if self.workers is None:
                raise
            raise lost(error) from error

    def _evaluate(self, seconds: float, divergence: float) -> None:
        options, material = self.trained.options, self.trained.material
        figures = np.array([_distance(self.trained, each) for each in (material.train, material.heldout)],
                           dtype=np.float32)
        # Machines may differ in the last bit: the first one's figures decide for all when to stop.
        train_db, heldout_db = self.workers.from_first(figures) if self.workers else figures
        self.trained.history.append(
            Evaluation(self.step, seconds, float(train_db), float(heldout_db), divergence))
        self.stale = 0 if heldout_db < self.best_lsd_db - options.minimum_delta_db else self.stale + 1
        if heldout_db < self.best_lsd_db:
            self.best_lsd_db, self.best = float(heldout_db), self._weights()

    def progressed(self) -> Progressed:
        """Return the state of the run."""
        return Progressed(self.step, [np.asarray(each) for each in self.networks.state()], self.best,
                          self.best_lsd_db, self.stale, list(self.trained.history))


def _distance(trained: Trained, targets: FloatArray) -> float:
    latents = trained.options.latents
    means = trained.encoder(tf.constant(to_sigmoid(targets)), training=False)[:, :latents]
    return log_spectral_distance_db(from_sigmoid(trained.decoder(means, training=False).numpy()), targets)
