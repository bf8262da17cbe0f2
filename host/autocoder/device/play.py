# SPDX-License-Identifier: MIT
"""A sound file through the module: build, read, run, write."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.audio import check_sound_file, read_stereo, write_sound
from autocoder.device.build import build_firmware
from autocoder.device.controls import CountArray, blocks_of, fit_controls, load_controls
from autocoder.device.emulator import CHANNELS, Target, run_module
from autocoder.device.gesture import gesture
from autocoder.device.moves import Move, held, moved
from autocoder.device.settings import Setting
from autocoder.device.settling import later, rested, settling_blocks
from autocoder.errors import InputError
from autocoder.levels import peak_db
from autocoder.progress import Progress, silent
from autocoder.spec import BLOCK_SAMPLES, CLOCK, LONGEST_REVERB_S, SAMPLE_RATE_HZ, Clock

FloatArray = npt.NDArray[np.float32]

MOST_TAIL_S = LONGEST_REVERB_S + 1.0  # in which any sound that ends has ended


@dataclass(frozen=True)
class Length:
    """How long the module plays.

    seconds: of the input, which is cut or followed by silence; None for all of it
    tail_s: after the input; None until the sound has died away, which takes MOST_TAIL_S at most. What sounds
        by itself does not die away: then there is no tail.
    """

    seconds: float | None = None
    tail_s: float | None = 0.0


AS_LONG_AS_THE_INPUT = Length()


def play(target: Target, sound: Path | None, controls: Path | None, generated: Path | None, output: Path,
         progress: Progress = silent, changes: Sequence[Setting | Move] = (),
         length: Length = AS_LONG_AS_THE_INPUT) -> dict[str, float | str]:
    """Play a sound file through a freshly built module into a sound file and return figures.

    sound: None is silence of length.seconds. controls: CSV of ADC counts; None takes a gesture as long as the
    sound. Both are held in the tail. Where changes begin with a reverberation, it is there from the first
    sample on. generated: baked model; None takes the default one. changes: of
    parameters, and moves of controls, which hold over `controls`. Raises InputError and ToolError; an
    earlier output stays unless all went well.
    """
    check_sound_file(output, SAMPLE_RATE_HZ, 2)
    check_clock(generated)
    live = _input(sound, length.seconds)
    blocks = blocks_of(len(live))
    counts = fit_controls(load_controls(controls), blocks) if controls else gesture(blocks)
    program = build_firmware(target, generated, generated.parent / "build" if generated else None)
    heard, instructions = _played(target, program, live, counts, changes, length.tail_s, progress)
    note = write_sound(output, heard)
    figures: dict[str, float | str] = {"output": str(output), "seconds": len(heard) / SAMPLE_RATE_HZ,
                                       "peak_db": peak_db(heard)}
    if note:
        figures["note"] = note
    if instructions is not None:
        figures["emulated_instructions_per_sample"] = instructions
    return figures


def _played(target: Target, program: Path, live: FloatArray, counts: CountArray,
            changes: Sequence[Setting | Move], tail_s: float | None, progress: Progress
            ) -> tuple[FloatArray, float | None]:
    """Return what the module plays, [samples, 2], and its instructions per sample where they are counted."""
    settings = [each for each in changes if isinstance(each, Setting)]
    before = settling_blocks(settings)
    settings = later(settings, before)
    moves = later([each for each in changes if isinstance(each, Move)], before)
    padded = _padded(live, tail_s)
    tail_blocks = math.ceil(MOST_TAIL_S * SAMPLE_RATE_HZ / BLOCK_SAMPLES) if tail_s is None else 0
    table = moved(rested(fit_controls(counts, blocks_of(len(padded)) + tail_blocks), before), moves)
    silence = np.zeros((before * BLOCK_SAMPLES, CHANNELS), np.float32)
    played = run_module(target, program, np.concatenate([silence, padded]), table, counts=target == "qemu",
                        progress=progress, settings=[*held(moves, settings), *settings],
                        tail_blocks=tail_blocks)
    endless = tail_blocks > 0 and len(played.output) == len(table) * BLOCK_SAMPLES
    heard = played.output[len(silence):]
    instructions = None if played.counts is None else (
        float(played.counts[before:, 0].mean()) / BLOCK_SAMPLES)
    return heard[:len(live)] if endless else heard, instructions


def _input(sound: Path | None, seconds: float | None) -> FloatArray:
    """Return what is patched in, [samples, 2]."""
    if sound is None and seconds is None:
        raise InputError("neither a sound nor a time: give one, such as --seconds 10 for a drone")
    live = read_stereo(sound) if sound else np.zeros((0, CHANNELS), np.float32)
    return live if seconds is None else _fitted(live, max(1, round(seconds * SAMPLE_RATE_HZ)))


def _padded(live: FloatArray, tail_s: float | None) -> FloatArray:
    """Return the input with a tail that is fixed, or as whole blocks where the module finds its end."""
    if tail_s is None:
        return _fitted(live, blocks_of(len(live)) * BLOCK_SAMPLES)
    return _fitted(live, len(live) + round(tail_s * SAMPLE_RATE_HZ))


def _fitted(live: FloatArray, samples: int) -> FloatArray:
    """Return so many samples: cut, or followed by silence."""
    silence = np.zeros((max(0, samples - len(live)), CHANNELS), np.float32)
    return np.concatenate([live[:samples], silence])


def check_clock(generated: Path | None) -> None:
    """Raise InputError for a model that was baked for another block or rate than controls and sounds have."""
    if generated and baked_clock(generated) not in (None, CLOCK):
        raise InputError(f"{generated}: baked for another block or rate than controls and sounds come in; "
                         "bake without --block-samples and --rate")


def baked_clock(generated: Path) -> Clock | None:
    """Return the rate and block that a folder was baked for, None where it says nothing of them."""
    header = generated / "sizes.h"
    text = header.read_text(encoding="utf-8", errors="replace") if header.is_file() else ""
    found = re.search(r"kSampleRateHz = (\d+);.*?kBlockSamples = (\d+);", text, re.DOTALL)
    return Clock(int(found[1]), int(found[2])) if found else None
