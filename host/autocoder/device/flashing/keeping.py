# SPDX-License-Identifier: MIT
"""What a module stores, kept on the computer while its flash is erased, and brought back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autocoder.atomic import replacing
from autocoder.device.client import Module
from autocoder.device.messages import ModelInfoRequest
from autocoder.device.restore import changes, write_changes
from autocoder.device.state import State, load_state, read_state, save_state
from autocoder.device.upload import download, upload
from autocoder.progress import Progress, silent

SETTINGS = "settings.json"
STORED = 2  # of a slot's states: a model that was uploaded


@dataclass(frozen=True)
class Kept:
    """What is kept in a folder; models: the slots whose bundles are there."""

    folder: Path
    models: list[int]


def keep(module: Module, folder: Path, progress: Progress = silent) -> Kept:
    """Write settings, presets, calibration and uploaded models of a module to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    origin: dict[str, Any] = {"board": module.hello.board, "firmware": module.hello.firmware}
    infos = list(module.ask_all(ModelInfoRequest(slot) for slot in range(module.hello.slots)))
    slots = [slot for slot, each in enumerate(infos) if each.state == STORED]
    for slot in slots:
        content = download(module, slot, progress)
        with replacing(_bundle(folder, slot)) as temporary:
            temporary.write_bytes(content)
    save_state(folder / SETTINGS, read_state(module), origin)
    return Kept(folder, slots)


def bring_back(module: Module, kept: Kept, progress: Progress = silent) -> list[str]:
    """Write what was kept to a module; return a line for each thing. Models first: settings name them.

    The key comes last of all, so that models without a signature are taken.
    """
    for slot in kept.models:
        upload(module, slot, _bundle(kept.folder, slot).read_bytes(), progress=progress)
    wanted: State = load_state(kept.folder / SETTINGS)
    found = changes(wanted, read_state(module), module.parameters, module.hello.presets)
    write_changes(module, found, progress)
    return [*(f"model of slot {slot}" for slot in kept.models), *found.lines()]


def _bundle(folder: Path, slot: int) -> Path:
    return folder / f"slot{slot}.acb"


def kept_earlier(folder: Path) -> Kept:
    """Return what a run that was interrupted kept in a folder."""
    return Kept(folder, sorted(int(each.stem.removeprefix("slot")) for each in folder.glob("slot*.acb")))
