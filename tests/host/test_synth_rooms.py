# SPDX-License-Identifier: MIT
"""Reverberation, bodies and grains, each against a direct computation."""

from typing import Any

import numpy as np
import pytest
from scipy.signal import fftconvolve

from autocoder.errors import InputError
from autocoder.reference.filter import impulse_from_spectrum
from autocoder.spec import FADE_SAMPLES, IMPULSE_TAPS, SPECTRUM_BINS
from autocoder.spectra.mel import mel_frames, mel_to_spectrum
from autocoder.synth import paths
from autocoder.synth.body import Body, encode_periods, periods_of, places_of
from autocoder.synth.granular import Granular
from autocoder.synth.minimum_phase import minimum_phase
from autocoder.synth.overlap import Grid
from autocoder.synth.render import Drone
from autocoder.synth.reverb import Reverb, impulse_response, room
from sounds import strings
from synth_model import strings_instrument

MODEL = strings_instrument()
SOUND = np.stack([strings(0.7, seed=8), strings(0.7, seed=9)], axis=1)
# Loudest in the middle: 0 dB then lies in a whole frame.
SWELL = SOUND * np.hanning(len(SOUND)).astype(np.float32)[:, np.newaxis]


def noise(samples: int, channels: int, seed: int = 1) -> Any:
    return np.random.default_rng(seed).uniform(-0.1, 0.1, (samples, channels)).astype(np.float32)


@pytest.mark.parametrize(("taps", "mix"), [(1, 1.0), (5_000, 0.3), (40_001, 1.0)])
@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_reverberation_is_the_convolution_to_its_last_tap(taps: int, mix: float, inputs: int,
                                                          outputs: int) -> None:
    sound, response = noise(20_000, inputs), noise(taps, outputs, 2) * np.float32(0.1)
    made = np.concatenate(list(Reverb(sound, response, 48_000, mix).blocks()))
    wanted = mix * fftconvolve(sound, response, axes=0, mode="full") if inputs == outputs else mix * np.stack(
        [fftconvolve(sound[:, min(each, inputs - 1)], response[:, min(each, outputs - 1)])
         for each in range(2)], axis=1)
    wanted[:len(sound)] += (1.0 - mix) * sound
    np.testing.assert_allclose(made, wanted, atol=1e-6)


def drone(seconds: float) -> Drone:
    grid, samples = Grid(), round(seconds * 48_000)
    return Drone(MODEL, paths.still(grid.frames_of(samples), MODEL.recording[2000]), samples, grid,
                 smoothing=0.0, channels=2)


@pytest.mark.parametrize("decay_s", [0.5, 1.5])
def test_decay_takes_the_response_down_by_60_db(decay_s: float) -> None:
    response = impulse_response(drone(2.0), decay_s).astype(np.float64)
    level_db = 10.0 * np.log10(np.mean(response.reshape(-1, 4800, 2)**2, axis=(1, 2)))
    slope = np.polyfit(np.arange(20) * 0.1, level_db, 1)[0]
    assert slope * decay_s == pytest.approx(-60.0, rel=0.1)


def test_a_response_has_energy_one_and_noise_keeps_its_level() -> None:
    response = impulse_response(drone(1.0))
    assert np.sum(response.astype(np.float64)**2) / 2.0 == pytest.approx(1.0, rel=1e-4)
    made = np.concatenate(list(room(drone(1.0), noise(144_000, 2)).blocks()))[48_000:144_000]
    assert np.mean(made**2) / (0.2**2 / 12.0) == pytest.approx(1.0, rel=0.3)


def test_sides_of_a_room_differ() -> None:
    assert abs(np.corrcoef(impulse_response(drone(1.0)).T)[0, 1]) < 0.2


@pytest.mark.parametrize("make", [
    lambda: impulse_response(drone(0.1), 0.0), lambda: room(drone(0.1), SOUND, mix=1.5),
    lambda: Reverb(noise(10, 2), noise(10, 3), 48_000),
])
def test_rooms_that_make_no_sense_are_refused(make: Any) -> None:
    with pytest.raises(InputError):
        make()


def direct_response(latents: Any) -> Any:
    """Return the response in float64 from the dense matrix, as the reference designs it."""
    gain = MODEL.manifest.gain / MODEL.manifest.maximum
    return impulse_from_spectrum(gain * mel_to_spectrum() @ MODEL.mel(latents).astype(np.float64))


@pytest.mark.parametrize("mix", [1.0, 0.25])
def test_a_body_fades_from_response_to_response(mix: float) -> None:
    """Sample by sample: out = (1 - g) x*h_before + g x*h_next."""
    latents = paths.walk(periods_of(len(SOUND)), 3, step=0.5)
    made = np.concatenate(list(Body(MODEL, latents, SOUND, mix).blocks())).astype(np.float64)
    assert len(made) == len(SOUND) + IMPULSE_TAPS - 1
    past = np.concatenate([np.zeros((IMPULSE_TAPS - 1, 2)), SOUND, np.zeros((IMPULSE_TAPS, 2))])
    for period in (0, 1, 15, 16, 17, 40, 80):
        before, following = direct_response(latents[period]), direct_response(latents[period + 1])
        for step in (0, 1, 200, FADE_SAMPLES - 1):
            place, share = period * FADE_SAMPLES + step, step / FADE_SAMPLES
            heard = ((1.0 - share) * before + share * following)[::-1] @ past[place:place + IMPULSE_TAPS]
            wanted = mix * heard + (1.0 - mix) * past[place + IMPULSE_TAPS - 1]
            np.testing.assert_allclose(made[place], wanted, atol=2e-5)


