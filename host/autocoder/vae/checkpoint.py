# SPDX-License-Identifier: MIT
"""What an interrupted training run leaves, and how it goes on. Needs no TensorFlow."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.atomic import replacing
from autocoder.errors import InputError
from autocoder.vae.model import DAMAGED_ARRAYS
from autocoder.vae.options import Evaluation, Options

FORMAT = 1

Arrays = list[npt.NDArray[Any]]


@dataclass
class Progressed:
    """How far a run has come.

    state: weights and the optimizer's moments after `step` steps; best: the weights at the least held-out
    distance; stale: evaluations without a gain since then
    """

    step: int
    state: Arrays
    best: Arrays
    best_lsd_db: float
    stale: int
    history: list[Evaluation] = field(default_factory=list)


def checkpoint_path(folder: Path) -> Path:
    """Return where the checkpoint of a model folder lies while the model is in training."""
    return folder.with_name(f"{folder.name}.checkpoint.npz")


def run_key(frames_sha256: str, options: Options) -> str:
    """Return a hash of everything that decides how a run goes."""
    return hashlib.sha256(json.dumps([frames_sha256, asdict(options)]).encode()).hexdigest()


def save_checkpoint(path: Path, key: str, progressed: Progressed) -> None:
    """Write a checkpoint, whole or not at all. Raises InputError when it cannot be written."""
    header = {"format": FORMAT, "key": key, "step": progressed.step, "stale": progressed.stale,
              "best_lsd_db": progressed.best_lsd_db, "history": [asdict(each) for each in progressed.history]}
    arrays: dict[str, Any] = {"header": np.array(json.dumps(header))}
    for name, values in (("state", progressed.state), ("best", progressed.best)):
        arrays |= {f"{name}{index}": each for index, each in enumerate(values)}
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load_checkpoint(path: Path, key: str) -> Progressed:
    """Read a checkpoint. Raises InputError where there is none, where it is damaged or of another run."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            header = json.loads(stored["header"].item())
            if header["format"] != FORMAT or header["key"] != key:
                raise InputError(f"{path}: of another set or other options; give those, "
                                 "or train without --resume")
            state, best = (_numbered(stored, name) for name in ("state", "best"))
        return Progressed(int(header["step"]), state, best, float(header["best_lsd_db"]),
                          int(header["stale"]), [Evaluation(**each) for each in header["history"]])
    except FileNotFoundError as error:
        raise InputError(f"{path}: no interrupted run to go on with; train without --resume") from error
    except DAMAGED_ARRAYS as error:
        raise InputError(f"{path}: damaged; train without --resume") from error


def _numbered(stored: Any, name: str) -> Arrays:
    return [stored[f"{name}{index}"] for index in range(sum(each.startswith(name) for each in stored.files))]
