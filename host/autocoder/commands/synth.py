# SPDX-License-Identifier: MIT
"""Commands that make sound from models; `play` has one of each name that plays it live."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autocoder.commands.naming import MODEL
from autocoder.commands.numbers import Number
from autocoder.commands.sounding import (
    EXISTING,
    brightness_option,
    grid_options,
    mix_option,
    options,
    path_option,
    seconds_option,
    seed_option,
    smoothing_option,
    sounding,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from autocoder.synth.instrument import Instrument
    from autocoder.synth.mapping import Mapping
    from autocoder.synth.overlap import Grid
    from autocoder.synth.renderer import Source


def load(model: Path) -> "Instrument":
    """Return the model ready to sound."""
    from autocoder.synth.instrument import load_instrument

    return load_instrument(model)


def grid_of(fft: int, hop: int) -> "Grid":
    """Return the sizes of frames."""
    from autocoder.synth.overlap import Grid

    return Grid(fft, hop)


def read(sound: Path, rate_hz: int) -> "npt.NDArray[np.float32]":
    """Return a sound [samples, 2] that can be heard. Raises InputError for a silent one."""
    from autocoder.synth.instrument import read_audible

    return read_audible(sound, rate_hz)


def path_of(name: str, instrument: "Instrument", grid: "Grid", samples: int,
            seed: int) -> "npt.NDArray[np.float32]":
    """Return the named path [frames, latents], a row for each frame of the grid over so many samples."""
    from autocoder.synth import paths

    return paths.chosen(name, instrument, grid.places_of(samples), seed,
                        lambda followed: instrument.encode_sound(followed, grid))


@sounding("out/render.wav")
@click.argument("model", type=MODEL)
@seconds_option(10.0)
@path_option("walk")
@click.option("--step", type=Number(), default=0.1, show_default=True,
              help="Of the walk, at most half of it.")
@click.option("--power", type=Number(), default=1.0, show_default=True,
              help="Exponent on the walk's random numbers; above 1 it drifts down, below 1 up.")
@options(click.option("--smoothing", type=Number(), default=0.9, show_default=True,
                      help="Of spectra over frames, from 0 to less than 1."), brightness_option)
@click.option("--stereo", is_flag=True, help="Two channels with phases of their own.")
@options(seed_option, grid_options)
def render(model: Path, seconds: float, path: str, step: float, power: float, smoothing: float,
           brightness: float, stereo: bool, seed: int, fft: int, hop: int) -> "Source":
    """Sound MODEL, a model folder, on its own: a path through its latents, with random phases.

    Example: autocoder render strings --seconds 20 --seed 3 -o out/drone.wav
    """
    from autocoder.synth import paths
    from autocoder.synth.render import Drone

    instrument, grid = load(model), grid_of(fft, hop)
    samples = round(seconds * instrument.rate_hz)
    latents = (paths.walk(grid.frames_of(samples), seed, step, power, instrument.latents)
               if path == paths.WALK else path_of(path, instrument, grid, samples, seed))
    return Drone(instrument, latents, samples, grid, smoothing, brightness, 1 + stereo, seed)


@sounding("out/autocode.wav")
@click.argument("model", type=MODEL)
@click.argument("sound", type=EXISTING)
@click.option("--order", help="Sources of the latents from 1 on, such as 2,1,3,4,5,6,7,-8; a minus inverts.")
@click.option("--scale", default="1", show_default=True,
              help="Factor, one number or one for each latent, with commas.")
@click.option("--offset", default="0", show_default=True, help="Added after scaling, likewise.")
@click.option("--low", default="0", show_default=True, help="Lower clip, likewise.")
@click.option("--high", default="1", show_default=True, help="Upper clip, likewise.")
@click.option("--spread", is_flag=True, help="First stretch each latent to its whole range.")
@click.option("--scramble", type=click.IntRange(0), metavar="SEED", help="Reorder and invert at random.")
@click.option("--follow", is_flag=True, help="Keep the loudness of SOUND, frame by frame.")
@options(smoothing_option, brightness_option, grid_options)
def autocode(model: Path, sound: Path, order: str | None, scale: str, offset: str, low: str, high: str,
             spread: bool, scramble: int | None, follow: bool, smoothing: float, brightness: float, fft: int,
             hop: int) -> "Source":
    """Encode SOUND by MODEL, change its latents, decode them; the phases of SOUND stay.

    Example: autocoder autocode strings a.wav --order 2,1,3,4,5,6,7,-8 -o b.wav
    """
    from dataclasses import replace

    from autocoder.synth.autocode import Autocode
    from autocoder.synth.paths import numbers

    instrument = load(model)

    def each(text: str, what: str) -> tuple[float, ...]:
        return tuple(numbers(text, what, instrument.latents))

    mapping = replace(
        mapping_of(order, scramble, instrument.latents), spread=spread, scale=each(scale, "scale"),
        offset=each(offset, "offset"), low=each(low, "low"), high=each(high, "high"))
    return Autocode(instrument, read(sound, instrument.rate_hz), mapping, grid_of(fft, hop),
                    smoothing, brightness, follow)


def mapping_of(order: str | None, scramble: int | None, latents: int) -> "Mapping":
    """Return the mapping of so many latents that --order or --scramble names.

    Raises InputError for both, and bad orders.
    """
    from autocoder.errors import InputError
    from autocoder.synth.mapping import Mapping, parse_order, scrambled

    if order is not None and scramble is not None:
        raise InputError("--order and --scramble exclude each other; choose one")
    if scramble is not None:
        return scrambled(scramble, latents)
    return Mapping() if order is None else parse_order(order, latents)


@sounding("out/convolve.wav")
@click.argument("sound", type=EXISTING)
@click.argument("models", type=MODEL, nargs=-1, required=True)
@path_option("walk")
@click.option("--whitening", type=Number(), default=1.0, show_default=True,
              help="Exponent on the amplitudes of SOUND: 1 leaves them, 0 flattens them.")
@options(smoothing_option, brightness_option, seed_option, grid_options)
def convolve(sound: Path, models: tuple[Path, ...], path: str, whitening: float, smoothing: float,
             brightness: float, seed: int, fft: int, hop: int) -> "Source":
    """Lay the spectra of one or more MODELS over SOUND; each model takes a path of its own.

    Example: autocoder convolve drums.wav strings --whitening 0.5 -o out.wav
    """
    from autocoder.synth.convolve import Convolve, Link

    instruments, grid = [load(each) for each in models], grid_of(fft, hop)
    samples = read(sound, instruments[0].rate_hz)
    links = tuple(Link(each, path_of(path, each, grid, len(samples), seed + place))
                  for place, each in enumerate(instruments))
    return Convolve(links, samples, grid, whitening, brightness, smoothing)


@sounding("out/granular.wav")
@click.argument("model", type=MODEL)
@click.argument("recording", type=EXISTING)
@seconds_option(10.0)
@click.option("--rand-n", type=int, default=8, show_default=True,
              help="The next grain is one of so many most alike.")
@click.option("--rand-p", type=Number(), default=1.0, show_default=True,
              help="Above 1 nearer grains are likelier, below 1 farther ones.")
@click.option("--fft", "--grain", "fft", type=int, default=4096, show_default=True,
              help="Samples of a grain.")
@click.option("--hop", type=int, help="Samples between grains; a quarter of a grain by default.")
@options(seed_option)
def granular(model: Path, recording: Path, seconds: float, rand_n: int, rand_p: float, fft: int,
             hop: int | None, seed: int) -> "Source":
    """Walk through RECORDING from grain to similar grain, similar by the latents of MODEL.

    Example: autocoder granular strings guitar.wav --rand-n 12 -o out.wav
    """
    from autocoder.errors import InputError
    from autocoder.synth.granular import Granular

    instrument, grid = load(model), grid_of(fft, hop or fft // 4)
    samples, sound = round(seconds * instrument.rate_hz), read(recording, instrument.rate_hz)
    if len(sound) < grid.fft:
        raise InputError(f"{recording}: shorter than a grain ({len(sound)} of {grid.fft} samples); use a "
                         "longer recording, or a smaller --grain")
    return Granular(instrument, sound, samples, grid, rand_n, rand_p, seed)


@sounding("out/reverb.wav")
@click.argument("model", type=MODEL)
@click.argument("sound", type=EXISTING)
@click.option("--seconds", type=Number(0.01, 3_600.0), metavar="SECONDS",
              help="Length of the reverberation; the recording's own up to 10 s, or 4 s.")
@path_option("recording:1")
@click.option("--decay", "decay_s", type=Number(),
              help="Seconds to fade by 60 dB; the path's own decay if not.")
@options(mix_option, brightness_option, seed_option, grid_options)
def reverb(model: Path, sound: Path, seconds: float | None, path: str, decay_s: float | None, mix: float,
           brightness: float, seed: int, fft: int, hop: int) -> "Source":
    """Place SOUND in a stereo reverberation: a path through MODEL's latents, sounded as noise.

    A model that was trained on the impulse response of a room decays as the room does. Of several rooms it is
    the first; --path recording:2 is the second. Any other model takes --decay.

    Example: autocoder reverb strings voice.wav --decay 3 --mix 0.4 -o out.wav
    """
    from autocoder.synth.render import Drone
    from autocoder.synth.reverb import length_s, room

    instrument, grid = load(model), grid_of(fft, hop)
    taps = round((seconds or length_s(path, instrument)) * instrument.rate_hz)
    latents = path_of(path, instrument, grid, taps, seed)
    drone = Drone(instrument, latents, taps, grid, smoothing=0.0, brightness=brightness, seed=seed)
    return room(drone, read(sound, instrument.rate_hz), decay_s, mix)


@sounding("out/body.wav")
@click.argument("model", type=MODEL)
@click.argument("sound", type=EXISTING)
@path_option("walk")
@options(mix_option, seed_option)
def body(model: Path, sound: Path, path: str, mix: float, seed: int) -> "Source":
    """Let SOUND excite a resonating body that moves along a path through MODEL's latents.

    Example: autocoder body strings clicks.wav --path 0.5 -o out/body.wav
    """
    from autocoder.synth import paths
    from autocoder.synth.body import Body, encode_periods, places_of

    instrument = load(model)
    samples = read(sound, instrument.rate_hz)
    latents = paths.chosen(path, instrument, places_of(len(samples)), seed,
                           lambda followed: encode_periods(instrument, followed))
    return Body(instrument, latents, samples, mix)


COMMANDS = (render, autocode, convolve, granular, reverb, body)
