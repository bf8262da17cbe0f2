# SPDX-License-Identifier: MIT
"""Models of real recordings, trained once: they stay in the bench's place until the sound or the code that
made them changes."""

import hashlib
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from autocoder.atomic import replacing
from autocoder.bench.measuring import Bench, shared
from autocoder.demo.sounds import SAMPLES, gather
from autocoder.demo.steps import Steps, sound_digest
from autocoder.spectra.frames import FrameSet, build_frames
from autocoder.vae.model import Manifest, load_manifest
from autocoder.vae.options import Evaluation, Options
from autocoder.vae.training import load_training

GROUPS = ("guit", "ambi", "tabla")
FALLBACK = ("strings",)
SOUND_SECONDS = 30.0
SHALLOW, DEEP = Options(), Options(deep=True)
PACKAGE = Path(__file__).resolve().parents[1]
TRAINING_SOURCES = ("spec.py", "audio", "spectra", "vae", "demo/sounds.py", "bench/training.py")


def sounds() -> tuple[str, ...]:
    """Return the groups of recordings there are; only synthesized strings without sonic-pi-samples."""
    return GROUPS if SAMPLES.is_dir() else FALLBACK


def first_seconds(frames: FrameSet, seconds: float) -> FrameSet:
    """Return as many of the first frames as so many seconds of sound hold."""
    sizes = frames.analysis
    ends = ((np.arange(len(frames.targets)) + 1) * sizes.hop
            + (frames.file_index.astype(np.int64) + 1) * (sizes.fft - sizes.hop))
    count = int(np.searchsorted(ends, seconds * sizes.rate_hz, side="right"))
    index = frames.file_index[:count]
    files = frames.files[:int(index[-1]) + 1]
    return replace(frames, targets=frames.targets[:count], file_index=index, files=files)


def training_digest() -> str:
    """Return a hash over the sources that decide what training gives."""
    digest = hashlib.sha256()
    for name in TRAINING_SOURCES:
        path = PACKAGE / name
        for each in [path] if path.is_file() else sorted(path.glob("*.py")):
            digest.update(each.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Training:
    """A trained model and the wall seconds from its frames to its files."""

    folder: Path
    manifest: Manifest
    wall_s: float
    origin: str


@shared
def trained(bench: Bench, sound: str, options: Options = SHALLOW) -> Training:
    """Return the model of a sound, trained now or earlier."""
    place = bench.place / (f"{sound}_deep" if options.deep else sound)
    folder, record = place / "model", place / "wall.json"
    source = gather(sound, place / "sound")
    steps = Steps(place / "steps.json", training_digest() + sound_digest(source.folder))
    steps.run("train", [folder, record], lambda: train(bench, source.folder, folder, record, options))
    seconds = float(json.loads(record.read_text(encoding="utf-8"))["seconds"])
    return Training(folder, load_manifest(folder), seconds, source.origin)


def train(bench: Bench, sound: Path, folder: Path, record: Path, options: Options = SHALLOW) -> None:
    """Train on the first 30 s of a folder of sounds and write down the wall seconds."""
    frames = first_seconds(build_frames(sound), SOUND_SECONDS)
    training = load_training()

    def watch(step: int, steps: int, last: Evaluation | None, pca8_lsd_db: float) -> None:
        bench.progress(step, steps)

    start_s = time.monotonic()
    training.create_model(frames, folder, options, watch)
    with replacing(record) as temporary:
        temporary.write_text(json.dumps({"seconds": time.monotonic() - start_s}), encoding="utf-8")


@shared
def quantized(bench: Bench, sound: str) -> Manifest:
    """Return the manifest of a sound's model with its int8 figures."""
    training = trained(bench, sound)
    if training.manifest.stages:
        return training.manifest
    manifest: Manifest = load_training().quantize_model(training.folder, bench.progress)
    return manifest
