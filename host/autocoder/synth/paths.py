# SPDX-License-Identifier: MIT
"""Paths through a model's latents: float32 [frames, latents], one row for each frame that will sound."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError
from autocoder.spec import LATENTS
from autocoder.synth.instrument import Instrument, read_audible
from autocoder.tables import number

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]

# From a sound [samples, 1] to its latents 0..1, one row for each frame that will sound.
Encode = Callable[[FloatArray], FloatArray]

WALK, RECORDING = "walk", "recording"
ONE_RECORDING = re.compile(RECORDING + r":(\d{1,9})")
CENTRE = 0.5


def walk(frames: int, seed: int, step: float = 0.1, power: float = 1.0,
         latents: int = LATENTS) -> FloatArray:
    """Return a random walk [frames, latents] within 0..1 that starts at the centre.

    u <- clip(u + (r^power - 0.5) * step, 0, 1) with r uniform in 0..1, as the ancestor walks; a power other
    than 1 drifts: above down, below up. Raises InputError for a step below 0 or a power not above 0.
    """
    if step < 0.0 or power <= 0.0:
        raise InputError(f"a walk of step {step} and power {power}: step is 0 or more, power more than 0")
    random = np.random.default_rng(seed).random((frames, latents))
    steps = (random**power - 0.5) * step
    path = np.empty((frames, latents), dtype=np.float32)
    place = np.full(latents, CENTRE)
    for frame in range(frames):
        place = np.minimum(np.maximum(place + steps[frame], 0.0), 1.0)
        path[frame] = place
    return path


def still(frames: int, latents: npt.ArrayLike) -> FloatArray:
    """Return a path [frames, latents] that rests at the given latents [latents]."""
    return np.tile(np.asarray(latents, dtype=np.float32), (frames, 1))


def stretched(path: FloatArray, places: DoubleArray, hop: int, fft: int) -> FloatArray:
    """Return a recording's path [rows, latents] at places [frames], each 0..1 of its length, interpolated.

    Row i lies about sample i * hop + fft / 2 of the recording; before the first and after the last it rests.
    """
    length = (len(path) - 1) * hop + fft
    rows = np.clip((places * length - fft / 2) / hop, 0.0, len(path) - 1.0)
    below = np.minimum(rows.astype(np.intp), max(0, len(path) - 2))
    share = (rows - below).astype(np.float32)[:, np.newaxis]
    above = np.minimum(below + 1, len(path) - 1)
    return np.asarray((1.0 - share) * path[below] + share * path[above])


def recorded(instrument: Instrument, places: DoubleArray, number: int | None = None) -> FloatArray:
    """Return the training set's own path [frames, latents] at places [frames], 0..1 of the set.

    number: of the one file of the set to follow, from 1 on; all of them, one after the other, if None
    Time runs as it was recorded, so that a model of a room's impulse response decays as the room does. Of
    a set of some frames of each file, the frames stand side by side.
    """
    manifest = instrument.manifest
    fft = manifest.analysis.fft
    hop = manifest.analysis.hop if manifest.choice.kind == "all" else fft
    rows = instrument.recording if number is None else instrument.recording_of(number)
    return stretched(rows, places, hop, fft)


def held(path: FloatArray, frames: int) -> FloatArray:
    """Return a path cut or, by its last row, prolonged to [frames, latents]."""
    return np.asarray(path[np.minimum(np.arange(frames), len(path) - 1)])


def chosen(name: str, instrument: Instrument, places: DoubleArray, seed: int, encode: Encode) -> FloatArray:
    """Return the path [frames, latents] through a model that a user named.

    places: [frames], the middle of each frame that will sound, 0..1 of the sound
    name: `walk`; `recording`: the training set's own course, stretched to the length; `recording:2`: that of
    its second file alone; a number for each latent, with commas, or one for all: a resting point; anything
    else is a sound file, whose encoding is followed and at its end held. Raises InputError.
    """
    frames = len(places)
    if name == WALK:
        return walk(frames, seed, latents=instrument.latents)
    if name == RECORDING:
        return recorded(instrument, places)
    if Path(name).is_file():
        return held(encode(read_audible(Path(name), instrument.rate_hz)), frames)
    if one := ONE_RECORDING.fullmatch(name):
        return recorded(instrument, places, int(one[1]))
    if "," in name or ";" in name or _is_number(name):
        place = numbers(name, "latents", instrument.latents)
        if min(place) < 0.0 or max(place) > 1.0:
            raise InputError(f"latents '{name}': each lies from 0 to 1")
        return still(frames, place)
    sound = read_audible(Path(name), instrument.rate_hz)
    return held(encode(sound), frames)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def numbers(text: str, what: str, latents: int) -> list[float]:
    """Return a number for each latent, written with commas, or semicolons where decimals have commas.

    A single one stands for all.

    Raises InputError.
    """
    wanted = f"the model has {latents} latents; write one number or {latents} of them, with commas between"
    try:
        values = [number(each) for each in text.split(";" if ";" in text else ",")]
    except ValueError as error:
        raise InputError(f"{what} '{text}': not finite numbers; {wanted}") from error
    if len(values) not in (1, latents):
        raise InputError(f"{what} '{text}': {len(values)} numbers; {wanted}")
    return values * latents if len(values) == 1 else values
