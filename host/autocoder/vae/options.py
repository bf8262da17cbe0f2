# SPDX-License-Identifier: MIT
"""What shapes a training run and what it reports while it goes on. Needs no TensorFlow."""

from dataclasses import dataclass, field
from typing import Any, Protocol


def _option(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"help": meaning})


@dataclass(frozen=True)
class Options:
    """What shapes a training run; the defaults were chosen on held-out frames of seven sets of recordings."""

    hidden: int = _option(512, "width of the hidden layers")
    steps: int = _option(8000, "training steps, at most")
    batch: int = _option(64, "frames in a step")
    learning_rate: float = _option(1e-3, "peak; a cosine takes it down to 2 % of this")
    weight_decay: float = _option(0.2, "of AdamW, on weights")
    beta: float = _option(5e-5, "weight of the Kullback-Leibler term")
    beta_warmup_steps: int = _option(500, "steps in which beta rises to its value")
    mix: float = _option(0.5, "frames are mixed in dB with another one, by up to this share")
    noise: float = _option(0.02, "noise on the encoder's input, in targets (0..1)")
    patience: int = _option(6, "evaluations without a gain before the run stops")
    minimum_delta_db: float = _option(0.005, "what counts as a gain on held-out frames")
    seed: int = _option(1, "of every random choice")


@dataclass(frozen=True)
class Evaluation:
    """One point of the training curve; distances in dB, seconds since the first step."""

    step: int
    seconds: float
    train_lsd_db: float
    heldout_lsd_db: float
    divergence_nats: float


class Watch(Protocol):
    """Called after each compiled chunk with the steps done and the evaluation, when there is a new one."""

    def __call__(self, step: int, steps: int, last: Evaluation | None) -> None: ...
