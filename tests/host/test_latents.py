# SPDX-License-Identifier: MIT
"""What happens to the latents after training: scaled, ordered, and the dead ones named."""

import keras
import numpy as np
import numpy.typing as npt
import pytest

from autocoder.spec import LATENTS, MEL_BANDS
from autocoder.vae.latents import Latents, arrange, fold_decoder, fold_encoder, loudness_gain
from autocoder.vae.network import build_decoder, build_encoder
from session_model import SessionModel

FloatArray = npt.NDArray[np.float32]

BANDS = 32
WIDTHS = (LATENTS, 24, BANDS)
RANGES = {
    "low": np.array([-3.0, -1.0, 0.0, 0.5, -2.0, -0.1, -5.0, 2.0]),
    "high": np.array([2.0, 1.5, 0.001, 4.0, -1.0, 0.1, 5.0, 2.5]),
}
ORDER = np.array([3, 1, 4, 0, 5, 7, 2, 6])


def networks(seed: int = 1) -> tuple[keras.Model, keras.Model]:
    mean = np.linspace(0.3, 0.7, BANDS)
    return build_encoder(mean, LATENTS, 24, seed), build_decoder(mean, WIDTHS, seed)


def targets(count: int = 400) -> FloatArray:
    return np.random.default_rng(3).uniform(0.0, 1.0, (count, BANDS)).astype(np.float32)


def networks_with_collapsed_latents(dead: list[int]) -> tuple[keras.Model, keras.Model]:
    """Return an untrained pair whose decoder does not listen to some latents."""
    encoder, decoder = networks()
    kernel, bias = decoder.layers[0].get_weights()
    kernel[dead] = 0.0
    decoder.layers[0].set_weights([kernel, bias])
    return encoder, decoder


def test_a_folded_decoder_is_the_decoder_of_scaled_latents() -> None:
    _, decoder = networks()
    unit = np.random.default_rng(4).uniform(0.0, 1.0, (200, LATENTS))
    low, high = RANGES["low"], RANGES["high"]
    folded = fold_decoder(decoder, low, high).predict(unit, verbose=0)
    scaled = decoder.predict(low + unit * (high - low), verbose=0)
    np.testing.assert_allclose(folded, scaled, atol=2e-6)
    assert np.ptp(scaled, axis=0).max() > 0.1


def test_folding_puts_the_latents_in_order() -> None:
    _, decoder = networks()
    unit = np.random.default_rng(5).uniform(0.0, 1.0, (200, LATENTS))
    low, high = RANGES["low"], RANGES["high"]
    shuffled = np.empty_like(unit)
    shuffled[:, ORDER] = unit  # knob i is the network's latent ORDER[i]
    folded = fold_decoder(decoder, low[ORDER], high[ORDER], ORDER).predict(unit, verbose=0)
    np.testing.assert_allclose(folded, decoder.predict(low + shuffled * (high - low), verbose=0), atol=2e-6)


def test_a_folded_encoder_gives_scaled_means_in_order() -> None:
    encoder, _ = networks()
    low, high = RANGES["low"], RANGES["high"]
    means = encoder.predict(targets(), verbose=0)[:, :LATENTS]
    folded = fold_encoder(encoder, low[ORDER], high[ORDER], ORDER).predict(targets(), verbose=0)
    wanted = ((means - low) / (high - low))[:, ORDER]
    np.testing.assert_allclose(folded, wanted, atol=1e-5 * np.abs(wanted).max())


def test_folding_leaves_the_networks_as_they_were() -> None:
    encoder, decoder = networks()
    before = [each.copy() for each in encoder.get_weights() + decoder.get_weights()]
    fold_decoder(decoder, RANGES["low"], RANGES["high"], ORDER)
    fold_encoder(encoder, RANGES["low"], RANGES["high"], ORDER)
    after = encoder.get_weights() + decoder.get_weights()
    assert all(np.array_equal(one, two) for one, two in zip(before, after, strict=True))


@pytest.mark.parametrize("dead", [[2], [0, 7]])
def test_collapsed_latents_are_last_and_reported(dead: list[int]) -> None:
    _, decoder, latents = arrange(*networks_with_collapsed_latents(dead), targets())
    assert latents.dead == list(range(LATENTS - len(dead), LATENTS))
    assert np.all(np.diff(latents.effect_db) <= 0.0)
    still, moved = np.full((2, 50, LATENTS), 0.5)
    for index in range(LATENTS):
        moved[:] = 0.5
        moved[:, index] = np.linspace(0.0, 1.0, 50)
        change = np.abs(decoder.predict(moved, verbose=0) - decoder.predict(still, verbose=0)).max()
        assert (change < 1e-6) == (index in latents.dead)


def test_arranged_networks_undo_each_other_in_the_middle_of_the_set() -> None:
    """Latents 0..1 are the robust range of the training set's means."""
    pair = networks_with_collapsed_latents([])
    encoder, decoder, _ = arrange(*pair, targets())
    unit = encoder.predict((6.0 + 96.0 * targets()) / 108.0, verbose=0)
    inside = np.mean((unit >= 0.0) & (unit <= 1.0), axis=0)
    assert np.all((inside > 0.98) & (inside < 1.0))
    means = pair[0].predict((6.0 + 96.0 * targets()) / 108.0, verbose=0)[:, :LATENTS]
    np.testing.assert_allclose(decoder.predict(unit, verbose=0), pair[1].predict(means, verbose=0),
                               atol=1e-5)


def test_a_latent_is_dead_below_half_a_decibel() -> None:
    effects = np.array([9.0, 8.0, 7.0, 6.0, 5.0, 0.51, 0.49, 0.0])
    assert Latents(np.zeros(8), np.ones(8), effects).dead == [6, 7]


def test_the_session_model_has_eight_ordered_latents(default_model: SessionModel) -> None:
    manifest = default_model.manifest
    assert manifest.dead_latents == []
    assert manifest.latent_effect_db == sorted(manifest.latent_effect_db, reverse=True)
    assert np.all(np.array(manifest.latent_high) > np.array(manifest.latent_low))


def test_gain_gives_the_sounding_spectra_unit_energy() -> None:
    levels_db = (-90.0, -80.0, -60.0, -40.0, -20.0, -24.0)
    flat = [np.full(MEL_BANDS, 1.0 + level_db / 96.0) for level_db in levels_db]
    assert loudness_gain(np.array(flat[3:4]), -96.0) == pytest.approx(100.0)  # a flat response is one tap
    mean = (10.0 ** -2.0 + 10.0 ** -2.4) / 2.0
    # Silences do not count.
    assert loudness_gain(np.array(flat), -96.0, overlap=1) == pytest.approx(mean ** -0.5)
