# SPDX-License-Identifier: MIT
"""Sets that outgrow a machine: a Dask cluster, and what it may lose on the way."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from distributed import Client

from autocoder.audio import write_wav
from autocoder.commands import sets
from autocoder.errors import InputError, ToolError
from autocoder.progress import silent
from autocoder.spectra import cluster
from autocoder.spectra.cluster import cluster_workers
from autocoder.spectra.frame_file import save_frames
from autocoder.spectra.frames import Analysis, build_frames

RATE_HZ = 48_000
MANY = 60  # files, of which no more than a handful are under way at once


def noise(seed: int, seconds: float = 0.3) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, round(seconds * RATE_HZ)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed, name in enumerate(("a.wav", "b b.wav", "ć.wav", "short.wav")):
        write_wav(tmp_path / "sounds" / name, noise(seed, 0.05 if name == "short.wav" else 0.3))
    return tmp_path / "sounds"


@dataclass(frozen=True)
class Cluster:
    """A Dask scheduler and its workers, each a process."""

    address: str
    workers: "list[subprocess.Popen[bytes]]"


@contextmanager
def running_cluster(place: Path) -> Iterator[Cluster]:
    """Yield a scheduler with two workers."""
    file = place / "scheduler.json"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
             "--no-dashboard", "--scheduler-file", str(file)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file),
              "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
              "--local-directory", str(place)]
    with (place / "log").open("w") as log:
        processes = [subprocess.Popen(each, stdout=log, stderr=log, cwd=place)
                     for each in (start, worker, worker)]
    try:
        deadline = time.monotonic() + 60.0
        while not file.exists():
            assert time.monotonic() < deadline, (place / "log").read_text()
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield Cluster(address, processes[1:])
    finally:
        for each in processes:
            each.kill()
        for each in processes:
            each.wait(30)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a scheduler with two workers that the tests leave alone."""
    with running_cluster(tmp_path_factory.mktemp("dask")) as running:
        yield running.address


def test_a_cluster_of_two_workers_gives_the_same_bytes(scheduler: str, folder: Path, tmp_path: Path,
                                                       analysed_here: list[str]) -> None:
    save_frames(build_frames(folder), tmp_path / "here.npz")
    analysed_here.clear()
    with cluster_workers(scheduler) as workers:
        assert workers.count == 2
        frames = build_frames(folder, workers=workers, cache=tmp_path / "cache")
        (folder / "zz.wav").write_text("no sound")
        left_out = build_frames(folder, workers=workers).skipped
        assert [each.split(":")[0] for each in left_out] == ["short.wav", "zz.wav"]
        (folder / "short.wav").rename(tmp_path / "short.wav")
        with pytest.raises(InputError, match=r"zz\.wav: not a readable"):
            build_frames(folder, workers=workers, strict=True)
    (tmp_path / "short.wav").rename(folder / "short.wav")
    (folder / "zz.wav").unlink()
    asked = sets.build_set(folder, Analysis(), tmp_path / "asked.npz", silent, per_file="all",
                           normalize_frames=False, cache=None, scheduler=scheduler)
    assert analysed_here == []
    for each in (frames, asked):
        save_frames(each, tmp_path / "there.npz")
        assert (tmp_path / "here.npz").read_bytes() == (tmp_path / "there.npz").read_bytes()


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "in a cache"])
def test_a_worker_that_dies_midway_changes_nothing(tmp_path: Path, analysed_here: list[str],
                                                   kept: bool) -> None:
    """Its files are analysed by the other one; killed, it cannot say goodbye."""
    for number in range(MANY):
        write_wav(tmp_path / "sounds" / f"{number:02}.wav", noise(number, 0.5))
    save_frames(build_frames(tmp_path / "sounds"), tmp_path / "here.npz")
    analysed_here.clear()
    place = tmp_path / "dask"
    place.mkdir()
    with running_cluster(place) as running:
        killed_at: list[float] = []

        def kill_one(done: float, total: float) -> None:
            analysed = done - (total - MANY)  # with a cache, looking up all files comes first
            if analysed >= MANY // 4 and not killed_at:
                running.workers[0].kill()
                running.workers[0].wait(30)
                killed_at.append(analysed)

        with cluster_workers(running.address) as workers:
            frames = build_frames(tmp_path / "sounds", progress=kill_one, workers=workers,
                                  cache=tmp_path / "cache" if kept else None)
        assert killed_at == [MANY // 4] and running.workers[1].poll() is None
    assert analysed_here == []
    save_frames(frames, tmp_path / "there.npz")
    assert (tmp_path / "here.npz").read_bytes() == (tmp_path / "there.npz").read_bytes()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "not an address"])
def test_a_missing_scheduler_is_named(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(cluster, "ANSWER_S", 1)
    with pytest.raises(ToolError, match="no Dask scheduler"), cluster_workers(address):
        pass
