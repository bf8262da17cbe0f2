# SPDX-License-Identifier: MIT
"""Runs ngspice and reads what it writes."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

TIMEOUT_S = 60
# Without the file ngspice would take the user's; a thread is enough for circuits of this size.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "SPICE_SCRIPTS": ""}

Array = npt.NDArray[np.float64] | npt.NDArray[np.complex128]
Plot = dict[str, Array]


class SimulationError(RuntimeError):
    """ngspice did not do an analysis."""


def simulate(deck: Sequence[str], *analyses: str) -> list[Plot]:
    """Run analyses (`op`, `dc vin 0 1 0.1`, `ac dec 10 1 1meg` ...) of one deck in one process.

    Returns for each its vectors by name, in lower case: `v(cv1_out)`, `i(vin)`, `time`, `frequency`; of noise
    the density over frequency. Raises SimulationError with the log's end.
    """
    return _simulate(deck, [line for number, each in enumerate(analyses) for line in _analysis(number, each)],
                     len(analyses))


def simulate_builds(deck: Sequence[str], analysis: str, builds: Sequence[Sequence[str]],
                    vectors: Sequence[str]) -> list[Plot]:
    """Run one analysis for each build, all in one process. builds: the `alter` commands of each.

    Returns the named vectors of each build, as simulate does. Raises SimulationError.
    """
    commands = []
    for number, alters in enumerate(builds):
        commands += [*alters, *_analysis(number, analysis, vectors), "destroy"]
    return _simulate(deck, commands, len(builds))


def _analysis(number: int, analysis: str, vectors: Sequence[str] = ()) -> list[str]:
    noise = ["setplot noise1"] if analysis.startswith("noise") else []
    return [analysis, *noise, " ".join(["write", f"{number}.raw", *vectors])]


def _simulate(deck: Sequence[str], commands: Sequence[str], count: int) -> list[Plot]:
    lines = [*deck, ".control", "set filetype=binary", *commands, "quit 0", ".endc", ".end"]
    with tempfile.TemporaryDirectory(prefix="spice") as folder:
        (Path(folder) / "deck.cir").write_text("\n".join(lines) + "\n")
        log = _run(Path(folder))
        files = [Path(folder) / f"{number}.raw" for number in range(count)]
        if "aborted" in log or not all(file.exists() for file in files):
            raise SimulationError(f"an analysis came to nothing\n{log[-1500:]}")
        return [read_raw(file.read_bytes()) for file in files]


def _run(folder: Path) -> str:
    try:
        done = subprocess.run(["ngspice", "-n", "-b", "deck.cir"], cwd=folder, capture_output=True, text=True,
                              timeout=TIMEOUT_S, env=os.environ | ENVIRONMENT, check=False)
    except subprocess.TimeoutExpired as error:
        raise SimulationError(f"no end after {TIMEOUT_S} s") from error
    return done.stdout + done.stderr


def read_raw(data: bytes) -> Plot:
    """Return the vectors of one of ngspice's binary files. Raises SimulationError where it is none."""
    head, marker, body = data.partition(b"Binary:\n")
    if not marker:
        raise SimulationError("not a binary raw file")
    fields, names = _header(head.decode("latin-1").splitlines())
    shape = int(fields["no. points"]), len(names)
    if "complex" not in fields["flags"]:
        numbers = np.frombuffer(body, np.float64, shape[0] * shape[1]).reshape(shape)
        return {name: numbers[:, column].copy() for column, name in enumerate(names)}
    waves = np.frombuffer(body, np.complex128, shape[0] * shape[1]).reshape(shape)
    plot: Plot = {name: waves[:, column].copy() for column, name in enumerate(names)}
    plot["frequency"] = np.asarray(plot["frequency"].real, np.float64)
    return plot


def _header(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    fields, names = {}, []
    for line in lines:
        if line.startswith("\t"):
            names.append(line.split()[1].lower())
        else:
            key, _, value = line.partition(":")
            fields[key.lower()] = value.strip().lower()
    return fields, names
