# SPDX-License-Identifier: MIT
"""The commands that sound: files, live playing, errors, help."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from scipy.io import wavfile

from autocoder import cli
from autocoder.audio import write_wav
from autocoder.commands import envelopes, synth
from autocoder.commands.sounding import play
from autocoder.errors import AutocoderError
from autocoder.spectra.frame_file import load_frames
from bad_inputs import leaves
from sound_card import FakeSoundCard
from sounds import strings
from synth_model import STRINGS

COMMANDS = (*synth.COMMANDS, *envelopes.COMMANDS, play)
GROUP = click.Group("autocoder", commands={each.name or "": each for each in COMMANDS})
SOUNDING = ("render", "autocode", "convolve", "granular", "reverb", "body")
INPUT = "input drüm.wav"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a short sound in it."""
    write_wav(tmp_path / INPUT, strings(0.6, seed=2))
    return tmp_path


def arguments(command: str, place: Path) -> list[str]:
    sound, model = str(place / INPUT), str(STRINGS)
    return {"render": [model, "--seconds", "0.5", "--stereo", "--path", "recording"],
            "autocode": [model, sound, "--scramble", "3", "--spread"],
            "convolve": [sound, model, model, "--whitening", "0.5", "--brightness", "0.2"],
            "granular": [model, sound, "--seconds", "0.5", "--rand-p", "2", "--grain", "2048"],
            "reverb": [model, sound, "--seconds", "0.5", "--decay", "0.3", "--path", sound],
            "body": [model, sound, "--path", sound]}[command]


def run(*words: object) -> None:
    GROUP.main([str(each) for each in words], standalone_mode=False)


@pytest.mark.parametrize("command", SOUNDING)
def test_live_and_file_are_the_same_samples(command: str, place: Path, monkeypatch: pytest.MonkeyPatch,
                                            capsys: pytest.CaptureFixture[str]) -> None:
    card = FakeSoundCard()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    output = place / "out.wav"
    run(command, *arguments(command, place), "-o", output, "--json")
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    rate_hz, samples = wavfile.read(output)
    assert (rate_hz, samples.dtype) == (48_000, np.float32)
    assert np.isfinite(samples).all() and 1e-3 < np.abs(samples).max() <= 1.0
    assert result["seconds"] == pytest.approx(len(samples) / 48_000)
    run("play", command, *arguments(command, place))
    np.testing.assert_array_equal(np.concatenate(card.heard), samples.reshape(len(samples), -1))


@pytest.mark.parametrize(("words", "expected"), [
    (["render", "{model}", "--path", "0.1,0.2"], "2 numbers"),
    (["render", "{model}", "--path", "0.1,a"], "not finite numbers"),
    (["render", "{model}", "--path", "0,0,0,0,0,0,0,1.5"], "from 0 to 1"),
    (["render", "{model}", "--path", "absent.wav"], "absent.wav"),
    (["render", "{model}", "--fft", "1000"], "power of two"),
    (["render", "{model}", "--hop", "4096"], "quarter"),
    (["render", "{model}", "--smoothing", "1"], "smoothing"),
    (["render", "{place}"], "a folder of sounds"),
    (["autocode", "{model}", "{sound}", "--order", "1,1,2,3,4,5,6,7"], "once"),
    (["autocode", "{model}", "{sound}", "--order", "0,1,2,3,4,5,6,7"], "once"),
    (["autocode", "{model}", "{sound}", "--order", "up"], "whole numbers"),
    (["autocode", "{model}", "{sound}", "--order", "1,2,3,4,5,6,7,8", "--scramble", "1"], "exclude"),
    (["autocode", "{model}", "{sound}", "--scale", "nan"], "finite"),
    (["autocode", "{model}", "{sound}", "--low", "0.8", "--high", "0.2"], "clip"),
    (["autocode", "{model}", "{place}/absent.wav"], "absent.wav"),
    (["convolve", "{sound}", "{model}", "--whitening", "9"], "whitening"),
    (["convolve", "{sound}", "{model}", "{place}"], "a folder of sounds"),
    (["granular", "{model}", "{sound}", "--rand-n", "0"], "rand_n"),
    (["granular", "{model}", "{sound}", "--grain", "65536"], "or a smaller --grain"),
    (["reverb", "{model}", "{sound}", "--decay", "-1"], "decay"),
    (["body", "{model}", "{sound}", "--mix", "2"], "mix"),
])
def test_bad_input_is_refused_in_one_line(words: list[str], expected: str, place: Path) -> None:
    output = place / "out.wav"
    with pytest.raises(AutocoderError) as refused:
        run(*[each.format(model=STRINGS, place=place, sound=place / INPUT) for each in words], "-o", output)
    assert expected in str(refused.value) and "\n" not in str(refused.value)
    assert not output.exists()


@pytest.mark.parametrize("command", ["autocode", "convolve", "granular", "reverb", "body"])
def test_silent_sounds_are_refused(command: str, place: Path) -> None:
    write_wav(place / INPUT, np.zeros(48_000, dtype=np.float32))
    with pytest.raises(AutocoderError, match="silent"):
        run(command, *arguments(command, place), "-o", place / "out.wav")


