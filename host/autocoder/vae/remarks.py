# SPDX-License-Identifier: MIT
"""What a user should know about a trained model, and what to do about it. Needs no TensorFlow."""

import math

from autocoder.vae.model import Manifest
from autocoder.vae.split import MOST_SILENT

# A pure tone leaves pink noise at -11 to -28 dB, so the thinnest sound needs 28 dB; this is 20 dB more, at
# which the floor of a silent spectrum is heard at -48 dB.
MOST_GAIN = 256.0
LEAST_PCA8_DB = 0.005  # shown as 0.00 dB below it


def better_than_pca8(manifest: Manifest) -> float:
    """Return by which share the model is closer to held-out frames than PCA-8; below 0 it is farther."""
    pca8_lsd_db = manifest.heldout["pca8_lsd_db"]
    # Held-out silence is matched by anything: a share of nothing says nothing.
    return 1.0 - manifest.heldout["lsd_db"] / pca8_lsd_db if pca8_lsd_db >= LEAST_PCA8_DB else 0.0


def comparison(better: float) -> str:
    """Return a share of `better_than_pca8` in words: '26 % better', 'no better' or '7 % worse'."""
    percent = round(100.0 * better)
    if percent == 0:
        return "no better"
    return f"{percent} % better" if percent > 0 else f"{-percent} % worse"


def remarks(manifest: Manifest) -> list[str]:
    """Return a line for each thing that is wrong with a model: what it is, and what to do."""
    found = [_dead(manifest), _worse(manifest), _loud(manifest), _silent(manifest)]
    return [each for each in found if each]


def _dead(manifest: Manifest) -> str:
    dead = manifest.dead_latents
    if not dead:
        return ""
    names = ", ".join(str(index + 1) for index in dead)
    which = f"all {len(dead)} latents are" if len(dead) == manifest.latents else (
        f"latent {names} is" if len(dead) == 1 else f"latents {names} are")
    return (f"{which} dead: turning them changes the sound by less than 0.5 dB, for the set varies in fewer "
            "ways; train on more varied sounds")


def _worse(manifest: Manifest) -> str:
    better = better_than_pca8(manifest)
    if round(100.0 * better) >= 0:
        return ""
    return (f"on sound that it never heard the model is {comparison(better)} than PCA-8, a linear model; "
            "train on more sound, or with more --steps or a smaller --hidden")


def _loud(manifest: Manifest) -> str:
    if manifest.gain < MOST_GAIN:
        return ""
    return (f"the gain is at its bound of {20.0 * math.log10(MOST_GAIN):.0f} dB, and the model stays quieter "
            "than what comes in: the set's sound is far below its loudest moment; cut that moment out")


def _silent(manifest: Manifest) -> str:
    share = manifest.training.get("silent_share", 0.0)
    if not share > MOST_SILENT:
        return ""
    return (f"{100.0 * share:.0f} % of the set is silence, of which only as much trained as there is sound; "
            "cut pauses out, or record more sound")
