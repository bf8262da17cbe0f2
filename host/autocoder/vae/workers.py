# SPDX-License-Identifier: MIT
"""Training on several machines at once (needs the `train` extra).

The engine is TensorFlow's multi-worker strategy: each worker takes its share of every batch and the mean of
their gradients goes round over gRPC, so that several workers take the very steps of one.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError, ToolError
from autocoder.vae.backend import tf


@dataclass(frozen=True)
class Workers:
    """The workers of a run as one of them sees it; the first one decides and writes."""

    strategy: Any
    worker: int
    count: int

    @property
    def first(self) -> bool:
        """Whether this is the worker that writes the model."""
        return self.worker == 0

    def mean(self, values: tf.Tensor) -> tf.Tensor:
        """Return the mean of a tensor over all workers; to be called in a graph, by all of them."""
        def reduce(mine: tf.Tensor) -> tf.Tensor:
            with tf.device(self.strategy.extended.worker_devices[0]):  # in a graph it may lie nowhere
                mine = tf.identity(mine)
            return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, mine)

        return self.strategy.run(reduce, args=(values,))

    def from_first(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the first worker's values on every worker; the shapes must agree."""
        mine = values if self.first else np.zeros_like(values)
        return np.asarray(_eager_mean(self, tf.constant(mine)) * self.count, dtype=np.float32)

    def check_same(self, key: str) -> None:
        """Raise InputError where the workers differ in a hexadecimal hash."""
        words = np.frombuffer(bytes.fromhex(key), dtype="<u2").astype(np.float32)
        if not np.array_equal(self.from_first(words), words):
            raise InputError("this worker has another frame set or other options than the first one; "
                             "start all of them with the same")


def _eager_mean(workers: Workers, values: tf.Tensor) -> npt.NDArray[np.float32]:
    try:
        return np.asarray(tf.function(workers.mean)(values))
    except tf.errors.OpError as error:
        raise lost(error) from error


def lost(error: Exception) -> ToolError:
    """Return what to say when another worker does not answer any more."""
    return ToolError(f"another worker is gone ({type(error).__name__}); "
                     "start all of them again with --resume")


def join_workers(addresses: Sequence[str], worker: int) -> Workers:
    """Wait for the other workers and return them. To be called before TensorFlow does anything else.

    addresses: host:port of each worker, the same list in the same order on all of them; worker: this one's
    place in it, from 0. Raises InputError for addresses that are none, ToolError where they do not answer.
    """
    if not 0 <= worker < len(addresses):
        raise InputError(f"worker {worker}: there are {len(addresses)} addresses; give a number from 0")
    for each in addresses:
        host, _, port = each.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65_535:
            raise InputError(f"{each}: no address of a worker; write host:port")
    if len(set(addresses)) < len(addresses):
        raise InputError("two workers with one address; give each its own")
    os.environ["TF_CONFIG"] = json.dumps({"cluster": {"worker": list(addresses)},
                                          "task": {"type": "worker", "index": worker}})
    try:
        strategy = tf.distribute.MultiWorkerMirroredStrategy()
    except (tf.errors.OpError, RuntimeError) as error:
        raise ToolError(f"the other workers do not answer ({type(error).__name__}); "
                        "check the addresses and start all within five minutes") from error
    return Workers(strategy, worker, len(addresses))
