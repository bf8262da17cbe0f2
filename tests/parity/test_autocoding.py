# SPDX-License-Identifier: MIT
"""Latents that follow the input, on this computer and on the emulated Cortex-M7: its mel frames against the
float64 reference, and all that comes after them exactly."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.device.emulator import Target
from autocoder.reference.autocoding import (
    HOP_BLOCKS,
    MIDDLE,
    autocoded_latents,
    heard_latents,
    input_mel,
    rounded,
    wanted_frames,
)
from autocoder.spectra.frames import to_target
from autocoder.spectra.mel import mel_frames
from autocoder.vae.quantize import quantize_mel, run_int8
from synth_model import STRINGS

FloatArray = npt.NDArray[np.float32]
Int8Array = npt.NDArray[np.int8]
LatentArray = npt.NDArray[np.uint16]
Probe = Callable[..., str]

TARGETS: tuple[Target, ...] = ("native", "qemu")
ENCODER = (STRINGS / "encoder.int8.tflite").read_bytes()
HOPS = 60
SAMPLES = HOPS * spec.AUTOCODE_HOP
BLOCKS = HOPS * HOP_BLOCKS
ONES = np.ones(BLOCKS, dtype=np.float32)
LOWEST, HIGHEST = -114, 114  # the floor and 0 dB in int8 steps

# What single precision rounds to the other side is about one band in 10 000: those that lie this near to
# where rounding changes, in steps of 0.42 dB.
LEAST_EQUAL_SHARE = 0.999
CLEAR_OF_ROUNDING = 0.01
MOST_PIECE_INSTRUCTIONS = 500_000
MOST_LOOP_INSTRUCTIONS_PER_SAMPLE = 800.0
MOST_INTERRUPT_INSTRUCTIONS_PER_SAMPLE = 12.0


def fading(samples: int) -> FloatArray:
    """Return noise that is full scale at first and falls by 100 dB."""
    fall = np.geomspace(5.0, 5e-5, samples, dtype=np.float32)
    return sounds.white_noise(samples) * fall[:, np.newaxis]


def quiet(samples: int) -> FloatArray:
    """Return noise far below the level that 0 dB may fall to."""
    return 1e-4 * sounds.white_noise(samples)


SOUNDS: dict[str, Callable[[int], FloatArray]] = {
    "white-noise": sounds.white_noise, "sweep": sounds.sweep, "impulses": sounds.impulses,
    "music": sounds.music, "fading": fading, "quiet": quiet,
}


@dataclass(frozen=True)
class Followed:
    """What the module gave: mel frames of all hops, latents of all blocks, instructions [blocks, 3] of the
    interrupt, of the loop and of its largest piece."""

    mel: Int8Array
    latents: LatentArray
    counts: npt.NDArray[np.int64]


def follow_sound(probe: Probe, folder: Path, sound: FloatArray, knobs: LatentArray, follow: FloatArray,
                 encoder: bytes | None = ENCODER, counts: bool = False) -> Followed:
    """Play inputs [samples, 2] with knobs [blocks, LATENTS] and follow [blocks]."""
    (folder / "model.tflite").write_bytes(encoder or b"")
    sound.astype("<f4").tofile(folder / "in.f32")
    np.column_stack([knobs, follow]).astype("<f4").tofile(folder / "rows.f32")
    printed = probe("autocode", "model.tflite" if encoder else "-", "in.f32", "rows.f32", "mel.i8",
                    "latents.u16", "counts.u32", folder=folder, counts=counts)
    assert printed.endswith("overruns 0\n")
    return Followed(np.fromfile(folder / "mel.i8", np.int8).reshape(-1, spec.MEL_BANDS),
                    np.fromfile(folder / "latents.u16", "<u2").reshape(-1, spec.LATENTS),
                    np.fromfile(folder / "counts.u32", "<u4").reshape(-1, 3).astype(np.int64))


def still(value: int = MIDDLE) -> LatentArray:
    return np.full((BLOCKS, spec.LATENTS), value, dtype=np.uint16)


def turned_knobs() -> LatentArray:
    """Return knobs that walk through their whole range, each at its own pace."""
    phase = np.arange(BLOCKS)[:, np.newaxis] * np.arange(1, spec.LATENTS + 1) / 150.0
    return np.rint(spec.POSITION_ONE * (0.5 + 0.5 * np.sin(phase))).astype(np.uint16)


@functools.cache
def reference_steps(name: str) -> npt.NDArray[np.float64]:
    return input_mel(SOUNDS[name](SAMPLES))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", SOUNDS)
def test_hears_what_the_reference_hears(probe: Callable[[Target], Probe], target: Target, name: str,
                                        tmp_path: Path) -> None:
    wanted = reference_steps(name)
    got = follow_sound(probe(target), tmp_path, SOUNDS[name](SAMPLES), still(), ONES).mel
    assert got.shape == wanted.shape == (HOPS, spec.MEL_BANDS)
    assert np.abs(got.astype(int) - rounded(wanted)).max() <= 1
    assert np.mean(got == rounded(wanted)) >= LEAST_EQUAL_SHARE
    distance = np.abs(wanted - np.floor(wanted) - 0.5)
    clear = distance > CLEAR_OF_ROUNDING
    assert np.array_equal(got[clear], rounded(wanted)[clear])


def test_the_sounds_exercise_the_whole_range() -> None:
    steps = {name: rounded(reference_steps(name)) for name in SOUNDS}
    assert all(each.min() >= LOWEST and each.max() <= HIGHEST for each in steps.values())
    assert steps["sweep"].min() == LOWEST and steps["sweep"].max() == HIGHEST
    assert len(np.unique(steps["fading"])) > 100
    assert steps["quiet"].max() < HIGHEST - 60  # as quiet as it is, for 0 dB has its own floor
    assert np.mean(np.concatenate(list(steps.values())) == LOWEST) < 0.3


def test_the_tolerance_notices_small_errors() -> None:
    """A level 0.1 dB off, a frame of a sample later, or a peak that stays is far outside."""
    sound = sounds.music(SAMPLES)
    right = rounded(reference_steps("music"))
    heard = right > LOWEST
    for wrong in (rounded(reference_steps("music") + 0.1 * 256.0 / 108.0),
                  rounded(input_mel(np.roll(sound, 16, axis=0)))):
        assert np.mean(wrong[heard] == right[heard]) < LEAST_EQUAL_SHARE - 0.05


@pytest.mark.parametrize("target", TARGETS)
def test_silence_is_the_floor(probe: Callable[[Target], Probe], target: Target, tmp_path: Path) -> None:
    sound = np.zeros((SAMPLES, 2), dtype=np.float32)
    got = follow_sound(probe(target), tmp_path, sound, still(), ONES)
    assert (got.mel == LOWEST).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
@pytest.mark.parametrize("target", TARGETS)
def test_input_that_is_no_sound_leaves_no_trace(probe: Callable[[Target], Probe], target: Target,
                                                value: float, tmp_path: Path) -> None:
    """The last one's magnitudes are infinite: 0 dB must not stay there."""
    sound = sounds.white_noise(SAMPLES)
    sound[7_000:7_003, 0] = value
    got = follow_sound(probe(target), tmp_path, sound, still(), ONES).mel
    equal = np.mean(got == rounded(reference_steps("white-noise")), axis=1)
    first, last = 7_000 // spec.AUTOCODE_HOP, (7_002 + spec.ANALYSIS_FFT) // spec.AUTOCODE_HOP
    assert got.min() >= LOWEST and got.max() <= HIGHEST and equal[first:last].max() < 0.1
    assert min(equal[:first].mean(), equal[last:].mean()) >= LEAST_EQUAL_SHARE


