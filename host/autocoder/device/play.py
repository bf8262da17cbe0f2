# SPDX-License-Identifier: MIT
"""A sound file through the module: build, read, run, write."""

import re
from collections.abc import Sequence
from pathlib import Path

from autocoder.audio import read_stereo, write_wav
from autocoder.device.build import build_firmware
from autocoder.device.controls import blocks_of, fit_controls, load_controls
from autocoder.device.emulator import Target, run_module
from autocoder.device.gesture import gesture
from autocoder.device.settings import Setting
from autocoder.errors import InputError
from autocoder.progress import Progress, silent
from autocoder.spec import BLOCK_SAMPLES, CLOCK, SAMPLE_RATE_HZ, Clock


def play(target: Target, sound: Path, controls: Path | None, generated: Path | None, output: Path,
         progress: Progress = silent, settings: Sequence[Setting] = ()) -> dict[str, float | str]:
    """Play a sound file through a freshly built module into a WAV file and return figures.

    controls: CSV of ADC counts; None takes a gesture as long as the sound. generated: baked model; None
    takes the default one. settings: of parameters, by block. Raises InputError and ToolError; an earlier
    output stays unless all went well.
    """
    check_clock(generated)
    live = read_stereo(sound)
    blocks = blocks_of(len(live))
    counts = fit_controls(load_controls(controls), blocks) if controls else gesture(blocks)
    program = build_firmware(target, generated, generated.parent / "build" if generated else None)
    played = run_module(target, program, live, counts, counts=target == "qemu", progress=progress,
                        settings=settings)
    write_wav(output, played.output)
    figures: dict[str, float | str] = {"output": str(output), "seconds": len(live) / SAMPLE_RATE_HZ}
    if played.counts is not None:
        figures["emulated_instructions_per_sample"] = float(played.counts[:, 0].mean()) / BLOCK_SAMPLES
    return figures


def check_clock(generated: Path | None) -> None:
    """Raise InputError for a model that was baked for another block or rate than controls and sounds have."""
    if generated and baked_clock(generated) not in (None, CLOCK):
        raise InputError(f"{generated}: baked for another block or rate than controls and sounds come in; "
                         "bake without --block-samples and --rate")


def baked_clock(generated: Path) -> Clock | None:
    """Return the rate and block that a folder was baked for, None where it says nothing of them."""
    header = generated / "sizes.h"
    text = header.read_text(errors="replace") if header.is_file() else ""
    found = re.search(r"kSampleRateHz = (\d+);.*?kBlockSamples = (\d+);", text, re.DOTALL)
    return Clock(int(found[1]), int(found[2])) if found else None
