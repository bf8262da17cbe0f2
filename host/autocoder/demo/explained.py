# SPDX-License-Identifier: MIT
"""The demo's figures, each with a sentence that says to a musician what it means."""

from dataclasses import dataclass
from typing import Any

from autocoder import spec
from autocoder.vae.remarks import comparison

CYCLES_PER_SAMPLE = 10_000  # of a Daisy Seed: 480 MHz at 48 kHz
CD_DB = 96  # between full scale and the steps of 16 bits
FEW_SECONDS = 10.0


@dataclass(frozen=True)
class Figure:
    """A figure; meaning: in one sentence, for whoever plays."""

    name: str
    value: str
    meaning: str


def explained(figures: dict[str, Any]) -> list[Figure]:
    """Return the figures that people look for, from those that `measure` returns."""
    heldout, stages = figures["heldout"], figures["stages"]
    return [
        _sound(figures),
        Figure("training", f"{figures['train_seconds']:.1f} s",
               "This is how long this computer took to learn the sound; it is done once, and the module only "
               "plays."),
        _distance(heldout["lsd_db"], heldout["pca8_lsd_db"], figures["improvement_over_pca8"]),
        _latents(figures["dead_latents"]),
        Figure("int8 adds", f"{stages['int8_added_set_db']:.2f} dB over the set, "
                            f"{stages['int8_added_random_db']:.2f} dB over random latents",
               "The module calculates with small numbers to be fast, and this is what that costs: below 1 dB "
               "it is hard to hear."),
        Figure("reduced matrix adds", f"{stages['matrix_added_db']:.1e} dB",
               "A shortcut on the way from the model to the spectrum costs this much, which is nothing."),
        _agreement(figures["module_signal_to_error_db"]),
        _work(figures["emulated_instructions_per_sample"]),
    ]


def _sound(figures: dict[str, Any]) -> Figure:
    seconds = figures["sound_seconds"]
    meaning = "The model has learned how the spectrum of this sound moves, and the knobs go through that."
    if seconds < FEW_SECONDS:
        meaning += " It is little: half a minute and more gives the knobs more to find."
    return Figure("sound", f"{figures['sound']}, {seconds:.1f} s", meaning)


def _distance(lsd_db: float, pca8_lsd_db: float, improvement: float) -> Figure:
    value = f"{lsd_db:.2f} dB (PCA-8 {pca8_lsd_db:.2f} dB, {comparison(improvement)})"
    meaning = ("On moments of the sound that it never heard, the model misses the spectrum by this much (1 "
               "dB is hard to notice, 6 dB is another timbre); PCA-8, the plain way to put a spectrum on "
               "eight knobs, ")
    more = "give it more or longer recordings, or train with more steps."
    percent = round(100.0 * improvement)
    meaning += ("misses by more." if percent > 0 else f"misses by as much: {more}" if percent == 0 else
                f"misses by less: {more}")
    return Figure("held-out log-spectral distance", value, meaning)


def _latents(dead: list[int]) -> Figure:
    value = f"{spec.LATENTS - len(dead)} of {spec.LATENTS}"
    if not dead:
        return Figure("latents alive", value, "Every knob changes the sound.")
    listed = ", ".join(str(each + 1) for each in dead)
    return Figure("latents alive", value,
                  f"What knob {listed} does cannot be heard, since the sound does not vary enough for eight: "
                  "add recordings that differ, in pitch, loudness or playing.")


def _agreement(signal_to_error_db: float) -> Figure:
    meaning = ("The module plays what it should: what it adds lies so far below the sound, and the noise of "
               f"a CD {CD_DB} dB below." if signal_to_error_db >= CD_DB else
               "The module differs from what it should play by more than a CD would: run the demo again, and "
               "report it if it stays.")
    return Figure("emulated module against float64 reference", f"{signal_to_error_db:.1f} dB signal to error",
                  meaning)


def _work(counts: dict[str, float]) -> Figure:
    share = counts["worst_block"] / CYCLES_PER_SAMPLE
    return Figure("emulated instructions per sample, stereo",
                  f"{counts['mean']:.0f} mean, {counts['worst_block']:.0f} worst block",
                  f"This is how hard the processor works for the audio: about {share:.0%}, at the busiest "
                  f"moment, of the {CYCLES_PER_SAMPLE:,} clock cycles that a Daisy Seed has for a sample.")
