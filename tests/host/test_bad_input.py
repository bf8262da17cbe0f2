# SPDX-License-Identifier: MIT
"""Bad input, for every command: exit code 2, one line that names file, reason and fix; all stays as it is."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import pytest
from scipy.io import wavfile

import bad_inputs
from autocoder import cli
from autocoder.audio import write_wav
from autocoder.bake.bundle import bundle_bytes
from autocoder.device import client
from autocoder.device import play as device_play
from autocoder.device.client import Module
from autocoder.device.emulator import ModuleRun
from autocoder.device.live import LiveModule
from autocoder.device.messages import PresetSaveRequest
from autocoder.device.upload import upload
from autocoder.osc.server import Server
from autocoder.vae.model import MANIFEST
from bad_inputs import DAMAGES, LINES, NAMES, OUTPUTS, SLOW
from sound_card import FakeSoundCard
from synth_model import STRINGS

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")  # users would see it as a second line

COMMANDS = dict(bad_inputs.leaves(cli.main))
Result = tuple[int, str, str]
Run = Callable[..., Result]
Line = Callable[..., list[str]]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a good input of each kind."""
    folder = tmp_path_factory.mktemp("inputs")
    bad_inputs.make_inputs(folder)
    return folder


@pytest.fixture(scope="module")
def module_port(firmware_program: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
                ) -> Iterator[str]:
    """Return the port of an emulated module that has what the lines ask for."""
    with LiveModule(firmware_program("qemu_live"), tmp_path_factory.mktemp("live")) as live:
        with Module(live.port, patience_s=120.0) as module:
            upload(module, 1, bundle_bytes(STRINGS))
            module.ask(PresetSaveRequest(1, 0, "one"))
        yield live.port


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the command runs in, with earlier outputs."""
    (tmp_path / OUTPUTS["file"]).write_bytes(b"earlier")
    (tmp_path / OUTPUTS["folder"]).mkdir()
    (tmp_path / OUTPUTS["folder"] / MANIFEST).write_text("earlier")  # training replaces nothing but models
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundCard())
    monkeypatch.setattr(client, "GREETING_S", 120.0)  # this computer may be busy while the module starts
    monkeypatch.setattr(Server, "serve", lambda server: server._socket.close())  # it would wait for messages
    return tmp_path


@pytest.fixture
def line(inputs: Path, place: Path, request: pytest.FixtureRequest) -> Callable[..., list[str]]:
    """Return a function that gives the words of a command's line that works, its inputs being there."""
    def words(command: str, *more: object) -> list[str]:
        for kind in kinds_of(command):
            source = inputs / NAMES[kind]
            (shutil.copytree if source.is_dir() else shutil.copy)(source, place / NAMES[kind])
        paths = {kind: str(place / name) for kind, name in (NAMES | OUTPUTS).items()}
        if "{port}" in LINES[command]:
            paths["port"] = request.getfixturevalue("module_port")
        known = [each.format(**paths) for each in f"{command} {LINES[command]}".split()]
        return known + [str(each).format(**paths) for each in more]
    return words


def contents(place: Path) -> dict[str, bytes | None]:
    """Return everything in a folder but caches, which keep what is analysed on purpose."""
    return {str(each.relative_to(place)): each.read_bytes() if each.is_file() else None
            for each in sorted(place.rglob("*")) if ".cache" not in str(each)}


def refused(result: Result, *words: str) -> str:
    """Check for exit code 2 and one line that says what is wrong; bars and notes may stand before it."""
    code, out, err = result
    lines = err.splitlines()
    assert code == 2 and not out, (code, out, err)
    assert lines[-1].startswith("autocoder: ") and err.count("autocoder: ") == 1, err
    assert not re.search(r"Traceback|^Usage|^Error|Warning|line \d+, in", err, re.MULTILINE), err
    said = lines[-1].removeprefix("autocoder: ")
    assert len(said) < 500 and re.search(r"[;:,] \w+", said), said  # a reason, and what to do about it
    for each in words:
        assert each in said, (each, said)
    return said


def kinds_of(command: str) -> list[str]:
    return [kind for kind in NAMES if f"{{{kind}}}" in LINES[command]]


def test_every_command_is_tried() -> None:
    assert set(LINES) == set(COMMANDS)


@pytest.mark.parametrize("command", [each for each in LINES if each not in SLOW])
def test_the_lines_work(autocoder: Run, line: Line, command: str) -> None:
    code, _, err = autocoder(*line(command))
    assert code == 0, err


@pytest.mark.parametrize(("command", "kind", "damage"), [
    (command, kind, damage) for command in LINES for kind in kinds_of(command) for damage in DAMAGES[kind]])
