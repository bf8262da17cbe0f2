# SPDX-License-Identifier: MIT
"""Fixed states that a long run comes back to, where the module must play what the reference plays."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.device.controls import CountArray, blocks_of
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import Setting
from autocoder.reference.filter import Reference
from autocoder.reference.modes import play_mode

DoubleArray = npt.NDArray[np.float64]
FloatArray = npt.NDArray[np.float32]

# The first two seconds of a mark belong to what was before it: a reverb that is come back to may fade in two
# responses that it wanted earlier, each in up to four tail partitions, and then its own, which takes 0.3 s to
# fill; that is 1.3 s. The last second is compared.
MARK_SECONDS = 3
MODES = next(each.choices for each in PARAMETERS if each.name == "mode")
RESTING_COUNTS = 32_768


@dataclass(frozen=True)
class Mark:
    """A mode, and what differs from the parameters' defaults."""

    mode: str
    changed: Mapping[str, float] = field(default_factory=dict)

    def settings(self) -> list[Setting]:
        """Return what puts every parameter of the panel where the mark has it, at block 0."""
        values = {each.name: each.default for each in PARAMETERS} | {"mode": float(MODES.index(self.mode))}
        return [Setting(0, name, value) for name, value in (values | dict(self.changed)).items()]


# The filter is first: whatever was played before it, the modes after it begin with its end, and so with
# random numbers from their seed.
MARKS = (Mark("filter"), Mark("cross", {"whiten": 0.7, "brightness": 0.1, "model_a": 1.0}),
         Mark("drone", {"brightness": -0.2, "model_a": 2.0}), Mark("reverb", {"decay_s": 0.3, "morph": 0.5}))


def mark_sound() -> FloatArray:
    """Return the noise of every mark, float32 [samples, 2]."""
    samples = MARK_SECONDS * spec.SAMPLE_RATE_HZ
    return np.random.default_rng(20).normal(0.0, 0.2, (samples, 2)).astype(np.float32)


def mark_controls(blocks: int) -> CountArray:
    """Return ADC counts [blocks, 16] of knobs and CVs in the middle, where the latents start, too."""
    return np.full((blocks, 2 * spec.LATENTS), RESTING_COUNTS, dtype=np.uint16)


def wanted(reference: Reference, mark: Mark) -> DoubleArray:
    """Return what is to be played in a mark, [samples, 2]; only the last second counts.

    A mode that was another's before begins one block late: the main loop clears it first.
    """
    sound = mark_sound()
    controls, settings = mark_controls(blocks_of(len(sound))), mark.settings()
    if mark.mode == "filter":
        return reference.play(sound, controls, settings=settings)
    played = np.zeros(sound.shape)
    played[spec.BLOCK_SAMPLES:] = play_mode(reference, sound[spec.BLOCK_SAMPLES:], controls[1:], settings)
    return played
