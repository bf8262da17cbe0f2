# SPDX-License-Identifier: MIT
"""A short soak of the module, native and emulated; and every check of it, given what it is there to find."""

import io
import json
import os
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device import build
from autocoder.device.emulator import Target, run_module
from autocoder.device.parameters import PARAMETERS
from autocoder.device.piped import PipedModule, write_all
from autocoder.device.settings import PRESET_PARAMETERS, PRESETS, Setting
from autocoder.errors import ToolError
from autocoder.reference.filter import Reference, load_reference
from autocoder.soak import checks
from autocoder.soak import run as soak_run
from autocoder.soak.checks import LEAST_SNR_DB, MOST_CALLBACK_INSTRUCTIONS, largest_output
from autocoder.soak.marks import MARKS
from autocoder.soak.run import Report, Soak
from autocoder.soak.scenario import BLOCKS, RATE_HZ, SOUNDS, Scenario, Second
from session_model import SessionModel
from synth_model import STRINGS

FloatArray = npt.NDArray[np.float32]

NATIVE_S, EMULATED_S = 60, 7  # the latter with the filter's marks alone


def scenario(reference: Reference, seed: int = 3, **options: Any) -> Scenario:
    return Scenario(seed, sounds.music(4 * RATE_HZ), reference, **options)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(STRINGS)


@pytest.mark.parametrize(("target", "seconds", "marks"), [("native", NATIVE_S, MARKS),
                                                          ("qemu", EMULATED_S, MARKS[:1])])
def test_nothing_goes_wrong(two_models: SessionModel, target: Target, seconds: int, marks: Any) -> None:
    run = Soak(target, two_models.program(target), scenario(two_models.reference, marks=marks),
               largest_output(two_models.reference))
    report = run.play(seconds)
    assert report.played_s == seconds
    for mark in marks:
        levels_db = report.marks[f"mark {mark.mode}"]
        assert len(levels_db) == 2 and min(levels_db) >= LEAST_SNR_DB
    assert max(report.peaks.values()) > 0.1
    if target == "qemu":
        assert 100 * spec.BLOCK_SAMPLES < report.callback <= MOST_CALLBACK_INSTRUCTIONS
        assert report.total > report.callback / spec.BLOCK_SAMPLES / 4


class FakeModule:
    """Plays what its marks want, and its input elsewhere; `harm` may change a second of the output."""

    scenario: Scenario
    harm: Callable[[int, FloatArray], FloatArray] = staticmethod(lambda second, output: output)
    instructions = 1000
    printed = ""
    more = 0

    def __init__(self, target: Target, program: Path, counts: bool) -> None:
        self.to_come: deque[FloatArray] = deque()
        self.taken = 0

    def __enter__(self) -> "FakeModule":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def feed(self, sound: FloatArray, controls: npt.NDArray[np.uint16], settings: Iterable[Setting]) -> None:
        self.to_come.append(sound)

    def end(self) -> None:
        pass

    def take(self, samples: int) -> FloatArray:
        if not self.to_come:
            return np.zeros((self.more, 2), dtype=np.float32)
        output = self.to_come.popleft()
        if self.taken in (2, 6):
            output = np.asarray(self.scenario.marks[0][1][2 * RATE_HZ:], dtype=np.float32)
        self.taken += 1
        return self.harm(self.taken - 1, output.copy())[:samples]

    def counts(self) -> npt.NDArray[np.uint32]:
        return np.full((BLOCKS, 2), self.instructions, dtype=np.uint32)

    def finish(self) -> str:
        return self.printed


def in_second(number: int, change: Callable[[FloatArray], Any]) -> dict[str, Any]:
    """Return a harm to one second of the output; `change` works in place, or returns another."""
    def harm(second: int, output: FloatArray) -> FloatArray:
        changed = change(output) if second == number else None
        return output if changed is None else changed
    return {"harm": staticmethod(harm)}


def put(value: float) -> Callable[[FloatArray], Any]:
    return lambda output: output.__setitem__((17, 1), value)


