# SPDX-License-Identifier: MIT
"""Command lines that work, one for each command, and what can be wrong with what they are given."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np

from autocoder.audio import write_wav
from autocoder.bake.signing import new_key
from autocoder.device.controls import save_controls
from autocoder.device.gesture import gesture
from autocoder.device.preset_file import save_preset
from autocoder.device.state import State, StoredPreset, save_state
from autocoder.similarity.encoded import encode_sound, save_encoded
from autocoder.spectra.frame_file import save_frames
from autocoder.spectra.frames import build_frames
from autocoder.vae import model as models
from sounds import strings
from synth_model import STRINGS

# {kind} is an input, {file}, {folder}, {new} are outputs, {port} is an emulated module's that has a model in
# slot 1 and a preset 1. Each runs within a second, but for SLOW ones.
LINES = {
    "analyze": "{sound} -o {file}",
    "train": "{frames} -o {folder} --hidden 16 --steps 100",
    "quantize": "{model}",
    "bake": "{model} -o {folder}",
    "emulate": "--input {sound} --controls {controls} --target native -o {file}",
    "gesture": "--seconds 1 -o {file}",
    "sounds": "guit -o {folder}",
    "soak": "--target native --hours 0.007 --model {model} -o {folder}",
    "demo": "--sound {sound} -o {folder}",
    "bench": "matrix.macs_per_bin -o {file}",
    "inspect": "{model} --seconds 0.5 -o {folder}",
    "encode": "{sound} --model {model} -o {file}",
    "neighbours": "{latents} --csv -o {file}",
    "render": "{model} --seconds 0.2 -o {file}",
    "autocode": "{model} {sound} -o {file}",
    "convolve": "{sound} {model} -o {file}",
    "granular": "{model} {sound} --seconds 0.2 -o {file}",
    "reverb": "{model} {sound} --seconds 0.2 -o {file}",
    "body": "{model} {sound} -o {file}",
    "envelope-set": "{series} -o {file}",
    "envelope": "{envelopes} --seconds 0.2 -o {file}",
    "remote": "{model} --port 0",
    "patches": "-o {folder}",
    "bundle": "{model} -o {file}",
    "ports": "",
    "verify": "{model} --port {port}",
    "upload": "{model} --port {port}",
    "models": "--port {port}",
    "select": "0 --live --port {port}",
    "delete": "1 --dry-run --port {port}",
    "download": "1 -o {file} --port {port}",
    "get": "mix b --port {port}",
    "set": "mix=0.5 --live --port {port}",
    "dump": "-o {file} --port {port}",
    "restore": "{state} --dry-run --port {port}",
    "preset save": "1 --port {port}",
    "preset recall": "1 --bank a --live --port {port}",
    "preset list": "--values --port {port}",
    "preset delete": "1 --dry-run --port {port}",
    "preset dump": "one -o {file} --port {port}",
    "preset restore": "{preset} --dry-run --port {port}",
    "panel": "--port {port}",
    "calibrate": "--port {port}",
    "monitor": "--seconds 0.1 --port {port}",
    "key new": "-o {new}",
    "key set": "{key} --dry-run --port {port}",
    "key clear": "--dry-run --port {port}",
    "key show": "--port {port}",
    "log": "--port {port}",
    "reboot": "--dry-run --port {port}",
    "factory-reset": "--yes --dry-run --port {port}",
    "flash": "daisy",
    "completion": "bash",
}
LINES |= {f"play {each}": LINES[each].removesuffix(" -o {file}")
          for each in ("render", "autocode", "convolve", "granular", "reverb", "body")}
# Each has tests of its own.
SLOW = frozenset({"train", "quantize", "emulate", "demo", "soak", "verify", "upload", "calibrate", "flash"})

NAMES = {"sound": "sound.wav", "frames": "frames.npz", "latents": "latents.npz", "series": "series.csv",
         "controls": "controls.csv", "model": "model", "envelopes": "envelopes",
         "state": "state.json", "preset": "preset.json", "key": "signing.key"}
OUTPUTS = {"file": "out.wav", "folder": "out", "new": "new.key"}

Damage = Callable[[Path], object]


def leaves(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command that does something by its words, those of groups included."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def make_inputs(place: Path) -> None:
    """Write one good input of each kind into a folder."""
    write_wav(place / NAMES["sound"], strings(0.5, seed=2))
    save_frames(build_frames(place / NAMES["sound"]), place / NAMES["frames"])
    save_encoded(encode_sound(place / NAMES["sound"], STRINGS), place / NAMES["latents"])
    series = "".join(f"{value:.5f}\n" for value in np.sin(0.01 * np.arange(600)))
    (place / NAMES["series"]).write_text(series)
    save_controls(place / NAMES["controls"], gesture(100))
    shutil.copytree(STRINGS, place / NAMES["model"])
    save_state(place / NAMES["state"], State(), {})
    save_preset(place / NAMES["preset"], StoredPreset("mine", {"mix": 0.5}), {})
    new_key(place / NAMES["key"])
    envelopes = Path(shutil.copytree(STRINGS, place / NAMES["envelopes"]))
    change_manifest(envelopes, lambda content: content["analysis"].update(rate_hz=1000, fft=256, hop=8))


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what model.json says."""
    content = json.loads((folder / models.MANIFEST).read_text())
    change(content)
    (folder / models.MANIFEST).write_text(json.dumps(content))


