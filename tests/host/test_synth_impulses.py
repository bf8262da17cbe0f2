# SPDX-License-Identifier: MIT
"""Reverberation from models that were trained on impulse responses of rooms: it decays as they do."""

from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import pytest

from autocoder.audio import read_mono, write_wav
from autocoder.commands.synth import reverb
from autocoder.errors import InputError, ModelError
from autocoder.spectra.frames import build_frames
from autocoder.synth import paths
from autocoder.synth.instrument import Instrument, load_instrument
from autocoder.synth.overlap import Grid
from autocoder.synth.render import Drone
from autocoder.synth.reverb import LENGTH_S, LONGEST_OWN_S, length_s, room
from autocoder.vae.create import create_model
from autocoder.vae.model import LATENT_SET, load_latents
from autocoder.vae.options import Options
from synth_model import STRINGS

RATE_HZ = 48_000
DECAYS_S = {"closet": 0.4, "hall": 0.8, "church": 1.4}
TOLERANCE = 0.15  # of the decay; ears tell rooms apart that differ by about 5 %
GRID = Grid()


def impulse(decay_s: float, seed: int) -> npt.NDArray[np.float32]:
    """Return noise [samples] that decays by 60 dB in decay_s, as long as that."""
    time_s = np.arange(round(decay_s * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(seed).normal(0.0, 0.2, len(time_s))
    return (noise * 10.0 ** (-3.0 * time_s / decay_s)).astype(np.float32)


def decay_s(response: npt.NDArray[np.floating]) -> float:
    """Return the time of a decay by 60 dB, of its slope from -5 to -25 dB.

    Method: Schroeder 1965, the energy that is still to come; as T20 of ISO 3382-1.
    """
    to_come = np.cumsum(response[::-1].astype(np.float64)**2)[::-1]
    level_db = 10.0 * np.log10(to_come / to_come[0])
    stretch = np.flatnonzero((level_db <= -5.0) & (level_db >= -25.0))
    slope, _ = np.polyfit(stretch / RATE_HZ, level_db[stretch], 1)
    return float(-60.0 / slope)


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of impulse responses with a small model of all of them beside it."""
    folder = tmp_path_factory.mktemp("rooms")
    for seed, (name, seconds) in enumerate(DECAYS_S.items()):
        write_wav(folder / "impulses" / f"{name}.wav", impulse(seconds, seed))
    create_model(build_frames(folder / "impulses"), folder / "model", Options(hidden=32, steps=600))
    return folder


def played(instrument: Instrument, latents: npt.NDArray[np.float32], samples: int) -> npt.NDArray[np.float32]:
    """Return what a click becomes in the room, [samples, 2]."""
    click = np.zeros((1, 1), dtype=np.float32)
    click[0] = 1.0
    drone = Drone(instrument, latents, samples, GRID, smoothing=0.0)
    return np.concatenate(list(room(drone, click).blocks()))


@pytest.mark.parametrize("name", DECAYS_S)
def test_a_room_that_is_followed_decays_as_its_impulse_response(name: str, rooms: Path) -> None:
    instrument, file = load_instrument(rooms / "model"), rooms / "impulses" / f"{name}.wav"
    samples = round(DECAYS_S[name] * RATE_HZ)
    latents = paths.chosen(str(file), instrument, GRID.places_of(samples), 1,
                           lambda sound: instrument.encode_sound(sound, GRID))
    made = played(instrument, latents, samples)
    assert decay_s(read_mono(file)) == pytest.approx(DECAYS_S[name], rel=0.05)
    for side in made.T:
        assert decay_s(side) == pytest.approx(DECAYS_S[name], rel=TOLERANCE)


def test_the_course_of_one_recorded_room_can_be_stretched(rooms: Path) -> None:
    """As `reverb` does by default: the path of the training set, here a set of one room."""
    create_model(build_frames(rooms / "impulses" / "hall.wav"), rooms / "hall", Options(hidden=32, steps=600))
    instrument = load_instrument(rooms / "hall")
    for stretch in (1.0, 2.0):
        samples = round(stretch * DECAYS_S["hall"] * RATE_HZ)
        latents = paths.chosen("recording", instrument, GRID.places_of(samples), 1, lambda sound: sound)
        made = decay_s(played(instrument, latents, samples)[:, 0])
        assert made == pytest.approx(stretch * DECAYS_S["hall"], rel=TOLERANCE)


def test_the_default_room_is_the_first_of_a_set_as_long_as_it_was(rooms: Path) -> None:
    """All of them, one after the other, are a train of bursts."""
    instrument = load_instrument(rooms / "model")
    names = sorted(DECAYS_S)
    for number, name in enumerate(names, start=1):
        path = f"recording:{number}"
        seconds = length_s(path, instrument)
        assert seconds == pytest.approx(DECAYS_S[name], abs=0.2)
        samples = round(seconds * RATE_HZ)
        latents = paths.chosen(path, instrument, GRID.places_of(samples), 1, lambda sound: sound)
        made = decay_s(played(instrument, latents, samples)[:, 0])
        assert made == pytest.approx(DECAYS_S[name], rel=TOLERANCE)
    whole = paths.chosen("recording", instrument, GRID.places_of(192_000), 1, lambda sound: sound)
    assert decay_s(played(instrument, whole, 192_000)[:, 0]) > 2.0 * max(DECAYS_S.values())
    default = reverb.make_context("reverb", ["strings", "sound"]).params
    assert (default["path"], default["seconds"]) == ("recording:1", None)


def test_a_recording_that_the_set_has_not_is_refused(rooms: Path) -> None:
    instrument = load_instrument(rooms / "model")
    for number in (0, 4):
        with pytest.raises(InputError, match="trained on 3 recordings; choose recording:1 to recording:3"):
            paths.chosen(f"recording:{number}", instrument, GRID.places_of(9000), 1, lambda sound: sound)


def test_a_length_that_is_not_of_one_recording_is_four_seconds() -> None:
    strings = load_instrument(STRINGS)  # of 23 s, and from before models knew their files
    assert [length_s(path, strings) for path in ("recording:1", "recording", "walk")] == [4.0, 4.0, 4.0]
    assert "up to 10 s, or 4 s" in " ".join(reverb.get_help(click.Context(reverb)).split())
    assert (LENGTH_S, LONGEST_OWN_S) == (4.0, 10.0)


def test_the_files_of_a_set_are_kept_with_its_latents(rooms: Path, tmp_path: Path) -> None:
    kept = load_latents(rooms / "model" / LATENT_SET)
    assert len(np.unique(kept.file_index)) == 3
    np.savez(tmp_path / "old.npz", latents=kept.latents, heldout=kept.heldout)
    assert not load_latents(tmp_path / "old.npz").file_index.any()
    np.savez(tmp_path / "bad.npz", latents=kept.latents, heldout=kept.heldout, file_index=kept.file_index[1:])
    with pytest.raises(ModelError, match="damaged"):
        load_latents(tmp_path / "bad.npz")
