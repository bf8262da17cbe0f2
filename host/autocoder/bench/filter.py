# SPDX-License-Identifier: MIT
"""The filter mode on the emulated Cortex-M7: instructions by block, and latency."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.programs import program
from autocoder.bench.stimuli import FloatArray, noise, resting_controls
from autocoder.device.controls import CountArray, blocks_of
from autocoder.device.emulator import run_module
from autocoder.device.gesture import gesture
from autocoder.reference.filter import decoder_input, latents_from_controls
from autocoder.spec import BLOCK_SAMPLES, IMPULSE_TAPS, SAMPLE_RATE_HZ, UPDATE_BLOCKS

BoolArray = npt.NDArray[np.bool_]

COUNTED_BLOCKS = 600
STARTING_BLOCKS = 2 * UPDATE_BLOCKS  # the first response fades in from silence, which no player waits for
SETTLED_BLOCKS = 50 * UPDATE_BLOCKS
IMPULSE_OFFSETS = (0, 1, 31, 63)  # within a block
AUDIBLE_SHARE = 1e-5  # of the response's peak: far above rounding, far below the first tap
BUFFERED_SAMPLES = 2 * BLOCK_SAMPLES  # a board fills a block before it is processed and plays it after


@dataclass(frozen=True)
class Counts:
    """Instructions [blocks] in the audio callback and in the loop; blocks that fade, and that design."""

    callback: npt.NDArray[np.uint32]
    loop: npt.NDArray[np.uint32]
    fading: BoolArray
    designing: BoolArray


def changed_blocks(controls: CountArray) -> tuple[BoolArray, BoolArray]:
    """Return which blocks of controls [blocks, 16] crossfade and after which a response is designed."""
    blocks = np.arange(len(controls))
    latents = decoder_input(latents_from_controls(controls))[::UPDATE_BLOCKS]
    changed = np.concatenate([[True], np.any(latents[1:] != latents[:-1], axis=1)])
    fading = np.concatenate([[False], changed[:-1]])[blocks // UPDATE_BLOCKS]
    return fading, changed[blocks // UPDATE_BLOCKS] & (blocks % UPDATE_BLOCKS == 0)


@shared
def counted(bench: Bench, moving: bool) -> Counts:
    """Play noise through the emulated module while its knobs rest or move."""
    controls = gesture(COUNTED_BLOCKS) if moving else resting_controls(COUNTED_BLOCKS)
    sound = noise(COUNTED_BLOCKS * BLOCK_SAMPLES)
    played = run_module("qemu", program(bench, "qemu"), sound, controls, True, bench.progress)
    assert played.counts is not None  # asked for above
    started = slice(STARTING_BLOCKS, None)
    fading, designing = changed_blocks(controls)
    return Counts(played.counts[started, 0], played.counts[started, 1], fading[started], designing[started])


def steady(bench: Bench) -> npt.NDArray[np.floating]:
    """Return the instructions per sample of each block without a crossfade, controls at rest."""
    counts = counted(bench, False)
    return counts.callback[~counts.fading] / BLOCK_SAMPLES


def fading(bench: Bench) -> npt.NDArray[np.floating]:
    """Return the instructions per sample of each block with a crossfade, controls moving."""
    counts = counted(bench, True)
    return counts.callback[counts.fading] / BLOCK_SAMPLES


def updates(bench: Bench) -> npt.NDArray[np.uint32]:
    """Return the instructions of each new response: decoding, spectrum, impulse response, partitions."""
    counts = counted(bench, True)
    return counts.loop[counts.designing]


def impulses() -> tuple[FloatArray, list[int]]:
    """Return full-scale impulses [samples, 2], far apart once the controls have settled, and their places."""
    spacing = 2 * IMPULSE_TAPS
    places = [SETTLED_BLOCKS * BLOCK_SAMPLES + index * spacing + offset
              for index, offset in enumerate(IMPULSE_OFFSETS)]
    sound = np.zeros((places[-1] + spacing, 2), dtype=np.float32)
    sound[places] = 1.0
    return sound, places


def onset_samples(output: FloatArray, places: list[int]) -> int:
    """Return the latest start, in samples after its impulse, of the responses in an output [samples, 2]."""
    onsets = []
    for place in places:
        heard = np.abs(output[place - BLOCK_SAMPLES:place + IMPULSE_TAPS]).max(axis=1)
        onsets.append(int(np.argmax(heard > AUDIBLE_SHARE * heard.max())) - BLOCK_SAMPLES)
    return max(onsets)


@shared
def onset(bench: Bench) -> int:
    """Return `onset_samples` of the emulated module."""
    sound, places = impulses()
    controls = resting_controls(blocks_of(len(sound)))
    played = run_module("qemu", program(bench, "qemu"), sound, controls, progress=bench.progress)
    return onset_samples(played.output, places)


def latency_samples(bench: Bench) -> Remarked:
    """Return the measured onset and the buffering of a block on each side."""
    return Remarked(float(onset(bench) + BUFFERED_SAMPLES),
                    f"{onset(bench)} + {BLOCK_SAMPLES} in + {BLOCK_SAMPLES} out")


PER_SAMPLE = "instructions, stereo"
ROWS = (
    Row("filter.instructions_per_sample", PER_SAMPLE, lambda bench: float(steady(bench).mean())),
    Row("filter.instructions_per_sample.worst", PER_SAMPLE, lambda bench: float(steady(bench).max())),
    Row("filter.instructions_per_sample.fading", PER_SAMPLE, lambda bench: float(fading(bench).mean())),
    Row("filter.instructions_per_sample.fading_worst", PER_SAMPLE,
        lambda bench: float(fading(bench).max())),
    Row("filter.update_instructions", "instructions",
        lambda bench: float(updates(bench).mean())),
    Row("filter.update_instructions.worst", "instructions",
        lambda bench: float(updates(bench).max())),
    Row("filter.latency_samples", "samples", latency_samples),
    Row("filter.latency_ms", "ms with both block buffers",
        lambda bench: 1000.0 * latency_samples(bench).value / SAMPLE_RATE_HZ),
)
