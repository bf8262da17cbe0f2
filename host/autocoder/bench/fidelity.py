# SPDX-License-Identifier: MIT
"""The emulated module's spectra and audio against the float64 reference."""

import numpy as np

from autocoder.bench.decoder import official_mel
from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.programs import probe, program
from autocoder.bench.stimuli import SOUNDS
from autocoder.device.controls import blocks_of
from autocoder.device.emulator import run_module
from autocoder.device.gesture import gesture
from autocoder.levels import signal_to_error_db
from autocoder.reference.filter import Reference, load_reference, spectrum_from_mel
from autocoder.spec import MEL_BANDS, SAMPLE_RATE_HZ, SPECTRUM_BINS

FRAMES = 500  # decoded ones, and as many that no model would make
SECONDS = 2.0


@shared
def reference(bench: Bench) -> Reference:
    """Return the float64 reference with the default model."""
    return load_reference(bench.model)


def spectrum_max_db(bench: Bench) -> float:
    """Return the largest distance of any bin from the dense float64 product."""
    foreign = np.random.default_rng(5).integers(-128, 128, (FRAMES, MEL_BANDS)).astype(np.int8)
    mel = np.concatenate([official_mel(bench)[:FRAMES], foreign])
    output, _ = probe(bench, "spectrum", mel.tobytes())
    spectra = np.frombuffer(output, dtype="<f4").astype(np.float64).reshape(len(mel), SPECTRUM_BINS)
    wanted = spectrum_from_mel(mel, reference(bench).models[0].gain)
    return float(np.abs(20.0 * np.log10(spectra / wanted)).max())


@shared
def signal_to_error(bench: Bench, sound: str) -> float:
    """Return the signal-to-error ratio in dB while the knobs and CVs move."""
    samples = round(SECONDS * SAMPLE_RATE_HZ)
    played, controls = SOUNDS[sound](samples), gesture(blocks_of(samples))
    module = run_module("qemu", program(bench, "qemu"), played, controls, progress=bench.progress)
    return signal_to_error_db(reference(bench).play(played, controls), module.output)


def audio_snr_db(bench: Bench) -> Remarked:
    """Return the worst ratio of all sounds, naming the sound."""
    ratios = {sound: signal_to_error(bench, sound) for sound in SOUNDS}
    worst = min(ratios, key=ratios.__getitem__)
    return Remarked(ratios[worst], f"{worst}, worst of {len(ratios)}")


ROWS = (
    Row("fidelity.spectrum_max_db", "dB, worst bin of 1000 frames", spectrum_max_db),
    Row("fidelity.audio_snr_db", "dB signal to error", audio_snr_db),
)
