# SPDX-License-Identifier: MIT
"""Two points of a converter's channel, measured on the module and judged before they are kept."""

from collections import deque
from dataclasses import dataclass
from statistics import median

from autocoder import spec
from autocoder.device.client import Module
from autocoder.device.controls import COLUMNS
from autocoder.device.messages import CalibrationSetRequest, ControlsReadRequest
from autocoder.spec import LATENTS

READINGS = 4  # each a mean of its own
MOST_READINGS = 40
MOST_SPREAD = 100  # counts between readings: 15 mV, or 0.15 % of a knob's way
SMALLEST_SHARE, LARGEST_SHARE = 0.5, 1.5  # of the travel that the circuit is designed for


@dataclass(frozen=True)
class Channel:
    """A knob or CV: what to do for its two points, and where the circuit is designed to have them.

    moves: what `autocoder panel` is given for the points on an emulated module
    """

    number: int
    name: str
    steps: tuple[str, str]
    moves: tuple[str, str]
    designed: tuple[int, int]


def channels() -> list[Channel]:
    """Return all channels, knobs first."""
    knobs = [Channel(index, name, (f"turn {name} fully left", f"turn {name} fully right"),
                     (f"{name}=0", f"{name}=1"), (spec.KNOB_LOW_COUNTS, spec.KNOB_HIGH_COUNTS))
             for index, name in enumerate(COLUMNS[:LATENTS])]
    cvs = [Channel(LATENTS + index, name, (f"patch 0 V into {name}", f"patch +5 V into {name}"),
                   (f"{name}=0", f"{name}=5"), (spec.CV_ZERO_VOLT_COUNTS, spec.CV_FIVE_VOLT_COUNTS))
           for index, name in enumerate(COLUMNS[LATENTS:])]
    return knobs + cvs


@dataclass(frozen=True)
class Point:
    """The counts of a channel while it stays where it is; spread: between the readings."""

    counts: int
    spread: int


def measure(module: Module, channel: Channel) -> Point:
    """Return where a channel stands, once it stands still or after MOST_READINGS."""
    readings: deque[int] = deque(maxlen=READINGS)
    for _ in range(MOST_READINGS):
        readings.append(module.finish(ControlsReadRequest()).counts[channel.number])
        if len(readings) == READINGS and max(readings) - min(readings) <= MOST_SPREAD:
            break
    return Point(round(median(readings)), max(readings) - min(readings))


def objection(channel: Channel, low: Point, high: Point) -> str:
    """Return why two points cannot be those of a channel, and what to do; '' where they can."""
    travel, designed = high.counts - low.counts, channel.designed[1] - channel.designed[0]
    if max(low.spread, high.spread) > MOST_SPREAD:
        return (f"{channel.name} moved by {max(low.spread, high.spread)} counts while it was read; keep it "
                "still")
    if abs(travel) < SMALLEST_SHARE * abs(designed):
        return (f"{channel.name} moved by {abs(travel)} counts only, {abs(designed)} are usual; is it the "
                "right control, and is the cable in?")
    if travel * designed < 0:
        return f"{channel.name} went the wrong way, from {low.counts} to {high.counts}; swap the two"
    if abs(travel) > LARGEST_SHARE * abs(designed):
        return f"{channel.name} moved by {abs(travel)} counts, {abs(designed)} are usual; check the voltages"
    return ""


def keep(module: Module, channel: Channel, low: Point, high: Point) -> None:
    """Store the calibration of a channel."""
    module.ask(CalibrationSetRequest(channel.number, low.counts, high.counts))