def test_responses_made_together_are_those_of_the_reference() -> None:
    """Also where spectra are steep, silent or all zero, within what float32 holds of their largest tap."""
    random = np.random.default_rng(5)
    spectra = 10.0 ** (random.uniform(-96.0, 0.0, (6, SPECTRUM_BINS)) / 20.0)
    spectra[1] = np.geomspace(1.0, 1e-5, SPECTRUM_BINS)
    spectra[2, :900], spectra[3], spectra[4] = 0.0, 0.0, 1.0
    for made, spectrum in zip(minimum_phase(spectra), spectra, strict=True):
        wanted = impulse_from_spectrum(spectrum)
        np.testing.assert_allclose(made, wanted, atol=2e-6 * np.abs(wanted).max())


def test_places_of_periods_follow_the_sound() -> None:
    places = places_of(len(SOUND))
    assert (len(places), places[0]) == (periods_of(len(SOUND)), 0.0)
    np.testing.assert_allclose(np.diff(places) * len(SOUND), FADE_SAMPLES)


@pytest.mark.parametrize("samples", [1, FADE_SAMPLES, 15 * FADE_SAMPLES - IMPULSE_TAPS, 16 * FADE_SAMPLES])
def test_bodies_of_any_length_are_whole(samples: int) -> None:
    """Around the number of periods that are made together."""
    sound = noise(samples, 1)
    latents = paths.still(periods_of(samples), MODEL.recording[500])
    body = Body(MODEL, latents, sound)
    made = np.concatenate(list(body.blocks()))
    wanted = fftconvolve(sound, direct_response(latents[0])[:, np.newaxis], axes=0)
    assert len(made) == body.samples == len(wanted)
    np.testing.assert_allclose(made, wanted, atol=1e-5 * np.abs(wanted).max())


def test_a_resting_body_is_a_convolution() -> None:
    latents = paths.still(periods_of(len(SOUND)), MODEL.recording[500])
    made = np.concatenate(list(Body(MODEL, latents, SOUND).blocks()))
    wanted = fftconvolve(SOUND, direct_response(latents[0])[:, np.newaxis], axes=0)
    np.testing.assert_allclose(made, wanted, atol=1e-5 * np.abs(wanted).max())


def test_a_followed_sound_has_a_row_about_the_start_of_each_period() -> None:
    """Row p encodes the window whose middle is sample p * FADE_SAMPLES."""
    around = np.pad(SWELL, ((2048, 2048), (0, 0)))
    mel = mel_frames(around, 4096, FADE_SAMPLES)
    wanted = MODEL.encode(mel, float(mel_frames(around, 4096, 128).max()))
    made = encode_periods(MODEL, SWELL)
    assert len(made) >= len(SWELL) // FADE_SAMPLES
    np.testing.assert_allclose(made[:len(wanted)], wanted[:len(made)], atol=1e-4)


def test_bodies_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InputError, match="mix"):
        Body(MODEL, paths.still(9, [0.5] * 8), SOUND, mix=-0.1)


def grains(**options: Any) -> Granular:
    return Granular(**{"instrument": MODEL, "recording": SOUND, "samples": 60_000, "grid": Grid(2048, 512),
                       **options})


def test_grains_are_those_of_the_recording_in_the_order_of_the_walk() -> None:
    source = grains(rand_n=5)
    made = np.concatenate(list(source.blocks()))
    wanted = np.zeros((60_000 + 2 * 2048, 2))
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(2048) / 2048))[:, np.newaxis]
    for frame, grain in enumerate(source.walk):
        samples = SOUND[grain * 512:grain * 512 + 2048]
        samples = samples - np.sum(window * samples, axis=0) / np.sum(window)  # no constant
        wanted[frame * 512:frame * 512 + 2048] += window * samples
    wanted = wanted[1536:1536 + 60_000] * np.sqrt(512 / np.sum(window**2))
    np.testing.assert_allclose(made, wanted, atol=1e-6)


@pytest.mark.parametrize("rand_p", [0.5, 1.0, 3.0])
def test_the_walk_picks_among_rand_n_as_the_ancestor_defines(rand_p: float) -> None:
    """Against the whole matrix of distances: rank int(r^p * n), the grain itself being rank 0."""
    source = grains(rand_n=6, rand_p=rand_p, samples=500_000)
    latents = source.latents.astype(np.float64)
    order = np.argsort(np.sum((latents[:, np.newaxis] - latents)**2, axis=2), axis=1, kind="stable")
    random = np.random.default_rng(1)
    here = int(random.integers(len(latents)))
    ranks = []
    for visited, drawn in zip(source.walk, random.random(len(source.walk)), strict=True):
        assert visited == here
        ranks.append(int(drawn**rand_p * 6))
        here = order[here, ranks[-1]]
    share = np.bincount(ranks, minlength=6) / len(ranks)
    assert (share[0] > share[5]) == (rand_p > 1.0) or rand_p == 1.0


def test_latents_of_grains_are_those_of_their_samples() -> None:
    mel = mel_frames(SWELL, 4096, 1024)
    made = grains(grid=Grid(4096, 1024), recording=SWELL).latents
    np.testing.assert_allclose(made, MODEL.encode(mel, float(mel.max())), atol=1e-4)


def test_rand_n_of_one_stays_and_more_than_there_are_is_all() -> None:
    assert len(set(grains(rand_n=1).walk)) == 1
    assert len(set(grains(rand_n=10_000).walk)) > 3


@pytest.mark.parametrize("options", [{"rand_n": 0}, {"rand_p": 0.0}, {"recording": SOUND[:1000]}])
def test_grains_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        grains(**options)
