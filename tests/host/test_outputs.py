# SPDX-License-Identifier: MIT
"""Outputs: whole or not at all, and what already stands at their path is treated as a user expects."""

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autocoder.atomic import check_file, check_folder, replacing, replacing_files, replacing_folder
from autocoder.atomic import temporaries as beside
from autocoder.atomic.durable import exchange
from autocoder.audio import write_wav
from autocoder.errors import InputError, ModelError
from autocoder.vae import model as models

SOUND = np.linspace(-0.5, 0.5, 1000, dtype=np.float32)

HOLD = """
import sys, time
from pathlib import Path
from autocoder.atomic import replacing, replacing_folder
make = replacing_folder if sys.argv[1] == "folder" else replacing
with make(Path(sys.argv[2])) as temporary:
    print(temporary, flush=True)
    time.sleep(600)
"""


def write(path: Path, text: str = "new") -> None:
    with replacing(path) as temporary:
        temporary.write_text(text)


def write_folder(folder: Path, text: str = "new") -> None:
    with models.new_folder(folder) as temporary:
        (temporary / "file").write_text(text)
        (temporary / models.MANIFEST).touch()


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def refuse_without_work(check: Callable[[Path], None], path: Path, reason: str) -> None:
    before = names(path.parent) if path.parent.is_dir() else None
    with pytest.raises(InputError, match=reason) as refused:
        check(path)
    assert str(path) in str(refused.value) and "\n" not in str(refused.value)
    assert before == (names(path.parent) if path.parent.is_dir() else None)


@pytest.mark.parametrize("name", ["pipe", "pipe.flac"])
def test_a_pipe_is_written_into(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / name).read_bytes()))
    reader.start()
    write_wav(tmp_path / name, SOUND)
    reader.join()
    write_wav(tmp_path / "file.wav", SOUND)
    assert read == [(tmp_path / "file.wav").read_bytes()]  # sizes in its header, too
    assert stat.S_ISFIFO((tmp_path / name).stat().st_mode) and names(tmp_path) == ["file.wav", name]


def test_a_device_is_written_into(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/null")
    for device in (Path("/dev/null"), tmp_path / "link"):
        write(device)
        assert stat.S_ISCHR(device.stat().st_mode)
    assert (tmp_path / "link").is_symlink()


def test_a_full_device_is_one_line() -> None:
    with pytest.raises(InputError, match=r"/dev/full: cannot be written .*the disk is full"):
        write(Path("/dev/full"))
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_a_place(tmp_path: Path, place: str) -> None:
    """Also where it is a file: what is there stays, and the file is not replaced."""
    script = ("from pathlib import Path\n"
              "from autocoder.atomic import replacing\nprint('before', flush=True)\n"
              f"with replacing(Path({place!r})) as temporary: temporary.write_text('sound')")
    piped = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert piped.stdout == "before\nsound"
    with (tmp_path / "file").open("w") as file:
        subprocess.run([sys.executable, "-c", script], stdout=file, check=True)
        assert os.fstat(file.fileno()).st_ino == (tmp_path / "file").stat().st_ino
    assert (tmp_path / "file").read_text() == "before\nsound"


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_its_target_is_written(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "elsewhere" / "real"
    if exists:
        target.parent.mkdir()
        target.write_text("old")
    (tmp_path / "second").symlink_to("elsewhere/real")
    (tmp_path / "link").symlink_to("second")
    write(tmp_path / "link")
    assert target.read_text() == "new" and names(target.parent) == ["real"]
    assert (tmp_path / "link").is_symlink() and (tmp_path / "second").is_symlink()


@pytest.mark.parametrize("times", [1, 2])
def test_a_link_to_a_folder_stays_and_its_target_is_written(tmp_path: Path, times: int) -> None:
    (tmp_path / "store" / "real").mkdir(parents=True)
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "link").symlink_to(tmp_path / "store" / "real")
    for each in range(times):
        write_folder(tmp_path / "place" / "link", str(each))
    assert (tmp_path / "place" / "link").is_symlink()
    assert (tmp_path / "store" / "real" / "file").read_text() == str(times - 1)
    assert names(tmp_path / "store") == ["real"] and names(tmp_path / "place") == ["link"]


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "protected").write_text("precious")
    (tmp_path / "protected").chmod(0o444)
    (tmp_path / "to-protected").symlink_to("protected")
    (tmp_path / "folder").mkdir(0o555)
    (tmp_path / "circle").symlink_to("circle")
    refuse_without_work(check_file, tmp_path / "protected", "read-only")
    refuse_without_work(check_file, tmp_path / "to-protected", "read-only")
    refuse_without_work(check_file, tmp_path / "folder", "it is a folder")
    refuse_without_work(check_file, tmp_path / "protected" / "x", "cannot be written")
    refuse_without_work(check_file, tmp_path / "circle", "cannot be written")
    refuse_without_work(check_file, tmp_path / ("x" * 300), "cannot be written")
    refuse_without_work(check_folder, tmp_path / "protected", "it is no folder")
    refuse_without_work(check_folder, tmp_path / "folder", "read-only")
    refuse_without_work(check_folder, Path("/dev/null"), "it is no folder")
    with pytest.raises(InputError, match="read-only"):
        write(tmp_path / "protected")
    assert (tmp_path / "protected").read_text() == "precious"


