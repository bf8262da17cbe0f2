# SPDX-License-Identifier: MIT
"""Sung vowels: harmonics of a glottal source and breath, through the resonances of a vocal tract."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autocoder.sounds.curves import STEP_SAMPLES, STEPS_PER_SECOND, FloatArray, held, per_sample
from autocoder.spec import SAMPLE_RATE_HZ

# The first three formants of ten vowels in Hz, averages of men and of women.
# Source: Peterson and Barney, Control methods used in a study of the vowels, 1952, table II.
MEN = np.array([(270, 2290, 3010), (390, 1990, 2550), (530, 1840, 2480), (660, 1720, 2410), (730, 1090, 2440),
                (570, 840, 2410), (440, 1020, 2240), (300, 870, 2240), (640, 1190, 2390), (490, 1350, 1690)])
WOMEN = np.array([(310, 2790, 3310), (430, 2480, 3070), (610, 2330, 2990), (860, 2050, 2850),
                  (850, 1220, 2810), (590, 920, 2710), (470, 1160, 2680), (370, 950, 2670), (760, 1400, 2780),
                  (500, 1640, 1960)])
# Resonances go on at the spacing of a tube of this length; without them nothing is heard above 4 kHz.
MEN_SPACING_HZ, WOMEN_SPACING_HZ = 1000.0, 1150.0
HIGHEST_HZ = 20_000.0

VIBRATO_HZ, VIBRATO_SEMITONES = 5.5, 0.2
SECONDS = 9.0
PEAK = 0.5
BREATH_WINDOW = 4 * STEP_SAMPLES


@dataclass(frozen=True)
class Voice:
    """A singer: formants of vowels [10, 3], the spacing of those above, and the notes that are sung."""

    name: str
    vowels: npt.NDArray[np.int64]
    spacing_hz: float
    notes_hz: tuple[float, ...]


# All sing A, C, E and G: any two spectra of the set sound together.
VOICES = (Voice("bass", MEN, MEN_SPACING_HZ, (82.4, 98.0, 110.0, 130.8)),
          Voice("tenor", MEN, MEN_SPACING_HZ, (130.8, 164.8, 196.0, 220.0)),
          Voice("alto", WOMEN, WOMEN_SPACING_HZ, (220.0, 261.6, 329.6, 392.0)),
          Voice("soprano", WOMEN, WOMEN_SPACING_HZ, (329.6, 392.0, 440.0, 523.3)))


@dataclass(frozen=True)
class Phrase:
    """What is sung, at every step: pitch [steps] in Hz, formants [steps, n] in Hz, and two shares [steps].

    effort: 0 is a soft voice, its harmonics falling by 12 dB an octave, 1 a loud one, falling by 6.
    breath: 0 is all voice, 1 all whisper.
    """

    pitch_hz: FloatArray
    formants_hz: FloatArray
    effort: FloatArray
    breath: FloatArray


def sing(seconds: float = SECONDS) -> dict[str, npt.NDArray[np.float32]]:
    """Return a phrase of each voice by its name, each float32 [samples]."""
    sung = {}
    for index, voice in enumerate(VOICES):
        random = np.random.default_rng(index)
        sound = sound_of(improvise(voice, round(seconds * STEPS_PER_SECOND), random), random)
        sung[voice.name] = (sound * (PEAK / np.abs(sound).max())).astype(np.float32)
    return sung


def improvise(voice: Voice, steps: int, random: np.random.Generator) -> Phrase:
    """Draw notes, vowels, effort and breath of a phrase."""
    octaves = held(steps, (0.4, 1.1), lambda: np.log2(random.choice(voice.notes_hz)), 0.03, random)
    sway = np.sin(2.0 * np.pi * VIBRATO_HZ * np.arange(steps) / STEPS_PER_SECOND)
    vibrato = VIBRATO_SEMITONES * sway * held(steps, (0.5, 1.5), random.random, 0.3, random)
    log_formants = held(steps, (0.25, 0.7),
                        lambda: np.log(voice.vowels[random.integers(len(voice.vowels))]), 0.07, random)
    fourth_hz = np.exp(log_formants[:, 2:]).max() + 0.5 * voice.spacing_hz
    above_hz = np.arange(fourth_hz, HIGHEST_HZ, voice.spacing_hz)
    return Phrase(
        2.0 ** (octaves + vibrato / 12.0),
        np.concatenate([np.exp(log_formants), np.broadcast_to(above_hz, (steps, len(above_hz)))], axis=1),
        held(steps, (0.3, 0.9), random.random, 0.12, random),
        held(steps, (0.3, 0.9), lambda: random.random() ** 3.0, 0.12, random))


def tract(formants_hz: FloatArray, frequencies_hz: FloatArray) -> FloatArray:
    """Return the gain [steps, n] of a tract with formants [steps, m] at frequencies [steps or 1, n].

    Method: resonances in a row, each with a gain of 1 at 0 Hz (Fant, Acoustic theory of speech production,
    1960); a bandwidth is 50 Hz and a fiftieth of the formant.
    """
    gain = np.ones(np.broadcast_shapes(frequencies_hz.shape, (len(formants_hz), 1)))
    for formant_hz in formants_hz.T:
        centre, width = formant_hz[:, None], 50.0 + formant_hz[:, None] / 50.0
        gain = gain * centre**2 / np.hypot(centre**2 - frequencies_hz**2, width * frequencies_hz)
    return gain


def sound_of(phrase: Phrase, random: np.random.Generator) -> FloatArray:
    """Return the sound of a phrase, [steps * STEP_SAMPLES]."""
    return voiced(phrase) + breathed(phrase, random)


def voiced(phrase: Phrase) -> FloatArray:
    """Return the harmonics of the voice, none above HIGHEST_HZ, so that nothing aliases."""
    phase = 2.0 * np.pi * np.cumsum(per_sample(phrase.pitch_hz)) / SAMPLE_RATE_HZ
    count = int(HIGHEST_HZ / phrase.pitch_hz.min())
    number = np.arange(1, count + 1)
    harmonics_hz = phrase.pitch_hz[:, None] * number
    gains = tract(phrase.formants_hz, harmonics_hz) * number ** (phrase.effort[:, None] - 2.0)
    gains *= (harmonics_hz < HIGHEST_HZ) * ((1.0 - phrase.breath) * (0.1 + 0.9 * phrase.effort))[:, None]
    sound = np.zeros_like(phase)
    for index in range(count):
        sound += per_sample(gains[:, index]) * np.sin(number[index] * phase)
    return sound


def breathed(phrase: Phrase, random: np.random.Generator) -> FloatArray:
    """Return noise through the tract, by frames that overlap by three quarters."""
    steps = len(phrase.pitch_hz)
    noise = random.standard_normal((steps + 4) * STEP_SAMPLES)
    window = np.sqrt(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(BREATH_WINDOW) / BREATH_WINDOW))
    frequencies_hz = np.arange(BREATH_WINDOW // 2 + 1.0) * SAMPLE_RATE_HZ / BREATH_WINDOW
    gains = tract(phrase.formants_hz, frequencies_hz[None]) * (0.004 + 0.04 * phrase.breath)[:, None]
    sound = np.zeros(len(noise))
    for step in range(steps):
        place = slice(step * STEP_SAMPLES, step * STEP_SAMPLES + BREATH_WINDOW)
        sound[place] += window * np.fft.irfft(gains[step] * np.fft.rfft(window * noise[place]))
    return 0.5 * sound[:steps * STEP_SAMPLES]