HARMS: dict[str, tuple[dict[str, Any], str]] = {
    "nan": (in_second(3, put(np.nan)), r"0:00:03 \(.*sample 17 is no number"),
    "infinity": (in_second(0, put(-np.inf)), "0:00:00 .*infinite"),
    "subnormal": (in_second(3, put(1e-39)), "subnormal"),
    "loud": (in_second(3, put(-1e6)), "beyond the bound"),
    "drift": (in_second(6, lambda output: output * np.float32(1.00001)), "0:00:06 .mark filter.*100.0 dB"),
    "late by a sample": (in_second(2, lambda output: np.roll(output, 1, axis=0)), "0:00:02 .*from the ref"),
    "short": (in_second(4, lambda output: output[:-5]), "ended 5 samples early"),
    "long": ({"more": 1}, "more came out"),
    "slow": ({"instructions": MOST_CALLBACK_INSTRUCTIONS + 1}, "instructions, beyond"),
    "overrun": ({"printed": "firmware: overruns: 2"}, "overruns: 2"),
}


@pytest.mark.parametrize("harm", ["none", *HARMS])
def test_every_check_finds_what_it_is_there_for(reference: Reference, monkeypatch: pytest.MonkeyPatch,
                                                harm: str) -> None:
    """Seconds 0 to 2 are the first mark, 3 is random, 4 to 6 are the last mark."""
    course = scenario(reference, marks=MARKS[:1])
    changes, message = HARMS.get(harm, ({}, ""))
    fake = type("Harmed", (FakeModule,), {"scenario": course, **changes})
    monkeypatch.setattr(soak_run, "PipedModule", fake)
    run = Soak("qemu", Path("firmware"), course, largest_output(reference))
    if harm == "none":
        assert run.play(7).marks["mark filter"][1] > 140.0
        return
    with pytest.raises(ToolError, match=message):
        run.play(7)


def test_pipes_play_what_files_play(default_model: SessionModel) -> None:
    """Bit for bit, settings included, with pieces of several lengths."""
    sound, controls = sounds.white_noise(2 * RATE_HZ), sounds.moving_controls(2 * BLOCKS)
    settings = [Setting(0, "mix", 0.9), Setting(700, "mode", 2.0), Setting(751, "level", 2.0)]
    program = default_model.program("native")
    files = run_module("native", program, sound, controls, settings=settings)
    with PipedModule("native", program) as module:
        for start, end in ((0, 750), (750, 1500)):
            module.feed(sound[start * spec.BLOCK_SAMPLES:end * spec.BLOCK_SAMPLES], controls[start:end],
                        [each for each in settings if start <= each.block < end])
        module.end()
        pieces = [module.take(count) for count in (1, 1000, RATE_HZ)]
        assert module.finish() == ""
        pieces.append(module.take(10 * RATE_HZ))
    np.testing.assert_array_equal(np.concatenate(pieces), files.output)


def test_a_module_that_stops_is_reported(default_model: SessionModel) -> None:
    with PipedModule("native", default_model.program("native")) as module:
        module.feed(sounds.white_noise(RATE_HZ), sounds.moving_controls(BLOCKS - 1), [Setting(0, "mix", 1.0)])
        module.end()
        assert len(module.take(RATE_HZ)) < RATE_HZ
        with pytest.raises(ToolError, match="status 2: firmware: controls end"):
            module.finish()
    with PipedModule("native", Path("/bin/false")) as module, pytest.raises(ToolError, match="status 1"):
        module.finish()
    with PipedModule("native", Path("/bin/true")) as module, pytest.raises(ValueError, match="no setting"):
        module.feed(sounds.white_noise(RATE_HZ), sounds.moving_controls(BLOCKS), [])


def drawn(reference: Reference, count: int) -> list[Second]:
    course = scenario(reference, marks=())
    return [course.drawn() for _ in range(count)]


@pytest.mark.parametrize(("wrong", "code"), [(False, 0), (True, 2)])
def test_the_command(default_model: SessionModel, autocoder: Callable[..., tuple[int, str, str]],
                     monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: bool, code: int) -> None:
    """It says its figures; what is wrong it says in one line."""
    program = default_model.program("native")
    monkeypatch.setattr(build, "build_firmware", lambda *given: program)
    if wrong:
        monkeypatch.setattr(checks, "largest_output", lambda reference: 1e-9)
    done, printed, error = autocoder("soak", "--hours", 0.007, "--model", default_model.folder,
                                     "-o", tmp_path, "--json")
    assert done == code
    if wrong:
        lines = [line for line in error.splitlines() if line.startswith("autocoder: ")]
        assert len(lines) == 1 and "soak, native, at 0:00:00 (mark filter): a sample of" in lines[0]
        return
    figures = json.loads(printed)
    assert figures == json.loads((tmp_path / "native.json").read_text())
    assert (figures["played_s"], figures["marks"]["mark reverb"]["count"]) == (25, 2)