def test_means_what_the_host_means() -> None:
    """From its loudest frame on, a sound's frames are those that analysis gives the encoder."""
    noise = sounds.white_noise(40 * spec.AUTOCODE_HOP)
    noise[:spec.ANALYSIS_FFT] *= 4.0
    mono = noise.mean(axis=1, dtype=np.float32)
    mel = mel_frames(mono, spec.ANALYSIS_FFT, spec.AUTOCODE_HOP)
    on_host = quantize_mel(to_target(mel, float(mel.max())))
    first = spec.ANALYSIS_FFT // spec.AUTOCODE_HOP - 1
    assert mel.max() == mel[0].max()
    fall_steps = np.arange(len(mel)) * -20.0 * np.log10(spec.AUTOCODE_PEAK_KEPT) * 256.0 / 108.0
    heard = input_mel(noise)[first:] - fall_steps[:, np.newaxis]
    assert np.abs(heard - on_host).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("target", TARGETS)
def test_latents_are_exact(probe: Callable[[Target], Probe], target: Target, tmp_path: Path) -> None:
    """Given the mel frames: through the official runtime's encoder and the formula in integers."""
    rng = np.random.default_rng(8)
    follow = np.repeat(rng.uniform(-1.0, 1.0, BLOCKS // 4), 4).astype(np.float32)
    follow[200:300], follow[300:340], follow[600:610] = 1.0, -1.0, 0.0
    follow[330:500] = 0.0
    knobs = turned_knobs()
    got = follow_sound(probe(target), tmp_path, sounds.music(SAMPLES), knobs, follow)
    wanted = wanted_frames(follow)
    assert 0.7 * HOPS < wanted.sum() < 0.9 * HOPS
    encoded = run_int8(ENCODER, got.mel[wanted])
    latents = autocoded_latents(knobs, follow, encoded)
    assert np.array_equal(got.latents, latents)
    assert np.mean(latents != knobs) > 0.6
    assert np.array_equal(latents[follow == 0.0], knobs[follow == 0.0])
    assert np.array_equal(latents[:HOP_BLOCKS], knobs[:HOP_BLOCKS])


@pytest.mark.parametrize("target", TARGETS)
def test_without_an_encoder_knobs_stay(probe: Callable[[Target], Probe], target: Target, tmp_path: Path
                                       ) -> None:
    knobs = turned_knobs()
    got = follow_sound(probe(target), tmp_path, sounds.music(SAMPLES), knobs, ONES, None)
    assert np.array_equal(got.latents, knobs)


def test_follows_fully_oppositely_or_not_at_all() -> None:
    encoded = np.random.default_rng(9).integers(-128, 128, (HOPS, spec.LATENTS)).astype(np.int8)
    positions = (encoded.astype(int) + 128) * 257
    shown = np.repeat(positions[:-1], HOP_BLOCKS, axis=0)
    assert np.array_equal(autocoded_latents(still(), ONES, encoded)[HOP_BLOCKS:], shown)
    opposite = autocoded_latents(still(), -ONES, encoded)[HOP_BLOCKS:]
    assert np.array_equal(opposite, np.minimum(2 * MIDDLE - shown, spec.POSITION_ONE))
    half = autocoded_latents(still(), 0.5 * ONES, encoded)[HOP_BLOCKS:]
    assert np.abs(half - (MIDDLE + shown) / 2).max() <= 0.5
    assert autocoded_latents(still(spec.POSITION_ONE), ONES, encoded).max() == spec.POSITION_ONE
    assert autocoded_latents(still(0), ONES, encoded).min() == 0


def test_where_nothing_is_heard_knobs_stay() -> None:
    """Follow that is off again before a hop ends, and a sound that is shorter than one."""
    knobs, brief = turned_knobs(), np.zeros(BLOCKS, dtype=np.float32)
    brief[HOP_BLOCKS + 1:2 * HOP_BLOCKS - 1] = 1.0
    for sound, follow in ((sounds.music(SAMPLES), brief), (sounds.music(500), ONES[:8])):
        encoded = heard_latents(sound, follow, ENCODER)
        assert encoded.shape == (0, spec.LATENTS)
        blocks = len(follow)
        assert np.array_equal(autocoded_latents(knobs[:blocks], follow, encoded), knobs[:blocks])
    both = heard_latents(sounds.music(SAMPLES), ONES, ENCODER)
    assert np.array_equal(both, run_int8(ENCODER, rounded(reference_steps("music"))))


def test_cost(probe: Callable[[Target], Probe], tmp_path: Path) -> None:
    """No piece keeps the loop from what is more urgent, and the interrupt only moves samples."""
    played = follow_sound(probe("qemu"), tmp_path, sounds.white_noise(SAMPLES), still(), ONES, counts=True)
    interrupt, loop, piece = played.counts.T
    assert 100_000 < piece.max() <= MOST_PIECE_INSTRUCTIONS
    assert piece.max() < loop.max() <= MOST_LOOP_INSTRUCTIONS_PER_SAMPLE * spec.AUTOCODE_HOP
    assert 0 < interrupt.max() <= MOST_INTERRUPT_INSTRUCTIONS_PER_SAMPLE * spec.BLOCK_SAMPLES
