# SPDX-License-Identifier: MIT
"""What the program's ancestor promised and did not do: each of its measured faults is held by a named test.

Those that belong to one room's tests lie there; FAULTS names all of them.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.io import wavfile

from autocoder import cli
from autocoder.audio import write_wav
from autocoder.bake.tables import amplitude_table
from autocoder.spectra.frames import build_frames, from_db
from autocoder.spectra.mel import analysis_matrix, band_centres_hz, mel_to_spectrum
from autocoder.synth.autocode import Autocode
from autocoder.synth.mapping import Mapping
from autocoder.synth.overlap import Grid, chunks
from autocoder.synth.render import Drone
from autocoder.synth.renderer import Source, levelled_blocks, render
from autocoder.vae.coding import encode
from autocoder.vae.model import load_latents, load_manifest
from autocoder.vae.scaling import to_sigmoid
from session_model import SessionModel
from sounds import gliding_voices, strings
from synth_model import strings_instrument

if TYPE_CHECKING:
    from autocoder.vae.train import Trained

FloatArray = npt.NDArray[np.float32]

HERE = Path(__file__).parent
FAULTS = {
    "not variational: constant noise": ("test_faults", "not_variational"),
    "not variational: sigma without meaning": ("test_faults", "variances_were_never_learned"),
    "linear amplitudes instead of logarithms": ("test_faults", "linear_targets_keep_48_db"),
    "n frames of a folder overwrite each other": ("test_sets", "folder_with_n_frames_overwrites_rows"),
    "range of the last file alone": ("test_sets", "folder_sets_keep_only_the_last_files_range"),
    "a zero frame is appended": ("test_sets", "a_zero_frame_is_appended"),
    "short files crash": ("test_sets", "files_under_a_third_of_a_second_crash"),
    "48 kHz never resampled": ("test_sets", "48_khz_is_never_resampled"),
    "a plain vector decodes by its first element": ("test_faults", "one_latent_stood_for_all"),
    "a plain vector by OSC": ("test_osc_remote", "one_latent_stood_for_all"),
    "deep encoding reads the variance": ("test_faults", "encoding_read_the_variance"),
    "encoder files read the variance": ("test_faults", "encoder_files_read_the_variance"),
    "deep training and testing stop with errors": ("test_faults", "deep_training_stopped_with_errors"),
    "OSC /load stops with an error": ("test_osc_remote", "load_raised"),
    "OSC /distance/load has another address": ("test_osc_remote", "distance_load_had_another_address"),
    "OSC sample index before the window skip": ("test_osc_remote", "no_windowskip_until_it_was_set"),
    "OSC loses replies": ("test_osc_server", "lost_replies_under_load"),
    "OSC raises under load": ("test_osc_server", "raised_under_load"),
    "synthesis from real parts": ("test_faults", "synthesis_lost_the_phase"),
    "autocoding drops the sine": ("test_faults", "autocoding_dropped_the_sine"),
    "empty mel filters": ("test_faults", "mel_filters_were_empty"),
    "energy discarded when unpacking": ("test_faults", "unpacking_discarded_energy"),
    "divided by max instead of max |x|": ("test_faults", "output_clipped"),
    "distances take N^2 time": ("test_similarity", "distances_take_n_squared_time"),
    "dense mel-to-spectrum": ("test_faults", "the_matrix_was_dense"),
}


def test_every_fault_has_its_test() -> None:
    """None of the list is missing, and none in the files is missing in the list."""
    written = {(path.stem, name) for path in HERE.glob("test_*.py")
               for name in re.findall(r"^def test_fault_(\w+)\(", path.read_text(), re.MULTILINE)}
    assert written == set(FAULTS.values())


@pytest.fixture(scope="module")
def trained(default_model: SessionModel) -> "Trained":
    """Return a short shallow run."""
    from autocoder.vae.options import Options
    from autocoder.vae.train import train

    return train(default_model.frames, Options(hidden=32, steps=300, beta_warmup_steps=100, beta=1e-3))


def test_fault_variances_were_never_learned(trained: "Trained") -> None:
    """Its noise was a constant 1e-6: the divergence said nothing and variances were never trained."""
    from autocoder.vae.network import START_LOG_VARIANCE

    bias = trained.encoder.layers[-1].get_weights()[1][8:]  # moves only where a gradient comes
    assert (np.abs(bias - START_LOG_VARIANCE) > 1e-4).all()
    variances = trained.encoder.predict(to_sigmoid(trained.material.summary), verbose=0)[:, 8:]
    assert variances.std(axis=0).max() > 0.1  # they differ from frame to frame
    assert np.exp(0.5 * variances).max() > 1e-2  # of latents that spread about 1: far from 1e-6
    assert trained.history[-1].divergence_nats > 0.5


def test_fault_not_variational(trained: "Trained") -> None:
    """Noise is drawn anew in each step and reaches the decoder through the encoder's variances."""
    import tensorflow as tf

    from autocoder.vae.options import Options
    from autocoder.vae.steps import evidence_loss, make_networks

    options = Options(hidden=32, steps=300, batch=16, noise=0.0, beta=1.0, beta_warmup_steps=1)
    networks = make_networks(trained.encoder, trained.decoder, options)
    batch = tf.constant(to_sigmoid(trained.material.summary[:16]))
    with tf.GradientTape() as tape:
        first, divergence = evidence_loss(networks, batch, tf.constant(1))
    kernel = tape.gradient(first, trained.encoder.layers[-1].kernel).numpy()
    other, _ = evidence_loss(networks, batch, tf.constant(2))
    alone, _ = evidence_loss(replace(networks, options=replace(options, beta=0.0)), batch, tf.constant(1))
    assert abs(float(first) - float(other)) > 1e-5
    assert float(first) - float(alone) == pytest.approx(float(divergence), rel=1e-4)
    assert float(divergence) > 0.0
    assert (np.abs(kernel[:, 8:]).max(axis=0) > 1e-4).all()  # every variance is learned


