# SPDX-License-Identifier: MIT
"""What a parameter of the module is."""

from typing import NamedTuple


class Parameter(NamedTuple):
    """One parameter; default is a number, the number of a choice, or 0 or 1 of a switch.

    whole: takes only whole numbers, as choices and switches do; preset: has a value in each preset
    """

    name: str
    unit: str
    minimum: float
    maximum: float
    default: float
    choices: tuple[str, ...]
    switch: bool
    whole: bool
    preset: bool
    help: str
