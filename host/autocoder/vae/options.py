# SPDX-License-Identifier: MIT
"""What shapes a training run and what it reports while it goes on. Needs no TensorFlow."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from autocoder.errors import InputError
from autocoder.spec import LATENTS

DEEP_WIDTHS = (16, 32, 64, 128, 256, 512)  # before the hidden layer; the ancestor's deep decoder
MOST_LATENTS = 16


def _option(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"help": meaning})


@dataclass(frozen=True)
class Options:
    """What shapes a training run; the defaults were chosen on held-out frames of seven sets of recordings."""

    hidden: int = _option(512, "width of the hidden layers")
    deep: bool = _option(False, "a decoder with layers of 16 to 512 units before the hidden one")
    latents: int = _option(LATENTS, "knobs of the model; a module plays models of eight")
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

    def __post_init__(self) -> None:
        """Raise InputError for values that no run can have."""
        for name, least, most in (
                ("hidden", 1, 1 << 14), ("latents", 1, MOST_LATENTS), ("steps", 1, 1 << 30),
                ("batch", 1, 1 << 16), ("learning_rate", 1e-9, 1.0), ("weight_decay", 0.0, 100.0),
                ("beta", 0.0, 100.0), ("beta_warmup_steps", 1, 1 << 30), ("mix", 0.0, 1.0),
                ("noise", 0.0, 1.0), ("patience", 0, 1 << 30), ("minimum_delta_db", 0.0, 100.0),
                ("seed", 0, (1 << 28) - 1)):
            value = getattr(self, name)
            if not least <= value <= most:  # false for what is not a number, too
                raise InputError(f"{name.replace('_', '-')} {value}: choose one of {least:g} to {most:g}")

    def widths(self, bands: int) -> tuple[int, ...]:
        """Return the widths of the decoder's layers, from the latents to so many bands."""
        return self.latents, *(DEEP_WIDTHS if self.deep else ()), self.hidden, bands


@dataclass(frozen=True)
class Evaluation:
    """One point of the training curve; distances in dB, seconds since the first step."""

    step: int
    seconds: float
    train_lsd_db: float
    heldout_lsd_db: float
    divergence_nats: float


class Watch(Protocol):
    """Called after each compiled chunk with the steps done, the evaluation, when there is a new one, and
    the distance of PCA-8 on the same held-out frames."""

    def __call__(self, step: int, steps: int, last: Evaluation | None, pca8_lsd_db: float) -> None: ...


def unwatched(step: int, steps: int, last: Evaluation | None, pca8_lsd_db: float) -> None:
    """Report nothing."""