def test_fault_linear_targets_keep_48_db(tmp_path: Path) -> None:
    """Trained on linear amplitudes, int8 keeps 48 dB; decibels keep all 96 of them, in even steps."""
    steps_db = 20.0 * np.log10(amplitude_table().astype(np.float64))
    assert steps_db[-1] - steps_db[0] == pytest.approx(96.0, abs=1e-3)
    assert np.diff(steps_db).max() < 0.43
    time_s = np.arange(48_000) / 48_000
    tones = np.sin(2 * np.pi * 500.0 * time_s) + 10.0 ** (-70 / 20) * np.sin(2 * np.pi * 5000.0 * time_s)
    write_wav(tmp_path / "tones.wav", 0.5 * tones)
    targets = build_frames(tmp_path / "tones.wav").targets.mean(axis=0)
    values = np.clip(np.rint(to_sigmoid(targets) * 256.0), 0, 255).astype(int)
    quiet = int(np.abs(band_centres_hz() - 5000.0).argmin())
    kept_db = steps_db[values]
    assert kept_db[quiet] == pytest.approx(96.0 * (targets[quiet] - 1.0), abs=0.25)
    assert -90.0 < kept_db[quiet] - kept_db.max() < -65.0
    assert np.rint(255.0 * from_db(96.0 * (targets[quiet:quiet + 1] - 1.0)))[0] == 0.0  # linear: gone


def test_fault_one_latent_stood_for_all() -> None:
    """Its decoder took element 0 of a plain vector for all eight latents."""
    instrument, middle = strings_instrument(), np.full(8, 0.5)
    for index in range(8):
        moved = middle.copy()
        moved[index] = 0.9
        assert np.abs(instrument.targets(moved) - instrument.targets(middle)).max() > 1e-3
    vector = np.linspace(0.1, 0.9, 8)
    np.testing.assert_array_equal(instrument.targets(vector), instrument.targets(vector[np.newaxis])[0])


