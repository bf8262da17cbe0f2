# SPDX-License-Identifier: MIT
"""Time series to a model and back to new series."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autocoder.audio import write_wav
from autocoder.commands import envelopes
from autocoder.errors import InputError, ModelError
from autocoder.synth import paths
from autocoder.synth.envelope import GRID, Envelope, read_series, series_frames, whole_series
from autocoder.synth.instrument import load_instrument
from synth_model import strings_instrument

PERIOD = 400


def breaths(values: int) -> Any:
    """Return a series between 2 and 5 that rises slowly and falls fast, with noise."""
    phase = np.arange(values) % PERIOD / PERIOD
    noise = np.random.default_rng(1).normal(0.0, 0.01, values)
    return (2.0 + 3.0 * np.where(phase < 0.7, phase / 0.7, (1.0 - phase) / 0.3) + noise).astype(np.float32)


def test_frames_are_the_windows_of_the_series_scaled() -> None:
    series = breaths(3000)
    frames = series_frames(series, "breaths")
    assert frames.targets.shape == (1 + (3000 - 256) // 8, 256)
    scaled = (series - series.min()) / (series.max() - series.min())
    np.testing.assert_allclose(frames.targets[7], scaled[56:56 + 256], atol=1e-6)
    assert (frames.targets.min(), frames.targets.max()) == (0.0, 1.0)


def test_a_trained_model_gives_its_series_back_and_continuously(tmp_path: Path) -> None:
    from autocoder.vae.create import create_model
    from autocoder.vae.options import Options

    frames = series_frames(breaths(8_000), "breaths")
    create_model(frames, tmp_path / "model", Options(hidden=32, steps=400))
    instrument = load_instrument(tmp_path / "model")
    # Every eighth window of the training set is one of the grid: its own path must give the series back.
    path = instrument.recording[::GRID.hop // 8][:100]
    samples = GRID.hop * (len(path) - 3)
    made = whole_series(Envelope(instrument, path, samples, 2.0, 5.0))
    wanted = breaths(8_000)[GRID.lead:GRID.lead + samples]
    assert np.sqrt(np.mean((made - wanted)**2)) < 0.35 * np.std(wanted)
    assert np.abs(np.diff(made)).max() < 0.2
    for name in ("made.csv", "made.wav"):
        envelopes.envelope.main([str(tmp_path / "model"), "--seconds", "2", "--low", "2", "--high", "5", "-o",
                             str(tmp_path / name)], standalone_mode=False)
        written = read_series(tmp_path / name)
        assert len(written) == 2000
        assert 1.9 < written.min() < written.max() < 5.1


@pytest.mark.parametrize(("latent", "low", "high"), [(0.3, 0.0, 1.0), (0.8, -5.0, 5.0)])
def test_a_resting_path_joins_without_seams(latent: float, low: float, high: float) -> None:
    """Windows that are all the same constant must give that constant, from the first value to the last."""
    class Constant:
        manifest: Any = type("Manifest", (), {"analysis": series_frames(breaths(300), "x").analysis})

        def targets(self, latents: Any) -> Any:
            return np.repeat(latents[:, :1], 256, axis=1)

    path = paths.still(GRID.frames_of(1000), [latent] * 8)
    made = whole_series(Envelope(Constant(), path, 1000, low, high))  # type: ignore[arg-type]
    np.testing.assert_allclose(made, low + (high - low) * latent, atol=1e-5)


def test_tables_and_sounds_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1\n2.5\n-3\n")
    np.testing.assert_array_equal(read_series(tmp_path / "a.csv"), [1.0, 2.5, -3.0])
    write_wav(tmp_path / "a.wav", np.full(500, 0.25, dtype=np.float32), 1000)
    np.testing.assert_allclose(read_series(tmp_path / "a.wav"), 0.25)


@pytest.mark.parametrize("text", ["1\nabc\n", "1\nnan\n"])
def test_what_is_no_series_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputError, match=r"a\.csv"):
        read_series(tmp_path / "a.csv")


def test_series_without_use_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="shorter"):
        series_frames(breaths(255), "x")
    with pytest.raises(InputError, match="never changes"):
        series_frames(np.ones(300, dtype=np.float32), "x")
    with pytest.raises(InputError, match="no such file"):
        read_series(tmp_path / "absent.csv")


def test_models_of_sounds_are_refused() -> None:
    with pytest.raises(ModelError, match="envelope-set"):
        Envelope(strings_instrument(), paths.walk(9, 1), 100)
