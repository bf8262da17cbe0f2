# SPDX-License-Identifier: MIT
"""Taking one argument of a message; each raises InputError that names the argument and what it must be."""

import math

from autocoder.errors import InputError
from autocoder.osc.messages import Arguments


def _argument(arguments: Arguments, place: int, name: str) -> object:
    if place >= len(arguments):
        raise InputError(f"{name} is missing")
    return arguments[place]


def text(arguments: Arguments, place: int, name: str) -> str:
    """Return a word."""
    value = _argument(arguments, place, name)
    if not isinstance(value, str) or not value or "\0" in value:
        raise InputError(f"{name}: must be a word")
    return value


def number(arguments: Arguments, place: int, name: str, low: float = -math.inf,
           high: float = math.inf) -> float:
    """Return a finite number, float or integer, of low..high."""
    value = _argument(arguments, place, name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(f"{name}: must be a number")
    if not low <= value <= high:
        raise InputError(f"{name} {value:g}: must be {low:g} to {high:g}")
    return float(value)


def whole(arguments: Arguments, place: int, name: str, low: int, high: int) -> int:
    """Return a whole number of low..high; Pure Data sends even those as floats."""
    value = number(arguments, place, name, low, high)
    if value != int(value):
        raise InputError(f"{name} {value:g}: must be a whole number")
    return int(value)


def no_more_than(arguments: Arguments, count: int) -> None:
    """Refuse a message with more arguments than count."""
    if len(arguments) > count:
        raise InputError(f"{len(arguments)} arguments: at most {count}")