def run(*words: object) -> None:
    cli.main.main([str(each) for each in words], standalone_mode=False)


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the command line has made a deep model and everything from it."""
    place = tmp_path_factory.mktemp("deep")
    write_wav(place / "voices.wav", gliding_voices(3.0, seed=7))
    run("analyze", place / "voices.wav", "-o", place / "frames.npz")
    run("train", place / "frames.npz", "-o", place / "deep", "--deep", "--hidden", 64, "--steps", 200)
    run("quantize", place / "deep")
    run("bake", place / "deep", "-o", place / "generated")
    run("encode", place / "voices.wav", "--model", place / "deep", "-o", place / "latents.npz")
    run("render", place / "deep", "--seconds", 1, "-o", place / "drone.wav")
    run("autocode", place / "deep", place / "voices.wav", "-o", place / "spoken.wav")
    return place


def test_fault_deep_training_stopped_with_errors(deep: Path) -> None:
    """Its options for deep training, testing and converting ended in tracebacks."""
    manifest = load_manifest(deep / "deep")
    assert manifest.widths == [8, 16, 32, 64, 128, 256, 512, 64, 256]
    assert set(manifest.hashes) == {"decoder.tflite", "decoder.int8.tflite", "encoder.tflite",
                                    "encoder.int8.tflite", "golden.npz", "latents.npz"}
    assert 0.0 < manifest.heldout["lsd_db"] < 30.0
    assert (deep / "generated" / "model.cc").read_text().count(manifest.hashes["decoder.int8.tflite"]) == 1
    for name, samples in (("drone.wav", 48_000), ("spoken.wav", 3 * 48_000)):
        _, sound = wavfile.read(deep / name)
        assert len(sound) == samples and 1e-4 < np.abs(sound).max() <= 1.0


@pytest.mark.parametrize("kind", ["shallow", "deep"])
def test_fault_encoding_read_the_variance(kind: str, trained: "Trained", default_model: SessionModel) -> None:
    """Its deep encoder gave the second half of the output: the variances. Latents are the means, scaled."""
    from autocoder.vae.latents import arrange
    from autocoder.vae.options import Options
    from autocoder.vae.train import train

    frames = default_model.frames
    pair = trained if kind == "shallow" else train(frames, Options(deep=True, hidden=32, steps=100))
    rows = to_sigmoid(frames.targets[:200])
    encoder, _, latents = arrange(pair.encoder, pair.decoder, frames.targets)
    unscaled = encoder.predict(rows, verbose=0) * (latents.high - latents.low) + latents.low
    both = pair.encoder.predict(rows, verbose=0)  # means, then log variances
    for column in unscaled.T:
        errors = np.abs(both - column[:, np.newaxis]).max(axis=0)
        assert errors.argmin() < 8 and errors.min() < 1e-3 * (1.0 + np.abs(column).max())


def test_fault_encoder_files_read_the_variance(default_model: SessionModel) -> None:
    """The encoder file gives what the set was trained with, spread over 0..1 as percentiles say."""
    latents = encode(default_model.folder, default_model.frames.targets)
    stored = load_latents(default_model.folder / "latents.npz").latents
    np.testing.assert_allclose(latents, stored, atol=1e-6)
    assert ((latents == 0.0) | (latents == 1.0)).mean() < 0.05
    assert (np.ptp(latents, axis=0)[:4] > 0.9).all()


DRONE_GRID = Grid(4096, 1024)


def still_drone(seconds: float, grid: Grid = DRONE_GRID) -> Drone:
    """Return a drone at one loud place of the default model."""
    recording = strings_instrument().recording
    loudest = recording[strings_instrument().mel(recording[::10]).sum(axis=1).argmax() * 10]
    samples = round(seconds * 48_000)
    path = np.tile(loudest, (grid.frames_of(samples), 1))
    return Drone(strings_instrument(), path, samples, grid, smoothing=0.0)


def test_fault_synthesis_lost_the_phase() -> None:
    """Real parts alone make each frame its own mirror image, at half the power."""
    drone = still_drone(4.0)
    spectra = np.concatenate(list(drone._spectra()), axis=1)[0]
    frames = np.fft.irfft(spectra, axis=1)[:, 1:]
    mirrored = np.sum(frames * frames[:, ::-1], axis=1) / np.sum(frames**2, axis=1)
    assert np.abs(mirrored).mean() < 0.5
    real = np.fft.irfft(spectra.real, axis=1)[:, 1:]  # what the ancestor did, seen by the same measure
    np.testing.assert_allclose(real, real[:, ::-1], atol=1e-9)
    amplitude = strings_instrument().spectrum(strings_instrument().mel(drone.latents[:1]), 4096)[0]
    sound = np.concatenate(list(drone.blocks()))[4096:-4096, 0].astype(np.float64)
    expected = np.sum(amplitude[1:].astype(np.float64)**2) / 2.0 / 1.5  # Hann: 1.5 bins wide
    assert 10.0 * np.log10(np.mean(sound**2) / expected) == pytest.approx(0.0, abs=0.7)


@dataclass(frozen=True)
class AsEncoded(Mapping):
    """A mapping that changes nothing."""

    def apply(self, latents: FloatArray) -> FloatArray:
        return latents


def test_fault_autocoding_dropped_the_sine() -> None:
    """Each bin keeps the input's whole phase; the cosine alone would leave it at 0 or pi."""
    sound, grid = strings(1.0, seed=3)[:, np.newaxis], Grid()
    made = np.concatenate(list(Autocode(strings_instrument(), sound, AsEncoded(), grid)._spectra()), axis=1)
    given = np.concatenate(list(chunks(sound, grid)), axis=1)
    loud = np.abs(given) > 1e-5
    turned = np.angle(made[loud] * given[loud].conj())
    assert np.abs(turned).max() < 1e-2
    assert np.abs(np.sin(np.angle(made[loud]))).mean() == pytest.approx(2.0 / np.pi, abs=0.05)


