# SPDX-License-Identifier: MIT
"""A full disk at each command that writes: one line, nothing half written, the earlier result intact.

The disk is a limit on the size of a file, which the system enforces for any user and needs no mount.
"""

import errno
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.errors import InputError
from autocoder.spectra import frames
from session_model import SessionModel
from sounds import strings

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"

LIMITED = textwrap.dedent("""
    import resource, sys
    from pathlib import Path
    from autocoder import cli
    limit = int(sys.argv.pop(1))
    from autocoder.device import play
    play.build_firmware = lambda *_: Path("/bin/true")  # compilers write, too, and say so themselves
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    cli.run()
""")

# What is written, and how many bytes a file may have: some of a set's files fit, others do not.
COMMANDS = {
    "analyze": (1_000, ("analyze", "x.wav", "-o", "out/frames.npz")),
    "analyze a folder": (1_000, ("analyze", "sounds", "-o", "out/frames.npz")),
    "inspect": (50_000, ("inspect", "strings", "--seconds", "0.5", "-o", "out")),
    "bake": (40_000, ("bake", "strings", "strings", "strings", "-o", "out/generated")),
    "bake among other files": (40_000, ("bake", "strings", "strings", "-o", "out")),
    "bundle": (1_000, ("bundle", "strings", "-o", "out/strings.acb")),
    "gesture": (1_000, ("gesture", "-o", "out/controls.csv")),
    "sounds": (1_000, ("sounds", "metal", "-o", "out/metal")),
    "render": (1_000, ("render", "strings", "--seconds", "0.1", "-o", "out/x.wav")),
    "render flac": (1_000, ("render", "strings", "--seconds", "0.1", "-o", "out/x.flac")),
    "render ogg": (1_000, ("render", "strings", "--seconds", "0.1", "-o", "out/x.ogg")),
    "render into a device": (1_000_000, ("render", "strings", "--seconds", "0.1", "-o", "/dev/full")),
    "render by way of /tmp": (1_000, ("render", "strings", "--seconds", "0.1", "-o", "/dev/null")),
    "autocode": (1_000, ("autocode", "strings", "x.wav", "-o", "out/x.wav")),
    "encode": (1_000, ("encode", "x.wav", "--model", "strings", "-o", "out/latents.npz")),
    "neighbours": (1_000, ("neighbours", "latents.npz", "--csv", "-o", "out/x.csv")),
    "patches": (1_000, ("patches", "-o", "out/patches")),
    "envelope-set": (1_000, ("envelope-set", "series.csv", "-o", "out/frames.npz")),
    "key": (10, ("key", "new", "-o", "out/new.key")),
    "emulate": (1_000, ("emulate", "--input", "x.wav", "--target", "native", "-o", "out/x.wav")),
}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the commands read."""
    from autocoder.similarity.encoded import encode_sound, save_encoded

    folder = tmp_path_factory.mktemp("material")
    shutil.copytree(MODELS / "strings", folder / "strings")
    write_wav(folder / "x.wav", strings(0.5, seed=3))
    (folder / "sounds").mkdir()
    write_wav(folder / "sounds" / "a.wav", strings(0.5, seed=4))
    save_encoded(encode_sound(folder / "x.wav", folder / "strings"), folder / "latents.npz")
    np.savetxt(folder / "series.csv", np.sin(np.arange(3_000) * 0.01))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def earlier(folder: Path, words: tuple[str, ...]) -> None:
    """Lay down what an earlier run could have left at the output of a command."""
    output = folder / words[-1]
    if words[0] == "inspect":
        (output / "card").mkdir(parents=True)
        (output / "card" / "latent-1.wav").write_bytes(b"earlier")
        (output / "card.md").write_text("earlier")
    elif words[0] == "bake":
        output.mkdir(parents=True)
        for name in ("model.h", "model.cc", *(["mine.txt"] if words[-1] == "out" else [])):
            (output / name).write_text("earlier")
    elif output.suffix and words[0] != "key":
        output.parent.mkdir()
        output.write_bytes(b"earlier")


@pytest.mark.parametrize("name", COMMANDS)
def test_one_line_and_the_earlier_result(material: Path, tmp_path: Path, name: str) -> None:
    limit, words = COMMANDS[name]
    for each in material.iterdir():
        (tmp_path / each.name).symlink_to(each)
    earlier(tmp_path, words)
    before = contents(tmp_path / "out")
    done = subprocess.run([sys.executable, "-c", LIMITED, str(limit), *words], cwd=tmp_path,
                          capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    said = [line for line in done.stderr.splitlines() if line.startswith("autocoder:")]
    assert done.returncode == 2 and len(said) == 1 and "Traceback" not in done.stderr, done.stderr
    assert "cannot be written" in said[0], said
    after = contents(tmp_path / "out")
    new = {key for key in after if key not in before and "metal/" not in key}  # those are whole, one by one
    assert {key: after[key] for key in before} == before and not new
    assert not [*(tmp_path / "out").rglob(".*")]


@pytest.fixture
def fills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full when what was written is flushed."""
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)


@pytest.mark.parametrize("linked", [True, False])
def test_quantize_on_a_full_disk(autocoder, default_model: SessionModel, tmp_path: Path, linked: bool,
                                 fills: None) -> None:
    shutil.copytree(default_model.folder, tmp_path / "model")
    (tmp_path / "link").symlink_to("model")
    before = contents(tmp_path / "model")
    code, _, err = autocoder("quantize", tmp_path / ("link" if linked else "model"))
    assert code == 2 and "the disk is full" in err.splitlines()[-1]
    assert contents(tmp_path / "model") == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "model"]


def test_a_large_set_on_a_full_disk_is_an_error_and_no_signal(tmp_path: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets that are mapped from a file without space for them would end the process by SIGBUS."""
    shape = (300_000, 80)
    assert frames._room(shape, tmp_path).shape == shape

    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(InputError, match="the disk is full"):
        frames._room(shape, tmp_path)
    monkeypatch.delattr(os, "posix_fallocate")  # a system without it
    assert not frames._room(shape, tmp_path)[-1].any()


def test_no_folder_for_temporary_files_is_one_line(autocoder, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def none(*_: object, **__: object) -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "mkdtemp", none)
    code, _, err = autocoder("render", MODELS / "strings", "--seconds", 0.1, "-o", "/dev/null")
    assert code == 2 and "temporary" in err.splitlines()[-1]