def replace_file(folder: Path, name: str, write: Callable[[Path], object]) -> None:
    """Write another file into a model; the manifest gets its hash."""
    write(folder / name)
    change_manifest(folder, lambda content: content["hashes"].update(
        {name: models.file_sha256(folder / name)}))


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])


def into_folder(path: Path) -> None:
    """Put an empty folder where a file was."""
    path.unlink()
    path.mkdir()


def into_file(path: Path) -> None:
    """Put a file where a folder was."""
    shutil.rmtree(path)
    path.write_text("a letter")


def emptied(path: Path) -> None:
    """Put an empty folder where a full one was."""
    shutil.rmtree(path)
    path.mkdir()


def with_nan(path: Path) -> None:
    """Put a sample that is no number into a sound."""
    samples = strings(0.5, seed=2)
    samples[999] = np.nan
    write_wav(path, samples)


def wrong_manifest(text: str) -> Damage:
    """Return a damage that replaces model.json."""
    return lambda folder: (folder / models.MANIFEST).write_text(text)


def of_model(name: str, damage: Damage) -> Damage:
    """Return a damage to one of a model's files."""
    return lambda folder: damage(folder / name)


FILE: dict[str, Damage] = {
    "missing": Path.unlink, "text": lambda path: path.write_text("a letter"),
    "empty": lambda path: path.write_bytes(b""), "binary": lambda path: path.write_bytes(bytes(range(256))),
    "folder": into_folder,
}
ARCHIVE = {**FILE, "cut": cut, "flipped": flip}
MODEL: dict[str, Damage] = {
    "missing": shutil.rmtree, "file": into_file, "emptied": emptied,
    "flipped decoder": of_model(models.DECODER, flip), "cut decoder": of_model(models.DECODER, cut),
    "missing encoder": of_model(models.ENCODER, Path.unlink),
    "folder as encoder": of_model(models.ENCODER, into_folder),
    "flipped latents": of_model(models.LATENT_SET, flip),
    "text manifest": wrong_manifest("a letter"), "empty manifest": wrong_manifest(""),
    "list manifest": wrong_manifest("[]"), "cut manifest": of_model(models.MANIFEST, cut),
    "folder as manifest": of_model(models.MANIFEST, into_folder),
    "other format": lambda folder: change_manifest(folder, lambda content: content.update(format=99)),
    "negative gain": lambda folder: change_manifest(folder, lambda content: content.update(gain=-1.0)),
}
DAMAGES: dict[str, dict[str, Damage]] = {
    "sound": {**FILE, "cut": cut, "nan": with_nan},
    "frames": ARCHIVE, "latents": ARCHIVE,
    "series": {**FILE, "nan": lambda path: path.write_text("0.5\nnan\n" * 300)},
    "controls": {**FILE, "nan": lambda path: path.write_text(path.read_text() + ",".join(["nan"] * 16))},
    "model": MODEL, "envelopes": MODEL,
    "state": {**FILE, "cut": cut}, "preset": {**FILE, "cut": cut}, "key": {**FILE, "cut": cut},
}
