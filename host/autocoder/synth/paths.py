# SPDX-License-Identifier: MIT
"""Paths through the latents: float32 [frames, LATENTS], one row for each frame that will sound."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.audio import read_mono
from autocoder.errors import InputError
from autocoder.spec import LATENTS
from autocoder.synth.instrument import Instrument

FloatArray = npt.NDArray[np.float32]

# From a sound [samples, 1] to its latents 0..1, one row for each frame that will sound.
Encode = Callable[[FloatArray], FloatArray]

WALK, RECORDING = "walk", "recording"
CENTRE = 0.5


def walk(frames: int, seed: int, step: float = 0.1, power: float = 1.0) -> FloatArray:
    """Return a random walk [frames, LATENTS] within 0..1 that starts at the centre.

    u <- clip(u + (r^power - 0.5) * step, 0, 1) with r uniform in 0..1, as the ancestor walks; a power other
    than 1 drifts: above down, below up. Raises InputError for a step below 0 or a power not above 0.
    """
    if step < 0.0 or power <= 0.0:
        raise InputError(f"a walk of step {step} and power {power}: step is 0 or more, power more than 0")
    random = np.random.default_rng(seed).random((frames, LATENTS))
    steps = (random**power - 0.5) * step
    path = np.empty((frames, LATENTS), dtype=np.float32)
    place = np.full(LATENTS, CENTRE)
    for frame in range(frames):
        place = np.minimum(np.maximum(place + steps[frame], 0.0), 1.0)
        path[frame] = place
    return path


def still(frames: int, latents: npt.ArrayLike) -> FloatArray:
    """Return a path [frames, LATENTS] that rests at the given latents [LATENTS]."""
    return np.tile(np.asarray(latents, dtype=np.float32), (frames, 1))


def stretched(path: FloatArray, frames: int) -> FloatArray:
    """Return a path of any length brought to [frames, LATENTS] by linear interpolation, ends on ends."""
    places = np.linspace(0.0, len(path) - 1.0, frames)
    below = np.minimum(places.astype(np.intp), max(0, len(path) - 2))
    share = (places - below).astype(np.float32)[:, np.newaxis]
    above = np.minimum(below + 1, len(path) - 1)
    return np.asarray((1.0 - share) * path[below] + share * path[above])


def held(path: FloatArray, frames: int) -> FloatArray:
    """Return a path cut or, by its last row, prolonged to [frames, LATENTS]."""
    return np.asarray(path[np.minimum(np.arange(frames), len(path) - 1)])


def chosen(name: str, instrument: Instrument, frames: int, seed: int, encode: Encode) -> FloatArray:
    """Return the path [frames, LATENTS] that a user named.

    `walk`; `recording`: the training set's own, stretched to the length; eight numbers with commas: a resting
    point; anything else is a sound file, whose encoding is followed and at its end held. Raises InputError.
    """
    if name == WALK:
        return walk(frames, seed)
    if name == RECORDING:
        return stretched(instrument.recording, frames)
    if "," in name and not Path(name).is_file():
        place = numbers(name, "latents")
        if min(place) < 0.0 or max(place) > 1.0:
            raise InputError(f"latents '{name}': each lies from 0 to 1")
        return still(frames, place)
    sound = read_mono(Path(name), instrument.rate_hz)
    return held(encode(sound[:, np.newaxis]), frames)


def numbers(text: str, what: str) -> list[float]:
    """Return eight numbers written with commas; a single one stands for all. Raises InputError."""
    try:
        values = [float(each) for each in text.split(",")]
    except ValueError as error:
        raise InputError(f"{what} '{text}': not numbers; write one or {LATENTS} of them, "
                         "with commas between") from error
    if len(values) not in (1, LATENTS) or not np.isfinite(values).all():
        raise InputError(f"{what} '{text}': {len(values)} numbers; write one or {LATENTS} finite ones")
    return values * LATENTS if len(values) == 1 else values
