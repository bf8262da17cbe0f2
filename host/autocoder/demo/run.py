# SPDX-License-Identifier: MIT
"""The demo's steps in order; each is a command of its own too."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.audio import read_stereo, write_wav
from autocoder.audio.finding import shortened
from autocoder.bake.bake import bake_model
from autocoder.demo import page, report, sounds
from autocoder.demo.pictures import draw_all
from autocoder.demo.place import Place
from autocoder.demo.steps import Steps, program_digest, sound_digest
from autocoder.device.build import build_firmware
from autocoder.device.controls import CountArray, blocks_of, fit_controls, load_controls, save_controls
from autocoder.device.emulator import run_module
from autocoder.device.gesture import gesture
from autocoder.names import printable
from autocoder.progress import Progress
from autocoder.reference.filter import load_reference
from autocoder.spectra.frame_file import load_frames, save_frames
from autocoder.spectra.frames import build_frames
from autocoder.vae.options import Evaluation, Watch
from autocoder.vae.training import load_training


class Bar(Progress, Protocol):
    """A progress report that can carry a word beside it."""

    def say(self, text: str) -> None: ...


class Display(Protocol):
    """What the terminal offers the demo: a bar for each step, and a line where a step is left out."""

    def bar(self, title: str) -> AbstractContextManager[Bar]: ...

    def note(self, text: str) -> None: ...


def run_demo(sound: Path | None, root: Path, display: Display, strict: bool = False) -> dict[str, object]:
    """Run every step that is not done yet and return the figures of the report.

    sound: file or folder; None takes the recordings of sonic-pi-samples; strict: as for `build_frames`.
    Raises what the steps raise.
    """
    place = Place(root)
    source = (sounds.Source(sound, printable(str(sound)), sound) if sound else
              sounds.gather(sounds.DEFAULT_GROUP, place.sounds))
    steps = Steps(place.steps, program_digest() + sound_digest(source.folder))
    display.note(f"sound: {source.origin}")
    for title, results, work in _steps(place, source, display, strict):
        if not steps.run(title, results, work):
            display.note(f"{title}: unchanged")
    skipped = load_frames(place.frames).skipped
    return {**report.load(place), "skipped": skipped}


def _steps(place: Place, source: sounds.Source, display: Display, strict: bool
           ) -> list[tuple[str, list[Path], Callable[[], object]]]:
    return [
        ("analyze, strict" if strict else "analyze", [place.frames],
         lambda: _analyze(place, source.folder, display, strict)),
        ("train", [place.model], lambda: _train(place, display)),
        ("quantize", [place.model], lambda: _quantize(place, display)),
        ("bake", [place.generated], lambda: bake_model(place.model, place.generated)),
        ("build the firmware", [place.build], lambda: _build(place, display)),
        ("record the player", [place.input, place.controls], lambda: _record(place)),
        ("emulate", [place.module, place.counts], lambda: _emulate(place, display)),
        ("reference", [place.reference], lambda: _reference(place, display)),
        ("pictures", [place.report], lambda: _pictures(place, source, display)),
    ]


def _analyze(place: Place, sound: Path, display: Display, strict: bool) -> None:
    with display.bar("analyze") as progress:
        frames = build_frames(sound, progress=progress, strict=strict)
        save_frames(frames, place.frames)
    if frames.skipped:
        display.note(shortened([f"left out {each}" for each in frames.skipped]))


def _train(place: Place, display: Display) -> None:
    training = load_training()
    with display.bar("train") as bar:
        training.create_model(load_frames(place.frames), place.model, watch=show_training(bar))


def show_training(bar: Bar) -> Watch:
    """Return a watch for training that moves a bar and says the distance on held-out frames."""
    def watch(step: int, steps: int, last: Evaluation | None, pca8_lsd_db: float) -> None:
        bar(step, steps)
        if last:
            bar.say(f"held-out {last.heldout_lsd_db:.2f} dB, PCA-8 {pca8_lsd_db:.2f} dB")
    return watch


def _quantize(place: Place, display: Display) -> None:
    training = load_training()
    with display.bar("quantize") as progress:
        training.quantize_model(place.model, progress)


def _build(place: Place, display: Display) -> None:
    with display.bar("build the firmware") as progress:
        build_firmware("qemu", place.generated, place.build)
        progress(1, 1)


def _record(place: Place) -> None:
    live, _ = sounds.live_input()
    write_wav(place.input, live)
    save_controls(place.controls, gesture(blocks_of(len(live))))


def _player(place: Place) -> tuple[npt.NDArray[np.float32], CountArray]:
    """Return what was recorded: the live input [samples, 2] and the ADC counts [blocks, 16]."""
    live = read_stereo(place.input)
    return live, fit_controls(load_controls(place.controls), blocks_of(len(live)))


def _emulate(place: Place, display: Display) -> None:
    live, controls = _player(place)
    program = build_firmware("qemu", place.generated, place.build)
    with display.bar("emulate") as progress:
        played = run_module("qemu", program, live, controls, counts=True, progress=progress)
    write_wav(place.module, played.output)
    assert played.counts is not None  # asked for above
    with replacing(place.counts) as temporary:
        np.save(temporary, played.counts)


def _reference(place: Place, display: Display) -> None:
    live, controls = _player(place)
    with display.bar("reference") as progress:
        write_wav(place.reference, load_reference(place.model).play(live, controls, progress))


def _pictures(place: Place, source: sounds.Source, display: Display) -> None:
    with display.bar("pictures") as progress:
        figures = report.measure(place, source.origin, sounds.live_input()[1])
        progress(1, 3)
        draw_all(place, figures)
        progress(2, 3)
        report.write(place, figures)
        page.write(place, figures, source.own)
        progress(3, 3)
