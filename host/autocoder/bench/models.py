# SPDX-License-Identifier: MIT
"""How close models of real recordings come, and what training them takes."""

from collections.abc import Callable

from autocoder.bench.measuring import Bench, Remarked, Row
from autocoder.bench.training import DEEP, Training, quantized, sounds, trained
from autocoder.demo.sounds import SAMPLES
from autocoder.spec import LATENTS
from autocoder.vae.model import Manifest
from autocoder.vae.remarks import better_than_pca8

PROMISED_SHARE = 0.85  # of PCA-8's distance


def seconds_to_goal(training: Training) -> float | Remarked:
    """Return the seconds until 2.3 dB on training frames."""
    reached = training.manifest.training["seconds_to_2.3_db_on_training_frames"]
    if reached is None:
        whole_s = float(training.manifest.training["seconds"])
        return Remarked(whole_s, "not reached")
    return float(reached)


def seconds_to_promise(training: Training) -> float | Remarked:
    """Return the seconds until held-out frames are PROMISED_SHARE of PCA-8's distance away."""
    record = training.manifest.training
    promised_db = PROMISED_SHARE * training.manifest.heldout["pca8_lsd_db"]
    reached = [each["seconds"] for each in record["curve"] if each["heldout_lsd_db"] <= promised_db]
    return float(reached[0]) if reached else Remarked(float(record["seconds"]), "not reached")


def better_percent(manifest: Manifest) -> float:
    """Return by how many per cent the model is closer to held-out frames than PCA-8."""
    return 100.0 * better_than_pca8(manifest)


def _with_origin(measured: float | Remarked, origin: str) -> float | Remarked:
    """Return the value with a remark where it does not come from recordings."""
    if SAMPLES.is_dir() or isinstance(measured, Remarked):
        return measured
    return Remarked(measured, origin)


def _rows(sound: str) -> list[Row]:
    def of_training(figure: Callable[[Training], float | Remarked]) -> Callable[[Bench], float | Remarked]:
        def measure(bench: Bench) -> float | Remarked:
            training = trained(bench, sound)
            return _with_origin(figure(training), training.origin)
        return measure

    def of_int8(stage: str) -> Callable[[Bench], float | Remarked]:
        return lambda bench: _with_origin(quantized(bench, sound).stages[stage], trained(bench, sound).origin)

    def deep_distance(bench: Bench) -> float | Remarked:
        training = trained(bench, sound, DEEP)
        return _with_origin(training.manifest.heldout["lsd_db"], training.origin)

    return [
        Row(f"model.{sound}.lsd_db", "dB, held-out frames",
            of_training(lambda each: each.manifest.heldout["lsd_db"])),
        Row(f"model.{sound}.pca8_lsd_db", "dB, held-out frames",
            of_training(lambda each: each.manifest.heldout["pca8_lsd_db"])),
        Row(f"model.{sound}.better_than_pca8_percent", "%",
            of_training(lambda each: better_percent(each.manifest))),
        Row(f"model.{sound}.deep_lsd_db", "dB, held-out frames", deep_distance),
        Row(f"model.{sound}.latents_alive", f"of {LATENTS}",
            of_training(lambda each: float(LATENTS - len(each.manifest.dead_latents)))),
        Row(f"model.{sound}.int8_lsd_db", "dB added, training set",
            of_int8("int8_added_set_db")),
        Row(f"model.{sound}.int8_random_lsd_db", "dB added, random latents",
            of_int8("int8_added_random_db")),
        Row(f"train.{sound}.seconds", "s of wall time", of_training(lambda each: each.wall_s)),
        Row(f"train.{sound}.seconds_per_second", "s per s of sound",
            of_training(lambda each: each.wall_s / each.manifest.training["sound_seconds"])),
        Row(f"train.{sound}.seconds_to_2.3_db", "s of wall time", of_training(seconds_to_goal)),
        Row(f"train.{sound}.seconds_to_15_percent", "s of wall time", of_training(seconds_to_promise)),
    ]


def rows() -> tuple[Row, ...]:
    """Return the rows of every sound there is."""
    return tuple(row for sound in sounds() for row in _rows(sound))
