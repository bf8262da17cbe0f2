# SPDX-License-Identifier: MIT
"""What the module plays in modes other than the filter, from the same controls and settings."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import Setting
from autocoder.reference.cross import CrossFrame, cross
from autocoder.reference.drone import DroneFrame, RandomWalk, drone
from autocoder.reference.filter import Morph, Reference, decoder_input, morphs_by_block, scanned_latents
from autocoder.reference.motion import knobs_by_block, mixed, moved_latents, values_by_block
from autocoder.reference.reverb import frames_of, reverb_response, reverberate

DoubleArray = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]
LatentArray = npt.NDArray[np.uint16]

SEED = 1
REVERB_WALK_STREAM = 2


def play_mode(reference: Reference, inputs: npt.NDArray[np.floating], controls: npt.NDArray[np.uint16],
              settings: Sequence[Setting]) -> DoubleArray:
    """Return the output [samples, 2] for inputs [samples, 2], ADC counts by block and settings.

    The mode is that of the first block; in reverb latents, walk, decay and models are, too. Raises ValueError
    where they change, and for the filter, which `Reference.play` plays.
    """
    values = values_by_block(settings, len(controls))
    positions = scanned_latents(controls, knobs_by_block(settings, len(controls)))
    positions = reference.followed(inputs, positions, values["follow"])
    moved = moved_latents(positions, values["slew_ms"], values["freeze"])
    morphs = morphs_by_block(values)
    names = next(each.choices for each in PARAMETERS if each.name == "mode")
    if np.ptp(values["mode"]) > 0.0:
        raise ValueError("the mode changes")
    modes: dict[str, Callable[[], DoubleArray]] = {
        "cross": lambda: _cross(reference, inputs, moved, morphs, values),
        "drone": lambda: _drone(reference, moved, morphs, values),
        "reverb": lambda: _reverb(reference, inputs, moved, morphs, values),
    }
    dry = np.asarray(inputs, dtype=np.float64)
    wet = np.zeros_like(dry)
    sounding = modes[names[int(values["mode"][0])]]()[:len(dry)]
    wet[:len(sounding)] = sounding
    return mixed(dry, wet, values)


def _cross(reference: Reference, inputs: npt.NDArray[np.floating], moved: LatentArray, morphs: list[Morph],
           values: dict[str, FloatArray]) -> DoubleArray:
    """Frame j takes the settings of the block that hop j ends in."""
    ends = range(spec.FRAME_HOP, len(inputs) + 1, spec.FRAME_HOP)
    frames = [CrossFrame(reference.spectrum(decoder_input(moved[block]), morphs[block]),
                         float(values["whiten"][block]), float(values["brightness"][block]),
                         bool(values["freeze"][block]))
              for block in ((end - 1) // spec.BLOCK_SAMPLES for end in ends)]
    return cross(inputs, frames, SEED)


def _drone(reference: Reference, moved: LatentArray, morphs: list[Morph],
           values: dict[str, FloatArray]) -> DoubleArray:
    """Frame j takes the settings of the block that hop j begins in."""
    walk, frames = RandomWalk(SEED), []
    for begin in range(0, len(moved) * spec.BLOCK_SAMPLES, spec.FRAME_HOP):
        block = begin // spec.BLOCK_SAMPLES
        freeze = bool(values["freeze"][block])
        latents = walk.step(moved[block], _whole(values["walk"][block]), freeze)
        frames.append(DroneFrame(reference.spectrum(decoder_input(latents), morphs[block]),
                                 float(values["brightness"][block]), freeze))
    return drone(frames, SEED)


def _reverb(reference: Reference, inputs: npt.NDArray[np.floating], moved: LatentArray, morphs: list[Morph],
            values: dict[str, FloatArray]) -> DoubleArray:
    """The response is wanted in the first block; when it has faded in, all of the input is in it."""
    if ((moved != moved[0]).any() or len(set(morphs)) > 1
            or any(np.ptp(values[each]) > 0.0 for each in ("walk", "decay_s"))):
        raise ValueError("the response changes")
    taps = round(float(values["decay_s"][0]) * spec.SAMPLE_RATE_HZ)
    walk = RandomWalk(SEED, REVERB_WALK_STREAM)
    path = np.stack([walk.step(moved[0], _whole(values["walk"][0])) for _ in range(frames_of(taps))])
    bands = reference.bands(decoder_input(path), morphs[0])
    return reverberate(inputs, reverb_response(bands, taps, SEED, reference.rate_hz))


def _whole(share: np.float32) -> int:
    """Return 0..1 as the module's 0..POSITION_ONE."""
    return int(np.floor(share * np.float32(spec.POSITION_ONE) + np.float32(0.5)))


