# SPDX-License-Identifier: MIT
"""Sets that outgrow memory or a run: the cache of analysed files, mapped targets."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.errors import InputError
from autocoder.spectra import frames as frames_module
from autocoder.spectra.choice import parse_choice
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


@pytest.mark.parametrize("per_file", ["all", "5", "average", "first"])
def test_cache_gives_the_same_set(folder: Path, tmp_path: Path, per_file: str) -> None:
    choice = parse_choice(per_file)
    plain = build_frames(folder, choice=choice)
    for _ in range(2):
        cached = build_frames(folder, choice=choice, cache=tmp_path / "cache")
        assert sha256(cached) == sha256(plain)


def test_second_run_analyses_only_what_changed(folder: Path, tmp_path: Path,
                                               analysed_here: list[str]) -> None:
    cache = tmp_path / "cache"
    build_frames(folder, cache=cache)
    assert sorted(analysed_here) == ["a.wav", "b b.wav", "short.wav", "ć.wav"]
    analysed_here.clear()
    (folder / "a.wav").rename(folder / "renamed.wav")
    os.utime(folder / "ć.wav", (1, 1))
    build_frames(folder, cache=cache)
    assert analysed_here == []
    times = (folder / "b b.wav").stat()
    write_wav(folder / "b b.wav", noise(9))
    os.utime(folder / "b b.wav", ns=(times.st_atime_ns, times.st_mtime_ns))
    write_wav(folder / "new.wav", noise(10))
    build_frames(folder, cache=cache)
    assert sorted(analysed_here) == ["b b.wav", "new.wav"]


def test_equal_files_are_analysed_once(folder: Path, tmp_path: Path, analysed_here: list[str]) -> None:
    (folder / "copy.wav").write_bytes((folder / "a.wav").read_bytes())
    frames = build_frames(folder, cache=tmp_path / "cache")
    assert len(analysed_here) == 4 and frames.files == ("a.wav", "b b.wav", "copy.wav", "ć.wav")
    assert sha256(frames) == sha256(build_frames(folder))


def test_sizes_and_kind_are_part_of_what_is_kept(folder: Path, tmp_path: Path,
                                                 analysed_here: list[str]) -> None:
    for number, (sizes, per_file) in enumerate((
            (Analysis(), "all"), (Analysis(hop=512), "all"), (Analysis(bands=64), "all"),
            (Analysis(), "2"), (Analysis(), "3"), (Analysis(), "average")), start=1):
        build_frames(folder, sizes, choice=parse_choice(per_file), cache=tmp_path / "cache")
        assert len(analysed_here) == 4 * number
    build_frames(folder, choice=parse_choice("3", normalized=True), cache=tmp_path / "cache")
    assert len(analysed_here) == 24


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


def test_a_strict_set_names_the_bad_file_and_keeps_the_others(folder: Path, tmp_path: Path,
                                                              analysed_here: list[str]) -> None:
    (folder / "short.wav").unlink()
    (folder / "ž.wav").write_text("no sound")
    with pytest.raises(InputError, match=r"ž\.wav"):
        build_frames(folder, cache=tmp_path / "cache", strict=True)
    (folder / "ž.wav").unlink()
    analysed_here.clear()
    build_frames(folder, cache=tmp_path / "cache")
    assert analysed_here == []


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