@pytest.mark.parametrize("above", [".", ".."])
def test_the_current_folder_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                            above: str) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(InputError, match="the current folder"):
        check_folder(Path(above))
    with replacing_files(Path(above), ["a", "b"]) as temporary:  # files can be written there
        for name in "ab":
            (temporary / name).write_text(name)
    assert Path(above, "a").read_text() == "a" and not [*Path(above).glob(".*")]


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    (tmp_path / "file").touch(mode)
    (tmp_path / "file").chmod(mode)
    write(tmp_path / "file")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    for name in ("x" * 255, "é" * 127, "y" * 251 + ".wav"):
        write(tmp_path / name)
        assert names(tmp_path) == [name]
        (tmp_path / name).unlink()


def test_a_folder_is_there_at_any_time(tmp_path: Path) -> None:
    """Another process that looks sees the earlier or the new one: never none, never a mixture."""
    write_folder(tmp_path / "model", "0")
    missed, stop = [], threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                os.stat(tmp_path / "model")
            except FileNotFoundError:
                missed.append(1)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        for each in range(200):
            write_folder(tmp_path / "model", str(each))
    finally:
        stop.set()
        watching.join()
    assert not missed and names(tmp_path) == ["model"]


def test_the_system_exchanges_two_folders(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "a", tmp_path / "b")
    assert names(tmp_path / "a") == ["b"] and names(tmp_path / "b") == ["a"]
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "a", tmp_path / "missing")


def test_without_exchange_what_was_set_aside_comes_back(tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "exchange", lambda *_: False)
    for text in "12":
        write_folder(tmp_path / "model", text)
    assert (tmp_path / "model" / "file").read_text() == "2" and names(tmp_path) == ["model"]
    (tmp_path / "model").rename(tmp_path / ".model.earlier")  # killed between the two renames
    with pytest.raises(KeyboardInterrupt), replacing_folder(tmp_path / "model"):
        raise KeyboardInterrupt
    assert (tmp_path / "model" / "file").read_text() == "2" and names(tmp_path) == ["model"]


def test_all_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(
        os.path.basename(os.readlink(f"/proc/self/fd/{handle}"))))
    write(tmp_path / "file")
    assert flushed == [".file.partial", tmp_path.name]
    flushed.clear()
    write_folder(tmp_path / "model")
    assert sorted(flushed[:2]) == ["file", models.MANIFEST]
    assert flushed[2:] == [".model.partial", tmp_path.name]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("make", [write, write_folder])
def test_a_disk_that_fails_at_the_last_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int,
                                             make: Callable[..., None]) -> None:
    make(tmp_path / "result", "earlier")
    before = {each: each.read_text() for each in tmp_path.rglob("*") if each.is_file()}

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((InputError, ModelError), match=os.strerror(number)) as refused:
        make(tmp_path / "result")
    assert ("the disk is full" in str(refused.value)) == (number != errno.EIO)
    assert {each: each.read_text() for each in tmp_path.rglob("*") if each.is_file()} == before


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_killed_run_is_cleaned_up_and_a_living_one_left_alone(tmp_path: Path, kind: str) -> None:
    make, result = (write_folder if kind == "folder" else write), tmp_path / "result.x"
    runs, places = [], []
    for _ in range(2):
        run = subprocess.Popen([sys.executable, "-c", HOLD, kind, str(result)], stdout=subprocess.PIPE,
                               text=True)
        assert run.stdout is not None
        runs.append(run)
        places.append(Path(run.stdout.readline().strip()))
    try:
        assert places[0] != places[1] and all(each.exists() for each in places)
        make(result)
        assert all(each.exists() for each in places)  # they go on
        runs[0].kill()
        runs[0].wait()
        make(result)
        assert not places[0].exists() and places[1].exists()
    finally:
        for each in runs:
            each.kill()
            each.communicate()
    make(result)
    assert names(tmp_path) == ["result.x"]


def test_runs_on_one_output_do_not_meet(tmp_path: Path) -> None:
    """Many on one output: each ends, and the last one's content is whole."""
    errors: list[BaseException] = []

    def work(text: str) -> None:
        try:
            for _ in range(30):
                write(tmp_path / "file", text * 1000)
                write_folder(tmp_path / "folder", text * 1000)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(each,)) for each in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not errors
    for path in (tmp_path / "file", tmp_path / "folder" / "file"):
        assert len(path.read_text()) == 1000 and len(set(path.read_text())) == 1
    assert names(tmp_path) == ["file", "folder"]


@pytest.mark.parametrize("foreign", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_a_set_of_files_changes_as_one(tmp_path: Path, foreign: bool, fails: bool) -> None:
    old = {"a": "old", "b": "old", **({"mine": "mine"} if foreign else {})}
    for name, text in old.items():
        (tmp_path / "set").mkdir(exist_ok=True)
        (tmp_path / "set" / name).write_text(text)
    try:
        with replacing_files(tmp_path / "set", ["a", "b"]) as temporary:
            (temporary / "a").write_text("new")
            if fails:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            (temporary / "b").write_text("new")
    except InputError as error:
        assert fails and "the disk is full" in str(error)
    expected = old if fails else {**old, "a": "new", "b": "new"}
    assert {each.name: each.read_text() for each in (tmp_path / "set").iterdir()} == expected
    assert names(tmp_path) == ["set"]


def test_a_protected_file_keeps_a_set_from_changing(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text("old")
    (tmp_path / "b").chmod(0o444)
    with pytest.raises(InputError, match="read-only"), replacing_files(tmp_path, ["a", "b"]):
        pytest.fail("was let in")
    assert [(tmp_path / name).read_text() for name in "ab"] == ["old", "old"]


def test_without_locks_runs_still_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "fcntl", None)
    with beside.temporary_file(tmp_path / "x.wav") as one, beside.temporary_file(tmp_path / "x.wav") as other:
        assert one != other and one.suffix == other.suffix == ".wav"
    assert names(tmp_path) == []
