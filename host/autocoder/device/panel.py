# SPDX-License-Identifier: MIT
"""The controls of the panel by name, and what a person writes for where they stand.

Knobs and function knobs stand at 0 to 1, left to right. CVs are in volts. Button and gate are on or off, and
the button can be pressed for a moment.
"""

from dataclasses import dataclass
from enum import Enum

from autocoder import spec
from autocoder.device.choosing import one_of, switch_of
from autocoder.device.panel_names import CVS, FUNCTIONS, KNOBS
from autocoder.errors import InputError

LATENTS = spec.LATENTS
MOST_VOLTS = 12.0  # harmless to the module, whose converters end at 5.3 V
FIVE_VOLTS = 5.0
BUTTON, GATE = "button", "gate"
PRESS = 2  # in place of counts: on for a moment, too short for a long press


class Kind(Enum):
    """What a control is: each has a unit of its own."""

    KNOB = "knob"
    CV = "cv"
    FUNCTION = "function knob"
    SWITCH = "switch"


@dataclass(frozen=True)
class Control:
    """A control of the panel; number: among those of its kind, from 0 on."""

    name: str
    kind: Kind
    number: int


def _controls() -> dict[str, Control]:
    kinds = {Kind.KNOB: KNOBS, Kind.CV: CVS, Kind.FUNCTION: FUNCTIONS, Kind.SWITCH: (BUTTON, GATE)}
    return {name: Control(name, kind, number)
            for kind, names in kinds.items() for number, name in enumerate(names)}


CONTROLS = _controls()
HELD = {each.name: number for number, each in enumerate(
    each for each in CONTROLS.values() if each.kind in (Kind.FUNCTION, Kind.SWITCH))}


def control(name: str) -> Control:
    """Return the control of a name. Raises InputError for none."""
    if name not in CONTROLS:
        raise InputError(f"{name}: no control of the panel; {one_of(name, CONTROLS)}")
    return CONTROLS[name]


def counts_of(control: Control, text: str) -> int:
    """Return where a text puts a control, in counts of its converter; 0, 1 or PRESS for a switch.

    Raises InputError for what is no position, and for one out of range.
    """
    if control.name == BUTTON and text == "press":
        return PRESS
    if control.kind is Kind.SWITCH:
        return int(switch_of(control.name, text))
    low, high, unit = (-MOST_VOLTS, MOST_VOLTS, " V") if control.kind is Kind.CV else (0.0, 1.0, "")
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise InputError(f"{control.name}={text}: choose {low:g} to {high:g}{unit}")
    return cv_counts(value) if control.kind is Kind.CV else knob_counts(value)


def knob_counts(share: float) -> int:
    """Return the counts of a knob at a share of its way."""
    return round(spec.KNOB_LOW_COUNTS + share * (spec.KNOB_HIGH_COUNTS - spec.KNOB_LOW_COUNTS))


def cv_counts(volts: float) -> int:
    """Return the counts of a CV: what is beyond the converter's range ends there."""
    travel = spec.CV_FIVE_VOLT_COUNTS - spec.CV_ZERO_VOLT_COUNTS
    return min(max(round(spec.CV_ZERO_VOLT_COUNTS + volts / FIVE_VOLTS * travel), 0), spec.FULL_COUNTS)


def position(control: Control, counts: int) -> float | bool:
    """Return where counts are, as a person writes it: 0 to 1, volts, or whether a switch is on."""
    if control.kind is Kind.SWITCH:
        return bool(counts)
    if control.kind is Kind.CV:
        travel = spec.CV_ZERO_VOLT_COUNTS - spec.CV_FIVE_VOLT_COUNTS
        return round(FIVE_VOLTS * (spec.CV_ZERO_VOLT_COUNTS - counts) / travel, 3)
    travel = spec.KNOB_HIGH_COUNTS - spec.KNOB_LOW_COUNTS
    return round((counts - spec.KNOB_LOW_COUNTS) / travel, 4)
