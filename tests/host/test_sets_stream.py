# SPDX-License-Identifier: MIT
"""Sets that outgrow memory, a run or a machine: the cache of analysed files, mapped targets, a cluster."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.commands import sets
from autocoder.errors import InputError, ToolError
from autocoder.progress import silent
from autocoder.spectra import analyse
from autocoder.spectra import frames as frames_module
from autocoder.spectra.choice import parse_choice
from autocoder.spectra.cluster import cluster_workers
from autocoder.spectra.frame_file import load_frames, save_frames, sha256
from autocoder.spectra.frames import Analysis, build_frames

RATE_HZ = 48_000
MANY = 10_000


def noise(seed: int, seconds: float = 0.3) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, round(seconds * RATE_HZ)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed, name in enumerate(("a.wav", "b b.wav", "ć.wav", "short.wav")):
        write_wav(tmp_path / "sounds" / name, noise(seed, 0.05 if name == "short.wav" else 0.3))
    return tmp_path / "sounds"


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of files that are analysed from now on."""
    names: list[str] = []
    whole = analyse.read_mono

    def counted(path: Path, rate_hz: int) -> np.ndarray:
        names.append(path.name)
        return whole(path, rate_hz)

    monkeypatch.setattr(analyse, "read_mono", counted)
    return names


@pytest.mark.parametrize("per_file", ["all", "5", "average", "first"])
def test_cache_gives_the_same_set(folder: Path, tmp_path: Path, per_file: str) -> None:
    choice = parse_choice(per_file)
    plain = build_frames(folder, choice=choice)
    for _ in range(2):
        cached = build_frames(folder, choice=choice, cache=tmp_path / "cache")
        assert sha256(cached) == sha256(plain)


def test_second_run_analyses_only_what_changed(folder: Path, tmp_path: Path, analysed: list[str]) -> None:
    cache = tmp_path / "cache"
    build_frames(folder, cache=cache)
    assert sorted(analysed) == ["a.wav", "b b.wav", "short.wav", "ć.wav"]
    analysed.clear()
    (folder / "a.wav").rename(folder / "renamed.wav")
    os.utime(folder / "ć.wav", (1, 1))
    build_frames(folder, cache=cache)
    assert analysed == []
    times = (folder / "b b.wav").stat()
    write_wav(folder / "b b.wav", noise(9))
    os.utime(folder / "b b.wav", ns=(times.st_atime_ns, times.st_mtime_ns))
    write_wav(folder / "new.wav", noise(10))
    build_frames(folder, cache=cache)
    assert sorted(analysed) == ["b b.wav", "new.wav"]


def test_equal_files_are_analysed_once(folder: Path, tmp_path: Path, analysed: list[str]) -> None:
    (folder / "copy.wav").write_bytes((folder / "a.wav").read_bytes())
    frames = build_frames(folder, cache=tmp_path / "cache")
    assert len(analysed) == 4 and frames.files == ("a.wav", "b b.wav", "copy.wav", "ć.wav")
    assert sha256(frames) == sha256(build_frames(folder))


def test_sizes_and_kind_are_part_of_what_is_kept(folder: Path, tmp_path: Path, analysed: list[str]) -> None:
    for number, (sizes, per_file) in enumerate((
            (Analysis(), "all"), (Analysis(hop=512), "all"), (Analysis(bands=64), "all"),
            (Analysis(), "2"), (Analysis(), "3"), (Analysis(), "average")), start=1):
        build_frames(folder, sizes, choice=parse_choice(per_file), cache=tmp_path / "cache")
        assert len(analysed) == 4 * number
    build_frames(folder, choice=parse_choice("3", normalized=True), cache=tmp_path / "cache")
    assert len(analysed) == 24


