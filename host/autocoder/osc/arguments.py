# SPDX-License-Identifier: MIT
"""Taking one argument of a message; each raises InputError that names the argument and what it must be."""

import math

import numpy as np
import numpy.typing as npt

from autocoder.errors import InputError
from autocoder.osc.parsing import IMPULSE, Arguments, Unused

KINDS = {str: "a word", bytes: "a blob", bool: "true or false", type(None): "nil"}


def without_bang(arguments: Arguments) -> Arguments:
    """Return the arguments; a lone impulse or nil, as buttons send it, stands for none."""
    return [] if arguments in ([IMPULSE], [None]) else arguments


def _argument(arguments: Arguments, place: int, name: str) -> object:
    if place >= len(arguments):
        raise InputError(f"{name} is missing")
    return arguments[place]


def _kind(value: object) -> str:
    return value.kind if isinstance(value, Unused) else KINDS.get(type(value), "a number")


def text(arguments: Arguments, place: int, name: str) -> str:
    """Return a word."""
    value = _argument(arguments, place, name)
    if not isinstance(value, str):
        raise InputError(f"{name}: must be a word, not {_kind(value)}")
    if not value:
        raise InputError(f"{name}: must be a word, not an empty one")
    return value


def number(arguments: Arguments, place: int, name: str, low: float = -math.inf,
           high: float = math.inf) -> float:
    """Return a finite number of low..high, of any of OSC's types; true is 1, false is 0."""
    value = _argument(arguments, place, name)
    if not isinstance(value, (int, float)):
        raise InputError(f"{name}: must be a number, not {_kind(value)}")
    if not math.isfinite(value):
        raise InputError(f"{name}: must be a number that is finite")
    if not low <= value <= high:
        raise InputError(f"{name} {value:g}: must be {low:g} to {high:g}")
    return float(value)


def whole(arguments: Arguments, place: int, name: str, low: int, high: int) -> int:
    """Return a whole number of low..high; Pure Data sends even those as floats."""
    value = number(arguments, place, name, low, high)
    if value != int(value):
        raise InputError(f"{name} {value:g}: must be a whole number")
    return int(value)


def floats(arguments: Arguments) -> npt.NDArray[np.float32]:
    """Return all arguments as numbers [count]; those beyond what float32 holds are infinite."""
    if not set(map(type, arguments)) <= {int, float, bool}:
        for place in range(len(arguments)):
            number(arguments, place, f"argument {place + 1}")
    with np.errstate(over="ignore"):
        return np.array(arguments, dtype=np.float64).astype(np.float32)


def no_more_than(arguments: Arguments, count: int) -> None:
    """Refuse a message with more arguments than count."""
    if len(arguments) > count:
        raise InputError(f"{len(arguments)} arguments: at most {count}")