def test_series_become_sets_and_models_of_sounds_give_no_envelopes(place: Path) -> None:
    (place / "breath.csv").write_text("".join(f"{np.sin(0.01 * each)}\n" for each in range(700)))
    run("envelope-set", place / "breath.csv", "-o", place / "breath.npz")
    frames = load_frames(place / "breath.npz")
    assert frames.targets.shape == (1 + (700 - 256) // 8, 256)
    with pytest.raises(AutocoderError, match="model of sounds"):
        run("envelope", STRINGS, "-o", place / "envelope.csv")


def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [*([each.name or ""] for each in COMMANDS), *(["play", name] for name in SOUNDING)]
    for words in lines:
        run(*words, "--help")
        shown = " ".join(capsys.readouterr().out.split())
        assert f"Example: autocoder {' '.join(words)}" in shown
        assert ("-o " in shown.split("Example:")[1].split("Options:")[0]) == (words[0] != "play")


def test_no_sound_needs_tensorflow_and_the_commands_load_little() -> None:
    command = ("import sys, autocoder.commands.synth; early = {'numpy', 'scipy'} & set(sys.modules);"
               "from autocoder.synth import autocode, body, convolve, granular, live, render, reverb;"
               "heavy = {'tensorflow', 'keras', 'sounddevice'} & set(sys.modules);"
               "sys.exit(' '.join(early | heavy) or 0)")
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_one_number_stands_for_all_latents(place: Path) -> None:
    outputs = []
    for index, path in enumerate(("0.5", ",".join(["0.5"] * 8), ".5", "5e-1")):
        run("render", STRINGS, "--seconds", "0.2", "--path", path, "-o", place / f"{index}.wav")
        outputs.append((place / f"{index}.wav").read_bytes())
    assert len(set(outputs)) == 1
    for path in ("1.5", "nan", "-0.1"):
        with pytest.raises(AutocoderError, match=r"from 0 to 1|not finite"):
            run("render", STRINGS, "--path", path, "-o", place / "out.wav")


def test_no_help_shows_a_range_without_bounds() -> None:
    for name, command in leaves(cli.main):
        shown = command.get_help(click.Context(command, info_name=name))
        assert not re.search(r"None|\b(inf|nan)\b", shown), name


def speech() -> np.ndarray:
    """Return 10 s [samples] of low syllables with digital silence between them, each with a constant."""
    time_s = np.arange(480_000) / 48_000
    syllable = np.maximum(np.sin(2.0 * np.pi * 1.3 * time_s), 0.0)
    voice = np.sign(np.sin(2.0 * np.pi * 110.0 * time_s + 3.0 * np.sin(9.0 * time_s))) + 0.5
    return (0.3 * syllable * voice * (time_s % 3.0 < 1.2)).astype(np.float32)


@pytest.mark.parametrize("words", [
    *(["granular", STRINGS, "{sound}", "--seed", seed] for seed in range(1, 8)),
    ["autocode", STRINGS, "{sound}"], ["convolve", "{sound}", STRINGS], ["body", STRINGS, "{sound}"],
    ["reverb", STRINGS, "{sound}"], ["render", STRINGS, "--seconds", "3"],
], ids=lambda words: " ".join(str(each) for each in words if each != STRINGS))
def test_no_command_makes_silence_or_a_constant_of_speech(words: list[object], place: Path) -> None:
    write_wav(place / INPUT, speech())
    run(*(str(each).format(sound=place / INPUT) for each in words), "-o", place / "out.wav")
    samples = wavfile.read(place / "out.wav")[1].astype(np.float64)
    assert np.sqrt(np.mean(samples**2)) > 1e-2
    assert np.abs(samples.mean(axis=0)).max() < 1e-3  # -60 dB


@pytest.mark.parametrize("hiss_db", [-55.0, -70.0])
def test_grains_of_pauses_are_left_out(hiss_db: float, place: Path) -> None:
    hiss = np.random.default_rng(1).normal(0.0, 10.0 ** (hiss_db / 20.0), 480_000).astype(np.float32)
    write_wav(place / INPUT, speech() + hiss)
    for seed in range(1, 6):
        run("granular", STRINGS, place / INPUT, "--seconds", "3", "--seed", seed, "-o", place / "out.wav")
        samples = wavfile.read(place / "out.wav")[1].astype(np.float64)
        assert np.sqrt(np.mean(samples**2)) > 1e-2, seed


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize(("level", "said"), [(1e-5, "silent; the largest sample is"), (0.3, "")])
def test_a_silent_result_is_said(live: bool, level: float, said: str, place: Path,
                                 monkeypatch: pytest.MonkeyPatch,
                                 capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundCard())
    write_wav(place / INPUT, level * strings(0.6, seed=2))
    words = ["body", STRINGS, place / INPUT, "--mix", "0"]
    run(*["play", *words] if live else [*words, "-o", place / "out.wav"])
    shown = capfd.readouterr().err
    assert (said in shown) if said else ("silent;" not in shown)