def test_a_run_is_marks_seconds_and_marks(reference: Reference) -> None:
    course = scenario(reference, seconds_between=5)
    names = [each.name for each in course.seconds(60)]
    assert len(names) == 60
    marks = [f"mark {each.mode}" for each in MARKS for _ in range(3)]
    assert names[:12] == marks and names[-12:] == marks and names[17:29] == marks
    assert all(len(list(course.seconds(count))) == count for count in (25, 38, 42, 47, 100))
    with pytest.raises(ValueError, match="at least 25 s"):
        next(course.seconds(24))


def test_the_same_seed_draws_the_same(reference: Reference) -> None:
    for first, second in zip(drawn(reference, 20), drawn(reference, 20), strict=True):
        assert (first.name, first.settings) == (second.name, second.settings)
        np.testing.assert_array_equal(first.sound, second.sound)
        np.testing.assert_array_equal(first.controls, second.controls)
    other = scenario(reference, seed=4, marks=())
    assert [other.drawn().name for _ in range(20)] != [each.name for each in drawn(reference, 20)]


def test_random_seconds_reach_everything(reference: Reference) -> None:
    """All sounds; full scale, silence, subnormal input; each parameter from end to end; corners at 100 Hz."""
    seconds = drawn(reference, 400)
    assert {each.name for each in seconds} == {*SOUNDS, "music"}
    values: dict[tuple[str, str], set[float]] = {}
    for each in seconds:
        assert each.sound.shape == (RATE_HZ, 2) and each.sound.dtype == np.float32
        assert each.controls.shape == (BLOCKS, 16) and np.abs(each.sound).max() <= 1.0
        assert any(setting.block == 0 for setting in each.settings)
        for setting in each.settings:
            assert 0 <= setting.block < BLOCKS
            values.setdefault((setting.preset, setting.name), set()).add(setting.value)
    for preset, known in (("", PARAMETERS), *((preset, PRESET_PARAMETERS) for preset in PRESETS)):
        for parameter in known:
            reached = values[preset, parameter.name]
            assert (min(reached), max(reached)) == (parameter.minimum, parameter.maximum), parameter.name
    by_name = {each.name: each.sound for each in seconds}
    tiny = np.abs(by_name["subnormal"])
    assert 0.0 < tiny.max() < np.finfo(np.float32).tiny and not by_name["silence"].any()
    assert (np.abs(by_name["square"]) == 1.0).all() and np.count_nonzero(by_name["bursts"]) <= 30
    corners = [each.controls for each in seconds if set(np.unique(each.controls)) == {0, 65_535}]
    jumps = [np.count_nonzero(np.any(np.diff(each.astype(int), axis=0), axis=1)) for each in corners]
    jumping = [each for each in jumps if each]  # the others rest in a corner
    assert len(jumping) > 30 and min(jumping) >= 97 and max(jumping) <= 100


def test_figures_are_told() -> None:
    report = Report(played_s=4, peaks={"noise": 0.5})
    report.marks["mark filter"] += [131.0, 130.0, 132.0]
    report.wall_s["noise"] += [0.1, 0.3, 0.2]
    figures = report.figures()
    assert figures["marks"]["mark filter"] == {"count": 3, "first_db": 131.0, "last_db": 132.0,
                                               "worst_db": 130.0}
    assert figures["wall_s_of_a_second"] == {"noise": 0.2} and figures["wall_s"] == pytest.approx(0.6)


def test_a_pipe_that_takes_less_gets_the_rest() -> None:
    """What a write returns after a process was halted: a day's run was once out of step from there on."""
    class Narrow(io.FileIO):
        taken = b""

        def write(self, data: Any) -> int:
            self.taken += bytes(data[:3])
            return min(3, len(data))

    with Narrow(os.devnull, "wb") as file:
        write_all(file, b"all of this")
        assert file.taken == b"all of this"