def test_unusable_inputs_are_refused(autocoder: Run, line: Line, place: Path, command: str, kind: str,
                                     damage: str) -> None:
    words = line(command)
    DAMAGES[kind][damage](place / NAMES[kind])
    before = contents(place)
    refused(autocoder(*words), NAMES[kind])
    assert contents(place) == before


@pytest.mark.parametrize("command", ["analyze", "encode --own-level", "autocode", "granular", "demo"])
def test_silence_that_has_no_spectrum_is_refused(autocoder: Run, line: Line, place: Path,
                                                 command: str) -> None:
    name, *options = command.split()
    words = line(name, *options)
    write_wav(place / NAMES["sound"], np.zeros(24_000, dtype=np.float32))
    before = contents(place)
    refused(autocoder(*words), NAMES["sound"], "silent")
    assert contents(place) == before


@pytest.mark.parametrize("command", ["render", "convolve", "reverb", "body"])
def test_silence_cannot_be_followed(autocoder: Run, line: Line, place: Path, command: str) -> None:
    write_wav(place / "silence.wav", np.zeros(24_000, dtype=np.float32))
    refused(autocoder(*line(command, "--path", place / "silence.wav")), "silence.wav", "silent")


@pytest.mark.parametrize("command", ["analyze", "encode", "demo"])
@pytest.mark.parametrize("alone", [False, True])
def test_a_folder_is_refused_when_it_is_strict_or_nothing_is_left(autocoder: Run, line: Line, place: Path,
                                                                  command: str, alone: bool) -> None:
    words = line(command) if alone else line(command, "--strict")
    (place / "sounds").mkdir()
    (place / NAMES["sound"]).rename(place / "good.wav" if alone else place / "sounds" / "good.wav")
    (place / "sounds" / "not góod.wav").write_text("a letter")
    words[words.index(str(place / NAMES["sound"]))] = str(place / "sounds")
    before = contents(place)
    refused(autocoder(*words), "not góod.wav")
    assert contents(place) == before


@pytest.mark.parametrize("obstacle", ["in a file", "in no file system", "of another kind"])
@pytest.mark.parametrize("command", [each for each in LINES if "-o" in LINES[each]])
def test_outputs_that_cannot_be_written_are_refused(autocoder: Run, line: Line, place: Path, command: str,
                                                    obstacle: str, no_firmware: None) -> None:
    words = line(command)
    (place / "letter").write_text("dear")
    other = OUTPUTS["folder" if "{file}" in LINES[command] else "file"]
    output = {"in a file": place / "letter" / "out.wav", "in no file system": Path("/proc/nothing/out.wav"),
              "of another kind": place / other}[obstacle]
    words[words.index("-o") + 1] = str(output)
    before = contents(place)
    refused(autocoder(*words), output.name)
    assert contents(place) == before


