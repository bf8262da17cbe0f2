# SPDX-License-Identifier: MIT
"""The demo's report as one HTML file: listen, look, understand, go on."""

import re
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from autocoder import spec
from autocoder.atomic import replacing
from autocoder.demo.advice import advice
from autocoder.demo.explained import explained
from autocoder.demo.listening import Listening, data_uri, listening
from autocoder.demo.pictures import drawn
from autocoder.demo.place import Place
from autocoder.demo.shell import document
from autocoder.spectra.mel import band_centres_hz

PICTURES = {
    "training": ("While it learned", "How far the model was from the sound while it learned: lower is "
                 "nearer, the upper line is of moments it never heard, the dashed one is PCA-8."),
    "latents": ("Where the knobs lead", "Above, where the recordings lie in the first four knobs, a colour "
                "for each; below, what the spectrum does while one knob turns from left to right."),
    "stages": ("What each step costs", "How far each step on the way from your sound to the module's takes "
               "the spectrum away from it, in dB; steps below 1 dB are hard to hear."),
}
SECONDS_TICK = 2
TICKS_HZ = (200, 1000, 2000, 5000, 10_000)  # far enough apart for the labels


def write(place: Place, figures: dict[str, Any], own: Path | None) -> None:
    """Write report.html; own: the sound that the demo was given, None for its recordings."""
    with replacing(place.report) as temporary:
        temporary.write_text(page(place, figures, own), encoding="utf-8")


def page(place: Place, figures: dict[str, Any], own: Path | None) -> str:
    """Return the report of a finished demo; own: the sound that it was given, None for its recordings."""
    sections = [
        f"<header><h1>{escape(own.name if own else figures['sound'])}</h1>"
        "<p>autocoder has learned this sound. Below you hear what goes into the module, what comes out of it "
        "while somebody turns its knobs, and what should have come out.</p></header>",
        "<main>", _heard(place, figures), _figures(figures), _knobs(figures),
        "<section><h2>Pictures</h2>", *(_picture(name, place, figures) for name in PICTURES), "</section>",
        _next(place, own), "</main>",
    ]
    return document(f"autocoder: {figures['sound']}", "\n".join(sections))


def _heard(place: Place, figures: dict[str, Any]) -> str:
    sounds = (
        ("Input", place.input, f"What is patched into the module: {figures['input']}."),
        ("Module", place.module, "What the emulated module makes of it with the spectra it learned, "
         "while its eight knobs and CVs move."),
        ("Reference", place.reference, "The same, calculated slowly and exactly. It should sound just like "
         "the module: play one, then the other, which goes on at the same place."),
    )
    return ("<section><h2>Listen</h2>" + "".join(_sound(*each) for each in sounds)
            + '<p class="soft">The players hold MP3s, so that every browser plays them; '
            f"{escape(place.module.name)} and the others in <code>{escape(str(place.root))}</code> are exact."
            " In the pictures time runs to the right and pitch upwards; brighter is louder.</p></section>")


def _sound(name: str, path: Path, text: str) -> str:
    heard = listening(path)
    return (f"<figure><figcaption><h3>{name}</h3><p>{escape(text)}</p></figcaption>"
            f'<div class="spectrum"><div class="hertz" aria-hidden="true">{_hertz()}</div>'
            f'<div class="field"><img alt="{_alternative(name, heard)}" src="{heard.picture}">'
            f'<span class="cursor"></span></div>'
            f'<div class="seconds" aria-hidden="true">{_seconds(heard.seconds)}</div></div>'
            f'<audio controls preload="metadata" aria-label="{name}" src="{heard.sound}"></audio></figure>')


def _alternative(name: str, heard: Listening) -> str:
    return (f"Spectrogram of the {name.lower()}: {heard.seconds:.0f} seconds, most of it between "
            f"{heard.low_hz:.0f} and {heard.high_hz:.0f} Hz.")


def _hertz() -> str:
    centres = band_centres_hz(spec.MEL_BANDS)
    heights = {tick: float(np.interp(tick, centres, np.arange(spec.MEL_BANDS))) / spec.MEL_BANDS
               for tick in TICKS_HZ}
    return "".join(f'<span style="bottom:{height:.1%}">{f"{tick // 1000} k" if tick >= 1000 else tick}</span>'
                   for tick, height in heights.items())


def _seconds(seconds: float) -> str:
    ticks = np.arange(0.0, seconds + 0.01, SECONDS_TICK)
    return "".join(f'<span style="left:{tick / seconds:.1%}">{tick:.0f} s</span>' for tick in ticks)


def _figures(figures: dict[str, Any]) -> str:
    rows = "".join(f"<div><dt>{escape(each.name)}</dt>"
                   f"<dd>{escape(each.value)}<p>{escape(each.meaning)}</p></dd></div>"
                   for each in explained(figures))
    notes = "".join(f"<p>Note: {escape(each)}.</p>" for each in figures["notes"])
    return f"<section><h2>What the figures mean</h2><dl>{rows}</dl>{notes}</section>"


def _knobs(figures: dict[str, Any]) -> str:
    effects = figures["latent_effect_db"]
    most = max(effects) or 1.0
    rows = "".join(f"<li><span>Knob {index + 1}</span>"
                   f'<span class="bar" style="width:{effect / most:.1%}"></span>'
                   f"<span>{effect:.1f} dB</span></li>" for index, effect in enumerate(effects))
    return ("<section><h2>What each knob does</h2><p>How much the spectrum changes while a knob goes from a "
            f'quarter to three quarters: the first knobs do most.</p><ol class="knobs">{rows}</ol></section>')


def _picture(name: str, place: Place, figures: dict[str, Any]) -> str:
    title, text = PICTURES[name]
    light, dark = (data_uri("image/png", drawn(name, place, figures, dark=each)) for each in (False, True))
    return (f'<figure class="picture"><picture><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
            f'<img alt="{escape(title)}: {escape(text)}" src="{light}"></picture>'
            f"<figcaption><p><strong>{escape(title)}.</strong> {escape(text)}</p></figcaption></figure>")


def _inline(text: str) -> str:
    """Return text as HTML; what stands between backticks is code."""
    return re.sub("`(.+?)`", r"<code>\1</code>", escape(text))


def _next(place: Place, own: Path | None) -> str:
    rows = "".join(f'<li>{_inline(each.wish)}<pre tabindex="0"><code>{escape(each.command)}</code></pre></li>'
                   for each in advice(place, own))
    return ("<section><h2>What to try next</h2><p>In a terminal, in the folder "
            f"<code>{escape(str(Path.cwd()))}</code>, where the demo ran:</p>"
            f'<ol class="next">{rows}</ol></section>')
