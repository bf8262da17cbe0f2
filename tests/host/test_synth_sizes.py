# SPDX-License-Identifier: MIT
"""Models of other sizes than the module's: five latents, 64 bands, frames normalized or not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import pytest
from scipy.io import wavfile

from autocoder.audio import write_wav
from autocoder.commands import envelopes, sets, synth
from autocoder.errors import AutocoderError
from autocoder.osc.measure import measure_decodes
from autocoder.osc.messages import build, read
from autocoder.osc.remote import Remote
from autocoder.similarity.encoded import encode_sound, load_encoded
from autocoder.spectra.choice import parse_choice
from autocoder.spectra.frames import Analysis, FrameSet, build_frames
from autocoder.synth.autocode import Autocode
from autocoder.synth.envelope import series_frames
from autocoder.synth.instrument import load_instrument
from autocoder.synth.renderer import render
from autocoder.vae.create import create_model
from autocoder.vae.model import load_latents
from autocoder.vae.options import Options
from sounds import gliding_voices
from synth_model import STRINGS

COMMANDS = (*synth.COMMANDS, *envelopes.COMMANDS, sets.encode, sets.neighbours)
GROUP = click.Group("autocoder", commands={each.name or "": each for each in COMMANDS})
SOUND = gliding_voices(2.0, seed=1)
LATENTS, BANDS = 5, 64
MIDDLE = ",".join(["0.5"] * LATENTS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a sound, and models of five latents: of it, of its shapes alone, of a series."""
    folder = tmp_path_factory.mktemp("sizes")
    write_wav(folder / "voices.wav", SOUND)
    sizes = Analysis(bands=BANDS)
    series = np.sin(np.arange(3_000) / 90.0).astype(np.float32)
    sets_of = {
        "five": build_frames(folder / "voices.wav", sizes),
        "shapes": build_frames(folder / "voices.wav", sizes, choice=parse_choice("all", normalized=True)),
        "series": series_frames(series, "series"),
    }
    for name, frames in sets_of.items():
        made = trained(frames, folder / name)
        assert (made.manifest.latents, made.manifest.analysis.bands) == (LATENTS, frames.targets.shape[1])
    return folder


def trained(frames: FrameSet, folder: Path) -> Any:
    create_model(frames, folder, Options(hidden=16, latents=LATENTS, steps=200))
    return load_instrument(folder)


def run(place: Path, line: str) -> None:
    words = [each.format(place=place, strings=STRINGS) for each in line.split()]
    GROUP.main(words, standalone_mode=False)


@pytest.mark.parametrize("line", [
    "render {place}/five --seconds 0.5", "render {place}/five --seconds 0.5 --path recording",
    f"render {{place}}/five --seconds 0.5 --path {MIDDLE}",
    "render {place}/five --seconds 0.5 --path {place}/voices.wav --fft 1024 --hop 256",
    "autocode {place}/five {place}/voices.wav --order 2,1,3,5,-4 --scale 1,1,1,1,0.5 --spread",
    "autocode {place}/five {place}/voices.wav --scramble 3",
    "autocode {place}/shapes {place}/voices.wav",
    "convolve {place}/voices.wav {place}/five {strings} --whitening 0.5",
    "granular {place}/five {place}/voices.wav --seconds 0.5",
    "reverb {place}/five {place}/voices.wav --seconds 0.5 --decay 0.3",
    "body {place}/five {place}/voices.wav --path {place}/voices.wav",
])
def test_every_command_sounds(line: str, place: Path) -> None:
    run(place, line + " -o {place}/out.wav")
    _, samples = wavfile.read(place / "out.wav")
    assert np.isfinite(samples).all() and 1e-3 < np.abs(samples).max() <= 1.0


def test_envelopes_have_any_number_of_latents(place: Path) -> None:
    run(place, "envelope {place}/series --seconds 1 -o {place}/series.csv")
    values = np.loadtxt(place / "series.csv")
    assert len(values) == 1000 and np.isfinite(values).all() and values.std() > 0.0


@pytest.mark.parametrize(("line", "expected"), [
    ("render {place}/five --path 0.1,0.2", "5 latents"),
    ("render {place}/five --path 0,0,0,0,0,0,0,0", "5 latents"),
    ("render {place}/five --path 0,0,0,0,x", "5 latents"),
    ("autocode {place}/five {place}/voices.wav --order 1,2,3,4,5,6,7,8", "5 latents"),
    ("autocode {place}/five {place}/voices.wav --order one", "5 whole numbers"),
    ("autocode {place}/five {place}/voices.wav --scale 1,1,1,1,1,1,1,1", "5 latents"),
    ("convolve {place}/voices.wav {place}/five {strings} --path 0,0,0,0,0", "8 latents"),
    ("envelope {place}/series --path {place}/voices.wav", "encode no sounds"),
    ("encode {place}/voices.wav --model {place}/series", "encode no sounds"),
])
def test_errors_name_the_models_own_number(line: str, expected: str, place: Path) -> None:
    with pytest.raises(AutocoderError, match=expected):
        run(place, line + " -o {place}/refused")
    assert not (place / "refused").exists()


