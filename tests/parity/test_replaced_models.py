# SPDX-License-Identifier: MIT
"""A model that comes while another plays: no click on the way, then the sound of the reference with it.

As in test_clicks.py; the steady sounds are those of the same program, its model replaced before it sounds or
after its end.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import sounds
from autocoder import spec
from autocoder.bake.bundle import write_bundle
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import Target, run_program
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import parse_setting
from autocoder.reference.filter import latents_from_controls, load_reference
from autocoder.reference.modes import play_mode
from clicks import FADES, allowed, roughness
from session_model import SessionModel
from synth_model import STRINGS

FloatArray = npt.NDArray[np.float32]

BLOCKS = 1536
SAMPLES = BLOCKS * spec.BLOCK_SAMPLES
CHANGE = 500
MODES = ("filter", "reverb", "cross", "drone")
LEAST_SNR_DB = 110.0
SETTLED = SAMPLES - 24 * 1024  # the longest response of these, and its fade, are over
COUNTS = 32_768



@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "strings.acb"
    write_bundle(STRINGS, path, encoder=True)
    return path


def values_of(words: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """Return a value for each parameter by number, then that of the latents."""
    given = {each.name: each.value for each in map(parse_setting, words)}
    latent = float(latents_from_controls(still())[0, 0])
    return np.array([*(given.get(each.name, each.default) for each in PARAMETERS), latent], dtype="<f4")


def play(model: SessionModel, bundle: Path, folder: Path, at: int, *words: str, slot: int = 0,
         target: Target = "native", sound: FloatArray | None = None) -> tuple[FloatArray, int]:
    """Return what is played of a low tone or another sound, and before which block the model changed."""
    heard = low_tone() if sound is None else sound
    heard.astype("<f4").tofile(folder / "in.f32")
    values_of(words).tofile(folder / "values.f32")
    (folder / "model.acb").write_bytes(bundle.read_bytes())
    printed = run_program(target, model.program(f"{target}_swap"), [
        "play", "model.acb", str(slot), str(at), "in.f32", "out.f32", "values.f32"], folder)
    replaced, overruns = map(int, printed.split())
    assert overruns == 0
    return np.fromfile(folder / "out.f32", dtype="<f4").reshape(-1, 2), replaced


def still() -> npt.NDArray[np.uint16]:
    return sounds.still_controls(blocks_of(SAMPLES), COUNTS)


def low_tone() -> FloatArray:
    tone = 0.5 * np.sin(2.0 * np.pi * 55.0 * np.arange(SAMPLES) / spec.SAMPLE_RATE_HZ)
    return sounds.stereo(tone, -tone)


@pytest.mark.parametrize("mode", MODES)
def test_the_playing_model_is_replaced_without_a_click(default_model: SessionModel, bundle: Path,
                                                       tmp_path: Path, mode: str) -> None:
    words = (f"mode={mode}", "brightness=-1", "decay_s=0.3")
    changed, replaced = play(default_model, bundle, tmp_path, CHANGE, *words)
    after, _ = play(default_model, bundle, tmp_path, 0, *words)
    other, _ = play(default_model, bundle, tmp_path, CHANGE, *words, slot=2)  # where it is not heard
    at = replaced * spec.BLOCK_SAMPLES
    assert CHANGE + 30 < replaced < CHANGE + 200  # it took its steps
    assert np.array_equal(changed[:at], other[:at])
    shown = slice(CHANGE * spec.BLOCK_SAMPLES - 4096, None)
    bound = allowed(other[shown], after[shown], FADES[mode])
    assert np.abs(other[shown]).max() > 1e-4 and np.abs(after[shown]).max() > 1e-4
    assert not roughness(changed[shown]).exceeds(bound), (roughness(changed[shown]), bound)
    assert not np.array_equal(changed, other)
    apart = at + 8192 + int(np.argmax(np.abs(after - other).max(axis=1)[at + 8192:at + 16384]))
    at_once = np.concatenate([other[:apart], after[apart:]])[shown]
    assert roughness(at_once).exceeds(bound), "the bound would not notice a change made at once"


@pytest.mark.parametrize("target", ["native", "qemu"])
@pytest.mark.parametrize("mode", MODES)
def test_afterwards_it_is_the_reference_with_the_new_model(default_model: SessionModel, bundle: Path,
                                                           tmp_path: Path, mode: str, target: Target) -> None:
    words, sound = (f"mode={mode}", "decay_s=0.15", "whiten=0.7"), sounds.white_noise(SAMPLES)
    output, replaced = play(default_model, bundle, tmp_path, CHANGE, *words, target=target, sound=sound)
    assert CHANGE < replaced < CHANGE + 200
    reference, settings = load_reference(STRINGS), [parse_setting(each) for each in words]
    wanted = (reference.play(sound, still(), settings=settings) if mode == "filter"
              else play_mode(reference, sound, still(), settings))
    error = output[SETTLED:] - wanted[SETTLED:]
    assert 10.0 * np.log10(np.sum(wanted[SETTLED:] ** 2) / np.sum(error**2)) >= LEAST_SNR_DB
    before = CHANGE * spec.BLOCK_SAMPLES
    away = output[before - 8192:before] - wanted[before - 8192:before]
    assert 10.0 * np.log10(np.sum(wanted[before - 8192:before] ** 2) / np.sum(away**2)) < 20.0


@pytest.mark.parametrize("words", [("follow=1",), ("follow=1", "mode=cross")])
def test_its_encoder_comes_with_it(default_model: SessionModel, bundle: Path, tmp_path: Path,
                                   words: tuple[str, ...]) -> None:
    """With the model in slot 0 the latents follow the input, in another they stay."""
    sound = sounds.white_noise(SAMPLES) * np.float32(0.1)
    output, _ = play(default_model, bundle, tmp_path, 0, *words, sound=sound)
    settings = [parse_setting(each) for each in words]
    reference = load_reference(STRINGS, encoder=True)
    wanted = (reference.play(sound, still(), settings=settings) if len(words) == 1
              else play_mode(reference, sound, still(), settings))
    still_wanted = play(default_model, bundle, tmp_path, 0, *words, "follow=0", sound=sound)[0]
    error = output - wanted
    assert 10.0 * np.log10(np.sum(wanted**2) / np.sum(error**2)) >= LEAST_SNR_DB
    assert 10.0 * np.log10(np.sum(wanted**2) / np.sum((output - still_wanted) ** 2)) < 20.0
