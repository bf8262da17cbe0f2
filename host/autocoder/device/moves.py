# SPDX-License-Identifier: MIT
"""What happens to an offline module in the course of a sound: parameters are set, controls are moved."""

from collections.abc import Iterable
from dataclasses import dataclass

from autocoder.device.controls import COLUMNS, CountArray
from autocoder.device.panel import CONTROLS, PRESS, Control, Kind, control, counts_of, knob_counts
from autocoder.device.panel_names import FUNCTIONS
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import PANEL, Setting, parse_setting, split
from autocoder.spec import BLOCK_SAMPLES, SAMPLE_RATE_HZ

PRESS_BLOCKS = SAMPLE_RATE_HZ // BLOCK_SAMPLES // 10
OWN_NAME = f"{PANEL}."  # before the name of a control that a parameter shares


@dataclass(frozen=True)
class Move:
    """A control stands elsewhere from a block on; counts: of its converter, 0, 1 or PRESS of a switch."""

    block: int
    control: Control
    counts: int


def parse_change(text: str) -> Setting | Move:
    """Return what somebody wrote as [SECONDS:]NAME=VALUE: the move of a control, or else a setting.

    A parameter comes before the control of the same name; panel.NAME is the control in any case. Raises
    InputError for an unknown name, and for a value out of range.
    """
    block, name, value = split(text)
    if name.startswith(OWN_NAME):
        moved = control(name.removeprefix(OWN_NAME))
    elif name in CONTROLS and name not in {each.name for each in PARAMETERS}:
        moved = CONTROLS[name]
    else:
        return parse_setting(text)
    return Move(block, moved, counts_of(moved, value))


def moved(table: CountArray, moves: Iterable[Move]) -> CountArray:
    """Return counts [blocks, 16] in which each knob and CV that moves holds from then on."""
    result = table.copy()
    for each in sorted(moves, key=lambda each: each.block):
        if each.control.name in COLUMNS:
            result[each.block:, COLUMNS.index(each.control.name)] = each.counts
    return result


def held(moves: Iterable[Move], settings: Iterable[Setting]) -> list[Setting]:
    """Return the moves of the other controls as an offline module reads them, before its settings.

    Where a function knob moves, all begin where their parameters do.
    """
    mine = [each for each in moves if each.control.name not in COLUMNS]
    begin = _beginning(settings) if any(each.control.kind is Kind.FUNCTION for each in mine) else []
    return begin + [setting for each in mine for setting in _records(each)]


def _records(move: Move) -> list[Setting]:
    """Return what a move is in the settings file: a press is two."""
    if move.counts != PRESS or move.control.kind is not Kind.SWITCH:
        return [Setting(move.block, move.control.name, float(move.counts), PANEL)]
    return [Setting(move.block, move.control.name, 1.0, PANEL),
            Setting(move.block + PRESS_BLOCKS, move.control.name, 0.0, PANEL)]


def _beginning(settings: Iterable[Setting]) -> list[Setting]:
    """Return the places of the function knobs in the first block."""
    set_first = {each.name: each.value for each in settings if each.block == 0 and not each.preset}
    parameters = {each.name: each for each in PARAMETERS}
    begin = []
    for name, parameter in ((name, parameters[sets]) for name, sets in FUNCTIONS.items()):
        value = set_first.get(parameter.name, parameter.default)
        share = (value - parameter.minimum) / (parameter.maximum - parameter.minimum)
        begin.append(Setting(0, name, float(knob_counts(share)), PANEL))
    return begin
