# SPDX-License-Identifier: MIT
"""The demo's page: one file that plays, shows and explains, and whose advice can be typed."""

import base64
import io
import re
import shlex
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

from autocoder import cli, spec
from autocoder.audio import write_wav
from autocoder.demo import page as pages
from autocoder.demo import report
from autocoder.demo.advice import advice
from autocoder.demo.explained import explained
from autocoder.demo.listening import listening, mp3, spectrogram
from autocoder.demo.place import Place
from autocoder.spectra.mel import band_centres_hz, mel_frames
from sounds import strings

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")  # users would see it

FIGURES: dict[str, Any] = {
    "sound": "<b>bells</b> & wind", "input": "a loop", "sound_seconds": 20.0, "train_seconds": 60.0,
    "heldout": {"lsd_db": 1.4, "pca8_lsd_db": 2.4}, "improvement_over_pca8": 0.42,
    "notes": ["<i>cut</i> pauses out"],
    "latent_effect_db": [9.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0], "dead_latents": [],
    "stages": {"int8_added_set_db": 0.1, "int8_added_random_db": 0.2, "matrix_added_db": 3e-7},
    "module_signal_to_error_db": 130.0,
    "emulated_instructions_per_sample": {"mean": 1100.0, "worst_block": 1200.0},
}
OWN = Path("my sounds/bells & wind")


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return the place of a demo that has played; its pictures of the model are left out."""
    made = Place(tmp_path / "my out")
    sound = strings(2.0, seed=1)
    for path in (made.input, made.module, made.reference):
        write_wav(path, np.stack([sound, -sound], axis=1))
    monkeypatch.setattr(pages, "drawn", lambda name, *_, dark: b"\x89PNG dark" if dark else b"\x89PNG light")
    return made


@pytest.fixture
def text(place: Place) -> str:
    pages.write(place, FIGURES, OWN)
    return place.report.read_text(encoding="utf-8")


def elements(text: str) -> Elements:
    parser = Elements()
    parser.feed(text)
    return parser


def test_the_page_is_one_file(text: str) -> None:
    """Nothing is fetched: all that is named is in the page itself."""
    for tag, attributes in elements(text).found:
        for name in ("src", "srcset", "href", "poster", "data"):
            assert attributes.get(name, "data:").startswith("data:"), (tag, name)
    assert "http" not in re.sub(r"base64,[^\"]*", "", text) and "url(" not in text and "@import" not in text
    assert len(text) < 4_000_000


def test_three_sounds_play_beside_their_spectrograms(text: str, place: Place) -> None:
    audios = elements(text).of("audio")
    assert [each["aria-label"] for each in audios] == ["Input", "Module", "Reference"]
    for each, path in zip(audios, (place.input, place.module, place.reference), strict=True):
        assert "controls" in each
        kind, content = each["src"].split(";base64,")
        played, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(content)))
        written, _ = soundfile.read(path)
        assert kind == "data:audio/mpeg" and rate_hz == spec.SAMPLE_RATE_HZ and played.shape == written.shape
        assert np.corrcoef(played[:, 0], written[:, 0])[0, 1] > 0.99
    for name in ("input", "module", "reference"):
        assert f'alt="Spectrogram of the {name}: 2 seconds' in text


def test_everything_can_be_read_without_eyes_or_mouse(text: str) -> None:
    found = elements(text)
    assert found.of("html")[0]["lang"] == "en" and found.of("meta")[-1]["name"] == "viewport"
    assert all(len(each["alt"]) > 30 for each in found.of("img")) and len(found.of("img")) == 6
    assert len(found.of("main")) == len(found.of("h1")) == 1
    assert "prefers-color-scheme: dark" in text and ":focus-visible" in text


def test_names_are_text_in_the_page(text: str) -> None:
    assert "<b>bells" not in text and "&lt;b&gt;bells&lt;/b&gt; &amp; wind" in text
    assert "<h1>bells &amp; wind</h1>" in text


def test_each_figure_is_explained_in_a_sentence(text: str) -> None:
    shown = unescape(text)
    for each in explained(FIGURES):
        assert each.name in shown and each.value in shown and each.meaning in shown
        assert each.meaning[0].isupper() and each.meaning.endswith(".")
    assert report.table(FIGURES) == [(each.name, each.value) for each in explained(FIGURES)]


def test_what_is_wrong_is_said_with_what_to_do() -> None:
    bad = FIGURES | {"improvement_over_pca8": -0.07, "dead_latents": [6, 7], "sound_seconds": 3.0,
                     "module_signal_to_error_db": 40.0}
    said = {each.name: f"{each.value} {each.meaning}" for each in explained(bad)}
    assert "7 % worse" in said["held-out log-spectral distance"]
    assert "longer recordings" in said["held-out log-spectral distance"]
    assert "6 of 8" in said["latents alive"] and "knob 7, 8" in said["latents alive"]
    assert "little" in said["sound"]
    assert "run the demo again" in said["emulated module against float64 reference"]


@pytest.mark.parametrize("own", [OWN, None])
def test_what_to_try_next_can_be_typed(text: str, place: Place, own: Path | None) -> None:
    """Each line is a command with options that exist, on paths of this very demo."""
    place.model.mkdir()
    lines = [each.command for each in advice(place, own)]
    assert len(lines) >= 5
    for line in lines:
        name, *words = shlex.split(line)[1:]
        command = cli.main.commands[name]
        with command.make_context(name, list(words)):
            pass  # every option and value was taken
        assert line.startswith("autocoder ") and (str(place.root) in line or name == "demo")
        assert own is None or line in unescape(text)


def test_a_spectrogram_shows_pitch_from_below_and_what_is_out_of_phase(tmp_path: Path) -> None:
    tone = 0.5 * np.sin(2.0 * np.pi * 1000.0 * np.arange(spec.SAMPLE_RATE_HZ) / spec.SAMPLE_RATE_HZ)
    write_wav(tmp_path / "tone.wav", np.stack([tone, -tone], axis=1).astype(np.float32))
    heard = listening(tmp_path / "tone.wav")
    assert (heard.low_hz, heard.high_hz) == pytest.approx((1000.0, 1000.0), rel=0.03)
    picture = Image.open(io.BytesIO(base64.b64decode(heard.picture.split(",")[1]))).convert("L")
    shades = np.asarray(picture, dtype=float)
    assert shades.shape == (spec.MEL_BANDS, len(mel_frames(tone.astype(np.float32))))
    loudest = spec.MEL_BANDS - 1 - int(np.argmax(shades.mean(axis=1)))
    assert band_centres_hz()[loudest] == pytest.approx(1000.0, rel=0.03)


def test_silence_and_what_is_too_loud() -> None:
    loud, _ = soundfile.read(io.BytesIO(mp3(3.0 * np.stack([strings(1.0, seed=2)] * 2, axis=1))))
    assert 0.8 < np.abs(loud).max() <= 1.0
    silent, _ = soundfile.read(io.BytesIO(mp3(np.zeros((4800, 2), dtype=np.float32))))
    assert np.abs(silent).max() < 1e-3
    assert Image.open(io.BytesIO(spectrogram(np.zeros((10, spec.MEL_BANDS))))).size == (10, spec.MEL_BANDS)