@pytest.mark.parametrize("bands", [256, 512])
@pytest.mark.parametrize("fft", [2048, 4096, 16_384])
def test_fault_mel_filters_were_empty(fft: int, bands: int) -> None:
    """Of its 512 filters 38 were empty at an FFT of 4096 and 107 at 2048."""
    matrix = analysis_matrix(fft, 48_000, bands).toarray()
    np.testing.assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-12)
    assert ((matrix > 0.0).sum(axis=1) >= 1).all() and matrix.min() >= 0.0
    assert (np.diff(matrix @ np.arange(fft // 2 + 1)) > 0.0).all()  # and each is above the one before


@pytest.mark.parametrize("fft", [256, 512, 1024, 2048, 4096, 16_384])
def test_fault_unpacking_discarded_energy(fft: int) -> None:
    """It kept 55 % of the energy at 4096 and 21 % at 2048; here every bin is served and power is the same."""
    np.testing.assert_allclose(mel_to_spectrum(fft).sum(axis=1), 1.0, atol=1e-12)
    usual, other = (np.mean(render(still_drone(4.0, Grid(size, size // 4)))**2) for size in (4096, fft))
    assert 10.0 * np.log10(other / usual) == pytest.approx(0.0, abs=1.0)


def test_fault_the_matrix_was_dense() -> None:
    """0.34 % of its matrix was not zero, and all of it was multiplied; two weights a bin do the same."""
    from autocoder.spectra.mel import reduced_mel_to_spectrum

    mel = np.random.default_rng(2).random((3, 512))
    for fft in (2048, 16_384):
        reduced = reduced_mel_to_spectrum(fft, bands=512)
        assert reduced.low.shape == reduced.high.shape == reduced.band.shape == (fft // 2 + 1,)
        np.testing.assert_allclose(reduced.apply(mel), mel @ mel_to_spectrum(fft, bands=512).T, rtol=1e-5)


class Spike:
    """A source whose loudest sample is negative."""

    rate_hz, channels, samples = 48_000, 1, 4

    def blocks(self) -> Any:
        yield np.array([[0.5], [-4.0]], dtype=np.float32)
        yield np.array([[1.0], [0.25]], dtype=np.float32)


def test_fault_output_clipped() -> None:
    """It divided by the largest sample, not by the largest magnitude."""
    source: Source = Spike()
    np.testing.assert_allclose(render(source), [0.125, -1.0, 0.25, 0.0625])
    np.testing.assert_array_equal(np.concatenate(list(levelled_blocks(source)))[:, 0], render(source))
