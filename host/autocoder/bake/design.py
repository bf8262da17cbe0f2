# SPDX-License-Identifier: MIT
"""What hardware/design/module.toml says of the panel, checked."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from autocoder.device.parameter import Parameter
from autocoder.spec import LATENTS

Pins = dict[str, int]  # of each board

SWITCHES = ("button", "gate")  # of which there is one each, named so
SELECTS = 3  # of the multiplexer, for its eight channels
# What a board has: pins in all, which of them read voltages, and which are taken.
ALL_PINS = {"daisy": frozenset(range(31)), "teensy41": frozenset(range(42))}
ANALOGUE = {"daisy": frozenset([*range(15, 26), 28]),
            "teensy41": frozenset([*range(14, 28), *range(38, 42)])}
TAKEN = {"daisy": frozenset([11, 12, 13, 14, 29, 30]),
         "teensy41": frozenset([6, 7, 8, *range(10, 14), 15, *range(18, 22), 23])}
BOARDS = tuple(ALL_PINS)


class Function(NamedTuple):
    """A knob that sets a parameter."""

    name: str
    parameter: str
    pin: Pins


class Design(NamedTuple):
    """The panel; knobs, cvs and channels, the multiplexer's inputs, by latent, lights in their order."""

    common: Pins
    select: tuple[Pins, ...]
    knob_names: tuple[str, ...]
    channels: tuple[int, ...]
    cv_names: tuple[str, ...]
    cvs: tuple[Pins, ...]
    functions: tuple[Function, ...]
    button: Pins
    gate: Pins
    gate_parameter: str
    lights: tuple[str, ...]
    light_pins: tuple[Pins, ...]


def load(path: Path, parameters: tuple[Parameter, ...]) -> Design:
    """Return what a file says; parameters: that there are. Raises ValueError for what cannot be built."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    multiplexer, knobs, cvs = entries["multiplexer"], _by_latent(entries["knob"]), _by_latent(entries["cv"])
    design = Design(
        common=multiplexer["common"],
        select=tuple(multiplexer["select"]),
        knob_names=tuple(each["name"] for each in knobs),
        channels=tuple(each["channel"] for each in knobs),
        cv_names=tuple(each["name"] for each in cvs),
        cvs=tuple(each["pin"] for each in cvs),
        functions=tuple(Function(each["name"], each["parameter"], each["pin"])
                        for each in entries["function"]),
        button=entries["button"]["pin"],
        gate=entries["gate"]["pin"],
        gate_parameter=entries["gate"]["parameter"],
        lights=tuple(each["name"] for each in entries["light"]),
        light_pins=tuple(each["pin"] for each in entries["light"]),
    )
    _check_names(entries)
    _check_parameters(design, {each.name: each for each in parameters})
    for board in BOARDS:
        _check_pins(design, board)
    return design


def _by_latent(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = sorted(entries, key=lambda each: each["latent"])
    if [each["latent"] for each in found] != list(range(LATENTS)):
        raise ValueError(f"a knob and a CV for each latent from 0 to {LATENTS - 1}")
    return found


def _check_names(entries: dict[str, Any]) -> None:
    names = [each["name"] for kind in ("knob", "cv", "function") for each in entries[kind]] + [*SWITCHES]
    for group in (names, [each["name"] for each in entries["light"]]):
        twice = [name for name, count in Counter(group).items() if count > 1]
        if twice:
            raise ValueError(f"{twice[0]}: there twice")


def _check_parameters(design: Design, parameters: dict[str, Parameter]) -> None:
    for function in design.functions:
        parameter = parameters.get(function.parameter)
        if parameter is None or parameter.whole:
            raise ValueError(f"{function.name}: {function.parameter} is no parameter that a knob can set")
    gated = parameters.get(design.gate_parameter)
    if gated is None or not gated.switch:
        raise ValueError(f"gate: {design.gate_parameter} is no switch")
    if len(design.select) != SELECTS or sorted(design.channels) != list(range(2 ** SELECTS)):
        raise ValueError("multiplexer: three select lines, and a knob at each channel")


def _check_pins(design: Design, board: str) -> None:
    """Check that each pin of a board is there, free, able, and used once."""
    analogue = [each[board] for each in
                (design.common, *design.cvs, *(function.pin for function in design.functions))]
    digital = [each[board] for each in (*design.select, design.button, design.gate, *design.light_pins)]
    for pin in analogue:
        if pin not in ANALOGUE[board]:
            raise ValueError(f"{board}: pin {pin} cannot be read as a voltage")
    for pin, count in Counter(analogue + digital).items():
        if count > 1:
            raise ValueError(f"{board}: pin {pin} is used twice")
        if pin not in ALL_PINS[board] - TAKEN[board]:
            raise ValueError(f"{board}: pin {pin} is not free")
