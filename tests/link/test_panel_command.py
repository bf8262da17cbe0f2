# SPDX-License-Identifier: MIT
"""`autocoder emulate --serial` and the panel of what it starts: turned, calibrated, heard, alone."""

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile

from autocoder.device.live import OUTPUT, alone_in
from autocoder.device.panel import CONTROLS
from autocoder.errors import InputError, ToolError
from sound_card import FakeSoundCard

Run = Callable[..., tuple[int, str, str]]
COMMAND = [sys.executable, "-m", "autocoder.cli"]
TRIES = 500


@dataclass(frozen=True)
class Served:
    """The command that runs a module."""

    process: subprocess.Popen[str]
    port: str


@pytest.fixture(scope="module")
def served(live_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a module that runs for all tests of this file."""
    folder = tmp_path_factory.mktemp("served") / "module"
    words = [*COMMAND, "emulate", "--serial", "--json", "--folder", str(folder), "--set", "knob3=0.25",
             "--set", "panel.mix=0.5"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Served(process, json.loads(process.stdout.readline())["port"])
        process.send_signal(signal.SIGINT)


@pytest.fixture
def port(served: Served) -> str:
    return served.port


@pytest.fixture
def ask(autocoder: Run, port: str) -> Callable[..., Any]:
    """Return a function that runs a command on the module and gives what it printed as JSON."""
    def run(*words: object) -> Any:
        code, out, err = autocoder(*words, "--port", port, "--json")
        assert code == 0, err
        return json.loads(out)
    return run


def until(found: Callable[[], bool]) -> bool:
    return any(found() for _ in range(TRIES))


def test_the_panel_is_shown_and_turned(ask: Callable[..., Any], autocoder: Run, port: str) -> None:
    shown = ask("panel")
    assert list(shown) == list(CONTROLS)
    assert (shown["knob1"], shown["knob3"], shown["cv1"], shown["gate"]) == (0.5, 0.25, 0.0, False)
    turned = ask("panel", "knob1=1", "cv2=2.5", "gate=on")
    assert turned == {**shown, "knob1": 1.0, "cv2": 2.5, "gate": True} == ask("panel")
    latents = pytest.approx([1.0, 1.0, 0.25], abs=2e-3)
    assert until(lambda: ask("monitor", "--seconds", 0)["latents"][:3] == latents)
    assert ask("panel", "cv2=0", "gate=off", "knob1=0.5") == shown
    code, out, _ = autocoder("panel", "--port", port)
    assert code == 0 and not out


def test_function_knobs_set_their_parameters(ask: Callable[..., Any]) -> None:
    assert until(lambda: abs(ask("get", "mix")["mix"] - 0.5) < 0.01)  # from the start on
    ask("panel", "mix=1", "decay=1")
    assert until(lambda: ask("get", "mix", "decay_s") == {"mix": 1.0, "decay_s": 4.0})


def test_the_button_is_pressed(ask: Callable[..., Any]) -> None:
    for mode in ("reverb", "cross"):
        assert not ask("panel", "button=press")["button"]
        assert until(lambda mode=mode: bool(ask("get", "mode") == {"mode": mode}))
    assert ask("panel", "button=on")["button"] and not ask("panel", "button=off")["button"]


@pytest.mark.parametrize(("words", "reason"), [
    (("knob9=1",), "did you mean knob8"), (("knob1=2",), "choose 0 to 1"), (("cv1=99",), "-12 to 12 V"),
    (("gate=5",), "on or off"), (("knob1",), "NAME=POSITION"), (("knob1=0.9", "gong=1"), "there are knob1"),
    (("latent_1=1",), "no control"),
])
def test_wrong_moves_move_nothing(ask: Callable[..., Any], autocoder: Run, port: str, words: tuple[str, ...],
                                  reason: str) -> None:
    before = ask("panel")
    code, out, err = autocoder("panel", *words, "--port", port)
    assert code == 2 and not out and reason in err and len(err.splitlines()) == 1, err
    assert ask("panel") == before


def test_it_is_found_beside_a_real_one(ask: Callable[..., Any], autocoder: Run, port: str,
                                       monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    daisy = SimpleNamespace(device="/dev/ttyACM9", vid=0x0483, pid=0x5740)
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [daisy])
    code, out, err = autocoder("panel", "cv8=1", "--json")
    assert code == 0 and json.loads(out)["cv8"] == 1.0, err
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    code, _, err = autocoder("panel", "cv8=0")
    assert code == 2 and "no emulated module runs" in err and "emulate --serial" in err, err
    assert ask("panel", "cv8=0")["cv8"] == 0.0


def test_a_real_module_is_turned_by_hand(autocoder: Run, tmp_path: Path) -> None:
    code, _, err = autocoder("panel", "knob1=1", "--port", tmp_path / "ttyACM0")
    assert code == 2 and "emulate --serial" in err and "by hand" in err, err


@pytest.mark.parametrize("name", ["latent_1", "knob1", "cv3"])
def test_setting_a_control_says_how_to_turn_it(autocoder: Run, port: str, name: str) -> None:
    code, _, err = autocoder("set", f"{name}=0.3", "--live", "--port", port)
    assert code == 2 and f"`autocoder panel {name.replace('latent_', 'knob')}=" in err, err


class Terminal(io.TextIOBase):
    """Standard input of somebody who does in another terminal what is asked for, then presses Enter."""

    def __init__(self, port: str, moves: list[str]) -> None:
        self.port, self.moves = port, iter(moves)

    def readline(self, _: int = -1) -> str:
        subprocess.run([*COMMAND, "panel", next(self.moves), "--port", self.port], check=True,
                       stderr=subprocess.DEVNULL)
        return "\n"


def test_calibrate_goes_through_the_panel(ask: Callable[..., Any], autocoder: Run, port: str, tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """Volts a little off, so that what is kept is what was measured."""
    monkeypatch.setattr(sys, "stdin", Terminal(port, ["knob2=0", "knob2=1", "cv1=0.2", "cv1=4.8"]))
    code, out, err = autocoder("calibrate", "--channel", "cv1", "--channel", "knob2", "--port", port,
                               "--json")
    assert code == 0 and "`autocoder panel cv1=5` in another terminal" in err, err
    assert {each["channel"]: (each["low_counts"], each["high_counts"]) for each in json.loads(out)} == {
        "knob2": (655, 64_880), "cv1": (31_541, 3_317)}
    ask("dump", "-o", tmp_path / "settings.json")
    assert json.loads((tmp_path / "settings.json").read_text())["calibration"]["cv1"] == [31_541, 3_317]
    ask("panel", "knob1=0", "knob2=0.5", "cv1=4.8")
    assert until(lambda: ask("monitor", "--seconds", 0)["latents"][0] == 1.0)
    assert ask("verify")["right"]


def test_a_second_module_leaves_the_first_alone(ask: Callable[..., Any], autocoder: Run, port: str,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before anything is built."""
    def build(*_: object) -> Path:
        raise ToolError("built")

    monkeypatch.setattr("autocoder.device.build.build_firmware", build)
    before = ask("panel")
    code, out, err = autocoder("emulate", "--serial", "--folder", Path(port).parent)
    assert code == 2 and not out and err.count("\n") == 1, err
    assert "already running" in err and port in err and "--folder" in err
    assert ask("panel") == before and ask("get", "level") == {"level": 1.0}


def test_a_crash_frees_the_folder(served: Served, port: str) -> None:
    """The last test with this module."""
    with pytest.raises(InputError, match="already running"), alone_in(Path(port).parent):
        pass
    served.process.kill()
    served.process.wait()
    with alone_in(Path(port).parent):
        pass


class Listener(FakeSoundCard):
    """Somebody who has heard enough after half a second."""

    def write(self, block: np.ndarray) -> None:
        super().write(block)
        if sum(map(len, self.heard)) >= 24_000:
            raise KeyboardInterrupt


@pytest.fixture
def handlers() -> Iterator[None]:
    """Give back what the command does about signals: here it is no process of its own."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.parametrize("record", [True, False])
def test_with_a_sound_card_it_is_heard(autocoder: Run, live_program: Path, tmp_path: Path, handlers: None,
                                       monkeypatch: pytest.MonkeyPatch, record: bool) -> None:
    from autocoder.audio import write_wav

    card = Listener()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    write_wav(tmp_path / "in.wav", np.random.default_rng(2).uniform(-0.5, 0.5, (48_000, 2)))
    code, out, err = autocoder("emulate", "--serial", "--play", "--device", "2", "--input",
                               tmp_path / "in.wav", "--folder", tmp_path / "module",
                               *["--record"] * record)
    assert code == 130 and out.strip() == str(tmp_path / "module" / "port"), err
    assert (card.opened["samplerate"], card.opened["channels"], card.opened["device"]) == (48_000, 2, 2)
    assert np.abs(np.concatenate(card.heard)).max() > 0.001
    assert (tmp_path / "module" / OUTPUT).exists() == record
    if record:
        recording, end = wavfile.read(tmp_path / "module" / "out.wav")[1].tobytes(), 0
        for each in card.heard:  # in order, none of it twice
            begin = recording.find(each.tobytes(), end)
            assert begin >= 0 and begin % 8 == 0
            end = begin + each.nbytes


def test_without_a_sound_card_nothing_starts(autocoder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                             ) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundCard(present=False))
    code, out, err = autocoder("emulate", "--serial", "--play", "--folder", tmp_path / "module")
    assert code == 2 and not out and len(err.splitlines()) == 1 and "no sound device" in err, err
    assert "without --play" in err and not (tmp_path / "module").exists()
