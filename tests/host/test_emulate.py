# SPDX-License-Identifier: MIT
"""What `autocoder emulate` plays: how long, and what its controls do, natively."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.io import wavfile

from autocoder.audio import write_wav
from autocoder.device.controls import CountArray
from autocoder.device.emulator import run_module
from autocoder.device.moves import Move, held, moved, parse_change
from autocoder.device.play import MOST_TAIL_S, Length, play
from autocoder.device.settings import Setting
from autocoder.spec import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from sounds import strings

Run = Callable[..., tuple[int, str, str]]
FloatArray = npt.NDArray[np.float32]
BLOCKS = 750  # a second
QUIET = 10.0 ** (-90.0 / 20.0)


@pytest.fixture
def burst(tmp_path: Path) -> Path:
    """Return 0.2 s of sound that ends with a loud noise, in no whole number of blocks."""
    sound = np.zeros((9_601, 2), np.float32)
    sound[-2400:] = np.random.default_rng(5).uniform(-0.9, 0.9, (2400, 2))
    write_wav(tmp_path / "burst.wav", sound)
    return tmp_path / "burst.wav"


@pytest.fixture
def emulate(autocoder: Run, tmp_path: Path) -> Callable[..., tuple[FloatArray, dict[str, Any], str]]:
    """Return a function that runs the command natively and gives its sound, its figures and its notes."""
    def run(*words: object) -> tuple[FloatArray, dict[str, Any], str]:
        code, out, err = autocoder("emulate", "--target", "native", "-o", tmp_path / "out.wav", "--json",
                                   *words)
        assert code == 0, err
        figures = json.loads(out)
        sound = wavfile.read(tmp_path / "out.wav")[1]
        assert figures["seconds"] == len(sound) / SAMPLE_RATE_HZ
        return sound, figures, err
    return run


def test_a_sound_rings_out(emulate: Callable[..., Any], burst: Path) -> None:
    reverb = ("--input", burst, "--set", "mode=reverb", "--set", "decay_s=4")
    cut = emulate(*reverb, "--tail", 0)[0]
    rung = emulate(*reverb)[0]
    assert len(cut) == 9_601 and 2.0 < len(rung) / SAMPLE_RATE_HZ < MOST_TAIL_S
    np.testing.assert_array_equal(rung[:len(cut)], cut)
    assert np.abs(rung[-2400:]).max() <= QUIET < np.abs(rung[-9600:]).max()
    shorter = emulate(*reverb[:-1], "decay_s=0.5")[0]
    assert len(cut) < len(shorter) < len(rung) / 2
    fixed = emulate(*reverb, "--tail", 0.5)[0]
    assert len(fixed) == 9_601 + SAMPLE_RATE_HZ // 2
    np.testing.assert_array_equal(fixed, rung[:len(fixed)])


def test_a_click_at_the_start_rings_out(emulate: Callable[..., Any], tmp_path: Path) -> None:
    click = np.zeros((960, 2), np.float32)
    click[:480] = np.random.default_rng(6).uniform(-0.5, 0.5, (480, 2))
    write_wav(tmp_path / "click.wav", click)
    reverb = ("--input", tmp_path / "click.wav", "--set", "mode=reverb", "--set", "decay_s=2")
    rung, _, said = emulate(*reverb)
    assert "silent" not in said and 1.0 < len(rung) / SAMPLE_RATE_HZ < MOST_TAIL_S
    assert np.abs(rung[:4096]).max() > 10 * QUIET
    stopped = emulate(*reverb, "--set", "0.25:mix=0")[0]
    np.testing.assert_array_equal(stopped[:12_000], rung[:12_000])
    assert not np.array_equal(stopped[12_000:14_400], rung[12_000:14_400])


def test_what_sounds_by_itself_ends_with_the_input(emulate: Callable[..., Any], burst: Path) -> None:
    assert len(emulate("--input", burst, "--set", "mode=drone")[0]) == 9_601


def test_a_drone_needs_no_input(emulate: Callable[..., Any]) -> None:
    sound, figures, said = emulate("--set", "mode=drone", "--seconds", 1.5)
    assert len(sound) == 72_000 and figures["peak_db"] > -40.0 and "silent" not in said


def test_silence_is_said(emulate: Callable[..., Any]) -> None:
    sound, _, said = emulate("--seconds", 0.3)
    assert not sound.any() and "silent;" in said and "mode=drone" in said


@pytest.mark.parametrize("seconds", [0.1, 0.7])
def test_seconds_cut_or_extend_an_input(emulate: Callable[..., Any], burst: Path, seconds: float) -> None:
    some = emulate("--input", burst, "--seconds", seconds)[0]
    assert len(some) == round(seconds * SAMPLE_RATE_HZ)
    assert some.any() == (seconds > 0.2) and not some[14_400:].any()
    longer = emulate("--input", burst, "--seconds", seconds, "--tail", 0.25)[0]
    assert len(longer) == len(some) + 12_000


def test_the_library_plays_as_long_as_the_input(burst: Path, tmp_path: Path) -> None:
    play("native", burst, None, None, tmp_path / "out.wav", changes=[Setting(0, "mode", 1.0)])
    assert len(wavfile.read(tmp_path / "out.wav")[1]) == 9_601
    play("native", burst, None, None, tmp_path / "out.wav", length=Length(tail_s=None))
    assert len(wavfile.read(tmp_path / "out.wav")[1]) > 9_601


@pytest.mark.parametrize(("words", "said"), [
    ("", "'--input', '--seconds' or '--serial'"), ("--serial --tail 1", "--tail goes without --serial"),
    ("--serial --seconds 1", "--seconds goes without"), ("--play --seconds 1", "--play goes with --serial"),
    ("--record --seconds 1", "--record goes with --serial"),
    ("--serial --set mix=0.5", "autocoder set"), ("--serial --set 1:knob1=0.5", "autocoder panel"),
    ("--seconds 1 --set latent_1=0.2", "turn knob1"), ("--seconds 1 --set cv1=13", "-12 to 12 V"),
])
def test_options_that_do_not_go_together(autocoder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                         words: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = autocoder("emulate", *words.split())
    assert code == 2 and not out and said in err and len(err.splitlines()) == 1, err
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def sounding(firmware_program: Callable[[str], Path]) -> Callable[..., FloatArray]:
    """Return a function from changes to what the default model plays of a second of strings, at rest."""
    sound = np.repeat(strings(1.0, seed=8)[:, np.newaxis], 2, axis=1)

    def run(*words: str, table: CountArray | None = None) -> FloatArray:
        changes = [parse_change(each) for each in words]
        moves = [each for each in changes if isinstance(each, Move)]
        settings = [each for each in changes if isinstance(each, Setting)]
        rows = np.full((BLOCKS, 16), 32_768, np.uint16) if table is None else table
        return run_module("native", firmware_program("native"), sound, moved(rows, moves),
                          settings=[*held(moves, settings), *settings]).output

    return run


def test_a_knob_is_heard_from_its_time_on(sounding: Callable[..., FloatArray]) -> None:
    rest, turned = sounding(), sounding("0.5:knob1=0.9", "0.5:cv2=-3")
    np.testing.assert_array_equal(turned[:24_000], rest[:24_000])
    assert np.abs(turned[28_800:] - rest[28_800:]).max() > 0.01


def test_the_gate_freezes(sounding: Callable[..., FloatArray]) -> None:
    words = ("mode=cross", "0.4:knob1=0.9", "0.7:knob1=0.1")
    by_gate = sounding(*words, "0.3:gate=on", "0.6:gate=off")
    np.testing.assert_array_equal(by_gate, sounding(*words, "0.3:freeze=on", "0.6:freeze=off"))
    assert not np.array_equal(by_gate, sounding(*words))


def test_a_press_of_the_button_is_the_next_mode(sounding: Callable[..., FloatArray]) -> None:
    pressed = sounding("0.2:button=on", "0.4:button=off")
    by_time = {block: sounding(f"{block * BLOCK_SAMPLES / SAMPLE_RATE_HZ}:mode=reverb")
               for block in range(300, 312)}  # until it has not bounced for 10 ms
    assert [block for block, each in by_time.items() if np.array_equal(each, pressed)] == [308]
    np.testing.assert_array_equal(sounding("0.3:button=press"), pressed)


def test_a_function_knob_sets_its_parameter(sounding: Callable[..., FloatArray]) -> None:
    dry = sounding("mix=0")
    np.testing.assert_array_equal(sounding("panel.mix=0"), dry)
    turned = sounding("0.5:panel.mix=0")
    np.testing.assert_array_equal(turned[38_400:], dry[38_400:])
    assert np.abs(turned[:24_000] - dry[:24_000]).max() > 0.01
    kept = sounding("mix=0.25", "0.9:decay=0")
    assert np.abs(kept[:40_000] - sounding("mix=0.25")[:40_000]).max() < 1e-4  # only decay was turned