@pytest.fixture
def no_firmware(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the module answer at once, with silence."""
    def run_module(_: str, program: Path, live: npt.NDArray[np.float32], *more: object, **options: object
                   ) -> ModuleRun:
        return ModuleRun(np.zeros_like(live), None)

    monkeypatch.setattr(device_play, "build_firmware", lambda *_: Path("firmware"))
    monkeypatch.setattr(device_play, "run_module", run_module)


def numeric_options(command: str) -> Iterator[click.Option]:
    """Yield the options of a command that take a number."""
    for each in COMMANDS[command].params:
        if isinstance(each, click.Option) and isinstance(
                each.type, (click.types.IntParamType, click.types.FloatParamType)):
            yield each


NUMERIC = [(command, each.opts[0], isinstance(each.type, click.types.FloatParamType))
           for command in LINES for each in numeric_options(command)]


@pytest.mark.parametrize(("command", "option", "fraction"), NUMERIC)
def test_options_that_are_no_numbers_are_refused(autocoder: Run, line: Line, place: Path, command: str,
                                                 option: str, fraction: bool) -> None:
    words = line(command)
    before = contents(place)
    for value in ("many", "", "nan", "inf", "-inf", *(() if fraction else ("1.5", "1e3"))):
        refused(autocoder(*words, f"{option}={value}"), option.lstrip("-"))
    assert contents(place) == before


@pytest.mark.parametrize(("command", "option", "fraction"), NUMERIC)
def test_extreme_numbers_are_refused_or_work(autocoder: Run, line: Line, place: Path, command: str,
                                             option: str, fraction: bool) -> None:
    words = line(command)
    before = contents(place)
    for value in (0, -1, 10**30, -10**30, *((1e300, -1e300, 1e-300) if fraction else ())):
        if command in SLOW and value in (0, 1e-300):
            continue  # where it is allowed it would train
        code, out, _ = result = autocoder(*words, f"{option}={value}")
        if code or command in SLOW:
            refused(result)
            assert contents(place) == before
        elif "-o" in words:
            check_finite(place / OUTPUTS["file"], out)
            (place / OUTPUTS["file"]).write_bytes(b"earlier")


def check_finite(output: Path, out: str) -> None:
    """Check that a sound or a table that was written holds numbers."""
    if output.read_bytes()[:4] == b"RIFF":
        assert np.isfinite(wavfile.read(output)[1]).all()
    elif output.read_bytes()[:2] != b"PK":
        assert not re.search(r"\b(nan|inf)\b", output.read_text())


@pytest.mark.parametrize(("command", "more", "reason"), [
    ("analyze", "--per-file 0", "no choice of frames"), ("analyze", "--cache {file}", "out.wav"),
    ("analyze", "--hop 0", "hop"), ("encode", "--per-file some", "no choice of frames"),
    ("encode", "--cache {file}", "out.wav"), ("neighbours", "--of absent.wav", "absent.wav"),
    ("neighbours", "--count 0", "count"), ("render", "--path 0.5,0.5", "2 numbers"),
    ("render", "--path nan,0,0,0,0,0,0,0", "finite"), ("render", "--path absent.wav", "absent.wav"),
    ("render", "--path {series}", "series.csv"), ("render", "--fft 1000", "power of two"),
    ("render", "--hop 0", "hop"), ("render", "--smoothing 1", "smoothing"),
    ("emulate", "--set mix=9", "choose"), ("emulate", "--set volume=1", "no parameter"),
    ("emulate", "--set mix", "no setting"),
    ("autocode", "--order 1,2", "once"),
    ("autocode", "--order 1,2,3,4,5,6,7,nan", "whole numbers"), ("autocode", "--scale inf", "finite"),
    ("autocode", "--low 0.9 --high 0.1", "clip"), ("convolve", "--whitening 3", "whitening"),
    ("granular", "--rand-n 0", "rand_n"), ("granular", "--grain 65536", "shorter than a grain"),
    ("reverb", "--decay 0", "decay"), ("body", "--mix 1.1", "mix"), ("body", "--path ,", "latents"),
    ("emulate", "--target teensy", "teensy"), ("emulate", "--generated {folder}", "out"),
    ("sounds", "more words", "words"), ("bench", "gong", "gong"), ("remote", "--port 70000", "70000"),
    ("remote", "--unit sone", "sone"), ("remote", "--rate 1e9", "rate"),
    ("remote", "--host 999.1.1.1", "999.1.1.1"), ("play render", "--seconds 0", "seconds"),
    ("analyze", "--no-such-option", "no-such-option"), ("patches", "extra", "extra"),
    ("train", "--hidden 0", "hidden"), ("train", "--profile gong", "gong"), ("train", "--worker 1", "worker"),
    ("train", "--resume", "interrupted"), ("train", "--workers here", "here"),
    ("upload", "--key {series}", "series.csv"), ("upload", "--slot 77", "unknown slot"),
    ("select", "extra", "extra"), ("get", "gong", "gong"), ("set", "gong=1", "gong"), ("set", "mix=9", "mix"),
    ("monitor", "--rate 0", "rate"), ("preset save", "--bank c", "bank"),
    ("preset recall", "--bank c", "bank"), ("calibrate", "--channel cv9", "cv9"),
    ("preset save", "--name a-name-that-is-longer-than-presets-have", "31"),
    ("verify", "--slot 2", "slot 2"), ("models", "--port {series}", "series.csv"), ("flash", "gong", "gong"),
    ("flash", "--model {folder}", "out"), ("flash", "--bootloader {series}", "series.csv"),
    ("analyze", "--bands 0", "0"), ("analyze", "--fft 1000", "1000"), ("analyze", "--fft 0", "0"),
])
def test_options_that_make_no_sense_are_refused(autocoder: Run, line: Line, place: Path, command: str,
                                                more: str, reason: str) -> None:
    words = line(command, *more.split(" "))
    before = contents(place)
    refused(autocoder(*words), reason)
    assert contents(place) == before


@pytest.mark.parametrize("words", ["sing", "play sing", "analyze", "body strings", "--loud", "encode a.wav"])
def test_incomplete_command_lines_say_where_to_look(autocoder: Run, place: Path, words: str) -> None:
    refused(autocoder(*words.split()), "--help`")


@pytest.mark.parametrize("words", ["", "play"])
def test_a_group_alone_lists_its_commands(autocoder: Run, words: str) -> None:
    code, _, err = autocoder(*words.split())
    assert code == 2 and "Commands:" in err and "render" in err and "autocoder: " not in err


@pytest.mark.parametrize("command", [each for each in LINES if each.startswith("play ")])
def test_without_a_sound_card_the_reason_is_said(autocoder: Run, line: Line, monkeypatch: pytest.MonkeyPatch,
                                                 command: str) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundCard(present=False))
    refused(autocoder(*line(command)), "sound device")
