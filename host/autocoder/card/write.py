# SPDX-License-Identifier: MIT
"""Writing a card: a page, and a folder of pictures and sounds beside it, whole or not at all."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from autocoder.atomic import replacing, replacing_folder
from autocoder.audio import write_wav
from autocoder.card import pictures
from autocoder.card.figures import Figures, centre, decibels, gather_figures, load_sounding
from autocoder.card.page import page
from autocoder.card.traversal import edges, level_gain, traversal
from autocoder.errors import InputError, unwritable
from autocoder.progress import Progress, silent
from autocoder.synth.instrument import Instrument
from autocoder.synth.renderer import render

PAGE = "card.md"
FOLDER = "card"
OURS = re.compile(rf"latent-\d+\.wav|({'|'.join(pictures.PICTURES)})\.png")
SECONDS = 4.0
LEAST_SECONDS, MOST_SECONDS = 0.5, 60.0
BITS = 24
STAGES = 4


def inspect_model(folder: Path, output: Path | None = None, beside: Sequence[Path] = (),
                  seconds: float = SECONDS, progress: Progress = silent) -> Figures:
    """Write the card of a model into its folder, or another one, and return its figures.

    beside: models to stand in its table; seconds: length of each sound. An earlier card stays until the new
    one is complete, and the model's own files are only read. Equal models give equal bytes. Raises ModelError
    when a model is missing, damaged or of envelopes, InputError for a length out of range and when the card
    cannot be written.
    """
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:  # false for what is not a number, too
        raise InputError(f"sounds of {seconds} seconds: choose {LEAST_SECONDS:g} to {MOST_SECONDS:g}")
    instrument = load_sounding(folder)
    figures = gather_figures(instrument, [load_sounding(each) for each in beside])
    place = output or folder
    with replacing(place / PAGE) as page_file, _new_card(place) as temporary:
        _write_sounds(instrument, figures, temporary, seconds,
                      lambda done, total: progress(1.0 + done / total, STAGES))
        pictures.draw_all(instrument, figures, temporary,
                          lambda done, total: progress(2.0 + done / total, STAGES))
        page_file.write_text(page(figures, FOLDER), encoding="utf-8")
    progress(STAGES, STAGES)
    return figures


def _write_sounds(instrument: Instrument, figures: Figures, folder: Path, seconds: float,
                  progress: Progress) -> None:
    """Write each latent's traversal and add its name and the gain it got to the latent's figures.

    Each file has a level of its own: what a latent does near a quiet middle could not be heard otherwise.
    """
    samples, rest = round(seconds * instrument.rate_hz), centre(instrument)
    figures["sound_seconds"] = samples / instrument.rate_hz
    for index, known in enumerate(figures["latents"]):
        sound = render(traversal(instrument, rest, index, samples)) * edges(samples, instrument.rate_hz)
        gain = level_gain(sound)
        known["sound"], known["sound_gain_db"] = f"latent-{index + 1}.wav", decibels(gain)
        write_wav(folder / known["sound"], sound * np.float32(gain), instrument.rate_hz, BITS)
        progress(index + 1, len(rest))


@contextmanager
def _new_card(place: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes the card's on success; on failure the earlier one stays.

    Raises InputError when a card's folder holds something else, or cannot be written.
    """
    card = place / FOLDER
    if card.is_dir() and not all(OURS.fullmatch(each.name) for each in card.iterdir()):
        raise InputError(f"{card}: holds something other than a card; choose another folder")
    try:
        with replacing_folder(card) as temporary:
            yield temporary
    except OSError as error:
        raise unwritable(place, error) from error