def test_latents_of_another_number_are_refused_by_name(place: Path) -> None:
    with pytest.raises(ValueError, match=r"five: .*\[5\]"):
        load_instrument(place / "five").targets(np.zeros((3, 8)))


def test_recordings_are_encoded_and_compared(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(place, "encode {place}/voices.wav --model {place}/five -o {place}/latents.npz --json")
    encoded = load_encoded(place / "latents.npz")
    np.testing.assert_array_equal(encoded.latents, load_latents(place / "five" / "latents.npz").latents)
    assert encoded.latents.shape[1] == LATENTS
    capsys.readouterr()
    run(place, "neighbours {place}/latents.npz --of voices.wav --at 1 -n 3 --json")
    assert len(json.loads(capsys.readouterr().out)) == 3


@pytest.fixture
def remote(place: Path) -> Remote:
    loaded = Remote(place, seed=3)
    assert [name for name, _ in ask(loaded, "/load", "five")] == ["/loaded", "/loaded"]
    return loaded


def ask(remote: Remote, address: str, *arguments: float | str) -> list[tuple[str, list[Any]]]:
    """Return the (address, arguments) of each reply."""
    return [message for reply in remote.answer(build(address, *arguments)) for message in read(reply)]


def test_the_remote_follows_the_models_number(remote: Remote) -> None:
    (_, row), = ask(remote, "/decode", *[0.5] * LATENTS)
    assert len(row) == BANDS
    (_, latents), = ask(remote, "/encode", *row)
    assert len(latents) == LATENTS
    assert ask(remote, "/distance/load", "five")[0][0] == "/loaded"
    assert len(ask(remote, "/distance/get_indexes", 3, 4)[0][1]) == 4
    (name, (_, said)), = ask(remote, "/decode", *[0.5] * 8)
    assert name == "/error" and "send 5 for each row" in said


def test_decodes_of_other_sizes_are_measured(place: Path) -> None:
    load = measure_decodes(place / "five", 0.3)
    assert load.sent > 0 and (load.lost, load.wrong) == (0, 0)


# A model of normalized frames knows shapes alone: levels change nothing for its encoder.

def levels() -> Iterator[npt.NDArray[np.float32]]:
    """Yield the sound as it is, and with a level that falls by 40 dB on its way."""
    yield SOUND
    yield SOUND * np.geomspace(1.0, 0.01, len(SOUND), dtype=np.float32)


def test_normalization_is_the_models_and_not_asked_for(place: Path, tmp_path: Path) -> None:
    _, falling = levels()
    write_wav(tmp_path / "falling.wav", falling)
    made = {name: encode_sound(tmp_path / "falling.wav", place / name).latents for name in ("five", "shapes")}
    apart = {name: np.abs(latents - load_latents(place / name / "latents.npz").latents).mean()
             for name, latents in made.items()}
    assert apart["shapes"] < 0.01 < 0.05 < apart["five"]
    np.testing.assert_array_equal(
        encode_sound(place / "voices.wav", place / "shapes", choice=parse_choice("all")).latents,
        load_latents(place / "shapes" / "latents.npz").latents)
    assert "--normalize-frames" not in {each for option in sets.encode.params for each in option.opts}


def test_autocoding_normalizes_as_the_model_does_and_keeps_the_sounds_levels(place: Path) -> None:
    instrument = load_instrument(place / "shapes")
    whole, falling = (Autocode(instrument, each[:, np.newaxis]) for each in levels())
    inside = slice(16, -16)  # frames that lie within the sound
    np.testing.assert_allclose(whole.latents[inside], falling.latents[inside], atol=0.05)
    made = render(falling)
    assert 15.0 < 10.0 * np.log10(np.mean(made[9_600:19_200]**2) / np.mean(made[-19_200:-9_600]**2)) < 40.0


def test_the_remote_normalizes_what_it_encodes(place: Path) -> None:
    remote = Remote(place)
    ask(remote, "/load", "shapes")
    frames = build_frames(place / "voices.wav", Analysis(bands=BANDS)).mel()[100]
    answers = []
    for level in (1.0, 1e-3):
        (_, latents), = ask(remote, "/encode", *(level * frames).tolist())
        answers.append(latents)
    np.testing.assert_allclose(answers[0], answers[1], atol=1e-5)
    trained_latents = load_latents(place / "shapes" / "latents.npz").latents[100]
    np.testing.assert_allclose(answers[0], trained_latents, atol=1e-3)
    ask(remote, "/unit", "db")
    (_, latents), = ask(remote, "/encode", *(20.0 * np.log10(frames) - 7.0).tolist())
    np.testing.assert_allclose(latents, trained_latents, atol=1e-3)
    (_, silent), = ask(remote, "/encode", *[-1e3] * BANDS)
    assert np.isfinite(silent).all()