def test_damaged_entries_are_made_again(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    expected = sha256(build_frames(folder, cache=cache))
    entries = sorted(cache.rglob("*.mel"))
    assert len(entries) == 4
    rng = np.random.default_rng(12)
    for each in entries:
        content = bytearray(each.read_bytes())
        places = [*range(len(content))][:28] + rng.integers(0, len(content), 5).tolist()
        for damage in (content[:len(content) // 2], b"", *(_flipped(content, place) for place in places)):
            each.write_bytes(damage)
            assert sha256(build_frames(folder, cache=cache)) == expected
            assert each.read_bytes() == content


def _flipped(content: bytearray, place: int) -> bytes:
    damaged = bytearray(content)
    damaged[place] ^= 4
    return bytes(damaged)


def test_a_bad_file_is_named_and_those_before_are_kept(folder: Path, tmp_path: Path,
                                                       analysed: list[str]) -> None:
    (folder / "ž.wav").write_text("no sound")
    with pytest.raises(InputError, match=r"ž\.wav"):
        build_frames(folder, cache=tmp_path / "cache")
    (folder / "ž.wav").unlink()
    analysed.clear()
    build_frames(folder, cache=tmp_path / "cache")
    assert analysed == []


def test_a_cache_that_cannot_be_a_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="--cache"):
        build_frames(folder, cache=tmp_path / "file")


def test_progress_with_a_cache_reaches_the_end(folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        seen: list[tuple[float, float]] = []
        build_frames(folder, cache=tmp_path / "cache",
                     progress=lambda done, total, seen=seen: seen.append((done, total)))
        done = [each for each, _ in seen]
        assert done == sorted(done) and seen[-1] == (8, 8)


def test_large_sets_lie_on_disk_and_are_equal(folder: Path, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    expected = build_frames(folder)
    monkeypatch.setattr(frames_module, "IN_MEMORY_BYTES", 1000)
    frames = build_frames(folder, cache=tmp_path / "cache")
    assert isinstance(frames.targets.base, np.memmap)
    assert sha256(frames) == sha256(expected)
    assert [each.name for each in (tmp_path / "cache").iterdir() if each.is_file()] == []
    save_frames(frames, tmp_path / "mapped.npz")
    save_frames(expected, tmp_path / "memory.npz")
    assert (tmp_path / "mapped.npz").read_bytes() == (tmp_path / "memory.npz").read_bytes()


def test_loaded_targets_are_mapped_aligned_and_readable_by_numpy(folder: Path, tmp_path: Path) -> None:
    frames = build_frames(folder)
    save_frames(frames, tmp_path / "set.npz")
    targets = load_frames(tmp_path / "set.npz").targets
    assert isinstance(targets.base, np.memmap)
    assert targets.ctypes.data % 64 == 0 and not targets.flags.writeable
    with np.load(tmp_path / "set.npz") as stored:
        np.testing.assert_array_equal(stored["targets"], frames.targets)


WITHIN = """
import json, resource, sys
from pathlib import Path
from autocoder.spectra.frame_file import load_frames, save_frames, sha256
from autocoder.spectra.frames import Analysis, build_frames
sizes = Analysis(fft=256, hop=16)
folder, cache, output, room = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
build_frames(folder / "0.wav", sizes, cache=cache)  # libraries and tables are loaded
used = int(next(line for line in open("/proc/self/status") if line.startswith("VmData")).split()[1]) * 1024
resource.setrlimit(resource.RLIMIT_DATA, (used + room, used + room))
frames = build_frames(folder, sizes, cache=cache)
save_frames(frames, output)
loaded = load_frames(output)
print(json.dumps([loaded.targets.nbytes, sha256(loaded)]))
"""


def test_a_set_larger_than_memory_streams_from_disk(tmp_path: Path) -> None:
    """The process may have 64 MiB; the set has 150."""
    for seed in range(40):
        write_wav(tmp_path / "sounds" / f"{seed}.wav", noise(seed, 1.25))
    room = 64 << 20
    run = subprocess.run([sys.executable, "-c", WITHIN, tmp_path / "sounds", tmp_path / "cache",
                          tmp_path / "set.npz", str(room)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-800:]
    size, digest = json.loads(run.stdout)
    assert size > 2 * room
    assert digest == sha256(load_frames(tmp_path / "set.npz"))


def test_ten_thousand_short_files(tmp_path: Path) -> None:
    """Also: a handful of files open at once, memory that does not grow with their number."""
    sound = tmp_path / "sounds" / "00000.wav"
    write_wav(sound, noise(1, 0.1))
    content = sound.read_bytes()
    for number in range(1, MANY):
        other = bytearray(content)
        other[-4:] = np.float32(number / MANY).tobytes()
        (tmp_path / "sounds" / f"{number:05}.wav").write_bytes(other)
    seen: list[float] = []
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limits[1]))
    try:
        for _ in range(2):
            frames = build_frames(tmp_path / "sounds", choice=parse_choice("first"), cache=tmp_path / "cache",
                                  progress=lambda done, total: seen.append(done / total))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert frames.targets.shape == (MANY, 256) and frames.files[-1] == f"{MANY - 1:05}.wav"
    assert len(seen) > 2 * MANY and seen[-1] == 1.0


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Dask scheduler with two workers, each a process."""
    place = tmp_path_factory.mktemp("dask")
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
        yield json.loads(file.read_text())["address"]
    finally:
        for each in processes:
            each.kill()
        for each in processes:
            each.wait(30)


def test_a_cluster_of_two_workers_gives_the_same_bytes(scheduler: str, folder: Path, tmp_path: Path,
                                                       analysed: list[str]) -> None:
    save_frames(build_frames(folder), tmp_path / "here.npz")
    analysed.clear()
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    with cluster_workers(scheduler) as workers:
        assert workers.count == 2
        frames = build_frames(folder, workers=workers, cache=tmp_path / "cache")
        (folder / "zz.wav").write_text("no sound")
        with pytest.raises(InputError, match=r"zz\.wav: not a readable"):
            build_frames(folder, workers=workers)
    (folder / "zz.wav").unlink()
    asked = sets.build_set(folder, Analysis(), tmp_path / "asked.npz", silent, per_file="all",
                           normalize_frames=False, cache=None, scheduler=scheduler)
    assert analysed == []
    for each in (frames, asked):
        save_frames(each, tmp_path / "there.npz")
        assert (tmp_path / "here.npz").read_bytes() == (tmp_path / "there.npz").read_bytes()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "not an address"])
def test_a_missing_scheduler_is_named(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    from autocoder.spectra import cluster

    monkeypatch.setattr(cluster, "ANSWER_S", 1)
    with pytest.raises(ToolError, match="no Dask scheduler"), cluster_workers(address):
        pass
